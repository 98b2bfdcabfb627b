"""What a newsroom agreed not to be told again, with who answers for it and how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from screener.domain.exceptions import ExceptionKind, HouseException
from screener.domain.labels import Category

# A waiver is looked at again within a year at the latest.
LONGEST_WAIVER_DAYS: Final = 365
DEFAULT_WAIVER_DAYS: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRecord:
    """One exception as it is kept.

    Attributes:
        category: The only one it holds for; None for all.
        reason: Why it was agreed.
        owner_id: Who answers for it.
        expires_at: None for a proper name; a waiver always ends.
        ended_at: Somebody ended it before its time.
    """

    id: str
    organisation_id: str
    kind: ExceptionKind
    phrase: str
    category: Category | None
    reason: str
    owner_id: str
    owner_name: str
    created_by_name: str
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None = None
    ended_by_name: str = ""

    def stands(self, now: datetime) -> bool:
        """Whether it lets anything through at that moment."""
        if self.ended_at is not None:
            return False
        return self.expires_at is None or self.expires_at > now

    def for_policy(self) -> HouseException:
        """What the screener needs of it."""
        return HouseException(
            id=self.id, kind=self.kind, phrase=self.phrase, category=self.category
        )
