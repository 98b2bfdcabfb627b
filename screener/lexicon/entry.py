"""What one expression of the lexicon says: when it matches, why, what instead."""

from __future__ import annotations

from dataclasses import dataclass

from screener.domain.detections import SuggestionKind
from screener.domain.labels import Category, Severity
from screener.domain.wording import Bilingual
from screener.lexicon.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Rewording:
    """What an editor may do with an expression.

    Attributes:
        kind: Replace it, delete it, or answer a question first.
        text: What takes its place; "" unless ``kind`` is ``REPLACE``.
        is_clause: Whether the text is a clause, so that it fits only where the
            expression is a whole clause as well.
        kept: Word classes named in ``text``: each stands for the words of the
            draft that matched it.
        note: When to use it; for a question, the question.
    """

    kind: SuggestionKind
    text: str = ""
    is_clause: bool = False
    kept: tuple[Pattern, ...] = ()
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One expression.

    Attributes:
        id: Category and name, such as "language/phai-yeu"; stable, never reused.
        patterns: Any of them matches.
        exceptions: A match that one of these touches is none.
        severity: When the words carry the whole judgement.
        flags_alone: Whether the words suffice; else they explain and suggest.
        is_slur: Whether the words are abuse and nothing else, so that they may flag
            alone before they are met in print often enough to be measured.
        note: Why the expression deserves a look.
        rewordings: Best first.
        must_match: Sentences in which the entry matches.
        must_not_match: Sentences in which it does not.
        source: Who has named the expression, or that it is the project's own.
    """

    id: str
    patterns: tuple[Pattern, ...]
    exceptions: tuple[Pattern, ...]
    category: Category
    severity: Severity
    flags_alone: bool
    is_slur: bool = False
    note: Bilingual
    rewordings: tuple[Rewording, ...]
    must_match: tuple[str, ...]
    must_not_match: tuple[str, ...]
    source: str
