"""The runtime of token-classifier bundles: an encoder, and n-grams beside it.

The encoder reads each sentence and gives evidence per token; a linear n-gram model
reads it with its neighbours. The outputs are linear in what the base heads of both
say, so either may be left out of a bundle's weights but not of its meaning.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from models.bundle import Bundle, pack_arrays
from models.evidence import best_stretch, smoothed, without_outer_marks
from models.features import neighbourhoods
from models.heads import BASE_HEADS
from models.linear import LinearNgramClassifier
from models.linear_decisions import product
from models.linear_weights import WEIGHTS, SpanRule, model_from
from models.outputs import (
    OUTPUTS,
    Believed,
    Floats,
    believed,
    sentence_scores,
    sigmoid,
    with_best_category,
)
from models.subwords_file import subwords_from
from models.token_scorer import ContextSentence, TokenAnswer, TokenScorer
from models.windows import WindowPlan
from screener.domain.detections import Evidence, SentenceScores
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.errors import BundleCorruptError
from screener.ports import ClassifierCard

ENCODER: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
BLEND: Final = "blend.npz"


@dataclass(frozen=True, slots=True)
class Blend:
    """From what the base heads of both models say to the outputs.

    Attributes:
        mix: The encoder's base heads, then the n-grams'; shape (inputs, OUTPUTS).
        offset: Shape (OUTPUTS,).
    """

    mix: Floats
    offset: Floats

    def logits(self, inputs: Floats) -> Floats:
        """Shape (sentences, OUTPUTS)."""
        return with_best_category(product(inputs, self.mix) + self.offset)


@dataclass(frozen=True, slots=True)
class TokenClassifier:
    """A ``screener.ports.LocalClassifier`` on an encoder.

    Attributes:
        scorer: Runs the encoder.
        linear: The n-gram model beside it; None when there is none.
        blend: From both to the outputs.
        card: Name, version and operating points.
        span_rule: How evidence is cut out of the tokens.
    """

    scorer: TokenScorer
    linear: LinearNgramClassifier | None
    blend: Blend
    card: ClassifierCard
    span_rule: SpanRule

    @classmethod
    def from_bundle(cls, bundle: Bundle) -> TokenClassifier:
        """The classifier that a bundle's files and settings make.

        Raises:
            BundleCorruptError: When a file is missing or has another form.
            MissingExtraError: When its encoder reads words and the library that
                finds them is not installed.
        """
        settings = bundle.manifest.settings
        try:
            plan = WindowPlan(**settings["window"])
            subwords = subwords_from(
                bundle.content(TOKENIZER),
                settings.get("subwords"),
                source=bundle.folder.name,
            )
            scorer = TokenScorer(bundle.content(ENCODER), subwords, plan)
            linear = _linear_of(bundle)
            blend = _blend_of(bundle, with_linear=linear is not None)
            rule = SpanRule(**settings["span_rule"])
        except (KeyError, TypeError, ValueError) as exc:
            raise BundleCorruptError(
                source=bundle.folder.name, file=ENCODER, reason=str(exc)
            ) from exc
        return cls(scorer, linear, blend, bundle.manifest.card, rule)

    def score_sentences(
        self, text: str, sentences: Sequence[Span]
    ) -> tuple[SentenceScores, ...]:
        """Scores for each sentence, judged with its neighbours."""
        return self.score_some(text, sentences, range(len(sentences)))

    def contexts(self, text: str, sentences: Sequence[Span]) -> tuple[Hashable, ...]:
        """The sentence, the two beside it, and whether a quotation runs into it."""
        return neighbourhoods(text, sentences)

    def score_some(
        self, text: str, sentences: Sequence[Span], chosen: Sequence[int]
    ) -> tuple[SentenceScores, ...]:
        """Scores for the chosen sentences, judged with their neighbours."""
        if not chosen:
            return ()
        answers = self.answers(text, sentences, chosen)
        inputs = self.inputs(text, sentences, chosen, answers)
        probabilities = sigmoid(self.blend.logits(inputs))
        evidence: dict[int, list[Evidence]] = {}
        for item in believed(probabilities, self.card):
            start = sentences[chosen[item.row]].start
            span = evidence_span(answers[item.row], item, self.span_rule, text, start)
            if span is not None:
                named = tuple(Category)[item.category]
                evidence.setdefault(item.row, []).append(
                    Evidence(named, span, item.score)
                )
        return sentence_scores(probabilities, evidence)

    def answers(
        self, text: str, sentences: Sequence[Span], chosen: Sequence[int]
    ) -> list[TokenAnswer]:
        """What the encoder says of the chosen sentences."""
        words = ["", *(span.of(text) for span in sentences), ""]
        return self.scorer.answers(
            [
                ContextSentence(own=words[i + 1], before=words[i], after=words[i + 2])
                for i in chosen
            ]
        )

    def inputs(
        self,
        text: str,
        sentences: Sequence[Span],
        chosen: Sequence[int],
        answers: Sequence[TokenAnswer],
    ) -> Floats:
        """What the base heads of both say; shape (chosen, inputs of the blend)."""
        said = np.stack([answer.decisions for answer in answers])
        if self.linear is None:
            return said
        look = self.linear.look(text, sentences, chosen)
        return np.hstack([said, look.base])


def evidence_span(
    answer: TokenAnswer, item: Believed, rule: SpanRule, text: str, start: int
) -> Span | None:
    """The words that carry a category; None when the sentence has no token.

    Args:
        answer: Of the encoder, about the sentence.
        item: The category.
        rule: How evidence is cut out.
        text: The document's.
        start: Of the sentence in it.
    """
    if not len(answer.places):
        return None
    values = smoothed(sigmoid(answer.tokens[:, item.category]), weight=rule.smoothing)
    stretch = best_stretch(values, fraction=rule.fraction)
    places = answer.places + start
    words = [text[begin:end] for begin, end in places.tolist()]
    first, last = without_outer_marks(words, *(stretch or (0, len(words))))
    return whole_words(Span(int(places[first, 0]), int(places[last - 1, 1])), text)


def whole_words(span: Span, text: str) -> Span:
    """The span grown to the ends of words that it cuts."""
    start, end = span.start, span.end
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)


def blend_bytes(blend: Blend) -> bytes:
    """The blend as the bundle's file."""
    return pack_arrays({"mix": blend.mix, "offset": blend.offset})


def _linear_of(bundle: Bundle) -> LinearNgramClassifier | None:
    settings: Mapping[str, Any] | None = bundle.manifest.settings["linear"]
    if settings is None:
        return None
    return LinearNgramClassifier(
        model_from(bundle.arrays(WEIGHTS), settings),
        bundle.manifest.card,
        SpanRule(**settings["span_rule"]),
    )


def _blend_of(bundle: Bundle, *, with_linear: bool) -> Blend:
    arrays = bundle.arrays(BLEND)
    blend = Blend(arrays["mix"].astype(np.float32), arrays["offset"].astype(np.float32))
    inputs = len(BASE_HEADS) * (2 if with_linear else 1)
    if blend.mix.shape != (inputs, len(OUTPUTS)):
        raise ValueError(f"{BLEND}: mix has shape {blend.mix.shape}")
    if blend.offset.shape != (len(OUTPUTS),):
        raise ValueError(f"{BLEND}: offset has shape {blend.offset.shape}")
    return blend
