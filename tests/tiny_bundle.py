"""A linear bundle that is trained in a moment, for tests."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from models.baseline import FitSettings, fit_linear_model
from models.bundle import LINEAR_NGRAM, Bundle, Manifest, write_bundle
from models.features import BlockSpec, Source, Unit
from models.heads import Sample
from models.linear_weights import (
    WEIGHTS,
    LinearModel,
    SpanRule,
    in_half_precision,
    model_arrays,
    model_settings,
)
from models.output_fit import OutputSettings
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.fakes import make_point

BIASED = "Đàn bà lái xe {place} thì ai cũng phải tránh xa."
CLEAN = "Người lái xe {place} cần giữ khoảng cách an toàn."
COUNTERED = "Nói đàn bà lái xe {place} kém là một định kiến sai lầm."
PLACES = (
    "ở phố cổ",
    "trên đèo",
    "ngoài bãi biển",
    "trong ngõ nhỏ",
    "qua cầu phao",
    "dưới chân núi",
    "gần chợ đêm",
    "vào giờ tan tầm",
)


def make_samples() -> list[Sample]:
    """Biased, clean and countered sentences about driving, eight of each."""
    return [
        make_sample(template.format(place=place), stance)
        for place in PLACES
        for template, stance in (
            (BIASED, Stance.ASSERTED),
            (CLEAN, Stance.NONE),
            (COUNTERED, Stance.COUNTERED),
        )
    ]


def make_sample(text: str, stance: Stance) -> Sample:
    """One sentence alone; an asserted one is about ability, medium."""
    is_flagged = stance is Stance.ASSERTED
    return Sample(
        text,
        (Span(0, len(text)),),
        0,
        stance,
        frozenset({Category.ABILITY} if is_flagged else ()),
        Severity.MEDIUM if is_flagged else Severity.NONE,
    )


def tiny_settings() -> FitSettings:
    """Few n-grams of every kind that the shipped model uses."""
    return FitSettings(
        blocks=(
            BlockSpec(source=Source.OWN, unit=Unit.WORD, shortest=1, longest=3),
            BlockSpec(
                source=Source.OWN, unit=Unit.CHARACTER, shortest=2, longest=3, scale=0.5
            ),
            BlockSpec(
                source=Source.BEFORE, unit=Unit.WORD, shortest=1, longest=2, scale=0.5
            ),
        ),
        outputs=OutputSettings(least_positives=4),
    )


@lru_cache(maxsize=1)
def tiny_model() -> LinearModel:
    """A linear model of ``make_samples``; fitted once."""
    return fit_tiny(make_samples())


@lru_cache(maxsize=1)
def tiny_gated_model() -> LinearModel:
    """One expert for the places in town, one for those outside; fitted once."""
    samples = make_samples()
    return fit_tiny(
        [
            replace(sample, is_written=index >= len(samples) // 2)
            for index, sample in enumerate(samples)
        ]
    )


def fit_tiny(samples: list[Sample]) -> LinearModel:
    """A linear model of samples that come in threes."""
    everyone = range(len(samples))
    folds = [
        (
            [index for index in everyone if index // 3 % 4 != fold],
            [index for index in everyone if index // 3 % 4 == fold],
        )
        for fold in range(4)
    ]
    return in_half_precision(
        fit_linear_model(samples, folds=folds, settings=tiny_settings()).model
    )


def write_tiny_bundle(folder: Path, *, name: str = "tiny-1") -> Bundle:
    """The bundle of ``tiny_model`` under a folder."""
    model, rule = tiny_model(), SpanRule()
    manifest = Manifest(
        name=name,
        version="1.0.0",
        kind=LINEAR_NGRAM,
        operating_points=(make_point(threshold=0.3),),
        default_operating_point="can-bang",
        settings=model_settings(model, rule),
    )
    return write_bundle(
        folder / name,
        manifest,
        files={WEIGHTS: model_arrays(model)},
        card_en="# Tiny\n",
        card_vi="# Tí hon\n",
    )
