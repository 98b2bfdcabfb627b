"""Files inside one file: their sentences are not each other's neighbours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.registry import load_classifier
from screener.detect.classifier_detector import ClassifierDetector
from screener.detect.pieces import pieces
from screener.domain.detections import Detection
from screener.domain.documents import Paragraph, Place, Reading
from screener.domain.spans import Span
from screener.text.sentences import read_document
from tests.builders import make_document
from tests.tiny_bundle import write_tiny_bundle

FIRST = "Anh nói: “Đàn bà lái xe trên đèo thì ai cũng phải tránh xa."
SECOND = "Trời hôm nay nhiều mây. Đàn bà lái xe thì ai cũng phải tránh xa."


def make_reading(*sections: tuple[str | None, str]) -> Reading:
    text = "\n".join(words for _, words in sections)
    paragraphs, start = [], 0
    for section, words in sections:
        span = Span(start, start + len(words))
        paragraphs.append(Paragraph(span, Place(section=section)))
        start = span.end + 1
    base = make_document(text)
    return read_document(replace(base, text=text, paragraphs=tuple(paragraphs)))


def shifted(detection: Detection, *, sentences: int, characters: int) -> list[object]:
    return [
        (c.sentence + sentences, c.span.shifted(characters), c.category, c.scores)
        for c in detection.candidates
    ]


@pytest.fixture
def detector(tmp_path: Path) -> ClassifierDetector:
    return ClassifierDetector(load_classifier(write_tiny_bundle(tmp_path)))


def test_text_without_sections_is_one_piece() -> None:
    """Headings and pages do not end what belongs together."""
    reading = make_reading((None, FIRST), (None, SECOND))

    (piece,) = pieces(reading)

    assert piece.text == reading.document.text
    assert len(piece.spans) == 3


def test_file_in_an_archive_is_judged_as_if_alone(detector: ClassifierDetector) -> None:
    """An open quotation of one article must not run into the next."""
    whole = make_reading(("a.txt", FIRST), ("b.txt", SECOND))
    first, second = make_reading((None, FIRST)), make_reading((None, SECOND))

    found = detector.detect(whole)

    expected = shifted(detector.detect(first), sentences=0, characters=0)
    expected += shifted(detector.detect(second), sentences=1, characters=len(FIRST) + 1)
    assert shifted(found, sentences=0, characters=0) == expected
    assert len(expected) >= 2
    contexts = detector.contexts(whole)
    assert contexts == (*detector.contexts(first), *detector.contexts(second))


def test_many_readings_with_sections_are_judged_as_each_alone(
    detector: ClassifierDetector,
) -> None:
    """A batch may hold archives and single files."""
    readings = [
        make_reading(("a.txt", FIRST), ("b.txt", SECOND)),
        make_reading((None, SECOND)),
    ]

    assert detector.detect_many(readings) == tuple(map(detector.detect, readings))


def test_some_sentences_of_an_archive_are_judged_as_among_all(
    detector: ClassifierDetector,
) -> None:
    """An edit in one file changes nothing that is said of another."""
    reading = make_reading(("a.txt", FIRST), ("b.txt", SECOND))
    whole = detector.detect(reading)

    some = detector.detect(reading, among=[2])

    assert some.candidates == tuple(c for c in whole.candidates if c.sentence == 2)
