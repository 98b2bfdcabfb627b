"""Fills the queue: editors' answers, drafts that are lent, published texts of scans.

Everything happens on request and within limits, so that the page answers; what is
left comes with the next request.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from screener.batch.planned import Plan
from screener.bootstrap import shipped_lexicon
from screener.detect.lexicon_detector import LexiconDetector
from screener.domain.documents import Document
from screener.errors import ScreenerError
from screener.ingest.reader import read_bytes, read_text
from screener.lexicon.matcher import Matcher
from screener.ports import OperatingPoint
from screener.text.sentences import read_document
from webapp.accounts import Viewer
from webapp.audit import Action, Subject, entry_by
from webapp.jobs import Job, JobKind, JobState
from webapp.preferences import current_preferences
from webapp.review_proposals import (
    Examined,
    Proposal,
    most_novel,
    proposals_from,
    proposals_from_feedback,
    valued,
)
from webapp.review_value import Acquaintance
from webapp.scan_files import (
    NamingReader,
    folder_plan,
    root_of,
    scan_place,
    uploads_plan,
)
from webapp.scan_request import scan_request_from
from webapp.state import WebState

log = logging.getLogger(__name__)

# Some tens of seconds at the most on two slow cores.
MOST_DOCUMENTS: Final = 20
# A second or two; an installation that begins to review has years of answers.
MOST_ANSWERS: Final = 300
_SCANS_BACK: Final = 10
_KNOWN_TEXTS: Final = 3_000
_SCAN_KEY: Final = "scan-"


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of filling.

    Attributes:
        added: Sentences that are new in the queue.
        documents: Texts that were looked at.
    """

    added: int
    documents: int


def fill_from_feedback(state: WebState, by: Viewer) -> int:
    """Take in what the newsroom's editors answered; how many sentences are new.

    The oldest first, at most so many at once; the next visit goes on.
    """
    organisation_id = by.user.organisation_id
    events = state.store.feedback.events(organisation_id=organisation_id)
    queue = state.store.review_queue
    proposals = queue.unknown(proposals_from_feedback(events), organisation_id)
    # On every visit of the page; what is known already is not valued again.
    if not proposals:
        return 0
    return state.store.review_queue.add(
        valued(proposals[:MOST_ANSWERS], _known(state, organisation_id)),
        organisation_id=organisation_id,
        now=state.clock(),
    )


def fill(state: WebState, by: Viewer) -> Filled:
    """Take in everything that the newsroom's reviewers may be given.

    Raises:
        ModelError: When the model cannot score a text.
        StoreError: When the database cannot be used.
    """
    organisation_id = by.user.organisation_id
    added = fill_from_feedback(state, by)
    examiner = _Examiner(state)
    seen = state.store.review_queue.documents(organisation_id)
    known = _known(state, organisation_id)
    proposals: list[Proposal] = []
    documents = 0
    for examined in _fresh(state, by, examiner, set(seen)):
        documents += 1
        proposals += proposals_from(examined)
        novel = most_novel(examined, known)
        proposals += [novel] if novel else []
    entry = entry_by(
        by,
        Action.REVIEW_FILLED,
        Subject.ORGANISATION,
        organisation_id,
        at=state.clock(),
        count=len(proposals),
    )
    added += state.store.review_queue.add(
        valued(proposals, known),
        organisation_id=organisation_id,
        now=state.clock(),
        entry=entry,
    )
    return Filled(added, documents)


class _Examiner:
    """Looks at documents as the queue needs it: with two thresholds and all rules."""

    def __init__(self, state: WebState) -> None:
        self._screener = state.screener
        self._lexicon = LexiconDetector(Matcher(shipped_lexicon()))
        points = state.screener.card.operating_points
        in_use = current_preferences(state).operating_point
        self._point = next(point for point in points if point.name == in_use)
        self._sensitive = min(points, key=_strictness)

    def examined(
        self, document: Document, *, key: str, outlet: str, is_published: bool
    ) -> Examined:
        """The document with everything that was found in it."""
        reading = read_document(document)
        return Examined(
            key=key,
            reading=reading,
            report=self._screener.screen(document, operating_point=self._point.name),
            sensitive=self._screener.screen(
                document, operating_point=self._sensitive.name
            ),
            lexicon=self._lexicon.detect(reading),
            point=self._point,
            outlet=outlet,
            is_published=is_published,
        )


def _strictness(point: OperatingPoint) -> float:
    return sum(value for _, _, value in point.thresholds)


def _known(state: WebState, organisation_id: str) -> Acquaintance:
    texts = state.store.review_queue.texts(organisation_id, limit=_KNOWN_TEXTS)
    return Acquaintance(texts)


def _fresh(
    state: WebState, by: Viewer, examiner: _Examiner, seen: set[str]
) -> Iterator[Examined]:
    """Texts that were not looked at before, at most so many."""
    left = MOST_DOCUMENTS
    for source in (_drafts(state, by, examiner), _scanned(state, by, examiner, seen)):
        for examined in source:
            yield examined
            left -= 1
            if not left:
                return


def _drafts(state: WebState, by: Viewer, examiner: _Examiner) -> Iterator[Examined]:
    """Drafts whose owners lend their sentences, changed since they were looked at."""
    organisation_id = by.user.organisation_id
    looked_at = state.store.review_queue.documents(organisation_id)
    outlet = state.store.organisations.get(organisation_id).name
    for key, genre, changed_at in state.store.review_queue.lent_drafts(organisation_id):
        if key in looked_at and looked_at[key] >= changed_at:
            continue
        text = state.store.drafts.version(key).text
        if text.strip():
            document = replace(
                read_text(text, source=key, document_id=key), genre=genre
            )
            yield examiner.examined(
                document, key=key, outlet=outlet, is_published=False
            )


def _scanned(
    state: WebState, by: Viewer, examiner: _Examiner, seen: set[str]
) -> Iterator[Examined]:
    """Files of the newsroom's last scans that were not looked at yet."""
    for job in state.store.jobs.of_organisation(
        by.user.organisation_id, kind=JobKind.SCAN, limit=_SCANS_BACK
    ):
        if job.state is not JobState.DONE:
            continue
        for document, key, outlet in _documents(state, job, seen):
            seen.add(key)
            yield examiner.examined(document, key=key, outlet=outlet, is_published=True)


def _documents(
    state: WebState, job: Job, seen: set[str]
) -> Iterator[tuple[Document, str, str]]:
    """Each readable file of a scan with its key; what cannot be read is left out.

    The scan has said already which files it could not read, and why.
    """
    limits = state.settings.limits
    reader = NamingReader(limits=limits)
    for file in _plan(state, job).files:
        if file.error is not None or file.url:
            continue
        try:
            content = reader.read(file)
            key = _SCAN_KEY + hashlib.sha256(content).hexdigest()[:40]
            if key in seen:
                continue
            document = read_bytes(
                content, name=file.key, limits=limits, document_id=key
            )
        except ScreenerError as exc:
            log.info("not read for the queue", extra={"code": exc.code})
            continue
        yield document, key, file.metadata.outlet


def _plan(state: WebState, job: Job) -> Plan:
    """The files of a scan; none when they are gone."""
    place = scan_place(state.settings, job.id)
    folder = scan_request_from(job.request).folder
    limits = state.settings.limits
    if not folder:
        try:
            return uploads_plan(place, title=job.title, limits=limits)
        except ScreenerError:
            return Plan(())
    root = root_of(state.settings, Path(folder))
    if root is None or not Path(folder).is_dir():
        return Plan(())
    return folder_plan(Path(folder), root=root, limits=limits)
