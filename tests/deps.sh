#!/bin/sh
# Debian packages that the tests drive; installed when root, else named plainly.
set -eu
missing=""
wanted=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
# Without these two the tests of old Word files and of scans are skipped.
command -v soffice >/dev/null 2>&1 || wanted="$wanted libreoffice-writer-nogui"
command -v tesseract >/dev/null 2>&1 || wanted="$wanted tesseract-ocr tesseract-ocr-vie"
[ -z "$missing$wanted" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 # one word a package
  [ -z "$missing" ] || apt-get install -y -qq --no-install-recommends $missing >/dev/null
  # shellcheck disable=SC2086
  [ -z "$wanted" ] || apt-get install -y -qq --no-install-recommends $wanted >/dev/null ||
    echo "Not installed, so their tests are skipped:$wanted"
  exit 0
fi
[ -z "$wanted" ] || echo "Some tests are skipped without:$wanted"
if [ -n "$missing" ]; then
  echo "The browser tests need:$missing"
  echo "Install them, for example: sudo apt-get install$missing"
  exit 1
fi
