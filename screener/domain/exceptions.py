"""What a newsroom agreed not to be told again: its proper names and its waivers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screener.domain.labels import Category


class ExceptionKind(StrEnum):
    """Why words are let through; the codes are stored."""

    NAME = "name"
    WAIVER = "waiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseException:
    """Words that a newsroom lets through, wherever they stand as whole words.

    Attributes:
        id: Stable key.
        kind: A proper name or title, or an expression waived for a reason.
        phrase: NFC; letter case and placement of tone marks do not count.
        category: The only one it holds for; None for all.
    """

    id: str
    kind: ExceptionKind
    phrase: str
    category: Category | None = None

    def __post_init__(self) -> None:
        if not self.phrase.strip():
            raise ValueError("an exception needs words")

    def holds_for(self, category: Category) -> bool:
        """Whether it lets that category through."""
        return self.category in (None, category)
