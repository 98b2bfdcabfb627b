"""A token-classifier bundle that is fine-tuned in a moment, for tests."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from models.bundle import Bundle, read_bundle
from models.windows import WindowPlan
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.tiny_bundle import BIASED, CLEAN, COUNTERED, PLACES, tiny_settings
from tests.tiny_encoders import write_own
from training.dataset import Example, LabelledSpan, Split
from training.encoders import load_encoder
from training.finetune.assemble import Parts, assemble_bundle
from training.finetune.loop import TuneSettings, fine_tune
from training.finetune.model import new_classifier
from training.finetune.tuned import read_tuned, write_tuned
from training.fit_linear import DataSet

SETTINGS = TuneSettings(epochs=40, rate=5e-3, tokens=256, average=0.0, dropout=0.0)
CONTEXT = TuneSettings(
    epochs=1, tokens=256, average=0.5, window=WindowPlan(before=8, after=8)
)


def driving_examples(split: Split = Split.TRAIN) -> list[Example]:
    """Biased, clean and countered sentences about driving, eight of each."""
    return [
        _example(f"{split}-{number}-{kind}", template.format(place=place), kind, split)
        for number, place in enumerate(PLACES)
        for kind, template in (
            (Stance.ASSERTED, BIASED),
            (Stance.NONE, CLEAN),
            (Stance.COUNTERED, COUNTERED),
        )
    ]


def _example(name: str, text: str, stance: Stance, split: Split) -> Example:
    if stance is not Stance.ASSERTED:
        return Example(id=name, text=text, stance=stance, split=split)
    span = Span(text.index("thì"), len(text) - 1)
    return Example(
        id=name,
        text=text,
        stance=stance,
        categories=(Category.ABILITY,),
        severity=Severity.MEDIUM,
        spans=(LabelledSpan(span, Category.ABILITY),),
        split=split,
    )


def write_tuned_encoder(
    folder: Path, encoder: Path, settings: TuneSettings = SETTINGS
) -> None:
    """A tiny encoder fine-tuned on ``driving_examples``, judged on the same."""
    examples = driving_examples()
    chosen = load_encoder(encoder)
    model = new_classifier(encoder, dropout=settings.dropout, seed=settings.seed)
    write_tuned(
        folder,
        fine_tune(model, examples, chosen.subwords, settings=settings),
        encoder=chosen,
        settings=settings,
        fitted=examples,
        held_out=examples,
    )


def write_tiny_token_bundle(folder: Path, *, name: str = "tokens-1") -> Bundle:
    """A copy of the one that was assembled once for all tests."""
    target = folder / name
    shutil.copytree(_assembled(), target)
    return read_bundle(target)


@lru_cache(maxsize=1)
def _assembled() -> Path:
    folder = Path(mkdtemp(prefix="tiny-token-"))
    write_tuned_encoder(folder / "tuned", write_own(folder / "encoder"))
    tuned = read_tuned(folder / "tuned")
    assemble_bundle(
        folder / "tokens-1",
        Parts(tuned=tuned, held_out=tuned.held_out(), settings=tiny_settings()),
        train=[DataSet("tiny/train", Split.TRAIN, tuple(driving_examples()))],
        dev=[DataSet("tiny/dev", Split.DEV, tuple(driving_examples(Split.DEV)))],
        test=[],
        background=None,
        version="1.0.0",
        say=lambda _: None,
    )
    return folder / "tokens-1"
