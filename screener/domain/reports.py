"""What the screener answers: findings, mentions and a verdict."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from screener.domain.detections import Suggestion
from screener.domain.documents import Document, Place
from screener.domain.exceptions import HouseException
from screener.domain.labels import Category, Severity, Stance, Verdict
from screener.domain.spans import Span
from screener.domain.wording import Bilingual, Notice
from screener.errors import ScreenerError

REPORT_SCHEMA = "screener.report/1"
ERROR_SCHEMA = "screener.error/1"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article of law that speaks of what a category covers.

    Attributes:
        id: Stable key, such as "lbdg-2006-d5k4".
        title: The law's name.
        article: Article and clause, as lawyers write it; None where the number could
            not be confirmed.
        in_force_from: First day in force.
        in_force_to: Last day in force; None while it stands.
    """

    id: str
    title: Bilingual
    article: Bilingual | None
    in_force_from: date
    in_force_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the article applied on ``day``."""
        return self.in_force_from <= day and (
            self.in_force_to is None or day <= self.in_force_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One passage with signs of gender bias, and why.

    Attributes:
        id: Hash of draft, category and folded sentence; survives edits elsewhere.
        score: Calibrated probability in [0, 1] at the finding's severity.
        is_unsure: Near the threshold: a person should look closely.
        span: The passage in the document's text; ``quote`` equals that slice.
        sentence: The sentence's span in the document's text.
        rule: Lexicon entry that explains it, or "".
        detector: What flagged it.
    """

    id: str
    category: Category
    severity: Severity
    stance: Stance
    score: float
    is_unsure: bool
    span: Span
    quote: str
    sentence: Span
    sentence_text: str
    place: Place
    explanation: Bilingual
    suggestions: tuple[Suggestion, ...]
    legal_basis: tuple[LegalBasis, ...]
    detector: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stereotype that the text criticises: shown apart, never counted."""

    category: Category
    span: Span
    quote: str
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Excepted:
    """What would be a finding but for a newsroom's exception: counted, not advised."""

    finding: Finding
    exception: HouseException


@dataclass(frozen=True, slots=True)
class ModelStamp:
    """Which model made a report, at which operating point."""

    name: str
    version: str
    operating_point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The screener's answer for one document.

    Attributes:
        excepted: What the newsroom's exceptions let through.
    """

    document: Document
    sentences: int
    verdict: Verdict
    findings: tuple[Finding, ...]
    mentions: tuple[Mention, ...]
    warnings: tuple[Notice, ...]
    model: ModelStamp
    screener_version: str
    excepted: tuple[Excepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be screened, and why."""

    document_id: str
    error: ScreenerError


Outcome = Report | Failure


def finding_id(document_id: str, category: Category, folded_sentence: str) -> str:
    """The identity of a finding: 16 hexadecimal digits.

    Args:
        document_id: Names the draft.
        category: The finding's category.
        folded_sentence: The sentence after ``fold_for_matching``; runs of white
            space count as one blank.
    """
    key = "\x1f".join((document_id, category, " ".join(folded_sentence.split())))
    return hashlib.sha256(key.encode()).hexdigest()[:16]
