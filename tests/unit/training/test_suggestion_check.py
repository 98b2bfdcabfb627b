"""Safe edits on the corpus: most sentences they mend are no longer flagged."""

from __future__ import annotations

from functools import cache

import pytest

from screener.bootstrap import Screener, make_screener
from screener.config import Settings
from screener.domain.labels import Category, Severity, Stance
from training.data_commands import SENTENCES
from training.dataset import Example, read_examples
from training.suggestion_check import Trial, figures, trials

_STEP = 6
_LEAST_EDITS = 20
_LEAST_MENDED = 0.6


@cache
def screener() -> Screener:
    return make_screener(Settings())


def make_biased(text: str, category: Category = Category.LANGUAGE) -> Example:
    """A flagged sentence whose spans nobody marked."""
    return Example(
        id=text,
        text=text,
        stance=Stance.ASSERTED,
        severity=Severity.LOW,
        categories=(category,),
    )


def test_edit_is_applied_and_screened_again() -> None:
    """The label goes, and with it the finding."""
    (first, *_) = trials(screener(), [make_biased("Quà tặng phái đẹp của thôn.")])

    assert first.edited == "Quà tặng phụ nữ của thôn."
    assert (first.was_flagged, first.is_flagged) == (True, False)


def test_sentence_keeps_its_neighbours() -> None:
    """The edit is made in the sentence, wherever it stands."""
    example = make_biased("Quà tặng phái đẹp của thôn.")
    among = Example(
        id="b",
        text=example.text,
        before="Sáng nay có mưa.",
        after="Loa phát lúc sáu giờ.",
        stance=example.stance,
        severity=example.severity,
        categories=example.categories,
    )

    assert next(trials(screener(), [among])).edited == "Quà tặng phụ nữ của thôn."


def test_figures_worked_by_hand() -> None:
    """One edit mends, one does not, one was never flagged."""
    example = make_biased("Phái đẹp.")
    tried = [
        Trial(example, Category.ROLE, "a", was_flagged=True, is_flagged=False),
        Trial(example, Category.ROLE, "b", was_flagged=True, is_flagged=True),
        Trial(example, Category.TRAIT, "c", was_flagged=False, is_flagged=False),
    ]

    rows = {line.split()[0]: line.split()[1:] for line in figures(tried).splitlines()}

    assert rows["role"] == ["2", "2", "1", "1"]
    assert rows["all"] == ["3", "2", "1", "1"]
    assert rows["sentences"][-1] == "1"


@pytest.mark.slow
def test_most_edits_of_corpus_sentences_mend_them() -> None:
    """A floor, so that no rule or model makes the suggestions worse unseen."""
    biased = [example for example in read_examples(SENTENCES) if example.is_flagged]

    tried = list(trials(screener(), biased[::_STEP]))

    flagged = [trial for trial in tried if trial.was_flagged]
    mended = sum(not trial.is_flagged for trial in flagged)
    assert len(tried) >= _LEAST_EDITS
    assert mended >= _LEAST_MENDED * len(flagged)
