"""What retraining has to know about a kind of bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from models.bundle import LINEAR_NGRAM, TOKEN_CLASSIFIER, Bundle, Manifest
from models.heads import BASE_HEADS, Sample
from models.linear import LinearNgramClassifier
from models.linear_weights import (
    WEIGHTS,
    LinearModel,
    model_arrays,
    model_settings,
)
from models.outputs import Floats
from models.token_classifier import BLEND, Blend, TokenClassifier, blend_bytes
from models.token_scorer import ContextSentence
from screener.errors import RefitKindError
from screener.ports import Classifier, ClassifierCard
from training.cards import linear_card, token_card
from training.refit_solver import Doubles


class Refittable(Protocol):
    """A model of which the n-grams and the outputs can move."""

    @property
    def card(self) -> ClassifierCard:
        """Of its bundle."""

    @property
    def ngrams(self) -> LinearModel | None:
        """The part that learns from corrections; None when there is none."""

    @property
    def outputs(self) -> tuple[Floats, Floats]:
        """Mix and offset, from what is said of a sentence to the outputs."""

    def said_beside(self, samples: Sequence[Sample]) -> Doubles:
        """What the part that stays says; shape (samples, its inputs of the mix)."""

    def moved(
        self, ngrams: LinearModel | None, outputs: tuple[Floats, Floats]
    ) -> Refittable:
        """The model with these n-grams and outputs."""

    def classifier(self, card: ClassifierCard) -> Classifier:
        """What screens with it."""

    def files(self) -> dict[str, bytes]:
        """The bundle's files."""

    def settings(self) -> dict[str, Any]:
        """The manifest's settings."""

    def card_text(self, manifest: Manifest, *, language: str) -> str:
        """The bundle's card in "en" or "vi"."""


def refittable(bundle: Bundle) -> Refittable:
    """The model of a bundle, ready to be retrained.

    Raises:
        RefitKindError: When its kind cannot be retrained.
        BundleCorruptError: When it is damaged.
    """
    kind = bundle.manifest.kind
    if kind == LINEAR_NGRAM:
        return LinearParts(LinearNgramClassifier.from_bundle(bundle))
    if kind == TOKEN_CLASSIFIER:
        return TokenParts(TokenClassifier.from_bundle(bundle), bundle)
    raise RefitKindError(source=bundle.manifest.name, kind=kind)


@dataclass(frozen=True, slots=True)
class LinearParts:
    """A linear n-gram bundle: everything learns."""

    linear: LinearNgramClassifier

    @property
    def card(self) -> ClassifierCard:
        """Of its bundle."""
        return self.linear.card

    @property
    def ngrams(self) -> LinearModel:
        """The model itself."""
        return self.linear.model

    @property
    def outputs(self) -> tuple[Floats, Floats]:
        """Mix and offset of the model."""
        return self.linear.model.mix, self.linear.model.offset

    def said_beside(self, samples: Sequence[Sample]) -> Doubles:
        """Nothing: no other part stands beside it."""
        return np.zeros((len(samples), 0))

    def moved(
        self, ngrams: LinearModel | None, outputs: tuple[Floats, Floats]
    ) -> LinearParts:
        """The model with these n-grams and outputs."""
        assert ngrams is not None, "a linear model is made of them"
        mix, offset = outputs
        model = replace(ngrams, mix=mix, offset=offset)
        return LinearParts(replace(self.linear, model=model))

    def classifier(self, card: ClassifierCard) -> LinearNgramClassifier:
        """What screens with it."""
        return replace(self.linear, card=card)

    def files(self) -> dict[str, bytes]:
        """The weights."""
        return {WEIGHTS: model_arrays(self.linear.model)}

    def settings(self) -> dict[str, Any]:
        """The manifest's settings."""
        return model_settings(self.linear.model, self.linear.span_rule)

    def card_text(self, manifest: Manifest, *, language: str) -> str:
        """The card of a linear bundle."""
        return linear_card(manifest, language=language)


@dataclass(frozen=True, slots=True)
class TokenParts:
    """An encoder with n-grams beside it: the encoder stays, n-grams and blend learn."""

    tokens: TokenClassifier
    bundle: Bundle

    @property
    def card(self) -> ClassifierCard:
        """Of its bundle."""
        return self.tokens.card

    @property
    def ngrams(self) -> LinearModel | None:
        """Those beside the encoder."""
        return None if self.tokens.linear is None else self.tokens.linear.model

    @property
    def outputs(self) -> tuple[Floats, Floats]:
        """The blend."""
        return self.tokens.blend.mix, self.tokens.blend.offset

    def said_beside(self, samples: Sequence[Sample]) -> Doubles:
        """What the encoder says; shape (samples, base heads)."""
        answers = self.tokens.scorer.answers([_in_context(item) for item in samples])
        said = [answer.decisions.astype(np.float64) for answer in answers]
        return np.stack(said) if said else np.zeros((0, len(BASE_HEADS)))

    def moved(
        self, ngrams: LinearModel | None, outputs: tuple[Floats, Floats]
    ) -> TokenParts:
        """The model with these n-grams and this blend."""
        linear = self.tokens.linear
        if linear is not None and ngrams is not None:
            linear = replace(linear, model=ngrams)
        tokens = replace(self.tokens, linear=linear, blend=Blend(*outputs))
        return replace(self, tokens=tokens)

    def classifier(self, card: ClassifierCard) -> TokenClassifier:
        """What screens with it."""
        return replace(self.tokens, card=card)

    def files(self) -> dict[str, bytes]:
        """All files of the base, the weights and the blend renewed."""
        names = [entry.name for entry in self.bundle.manifest.files]
        kept = {name: self.bundle.content(name) for name in names}
        kept[BLEND] = blend_bytes(self.tokens.blend)
        if self.tokens.linear is not None:
            kept[WEIGHTS] = model_arrays(self.tokens.linear.model)
        return kept

    def settings(self) -> dict[str, Any]:
        """The base's settings, those of the n-grams renewed."""
        linear = self.tokens.linear
        own = None if linear is None else model_settings(linear.model, linear.span_rule)
        return {**self.bundle.manifest.settings, "linear": own}

    def card_text(self, manifest: Manifest, *, language: str) -> str:
        """The card of a token classifier."""
        return token_card(manifest, language=language)


def _in_context(sample: Sample) -> ContextSentence:
    words = ["", *(span.of(sample.text) for span in sample.sentences), ""]
    before, own, after = words[sample.target : sample.target + 3]
    return ContextSentence(own=own, before=before, after=after)
