"""Who may suggest: an edit answers before a question does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.domain.detections import Detection, Suggestion, SuggestionKind
from screener.domain.documents import Sentence
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.domain.wording import Bilingual
from screener.policy import decide
from tests.builders import make_candidate, make_point, make_reading, make_replacement

SENTENCE = "Việc bếp núc vẫn là của đàn bà."
QUESTION = Suggestion(
    kind=SuggestionKind.QUESTION, span=Span(0, 4), note=Bilingual(vi="Ai?", en="Who?")
)
EDIT = make_replacement(Span(24, 30), "cả nhà")
QUESTION_AGAIN = replace(QUESTION, span=Span(24, 30))
OTHER = replace(EDIT, replacement="mọi người")


@pytest.mark.parametrize(
    ("brought", "own", "expected"),
    [
        ((), (EDIT,), (EDIT,)),
        ((QUESTION,), (), (QUESTION,)),
        ((QUESTION, QUESTION_AGAIN), (), (QUESTION,)),
        ((QUESTION,), (EDIT,), (EDIT, QUESTION)),
        ((QUESTION,), (QUESTION,), (QUESTION,)),
        ((OTHER, QUESTION), (EDIT,), (OTHER, QUESTION)),
    ],
)
def test_safe_edit_comes_before_a_question(
    brought: tuple[Suggestion, ...],
    own: tuple[Suggestion, ...],
    expected: tuple[Suggestion, ...],
) -> None:
    """A rule that can only ask must not keep a sound edit from the editor."""
    reading = make_reading(SENTENCE)
    candidate = replace(make_candidate(reading, "đàn bà"), suggestions=brought)

    def suggest(
        _category: Category, _sentence: Sentence, _span: Span
    ) -> tuple[Suggestion, ...]:
        return own

    detection = Detection(candidates=(candidate,), stances=())
    decision = decide(reading, [detection], point=make_point(), suggest=suggest)

    assert decision.findings[0].suggestions == expected
