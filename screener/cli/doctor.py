"""``screener doctor``: what is installed and working, and what to do about the rest."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from screener.bootstrap import make_classifier, screener_version, shipped_lexicon
from screener.cli.status import ExitStatus
from screener.config import Settings
from screener.domain.wording import Bilingual
from screener.errors import ScreenerError
from screener.messages.catalogue import error_hint, error_message, message

_OK, _MISSING, _BROKEN = "ok", "missing", "broken"
_SIGNS = {_OK: "✓", _MISSING: "–", _BROKEN: "✗"}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    Attributes:
        state: "ok", "missing" (optional) or "broken" (screening suffers).
        name: What was looked at.
        detail: What was found, or what to do.
    """

    state: str
    name: str
    detail: Bilingual


@click.command(name="doctor")
@click.pass_obj
def command(settings: Settings) -> int:
    """Kiểm tra cài đặt. Tell what is installed and working, and what to do."""
    is_broken = False
    for check in run_checks(settings):
        is_broken = is_broken or check.state == _BROKEN
        words = check.detail.in_language(settings.language)
        click.echo(f"{_SIGNS[check.state]} {check.name}: {words}")
    return ExitStatus.NOT_SCREENED if is_broken else ExitStatus.CLEAN


def run_checks(settings: Settings) -> Iterator[Check]:
    """Each check in turn; none raises."""
    yield _same(_OK, "Soát Giới", f"{screener_version()}, Python {_python()}")
    yield _guarded("model", lambda: _model(settings))
    yield _guarded("lexicon", lambda: f"{len(shipped_lexicon())} entries")
    yield _data_dir(settings)
    yield _program("libreoffice", ("soffice", "libreoffice"))
    yield _tesseract()


def _python() -> str:
    return f"{platform.python_version()} ({platform.system()})"


def _same(state: str, name: str, words: str) -> Check:
    return Check(state, name, Bilingual(words, words))


def _guarded(name: str, probe: Callable[[], str]) -> Check:
    try:
        return _same(_OK, name, probe())
    except ScreenerError as exc:
        problem, hint = error_message(exc), error_hint(exc)
        words = Bilingual(f"{problem.vi} {hint.vi}", f"{problem.en} {hint.en}")
        return Check(_BROKEN, name, words)


def _model(settings: Settings) -> str:
    card = make_classifier(settings).card
    points = ", ".join(point.name for point in card.operating_points)
    return f"{card.name} {card.version} ({points})"


def _data_dir(settings: Settings) -> Check:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as exc:
        words = message("doctor.data_dir", folder=str(folder), reason=str(exc))
        return Check(_BROKEN, "data", words)
    return _same(_OK, "data", str(folder))


def _program(name: str, executables: tuple[str, ...]) -> Check:
    for executable in executables:
        path = shutil.which(executable)
        if path:
            return _same(_OK, name, path)
    return Check(_MISSING, name, message(f"doctor.{name}"))


def _tesseract() -> Check:
    check = _program("tesseract", ("tesseract",))
    if check.state != _OK:
        return check
    listed = subprocess.run(
        ["tesseract", "--list-langs"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if "vie" in listed.stdout.split():
        return check
    return Check(_MISSING, "tesseract", message("doctor.tesseract_vie"))
