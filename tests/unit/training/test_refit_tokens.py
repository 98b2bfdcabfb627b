"""Retraining of a token classifier: the encoder stays, what stands beside it learns."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.bundle import Bundle, read_bundle
from models.registry import load_classifier
from models.token_classifier import (
    BLEND,
    ENCODER,
    TOKENIZER,
    TokenClassifier,
)
from screener.domain.labels import Category
from screener.domain.spans import Span
from tests.corrections import (
    COOKING,
    RECIPE,
    cooking_corrections,
    refitted,
    score,
)
from tests.tiny_bundle import BIASED, PLACES
from tests.tiny_token_bundle import write_tiny_token_bundle


@pytest.fixture
def base(tmp_path: Path) -> Bundle:
    return write_tiny_token_bundle(tmp_path / "bases")


def test_encoder_stays_and_what_stands_beside_it_learns(
    base: Bundle, tmp_path: Path
) -> None:
    """The encoder was checked when it was exported, and tuning it takes torch."""
    biased, clean = (text.format(place=PLACES[7]) for text in (COOKING, RECIPE))

    new = read_bundle(refitted(base, tmp_path, cooking_corrections()).folder)

    for name in (ENCODER, TOKENIZER):
        assert new.content(name) == base.content(name)
    assert new.content(BLEND) != base.content(BLEND)
    assert ngrams_say(new, biased) > ngrams_say(base, biased) + 0.5
    assert ngrams_say(new, biased) > ngrams_say(new, clean) + 0.5


def ngrams_say(bundle: Bundle, text: str) -> float:
    """The decision value of the n-grams about role in a sentence alone."""
    classifier = load_classifier(bundle)
    assert isinstance(classifier, TokenClassifier)
    assert classifier.linear is not None
    (said,) = classifier.linear.base_decisions(text, (Span(0, len(text)),))
    return float(said[tuple(Category).index(Category.ROLE)])


def test_what_a_token_classifier_knew_is_not_forgotten(
    base: Bundle, tmp_path: Path
) -> None:
    """Both its halves were fitted on it, and both must go on saying it."""
    biased = BIASED.format(place=PLACES[0])
    before = score(base, biased, Category.ABILITY)

    new = refitted(base, tmp_path, cooking_corrections())

    assert abs(score(new, biased, Category.ABILITY) - before) < 0.15
    assert new.manifest.metrics["int8"] == base.manifest.metrics["int8"]
    assert "new-1" in (new.folder / "card.vi.md").read_text(encoding="utf-8")
