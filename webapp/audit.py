"""The audit trail: what was done by whom, each line sealed by the one before.

A line's hash covers its contents and the hash of the line before it. Whoever
changes, takes out or slips in a line breaks every hash after it. Somebody who can
rewrite the whole table could also compute new hashes: keep the last hash
somewhere else (``screener db verify`` prints it), then that shows as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from webapp.accounts import Viewer

FIRST_HASH: Final = "0" * 64
Facts = Mapping[str, str | int | bool | None]


class Action(StrEnum):
    """What was done; the codes are stored, chained and exported."""

    SET_UP = "installation.set_up"
    SETTING_CHANGED = "setting.changed"
    BACKED_UP = "database.backed_up"
    RESTORED = "database.restored"
    LOGGED_IN = "session.started"
    LOGIN_FAILED = "session.refused"
    LOGGED_OUT = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    USER_INVITED = "user.invited"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    USER_JOINED = "user.joined"
    USER_CHANGED = "user.changed"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    USER_UNLOCKED = "user.unlocked"
    RESET_ASKED = "password.reset_asked"
    PASSWORD_RESET = "password.reset"
    PASSWORD_CHANGED = "password.changed"
    ORGANISATION_ADDED = "organisation.added"
    ORGANISATION_CHANGED = "organisation.changed"
    ORGANISATION_CLOSED = "organisation.closed"
    ORGANISATION_REOPENED = "organisation.reopened"
    DRAFT_ERASED = "draft.erased"
    DRAFT_EXPIRED = "draft.expired"
    DRAFT_CLOSED = "draft.closed"
    DRAFT_OPENED = "draft.opened"
    DRAFT_SHARED = "draft.shared"
    SHARE_WITHDRAWN = "share.withdrawn"
    EXCEPTION_ADDED = "exception.added"
    EXCEPTION_ENDED = "exception.ended"
    SCAN_ADDED = "scan.added"
    SCAN_CANCELLED = "scan.cancelled"
    SCAN_RETRIED = "scan.retried"
    SCAN_ERASED = "scan.erased"
    SCAN_EXPIRED = "scan.expired"
    DRAFT_LENT = "draft.lent"
    DRAFT_UNLENT = "draft.unlent"
    REVIEW_FILLED = "review.filled"
    REVIEW_DECIDED = "review.decided"
    REVIEW_DOUBTED = "review.doubted"
    DOUBTS_SOUGHT = "review.doubts_sought"
    DATASET_FROZEN = "dataset.frozen"
    DATASET_EXPORTED = "dataset.exported"
    RETRAINING_ADDED = "retraining.added"
    RETRAINING_CANCELLED = "retraining.cancelled"
    RETRAINING_RETRIED = "retraining.retried"
    MODEL_SIGNED = "model.signed"
    MODEL_PROMOTED = "model.promoted"
    MODEL_ROLLED_BACK = "model.rolled_back"
    MODEL_ERASED = "model.erased"
    FEEDBACK_EXPORTED = "feedback.exported"
    AUDIT_EXPORTED = "audit.exported"


class Subject(StrEnum):
    """What kind of thing it was done to."""

    INSTALLATION = "installation"
    SESSION = "session"
    USER = "user"
    INVITATION = "invitation"
    ORGANISATION = "organisation"
    DRAFT = "draft"
    SHARE = "share"
    EXCEPTION = "exception"
    JOB = "job"
    SENTENCE = "sentence"
    DATASET = "dataset"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act, before it takes its place in the trail.

    Attributes:
        actor_id: Who did it; "" for the program itself or a stranger.
        actor_name: As the person was called then.
        organisation_id: Whose act; "" for the installation's.
        facts: Ids, names and numbers; never a draft's text or a password.
    """

    action: Action
    subject: Subject
    subject_id: str
    recorded_at: datetime
    actor_id: str = ""
    actor_name: str = ""
    organisation_id: str = ""
    address: str = ""
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One line of the trail as it is stored; codes stay codes for ever.

    Attributes:
        facts: Canonical JSON, as it was hashed.
    """

    number: int
    recorded_at: datetime
    organisation_id: str
    actor_id: str
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str
    facts: str
    address: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the trail does not hold.

    Attributes:
        number: The line.
        reason: "reason.audit_…", a code of the catalogue.
    """

    number: int
    reason: str


def entry_by(
    viewer: Viewer,
    action: Action,
    subject: Subject,
    subject_id: str,
    *,
    at: datetime,
    **facts: str | int | bool | None,
) -> Entry:
    """What somebody did, with who and where they were."""
    return Entry(
        action=action,
        subject=subject,
        subject_id=subject_id,
        recorded_at=at,
        actor_id=viewer.user.id,
        actor_name=viewer.user.name,
        organisation_id=viewer.user.organisation_id,
        address=viewer.address,
        facts=facts,
    )


def sealed(entry: Entry, *, number: int, previous_hash: str) -> AuditEvent:
    """The entry at its place in the trail."""
    facts = json.dumps(
        dict(entry.facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    open_event = AuditEvent(
        number=number,
        recorded_at=entry.recorded_at.astimezone(UTC),
        organisation_id=entry.organisation_id,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action.value,
        subject_kind=entry.subject.value,
        subject_id=entry.subject_id,
        facts=facts,
        address=entry.address,
        previous_hash=previous_hash,
        hash="",
    )
    return replace(open_event, hash=event_hash(open_event))


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over everything a line says and the hash of the line before it."""
    record = event_to_json(event)
    del record["hash"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def event_to_json(event: AuditEvent) -> dict[str, str | int]:
    """A line as it is exported; ``event_hash`` can be computed from it again."""
    return {
        "number": event.number,
        "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
        "organisation_id": event.organisation_id,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "action": event.action,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "facts": event.facts,
        "address": event.address,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def first_break(events: Iterable[AuditEvent]) -> Break | None:
    """Where the trail stops holding; None when all of it holds.

    Args:
        events: The whole trail, in order.
    """
    previous, expected = FIRST_HASH, 1
    for event in events:
        if event.number != expected:
            return Break(expected, "reason.audit_gap")
        if event.previous_hash != previous:
            return Break(event.number, "reason.audit_unlinked")
        if event.hash != event_hash(event):
            return Break(event.number, "reason.audit_changed")
        previous, expected = event.hash, expected + 1
    return None
