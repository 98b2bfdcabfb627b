"""Sentences with women and men changed places, to see whether a verdict changes too.

Only words are swapped that have exactly one counterpart in their place: "chị" may be
"anh", but "cô" (teacher, aunt, Miss) has several and bars its sentence. A sentence
whose other words hang on the sex (pregnancy, beards, titles, named offices) reads
oddly after a swap and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from screener.domain.labels import Stance
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example
from training.judging import Scored, judge, score_examples

# Longer ones first in the pattern, so that "con gái" is no "gái".
_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("đàn ông", "phụ nữ"),
    ("nam giới", "nữ giới"),
    ("con trai", "con gái"),
    ("bé trai", "bé gái"),
    ("chàng trai", "cô gái"),
    ("em trai", "em gái"),
    ("anh trai", "chị gái"),
    ("cháu trai", "cháu gái"),
    ("ông nội", "bà nội"),
    ("ông ngoại", "bà ngoại"),
    ("nam sinh", "nữ sinh"),
    ("nam công nhân", "nữ công nhân"),
    ("nam diễn viên", "nữ diễn viên"),
    ("nam ca sĩ", "nữ ca sĩ"),
    ("nam bệnh nhân", "nữ bệnh nhân"),
    ("chồng", "vợ"),
    ("bố", "mẹ"),
    ("anh", "chị"),
    ("ông", "bà"),
    ("nam", "nữ"),
)
_SWAPPED: Final[Mapping[str, str]] = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
}
_SWAP: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(_SWAPPED, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# Where one of these stands a swap makes no sentence, or another one than was meant.
_BARRED: Final = re.compile(
    r"\b(?:cô|cậu|chú|bác|dì|mợ|thím|cha|má|ba|nàng|chàng|gã|y|đàn bà|nữ hoàng|"
    r"mang thai|thai|sinh con|đẻ|sản|kinh nguyệt|vú|tử cung|râu|tinh trùng|tiền liệt|"
    r"mẹ con|bà con|ông bà|vợ chồng|bố mẹ|anh chị|anh em|chị em|nam nữ|nữ nam|"
    r"mẹ chồng|bố chồng|mẹ vợ|bố vợ|hội liên hiệp|ông chủ|bà chủ|vệ nữ|hoa hậu|"
    r"người mẫu|đồng tính|chuyển giới|"
    # The syllable is part of another word.
    r"công bố|tuyên bố|phân bố|ban bố|khủng bố|bố trí|bố cục|chế ông|nữ công gia)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<=\w )(?:Nam|Nữ|Anh|Bà|Mẹ|Bố|Ông)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symmetry:
    """How often the sex alone changes the verdict on clean sentences.

    Attributes:
        swapped: Sentences in which women and men changed places.
        changed: Those of them that are flagged in one form only.
        examples: Ids of the changed ones.
    """

    swapped: int
    changed: int
    examples: tuple[str, ...]

    @property
    def rate(self) -> float | None:
        """Share of the changed ones; None without any sentence."""
        return self.changed / self.swapped if self.swapped else None


def swap(text: str) -> str | None:
    """The text with women and men in each other's place; None when it is not safe."""
    if _BARRED.search(text) or _NAME.search(text) or not _SWAP.search(text):
        return None
    return _SWAP.sub(lambda match: _like(match[0], _SWAPPED[match[0].lower()]), text)


def swapped_examples(examples: Iterable[Example]) -> Iterator[tuple[Example, Example]]:
    """Each clean example that can be swapped, with its swapped form."""
    for example in examples:
        if example.stance is not Stance.NONE:
            continue
        text = swap(example.text)
        if text is None:
            continue
        around = [swap(part) or part for part in (example.before, example.after)]
        yield (
            example,
            replace(example, text=text, before=around[0], after=around[1], mentions=()),
        )


def score_swaps(
    classifier: Classifier, examples: Iterable[Example]
) -> tuple[tuple[Scored, Scored], ...]:
    """Each clean example that can be swapped, scored as it stands and swapped.

    Raises:
        ModelError: When the classifier cannot score.
    """
    pairs = tuple(swapped_examples(examples))
    first = score_examples(classifier, [one for one, _ in pairs])
    second = score_examples(classifier, [two for _, two in pairs])
    return tuple(zip(first, second, strict=True))


def symmetry_at(
    swaps: Sequence[tuple[Scored, Scored]], point: OperatingPoint
) -> Symmetry:
    """How often a swap changes whether a clean sentence is flagged."""
    first = judge([one for one, _ in swaps], point)
    second = judge([two for _, two in swaps], point)
    changed = tuple(
        one.example.id
        for one, two in zip(first, second, strict=True)
        if one.is_flagged is not two.is_flagged
    )
    return Symmetry(swapped=len(swaps), changed=len(changed), examples=changed)


def _like(model: str, word: str) -> str:
    """The word with the capitals of the one that it replaces."""
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if model[0].isupper() else word
