"""Words for people, in both languages, and notices that become words later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One message in Vietnamese and English."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in ``language`` ("vi" or "en"); Vietnamese for any other."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader should know, as a code and its facts.

    Attributes:
        code: Key of the message catalogue, such as "coverage.image".
        facts: Names and values that the message needs, in a fixed order.
    """

    code: str
    facts: tuple[tuple[str, str | int | float], ...] = ()
