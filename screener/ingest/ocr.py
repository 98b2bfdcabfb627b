"""The words of pictures, recognised by Tesseract when it is installed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from screener.domain.documents import Trust
from screener.errors import MissingProgramError, ReaderTimeoutError
from screener.ingest.programs import TESSERACT, find_program, run_program

_LANGUAGE: Final = "vie"
_PACKAGE: Final = "tesseract-ocr tesseract-ocr-vie"
_LISTING_TIMEOUT_S: Final = 20.0
_MEMORY_BYTES: Final = 1_500_000_000
_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"
# Shares of words that Tesseract itself is sure of, as percent. Clean print gives
# 90 and more, a photograph of a page 75, shapes taken for letters below 50.
_DOUBTFUL_BELOW: Final = 80
_UNTRUSTED_BELOW: Final = 60
_NOISE_BELOW: Final = 40


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """What was recognised in one picture.

    Attributes:
        paragraphs: In reading order; empty when nothing was.
        confidence: Of its words, weighted by their length, in percent.
    """

    paragraphs: tuple[str, ...]
    confidence: int

    @property
    def trust(self) -> Trust:
        """How far the words can be believed."""
        if self.confidence < _UNTRUSTED_BELOW:
            return Trust.UNTRUSTED
        return Trust.DOUBTFUL if self.confidence < _DOUBTFUL_BELOW else Trust.TRUSTED


@dataclass(frozen=True, slots=True)
class _Word:
    paragraph: tuple[str, str, str]
    text: str
    confidence: float


def has_ocr() -> bool:
    """Whether Tesseract is installed and knows Vietnamese."""
    program = find_program(TESSERACT)
    return program is not None and _knows_vietnamese(program)


def recognise(
    picture: bytes, *, source: str, format_name: str, timeout_s: float
) -> RecognisedText:
    """The words in a picture.

    Args:
        picture: A file that Tesseract reads: png, jpeg, pgm.
        source: Name for error messages.
        format_name: Format for error messages.
        timeout_s: For this picture.

    Raises:
        MissingProgramError: When Tesseract or its Vietnamese is not installed.
        ReaderTimeoutError: When it takes longer than that.
    """
    program = find_program(TESSERACT)
    if program is None or not _knows_vietnamese(program):
        raise MissingProgramError(
            source=source, format=format_name, program=TESSERACT, package=_PACKAGE
        )
    finished = run_program(
        [program, "stdin", "stdout", "-l", _LANGUAGE, "tsv"],
        content=picture,
        timeout_s=timeout_s,
        memory_bytes=_MEMORY_BYTES,
        # One thread: the same words in the same time wherever it runs.
        environment={"OMP_THREAD_LIMIT": "1"},
        starts_others=False,
    )
    if finished.is_late:
        raise ReaderTimeoutError(source=source, timeout_s=timeout_s)
    return _recognised(finished.output.decode("utf-8", "replace"))


@cache
def _knows_vietnamese(program: str) -> bool:
    finished = run_program(
        [program, "--list-langs"], timeout_s=_LISTING_TIMEOUT_S, starts_others=False
    )
    return _LANGUAGE.encode() in finished.output.split()


def _recognised(table: str) -> RecognisedText:
    words = [word for line in table.splitlines() if (word := _word(line))]
    paragraphs: list[str] = []
    kept: list[_Word] = []
    for _, group in groupby(words, key=lambda word: word.paragraph):
        members = list(group)
        if _confidence(members) >= _NOISE_BELOW:
            paragraphs.append(" ".join(word.text for word in members))
            kept += members
    return RecognisedText(tuple(paragraphs), round(_confidence(kept)))


def _word(line: str) -> _Word | None:
    values = line.split("\t")
    if len(values) != _COLUMNS or values[0] != _WORD_LEVEL or not values[11].strip():
        return None
    try:
        confidence = float(values[10])
    except ValueError:
        return None
    return _Word((values[1], values[2], values[3]), values[11].strip(), confidence)


def _confidence(words: list[_Word]) -> float:
    length = sum(len(word.text) for word in words)
    total = sum(len(word.text) * word.confidence for word in words)
    return total / length if length else 0.0
