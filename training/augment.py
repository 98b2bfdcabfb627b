"""More training examples made of those that are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from training.dataset import Example
from training.swaps import swapped_examples

SWAPPED = "swapped"


def with_swaps(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples, and every clean one that can be with women and men swapped.

    A clean sentence stays clean when the sex in it changes, so a model must not
    learn that women in a sentence make it worse. A biased one may turn harmless
    or nonsense, so it is left alone. A swapped example stays in the group of the
    one it comes from: on one side of every fold.
    """
    given = tuple(examples)
    known = {example.text for example in given}
    swapped = (
        replace(
            other,
            id=f"{example.id}-{SWAPPED}",
            group=example.group or example.id,
            labels=(),
        )
        for example, other in swapped_examples(given)
        if other.text not in known
    )
    return (*given, *swapped)
