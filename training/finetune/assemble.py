"""Joins a fine-tuned encoder and n-grams into a checked bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.baseline import FitSettings, LinearFit
from models.bundle import (
    TOKEN_CLASSIFIER,
    Bundle,
    DataDigest,
    Manifest,
    write_bundle,
)
from models.linear import LinearNgramClassifier
from models.linear_weights import (
    WEIGHTS,
    LinearModel,
    SpanRule,
    in_half_precision,
    model_arrays,
    model_settings,
)
from models.output_fit import OutputSettings, fit_outputs
from models.outputs import Floats
from models.segmentation import UNDERTHESEA
from models.subwords_file import subwords_from
from models.token_classifier import (
    BLEND,
    ENCODER,
    TOKENIZER,
    Blend,
    TokenClassifier,
    blend_bytes,
)
from models.token_scorer import TokenScorer
from screener.ports import ClassifierCard, OperatingPoint
from training.cards import token_card
from training.dataset import Example
from training.false_alarms import Background
from training.finetune.export import onnx_bytes, quantised_bytes
from training.finetune.parity import Parity, parity
from training.finetune.tuned import Tuned
from training.fit_linear import DataSet, commit_of_tree, fit_examples, measure
from training.judging import score_examples
from training.operating_points import choose_points
from training.samples import to_sample
from training.span_rules import SHOW_ALL, best_span_rule
from training.split import FOLDS

_LIBRARIES: Final = (
    "numpy",
    "onnxruntime",
    "scikit-learn",
    "tokenizers",
    "torch",
    "transformers",
)
_RULES: Final = tuple(
    SpanRule(smoothing=smoothing, fraction=fraction)
    for smoothing, fraction in product((0.1, 0.25, 0.3), (0.2, 0.3, 0.4, 0.5))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a bundle is joined from.

    Attributes:
        tuned: The encoder that ships, fitted on all training examples.
        held_out: Decisions of one fitted without some of them, by example id.
        settings: Of the n-gram model.
    """

    tuned: Tuned
    held_out: Mapping[str, NDArray[np.float32]]
    settings: FitSettings


def assemble_bundle(
    folder: Path,
    parts: Parts,
    *,
    train: Sequence[DataSet],
    dev: Sequence[DataSet],
    test: Sequence[DataSet],
    background: Background | None,
    version: str,
    say: Callable[[str], None],
) -> Bundle:
    """The bundle of an encoder and an n-gram model, tuned on dev.

    Args:
        folder: Where it is written; replaced as a whole. Its name names the bundle.
        parts: What it is joined from.
        train: What both were fitted on.
        dev: Thresholds and the span rule are chosen here.
        test: Measured only.
        background: Ordinary text on which false alarms are counted.
        version: Of the bundle.
        say: Told what is being done.
    """
    examples = [example for part in train for example in part.examples]
    pooled = [example for part in dev for example in part.examples]
    say("n-grams: fitting")
    fit = fit_examples(examples, parts.settings)
    linear = in_half_precision(fit.model)
    blend = fit_blend(examples, fit, parts.held_out, parts.settings.outputs)
    draft = _draft(parts, linear, blend, ClassifierCard(folder.name, version, (), ""))
    chosen = _exported(parts.tuned, draft, pooled, say)
    say("measuring")
    figures = measure(chosen.classifier, [*dev, *test], background=background)
    digests = tuple(part.digest for part in (*train, *dev, *test))
    manifest = _manifest(chosen, parts, linear, data=digests, figures=figures)
    return write_bundle(
        folder,
        manifest,
        files={
            WEIGHTS: model_arrays(linear),
            BLEND: blend_bytes(blend),
            ENCODER: chosen.content,
            TOKENIZER: parts.tuned.tokenizer(),
        },
        card_en=token_card(manifest, language="en"),
        card_vi=token_card(manifest, language="vi"),
    )


@dataclass(frozen=True, slots=True)
class _Exported:
    """The form of the encoder that ships, operated, and how int8 compares."""

    content: bytes
    classifier: TokenClassifier
    int8: Parity


def _exported(
    tuned: Tuned,
    draft: Callable[[bytes], TokenClassifier],
    pooled: Sequence[Example],
    say: Callable[[str], None],
) -> _Exported:
    """int8 where it is close to fp32 on dev, else fp32."""
    say("encoder: exporting")
    whole = onnx_bytes(tuned.model())
    small = quantised_bytes(whole)
    say("spans and thresholds: choosing")
    classifier = _operated(draft(small), pooled)
    found = parity(replace(classifier, scorer=draft(whole).scorer), classifier, pooled)
    say(f"int8 against fp32: {found}")
    if found.is_close:
        return _Exported(small, classifier, found)
    return _Exported(whole, _operated(draft(whole), pooled), found)


def _manifest(
    chosen: _Exported,
    parts: Parts,
    linear: LinearModel,
    *,
    data: tuple[DataDigest, ...],
    figures: dict[str, Any],
) -> Manifest:
    card = chosen.classifier.card
    return Manifest(
        name=card.name,
        version=card.version,
        kind=TOKEN_CLASSIFIER,
        operating_points=card.operating_points,
        default_operating_point=card.default_operating_point,
        settings=_settings(chosen.classifier, linear, parts.tuned.subwords),
        calibration={
            "method": "logistic on held-out decisions",
            "folds": FOLDS,
            "examples": len(parts.held_out),
        },
        data=data,
        seed=parts.settings.seed,
        libraries=_libraries(parts.tuned.subwords),
        commit=commit_of_tree(),
        metrics={
            **figures,
            "int8": chosen.int8.to_json(),
            "fine_tuning": {
                key: value
                for key, value in parts.tuned.record.items()
                if key != "subwords"
            },
        },
    )


def fit_blend(
    examples: Sequence[Example],
    linear: LinearFit,
    held_out: Mapping[str, Floats],
    settings: OutputSettings,
) -> Blend:
    """The outputs fitted on what both models said of examples new to them.

    Args:
        examples: All that the n-gram model was fitted on, in its order.
        linear: Its fit.
        held_out: The encoder's decisions, by example id.
        settings: How outputs are fitted.
    """
    rows = [index for index, example in enumerate(examples) if example.id in held_out]
    said = np.stack([held_out[examples[index].id] for index in rows])
    inputs = np.hstack([said.astype(np.float64), linear.held_out[rows]])
    return Blend(
        *fit_outputs(inputs, [to_sample(examples[index]) for index in rows], settings)
    )


def _draft(
    parts: Parts, linear: LinearModel, blend: Blend, card: ClassifierCard
) -> Callable[[bytes], TokenClassifier]:
    """What makes a classifier of an ONNX file, not yet operated anywhere."""
    tuned = parts.tuned
    subwords = subwords_from(
        tuned.tokenizer(), tuned.subwords, source=str(tuned.folder)
    )
    card = replace(
        card, operating_points=(SHOW_ALL,), default_operating_point=SHOW_ALL.name
    )

    def classifier(content: bytes) -> TokenClassifier:
        scorer = TokenScorer(content, subwords, tuned.window)
        beside = LinearNgramClassifier(linear, card, SpanRule())
        return TokenClassifier(scorer, beside, blend, card, SpanRule())

    return classifier


def _operated(draft: TokenClassifier, pooled: Sequence[Example]) -> TokenClassifier:
    """The classifier with the span rule and the thresholds that suit dev best."""
    rule = best_span_rule(
        lambda rule: replace(draft, span_rule=rule), pooled, rules=_RULES
    )
    points = choose_points(score_examples(draft, pooled))
    return with_points(replace(draft, span_rule=rule), points)


def with_points(
    classifier: TokenClassifier, points: tuple[OperatingPoint, ...]
) -> TokenClassifier:
    """The classifier operated at the points, the first of them by default."""
    card = replace(
        classifier.card,
        operating_points=points,
        default_operating_point=points[0].name,
    )
    return replace(classifier, card=card)


def _settings(
    classifier: TokenClassifier,
    linear: LinearModel,
    subwords: Mapping[str, Any] | None,
) -> dict[str, Any]:
    rule = classifier.span_rule
    plan = classifier.scorer.plan
    said = {} if subwords is None else {"subwords": dict(subwords)}
    return {
        **said,
        "window": {"own": plan.own, "before": plan.before, "after": plan.after},
        "span_rule": {"smoothing": rule.smoothing, "fraction": rule.fraction},
        "linear": model_settings(linear, SpanRule()),
    }


def _libraries(subwords: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """The versions that made it; another segmenter finds other words."""
    names = [*_LIBRARIES]
    if subwords and subwords["segmentation"] == UNDERTHESEA:
        names.append(UNDERTHESEA)
    return tuple((name, metadata.version(name)) for name in names)
