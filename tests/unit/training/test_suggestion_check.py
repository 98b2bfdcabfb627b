"""Safe edits on the corpus: most sentences they mend are no longer flagged."""

from __future__ import annotations

from functools import cache
from typing import Final

from screener.bootstrap import Screener, make_screener
from screener.config import Settings
from screener.domain.labels import Category, Severity, Stance
from training.data_commands import SENTENCES
from training.dataset import Example, read_examples
from training.suggestion_check import Trial, figures, trials

# Biased sentences of the corpus that had a safe edit when the rules were written.
_SAMPLE: Final = (
    "a01-009-01",
    "a01-009-02",
    "a01-015-01",
    "a01-042-02",
    "a01-045-02",
    "a01-050-06",
    "a01-070-06",
    "a01-087-02",
    "b01-005-02",
    "b01-011-01",
    "b01-031-06",
    "b01-058-01",
    "c01-021-03",
    "c01-026-02",
    "c01-039-02",
    "c01-070-01",
    "c02-086-02",
    "d01-094-01",
    "d01-112-01",
    "e01-113-02",
    "e01-115-01",
    "f01-031-02",
    "f01-056-01",
    "f01-103-02",
    "f01-106-02",
    "g01-021-02",
    "g01-030-01",
    "h01-003-02",
    "i01-021-02",
    "i02-022-01",
    "j01-037-03",
    "j01-060-01",
    "j01-066-01",
    "s01-112-02",
    "s02-020-02",
)
_LEAST_SENTENCES = 30
_LEAST_EDITS = 30
_LEAST_MENDED = 0.75


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


def test_edits_of_the_sample_mend_it() -> None:
    """A floor, so that no rule and no model makes the suggestions worse unseen."""
    sample = [example for example in read_examples(SENTENCES) if example.id in _SAMPLE]

    tried = list(trials(screener(), sample))

    flagged = [trial for trial in tried if trial.was_flagged]
    mended = sum(not trial.is_flagged for trial in flagged)
    assert len(sample) >= _LEAST_SENTENCES
    assert len(flagged) >= _LEAST_EDITS
    assert mended >= _LEAST_MENDED * len(flagged)
