"""Pipelines for batch workers: one that knows phrases, and files that break it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field

from screener.domain.documents import Document
from screener.domain.reports import Report
from tests.phrase_screener import PhraseScreener

HANGS = "TREO MÁY"
DIES = "CHẾT TIẾN TRÌNH"
EATS_MEMORY = "ĂN BỘ NHỚ"
FAILS = "LỖI LẠ"
SLOW = "CHẬM"


@dataclass(frozen=True, slots=True)
class BreakableScreener:
    """Reports phrases; some texts make it hang, die, swell or fail."""

    phrases: PhraseScreener = field(default_factory=PhraseScreener)
    pause_s: float = 0.0

    def screen(
        self, document: Document, *, operating_point: str | None = None
    ) -> Report:
        """A report, unless the text says what should happen instead."""
        time.sleep(self.pause_s)
        if SLOW in document.text:
            time.sleep(0.4)
        if HANGS in document.text:
            time.sleep(600)
        if DIES in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if EATS_MEMORY in document.text:
            bytearray(20_000_000_000)
        if FAILS in document.text:
            raise RuntimeError("nobody foresaw this")
        return self.phrases.screen(document, operating_point=operating_point)


def make_breakable() -> BreakableScreener:
    """The factory that workers are given."""
    return BreakableScreener()


def make_slow() -> BreakableScreener:
    """A pipeline that takes a moment for each document."""
    return BreakableScreener(pause_s=0.02)
