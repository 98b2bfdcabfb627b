"""What passes between a scan and its workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol, runtime_checkable

from screener.batch.entries import Facts, facts_from_json, facts_to_json
from screener.batch.planned import NO_METADATA, Metadata
from screener.domain.documents import Document
from screener.domain.limits import ReadLimits
from screener.domain.reports import Report

# A worker that needs more than this beside its model is broken or attacked.
DEFAULT_MEMORY_BYTES: Final = 2_000_000_000
DEFAULT_TIMEOUT_S: Final = 300.0


class DocumentScreener(Protocol):
    """Whatever reports on a document; ``screener.bootstrap.Screener`` in service."""

    def screen(
        self, document: Document, *, operating_point: str | None = None
    ) -> Report:
        """Report on one document."""
        ...


@runtime_checkable
class BatchScreener(DocumentScreener, Protocol):
    """A screener that takes several documents in one call."""

    def screen_many(
        self, documents: Sequence[Document], *, operating_point: str | None = None
    ) -> tuple[Report, ...]:
        """What ``screen`` says of each, for less work."""
        ...


class Pages(StrEnum):
    """Which files get a page of their own with the whole report."""

    NONE = "none"
    FINDINGS = "findings"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """What every worker is told once.

    Attributes:
        make_screener: Makes the pipeline in the worker; must survive pickling.
        operating_point: None for the pipeline's own.
        limits: What reading one file may cost.
        timeout_s: Time for reading and screening one file.
        memory_bytes: Memory that a worker may take beside its model.
        pages: Which files get a page.
        language: Of pages and error messages.
    """

    make_screener: Callable[[], DocumentScreener]
    operating_point: str | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)
    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    pages: Pages = Pages.FINDINGS
    language: str = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to screen.

    Attributes:
        key: Of the planned file; also the source that reports show.
        document_id: Names the draft.
        content: The file's bytes; empty where the worker reads them itself.
        path: Where it reads them, on storage that it shares with the scan; "" where
            the content is here.
        sha256: What it must find there.
        size_bytes: Of the file; 0 where the content is here.
    """

    key: str
    document_id: str
    content: bytes
    path: str = ""
    sha256: str = ""
    size_bytes: int = 0
    metadata: Metadata = NO_METADATA

    @property
    def weight_bytes(self) -> int:
        """Size of the file, wherever its content is."""
        return self.size_bytes or len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a task.

    Attributes:
        key: Of the task.
        record: Report or error record, one JSON text without line feed.
        facts: What the journal keeps of it.
        page: The whole report as HTML; empty where none is wanted.
        is_worn: Whether the worker should be replaced, since it ran out of memory.
    """

    key: str
    record: bytes
    facts: Facts
    page: bytes = b""
    is_worn: bool = False


def task_head(task: Task) -> dict[str, Any]:
    """The task without its content, as JSON values."""
    metadata = task.metadata
    day = metadata.published_on
    return {
        "key": task.key,
        "document_id": task.document_id,
        "path": task.path,
        "sha256": task.sha256,
        "outlet": metadata.outlet,
        "title": metadata.title,
        "kind": metadata.kind,
        "genre": metadata.genre,
        "published_on": day.isoformat() if day else "",
    }


def task_from(head: dict[str, Any], content: bytes) -> Task:
    """The task that ``task_head`` and the content came from."""
    day = head["published_on"]
    return Task(
        key=head["key"],
        document_id=head["document_id"],
        content=content,
        path=head["path"],
        sha256=head["sha256"],
        metadata=Metadata(
            outlet=head["outlet"],
            title=head["title"],
            kind=head["kind"],
            genre=head["genre"],
            published_on=date.fromisoformat(day) if day else None,
        ),
    )


def answer_head(answer: Answer) -> dict[str, Any]:
    """The answer without record and page, as JSON values."""
    return {
        "key": answer.key,
        "facts": facts_to_json(answer.facts),
        "is_worn": answer.is_worn,
    }


def answer_from(head: dict[str, Any], record: bytes, page: bytes) -> Answer:
    """The answer that ``answer_head``, record and page came from."""
    return Answer(
        key=head["key"],
        record=record,
        facts=facts_from_json(head["facts"]),
        page=page,
        is_worn=head["is_worn"],
    )
