"""The label vocabulary: what is looked for, who says it, how grave it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What kind of stereotype a passage carries (the nine public codes)."""

    ROLE = "role"
    ABILITY = "ability"
    TRAIT = "trait"
    APPEARANCE = "appearance"
    MARRIAGE = "marriage"
    VIOLENCE = "violence"
    DISCRIMINATION = "discrimination"
    LANGUAGE = "language"
    DIVERSITY = "diversity"


class Stance(StrEnum):
    """Whose voice a stereotype has in the text."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    COUNTERED = "countered"
    NONE = "none"


class Severity(StrEnum):
    """How grave a finding is; ordered by ``rank``."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for high."""
        return _RANKS[self]


_RANKS: Final = {
    Severity.NONE: 0,
    Severity.LOW: 1,
    Severity.MEDIUM: 2,
    Severity.HIGH: 3,
}

FLAGGED_SEVERITIES: Final = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)


class Verdict(StrEnum):
    """What the screener advises for a whole document; a person decides."""

    PASS = "pass"
    REVISE = "revise"
    ESCALATE = "escalate"
    NOT_SCREENED = "not_screened"
