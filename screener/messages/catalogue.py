"""Words for codes: errors, notices and labels, in Vietnamese and English."""

from __future__ import annotations

from screener.domain.wording import Bilingual, Notice
from screener.errors import ScreenerError
from screener.messages import en, vi


def message(code: str, **facts: str | int | float) -> Bilingual:
    """The words of ``code`` in both languages, facts filled in.

    Raises:
        KeyError: When the catalogue lacks the code or a fact is missing.
    """
    grouped = {
        name: f"{fact:,}" if isinstance(fact, int) else str(fact)
        for name, fact in facts.items()
    }
    # Vietnamese groups thousands with a full stop.
    dotted = {
        name: text.replace(",", ".") if isinstance(facts[name], int) else text
        for name, text in grouped.items()
    }
    return Bilingual(
        vi=vi.MESSAGES[code].format(**_in_words(dotted, vi.MESSAGES)),
        en=en.MESSAGES[code].format(**_in_words(grouped, en.MESSAGES)),
    )


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
