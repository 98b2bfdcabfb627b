"""Damage files in many ways and read them: python -m tests.fuzz_reader KIND FROM TO.

Prints one JSON line for each input on which a reader fails in a way that nobody
foresaw. It runs as a process of its own, so that native code may crash without
ending the tests; the last number printed tells where it was.
"""

from __future__ import annotations

import copy
import io
import json
import random
import signal
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lxml import etree

from screener.domain.limits import ReadLimits
from screener.errors import InputError, ReaderCrashedError
from screener.ingest.assembly import make_document
from screener.ingest.json_lines import read_json_line
from screener.ingest.reader import read_bytes
from screener.ingest.readers import extract_format
from screener.ingest.sniff import sniff
from screener.messages.catalogue import error_hint, error_message

FIXTURES: Final = Path(__file__).parent / "fixtures"
LIMITS: Final = ReadLimits(max_unpacked_bytes=50_000_000)
LONGEST_S: Final = 60
# What a reader is fed: fixtures, and the name under which they come in.
SEEDS: Final = {
    "docx": ("docx/libreoffice.docx", "docx/python-docx-phong-cu.docx"),
    "odt": ("odt/libreoffice-phong-cu.odt", "odt/pandoc.odt"),
    "rtf": ("rtf/libreoffice.rtf", "rtf/pandoc.rtf", "rtf/calibre.rtf"),
    "pptx": ("pptx/python-pptx.pptx",),
    "xlsx": ("xlsx/openpyxl.xlsx", "xlsx/xlsxwriter.xlsx"),
    "csv": ("csv/python.csv", "csv/libreoffice.tsv"),
    "subtitles": ("subtitles/ffmpeg.srt", "subtitles/pysubs2.vtt"),
    "epub": ("epub/pandoc.epub", "epub/calibre.epub"),
    "eml": ("eml/python.eml", "eml/mpack.eml", "eml/mime-lite.eml"),
    "zip": ("zip/python.zip", "zip/infozip.zip"),
    "html": ("html/trang-bao.html", "html/libreoffice.html", "html/trang-cu.html"),
    "markdown": ("../../examples/tin-thi-truong.md",),
    "plain": ("../../examples/tin-thi-truong.md", "html/trang-cu.html"),
    "jsonl": ("../../training/data/README.md",),
    "pdf": ("pdf/libreoffice.pdf", "pdf/reportlab.pdf", "pdf/chromium.pdf"),
    "doc": ("doc/libreoffice-phong-cu.doc", "doc/libreoffice.doc"),
    "image": ("image/chromium.png", "image/ffmpeg.jpg"),
    "scan": ("pdf/reportlab-ban-quet.pdf",),
}
_TOKENS: Final = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\xed\xa0\x80", b"\x1a"),
    *(b"99999999999999999999", b"-1", b"0", b"NaN", b"\xe2\x80\xae", b"\xc2\xad"),
    *(
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"&a;",
        b"&#0;",
        b"&#xD800;",
        b"]]>",
        b"<![CDATA[",
    ),
    *(
        b"<a>",
        b"</w:p>",
        b"</text:p>",
        b"</a:p>",
        b"<w:tbl>",
        b"<w:r>",
        b"/>",
        b"'",
        b'"',
    ),
    *(
        b"{",
        b"}",
        b"{\\*",
        b"\\u-1 ",
        b"\\bin999999999 ",
        b"\\'",
        b"\\cell ",
        b"\\row ",
    ),
    *(
        b"--a",
        b"-->",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n",
        b"=?utf-8?b?",
    ),
    *(b"../../../etc/passwd", b"file:///etc/passwd", b"\\", b",", b";", b"\t", b"|"),
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut out, repeated or put in."""
    for _ in range(chance.randint(1, 6)):
        content = chance.choice(_WAYS)(content, chance)
    return content


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.choice((1, 3, 40, 900)) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    piece = content[at : at + chance.choice((1, 8, 60, 700))]
    return content[:at] + piece * chance.choice((1, 2, 30)) + content[at:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return (
        content[:at]
        + chance.choice(_TOKENS) * chance.choice((1, 1, 300))
        + content[at:]
    )


def _truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


_WAYS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    *(_flip, _flip, _cut, _repeat, _insert, _insert, _truncate),
)


def restructured(content: bytes, chance: random.Random) -> bytes:
    """XML that still is XML, with elements lost, repeated, moved or renumbered."""
    try:
        root = etree.fromstring(content)
    except (etree.XMLSyntaxError, ValueError):
        return damaged(content, chance)
    for _ in range(chance.randint(1, 12)):
        elements = [e for e in root.iter() if e.getparent() is not None]
        if not elements:
            break
        element, other = chance.choice(elements), chance.choice(elements)
        act = chance.randrange(5)
        if act == 0:
            element.getparent().remove(element)
        elif act == 1:
            element.addnext(copy.deepcopy(element))
        elif act == 2 and other not in element.iter():
            other.insert(0, copy.deepcopy(element))
        elif act == 3 and element.attrib:
            key = chance.choice(list(element.attrib))
            element.set(key, chance.choice(("", "0", "-1", "9" * 30, "x", "true")))
        else:
            element.text = chance.choice((None, "", "\u202eabc", "ế" * 50, "9" * 40))
    return bytes(etree.tostring(root))


def damaged_file(content: bytes, chance: random.Random) -> bytes:
    """The file damaged; of a packed one mostly a part, or checksums stop it all."""
    if not content.startswith(b"PK") or chance.random() < 0.25:
        return damaged(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    names = [name for name in members if not name.endswith("/")]
    texts = [
        name for name in names if name.endswith((".xml", ".rels", ".xhtml", ".opf"))
    ]
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(texts or names)
        # Most damage makes bad XML, which stops at the parser; this goes deeper.
        way = restructured if chance.random() < 0.6 else damaged
        members[name] = way(members[name], chance)
    if chance.random() < 0.1:
        members.pop(chance.choice(names))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member)
    return target.getvalue()


def make_input(kind: str, number: int) -> tuple[str, bytes]:
    """The name and content of one input, the same on every run."""
    chance = random.Random(f"{kind} {number}")
    path = FIXTURES / chance.choice(SEEDS[kind])
    name = {"plain": "a.txt", "jsonl": "a.jsonl"}.get(kind, path.name)
    return name, damaged_file(path.read_bytes(), chance)


def failure(kind: str, number: int) -> str:
    """What nobody foresaw about one input; "" when all is well."""
    name, content = make_input(kind, number)
    try:
        if kind == "jsonl":
            line = json.dumps(
                {"id": number, "text": content.decode("utf-8", "replace")}
            )
            broken = damaged(line.encode(), random.Random(number))
            read_json_line(broken, number=2, source=name)
        elif kind in ("pdf", "scan"):
            _read_in_this_process(name, content)
        else:
            read_bytes(content, name=name, limits=LIMITS)
    except ReaderCrashedError as error:
        return f"crashed: {error.facts}"
    except InputError as error:
        has_words = error_message(error).vi and error_hint(error).vi
        return "" if has_words else f"no words for {error.code}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _read_in_this_process(name: str, content: bytes) -> None:
    kind = sniff(content, name=name)
    extract = extract_format(kind, content, source=name, limits=LIMITS)
    make_document(extract, document_id="x", source=name, sha256="", limits=LIMITS)


def main(kind: str, first: int, last: int) -> None:
    """Read the inputs from ``first`` up to ``last``, not included."""
    for number in range(first, last):
        print(json.dumps({"at": number}), flush=True)
        signal.alarm(LONGEST_S)  # its default action ends the process: a hang
        found = failure(kind, number)
        signal.alarm(0)
        if found:
            print(json.dumps({"at": number, "failure": found}), flush=True)
    print(json.dumps({"done": last}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
