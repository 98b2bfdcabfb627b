"""The trail only grows, and whoever tampers with it shows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from screener.config import Settings
from screener.errors import AuditBrokenError
from tests.web_people import an_entry, make_organisation
from webapp.audit import (
    FIRST_HASH,
    Action,
    AuditEvent,
    Break,
    event_hash,
    first_break,
    sealed,
)
from webapp.database import SQLITE
from webapp.maintenance import verified_trail
from webapp.store.audit import AuditFilter
from webapp.store.store import Store


def trail(count: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number in range(1, count + 1):
        previous = events[-1].hash if events else FIRST_HASH
        entry = an_entry(name=f"việc {number}")
        events.append(sealed(entry, number=number, previous_hash=previous))
    return events


def test_untouched_trail_holds() -> None:
    """Also the empty one."""
    assert first_break([]) is None
    assert first_break(trail(5)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"facts": '{"name":"việc khác"}'},
        {"actor_name": "Người khác"},
        {"actor_id": "khac"},
        {"action": "user.joined"},
        {"subject_id": "khac"},
        {"subject_kind": "user"},
        {"organisation_id": "khac"},
        {"address": "192.0.2.9"},
    ],
)
def test_changed_line_shows(change: dict[str, str]) -> None:
    """Every field is under the hash."""
    events = trail(3)
    events[1] = replace(events[1], **change)  # type: ignore[arg-type]

    assert first_break(events) == Break(2, "reason.audit_changed")


def test_changed_line_with_a_new_hash_shows_at_the_next() -> None:
    """One would have to rewrite every line after it."""
    events = trail(3)
    forged = replace(events[1], actor_name="Người khác")
    events[1] = replace(forged, hash=event_hash(forged))

    assert first_break(events) == Break(3, "reason.audit_unlinked")


def test_line_taken_out_shows() -> None:
    """In the middle by its number; at the end only against a noted hash."""
    events = trail(4)

    assert first_break([*events[:1], *events[2:]]) == Break(2, "reason.audit_gap")
    assert first_break(events[:3]) is None


def test_store_s_trail_holds_and_is_read_back(store: Store) -> None:
    """What the database returns hashes to the same as what went in."""
    for number in range(3):
        store.audit.record(an_entry(name=f"việc {number} “kể cả dấu”", file="á\\b\n"))

    assert store.audit.first_break() is None
    head = store.audit.head()
    assert head is not None
    assert head.hash == event_hash(head)


def test_lines_written_at_once_make_one_chain(store: Store) -> None:
    """Several workers write; none forks the chain."""
    before = len(list(store.audit.trail()))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.audit.record(an_entry()), range(24)))

    events = list(store.audit.trail())
    assert len(events) == before + 24
    assert first_break(events) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor_name = 'Người khác'",
        "DELETE FROM audit_events",
    ],
)
def test_database_refuses_to_change_the_trail(store: Store, statement: str) -> None:
    """Other programs are stopped too."""
    store.audit.record(an_entry())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.connection.engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_act_that_fails_leaves_no_line(store: Store) -> None:
    """And a line is never without its act: both are one transaction."""
    organisation = make_organisation("toa-soan-9")
    store.organisations.add(organisation, entry=an_entry(Action.ORGANISATION_ADDED))
    lines = len(list(store.audit.trail()))

    with pytest.raises(Exception, match="toa-soan-9"):
        store.organisations.add(
            replace(organisation, id="khac"), entry=an_entry(Action.ORGANISATION_ADDED)
        )

    assert len(list(store.audit.trail())) == lines


def test_tampering_past_the_guard_is_found(
    store: Store, settings: Settings, client: FlaskClient
) -> None:
    """Somebody with the keys to the database takes the trigger off first."""
    for _ in range(3):
        store.audit.record(an_entry())
    with store.connection.engine.begin() as connection:
        if connection.dialect.name == SQLITE:
            connection.execute(text("DROP TRIGGER audit_events_refuses_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("UPDATE audit_events SET actor_name = 'Không ai' WHERE number = 2")
        )

    with pytest.raises(AuditBrokenError) as caught:
        verified_trail(settings, noted=None)

    page = client.get("/quan-tri/nhat-ky?kiem-tra=1").get_data(as_text=True)
    assert caught.value.facts == {"number": 2, "reason": "reason.audit_changed"}
    assert "dòng 2, nội dung không khớp mã băm" in page


def test_trail_that_was_rewritten_whole_is_found_by_a_noted_hash(
    store: Store, settings: Settings
) -> None:
    """New hashes can be computed, but not the one that was noted elsewhere."""
    store.audit.record(an_entry())
    head = store.audit.head()
    assert head is not None
    store.audit.record(an_entry())

    assert verified_trail(settings, noted=head.hash) == store.audit.head()
    with pytest.raises(AuditBrokenError) as caught:
        verified_trail(settings, noted="f" * 64)
    assert caught.value.facts["reason"] == "reason.audit_other_head"


def test_export_can_be_verified_without_the_program(
    client: FlaskClient, store: Store
) -> None:
    """One line of JSON each; the export itself is on record."""
    store.audit.record(an_entry(name="Báo Vĩnh Hà"))

    response = client.get("/quan-tri/nhat-ky/xuat.jsonl")

    lines = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert lines[-1]["action"] == "audit.exported"
    assert lines[0]["previous_hash"] == FIRST_HASH
    links = [(line["hash"], after["previous_hash"]) for line, after in pairwise(lines)]
    assert all(this == that for this, that in links)


def test_page_filters_and_turns_over(client: FlaskClient, store: Store) -> None:
    """Years of lines stay readable."""
    for number in range(60):
        store.audit.record(an_entry(name=f"số-{number}-hết"))

    first = client.get("/quan-tri/nhat-ky").get_data(as_text=True)
    older = client.get("/quan-tri/nhat-ky?truoc=11").get_data(as_text=True)
    found = client.get("/quan-tri/nhat-ky?tim=số-7-hết").get_data(as_text=True)
    none = client.get("/quan-tri/nhat-ky?viec=share.withdrawn").get_data(as_text=True)

    assert "số-59-hết" in first
    assert "số-2-hết" not in first
    assert "Các dòng cũ hơn" in first
    assert "số-2-hết" in older
    assert "số-7-hết" in found
    assert "số-8-hết" not in found
    assert "Không có dòng nào khớp." in none


def test_search_takes_signs_as_they_are(store: Store) -> None:
    """A per cent sign is no wildcard."""
    store.audit.record(an_entry(name="giảm 10% giá"))
    store.audit.record(an_entry(name="giảm 100 giá"))

    found = store.audit.events(AuditFilter(words="10% giá"), limit=10)

    assert len(found) == 1


def test_trail_escapes_what_people_wrote(client: FlaskClient, store: Store) -> None:
    """Names come from outside."""
    store.audit.record(an_entry(name="<script>alert(1)</script>"))

    page = client.get("/quan-tri/nhat-ky").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
