"""A click is offered only when it ends the finding that it mends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.detect.classifier_detector import ClassifierDetector
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.labels import Category, Severity, Stance
from screener.domain.reports import Finding
from screener.domain.spans import Span
from screener.messages.catalogue import message
from screener.proving import EditProof, edited_reading
from screener.text.sentences import read_document
from tests.builders import make_document
from tests.fakes import FakeClassifier, make_point

TEXT = "Chợ họp sớm. Phái yếu thì nhát, phái yếu thì chậm. Mưa tạnh."
SENTENCE = Span(13, 50)
WORDS = FakeClassifier({"hái yếu": (Category.LANGUAGE, Severity.MEDIUM)})


def make_proof() -> EditProof:
    detector = ClassifierDetector(WORDS)
    return EditProof(read_document(make_document(TEXT)), (detector,), make_point())


def offered(*suggestions: Suggestion) -> Finding:
    return Finding(
        id="f-1",
        category=Category.LANGUAGE,
        severity=Severity.MEDIUM,
        stance=Stance.ASSERTED,
        score=0.9,
        is_unsure=False,
        span=Span(13, 21),
        quote="Phái yếu",
        sentence=SENTENCE,
        sentence_text=SENTENCE.of(TEXT),
        place=make_document(TEXT).paragraphs[0].place,
        explanation=message("ask.language"),
        suggestions=suggestions,
        legal_basis=(),
        detector="classifier",
    )


def replacing(span: Span, words: str) -> Suggestion:
    return Suggestion(kind=SuggestionKind.REPLACE, span=span, replacement=words)


WHOLE = replacing(Span(13, 49), "Ai cũng có lúc nhát")
HALF = replacing(Span(13, 21), "Phụ nữ")


def test_click_that_ends_the_finding_stays() -> None:
    """One click and the mark is gone."""
    finding = offered(WHOLE)

    assert make_proof().proved(finding) == finding


def test_click_that_leaves_the_finding_becomes_advice_with_the_question() -> None:
    """The words may be right; the sentence is not mended by them."""
    advice, question = make_proof().proved(offered(HALF)).suggestions

    assert {advice.kind, question.kind} == {SuggestionKind.QUESTION}
    assert advice.note is not None
    assert "“Phái yếu” thành “Phụ nữ”" in advice.note.vi
    assert advice.span == HALF.span


def test_deletion_that_is_not_enough_is_advised_as_one() -> None:
    """Nothing is put in the place of the words."""
    deletion = replace(HALF, kind=SuggestionKind.DELETE, replacement="")

    advice, _ = make_proof().proved(offered(deletion)).suggestions

    assert advice.note is not None
    assert "bỏ “Phái yếu”" in advice.note.vi


@pytest.mark.parametrize("suggestion", [WHOLE, HALF])
def test_edit_is_tried_between_the_neighbours_of_its_sentence(
    suggestion: Suggestion,
) -> None:
    """A classifier reads the sentence beside, and offsets must follow the edit."""
    reading = read_document(make_document(TEXT))

    edited, target = edited_reading(reading, reading.sentences[1], suggestion)

    before, sentence, after = edited.sentences
    assert (before.text, after.text) == ("Chợ họp sớm.", "Mưa tạnh.")
    assert sentence.span == target
    assert sentence.text.startswith(suggestion.replacement)
    for one in edited.sentences:
        assert one.span.of(edited.document.text) == one.text
