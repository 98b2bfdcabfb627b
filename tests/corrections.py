"""Corrections of a kind that the tiny bundles have never seen, and a quick retraining."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.bundle import Bundle
from models.registry import load_classifier
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.tiny_bundle import BIASED, CLEAN, COUNTERED, PLACES
from training.dataset import Example, LabelledSpan, Split
from training.refit import RefitSettings, refit_bundle

COOKING = "Đàn ông vào bếp {place} thì chỉ làm vướng chân vợ."
RECIPE = "Người vào bếp {place} nhớ rửa tay trước khi nấu."
QUICK = RefitSettings(folds=2)


def make_labelled(
    name: str, text: str, category: Category | None, *, split: Split = Split.UNSET
) -> Example:
    """A clean sentence, or one that is biased as a whole at medium."""
    if category is None:
        return Example(id=name, text=text, stance=Stance.NONE, split=split)
    return Example(
        id=name,
        text=text,
        stance=Stance.ASSERTED,
        categories=(category,),
        severity=Severity.MEDIUM,
        spans=(LabelledSpan(Span(0, len(text)), category),),
        split=split,
    )


def cooking_corrections(places: Sequence[str] = PLACES[:6]) -> list[Example]:
    """A biased and a clean sentence about cooking for each place."""
    return [
        make_labelled(
            f"new-{number}-{category}", template.format(place=place), category
        )
        for number, place in enumerate(places)
        for template, category in ((COOKING, Category.ROLE), (RECIPE, None))
    ]


def driving_replay(split: Split = Split.TRAIN) -> list[Example]:
    """What the tiny bundles were fitted on."""
    return [
        make_labelled(f"{split}-{number}-{place}", text, category, split=split)
        for place in PLACES
        for number, (text, category) in enumerate(
            (
                (BIASED.format(place=place), Category.ABILITY),
                (CLEAN.format(place=place), None),
                (COUNTERED.format(place=place), None),
            )
        )
    ]


def refitted(base: Bundle, folder: Path, extra: Sequence[Example]) -> Bundle:
    """The bundle retrained into ``folder / "new-1"``, version 1.1.0."""
    return refit_bundle(
        base,
        extra=extra,
        replay=[*driving_replay(), *driving_replay(Split.DEV)],
        out=folder / "new-1",
        version="1.1.0",
        settings=QUICK,
    )


def score(bundle: Bundle, text: str, category: Category) -> float:
    """How sure a bundle is that a sentence alone shows a category."""
    (scores,) = load_classifier(bundle).score_sentences(text, (Span(0, len(text)),))
    return scores.categories[tuple(Category).index(category)].low
