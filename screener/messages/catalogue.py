"""Words for codes: errors, notices and labels, in Vietnamese and English."""

from __future__ import annotations

from typing import Final

from screener.domain.wording import Bilingual, Notice
from screener.errors import ScreenerError
from screener.messages import en, vi

# Vietnamese groups thousands with a full stop and begins decimals with a comma.
_VIETNAMESE: Final = str.maketrans(",.", ".,")


def message(code: str, **facts: str | int | float) -> Bilingual:
    """The words of ``code`` in both languages, facts filled in.

    Raises:
        KeyError: When the catalogue lacks the code or a fact is missing.
    """
    english = {name: _grouped(fact) for name, fact in facts.items()}
    vietnamese = {
        name: text if isinstance(facts[name], str) else text.translate(_VIETNAMESE)
        for name, text in english.items()
    }
    return Bilingual(
        vi=vi.MESSAGES[code].format(**_in_words(vietnamese, vi.MESSAGES)),
        en=en.MESSAGES[code].format(**_in_words(english, en.MESSAGES)),
    )


def _grouped(fact: str | int | float) -> str:
    """A number with its thousands in groups and no decimals that say nothing."""
    if isinstance(fact, int):
        return f"{fact:,}"
    if isinstance(fact, float):
        return f"{fact:,.2f}".rstrip("0").rstrip(".")
    return str(fact)


def _in_words(facts: dict[str, str], messages: dict[str, str]) -> dict[str, str]:
    """The facts with each key such as "reason.truncated" put into words."""
    return {
        name: messages.get(fact, fact) if fact.startswith("reason.") else fact
        for name, fact in facts.items()
    }


def notice_text(notice: Notice) -> Bilingual:
    """The words of a notice."""
    return message(notice.code, **dict(notice.facts))


def error_message(error: ScreenerError) -> Bilingual:
    """What went wrong and where."""
    return message(f"error.{error.code}", source=error.source, **error.facts)


def error_hint(error: ScreenerError) -> Bilingual:
    """What the reader can do about it."""
    return message(f"hint.{error.code}", source=error.source, **error.facts)
