"""Words for a command that was stopped before anybody could answer for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from screener.cli.status import ExitStatus
from screener.config import LANGUAGES
from screener.messages.catalogue import message


def language_asked(arguments: Sequence[str]) -> str:
    """The language of errors that end a command: the last ``--lang``, else the default.

    Read off the words themselves, because a command that failed hands nothing back.
    """
    asked = [
        word.removeprefix("--lang=") if word.startswith("--lang=") else following
        for word, following in zip(arguments, (*arguments[1:], ""), strict=True)
        if word == "--lang" or word.startswith("--lang=")
    ]
    known = [language for language in asked if language in LANGUAGES]
    return known[-1] if known else os.environ.get("SCREENER_LANGUAGE", "vi")


def say_interrupted(language: str) -> ExitStatus:
    """Tell that Ctrl-C was heard and how to go on; the status it stands for."""
    for code in ("error.interrupted", "hint.interrupted"):
        indent = "   " if code.startswith("hint") else ""
        said = f"{indent}{message(code).in_language(language)}\n"
        # Not by click: the command may have been stopped while that was loading.
        sys.stderr.buffer.write(said.encode())
    sys.stderr.flush()
    return ExitStatus.NOT_SCREENED
