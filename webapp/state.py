"""What the views need, handed to them by the application they run in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast

from flask import Flask, current_app

from screener.config import Settings
from screener.domain.documents import Document
from screener.domain.exceptions import HouseException
from screener.domain.reports import Report
from screener.ports import ClassifierCard
from webapp.job_queue import JobQueue
from webapp.passwords import Passwords
from webapp.store.store import Store

EXTENSION: Final = "soat-gioi"
Clock = Callable[[], datetime]


class DocumentScreener(Protocol):
    """Whatever reports on a document; ``screener.bootstrap.Screener`` in service."""

    @property
    def card(self) -> ClassifierCard:
        """Who the model is."""
        ...

    def screen(
        self,
        document: Document,
        *,
        operating_point: str | None = None,
        exceptions: Sequence[HouseException] = (),
    ) -> Report:
        """Report on one document."""
        ...


@dataclass(frozen=True, slots=True)
class WebState:
    """The collaborators of one application.

    Attributes:
        settings: As read at the start; ``webapp.preferences`` lays over them what
            was chosen on a page.
        has_accounts: Whether people log in; else it is local mode.
        queue: Where scans wait for a worker.
        learning_queue: Where what learns does.
    """

    settings: Settings
    screener: DocumentScreener
    store: Store
    clock: Clock
    passwords: Passwords
    has_accounts: bool
    queue: JobQueue
    learning_queue: JobQueue


def attach(app: Flask, state: WebState) -> None:
    """Give ``app`` its collaborators."""
    app.extensions[EXTENSION] = state


def web_state() -> WebState:
    """The collaborators of the application that serves this request."""
    return cast(WebState, current_app.extensions[EXTENSION])
