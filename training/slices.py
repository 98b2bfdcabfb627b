"""Parts of labelled data on which a model is looked at apart (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from screener.domain.labels import Stance
from training.dataset import Example, Kind

_QUOTED: Final = re.compile(r"[“”\"«»]")
_STATISTIC: Final = re.compile(
    r"\d\s*%|phần trăm|tỷ lệ|tỉ lệ|tỷ số|tỉ số|khảo sát|thống kê|\d+[.,]?\d*\s+"
    r"(?:người|phụ nữ|nam|nữ|em|trẻ|hộ|ca|vụ|bé)\b",
    re.IGNORECASE,
)
_HEADLINE_WORDS: Final = 16


def slice_names(example: Example) -> tuple[str, ...]:
    """The slices that an example belongs to, such as "genre=sport"."""
    return tuple(
        f"{name}={value}" for name, value_of in _MAKERS if (value := value_of(example))
    )


def slices(examples: Sequence[Example]) -> dict[str, list[int]]:
    """Indices of the examples of every slice, by its name."""
    result: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        for name in slice_names(example):
            result.setdefault(name, []).append(index)
    return dict(sorted(result.items()))


def style(example: Example) -> str:
    """How the sentence speaks: "critical", "quoted", "statistic" or "plain".

    The first that holds: a criticised quotation is critical.
    """
    if example.stance is Stance.COUNTERED:
        return "critical"
    if example.stance is Stance.REPORTED or _QUOTED.search(example.text):
        return "quoted"
    return "statistic" if _STATISTIC.search(example.text) else "plain"


def _headline(example: Example) -> str:
    """Whether it reads like a headline: short, and no full stop at its end."""
    words = example.text.split()
    is_open = not example.text.rstrip('”"’»)').endswith((".", "!", "?", "…", ":", ";"))
    return _yes_or_no(len(words) <= _HEADLINE_WORDS and is_open)


def _yes_or_no(answer: bool) -> str:
    return "yes" if answer else "no"


_MAKERS: Final[tuple[tuple[str, Callable[[Example], str]], ...]] = (
    ("genre", lambda example: example.genre),
    ("origin", lambda example: example.origin),
    ("who", lambda example: example.who.value),
    ("quoted", lambda example: _yes_or_no(bool(_QUOTED.search(example.text)))),
    ("context", lambda example: _yes_or_no(bool(example.before or example.after))),
    ("kind", lambda example: "" if example.kind is Kind.UNSET else example.kind.value),
    ("style", style),
    ("headline", _headline),
)
