"""Labelled examples as the samples that models are fitted on."""

from __future__ import annotations

from models.heads import Sample
from training.dataset import Example
from training.judging import example_text
from training.markup import ORIGIN


def to_sample(example: Example) -> Sample:
    """The example in its text, with what the base heads are asked."""
    document = example_text(example)
    return Sample(
        document.text,
        document.sentences,
        document.target,
        example.stance,
        frozenset(example.categories),
        example.severity,
        is_written=example.origin == ORIGIN,
    )
