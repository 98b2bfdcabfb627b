"""Batch scans through their front door, on both databases."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.config import Settings
from tests.phrase_screener import PhraseScreener
from tests.scan_jobs import FILES, FLAGGED, PLAIN, Engines, make_tools, zipped
from tests.web_people import (
    add_organisation,
    add_user,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.accounts import Role
from webapp.app import create_app
from webapp.audit import Action
from webapp.jobs import PATIENCE, JobState
from webapp.scan_files import SCANS, scan_place, shown_name
from webapp.store.audit import AuditFilter
from webapp.store.store import Store
from webapp.worker import Worker

JSON = {"Accept": "application/json"}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of the server that the settings allow, and one beside it."""
    shelf = tmp_path / "An phẩm"
    (shelf / "2026" / "thang-11").mkdir(parents=True)
    (shelf / "2026" / "thang-11" / "bao.txt").write_text(FLAGGED, "utf-8")
    (shelf / "cu.txt").write_text(PLAIN, "utf-8")
    secret = tmp_path / "mật"
    secret.mkdir()
    (secret / "thu.txt").write_text(f"Thư mật. {FLAGGED}", "utf-8")
    return shelf


@pytest.fixture
def settings(settings: Settings, shelf: Path) -> Settings:
    """Settings that allow the shelf and small uploads."""
    return replace(settings, scan_folders=(shelf,), scan_upload_bytes=200_000)


def upload(client: FlaskClient, *files: tuple[str, bytes], title: str = "") -> Any:
    return client.post(
        "/luot-soat/tai-tep",
        data={
            "title": title,
            "files": [(io.BytesIO(content), name) for name, content in files],
        },
    )


def texts() -> list[tuple[str, bytes]]:
    return [(name, text.encode()) for name, text in FILES.items()]


def accepted(response: Any) -> str:
    """The key of the scan that a form began."""
    assert response.status_code == 303, response.get_data(as_text=True)
    key: str = response.location.rsplit("/", 1)[1]
    return key


def work(app: Flask, *keys: str, engines: Engines | None = None) -> None:
    """What the worker does, here and now."""
    state = web_state_of(app)
    worker = Worker(make_tools(state.settings, state.store, engines=engines))
    for key in keys:
        worker.take_turn(key)


def page(client: FlaskClient, path: str) -> str:
    with client.get(path) as response:
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_data(as_text=True)


def test_uploads_are_scanned_and_shown(app: Flask, client: FlaskClient) -> None:
    """From choosing files to the overview and its tables."""
    key = accepted(upload(client, *texts(), title="Số Tết"))
    assert "Đang chờ" in page(client, f"/luot-soat/{key}")

    work(app, key)

    shown = page(client, f"/luot-soat/{key}")
    assert "Đã xong" in shown
    assert "3 / 3 tệp" in shown
    assert "2 đoạn có dấu hiệu" in shown
    assert "Số Tết" in page(client, "/luot-soat")
    overview = page(client, f"/luot-soat/{key}/ket-qua/index.html")
    [report, *_] = re.findall(r'href="(reports/[^"]+)"', overview)
    assert "thiên chức" in page(client, f"/luot-soat/{key}/ket-qua/{report}")


def test_tables_are_handed_out_under_the_scan_s_name(
    app: Flask, client: FlaskClient
) -> None:
    """The same files as on the command line; they end in a folder of many."""
    key = accepted(upload(client, *texts(), title="Số Tết"))
    work(app, key)

    for name in ("results.xlsx", "results.csv", "results.jsonl", "not-screened.txt"):
        answer = client.get(f"/luot-soat/{key}/ket-qua/{name}")
        assert answer.status_code == 200, name
        assert "attachment" in answer.headers["Content-Disposition"], name
        answer.close()
    assert (
        "So-Tet" in answer.headers["Content-Disposition"]
        or "%E1" in (answer.headers["Content-Disposition"])
    )


def test_results_run_nothing_and_load_nothing(app: Flask, client: FlaskClient) -> None:
    """They are made of foreign texts; their own style is all they may use."""
    key = accepted(upload(client, *texts()))
    work(app, key)

    with client.get(f"/luot-soat/{key}/ket-qua/index.html") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "sandbox" in policy


@pytest.mark.parametrize(
    "name",
    ["journal.jsonl", "scan.log", "scan.lock", "../in/00001.txt", "reports/../x.html"],
)
def test_other_files_of_the_folder_stay_inside(
    app: Flask, client: FlaskClient, name: str
) -> None:
    """Neither the journal nor anything above the results can be fetched."""
    key = accepted(upload(client, *texts()))
    work(app, key)

    assert client.get(f"/luot-soat/{key}/ket-qua/{name}").status_code == 404


def test_archive_is_opened_and_names_are_kept(app: Flask, client: FlaskClient) -> None:
    """A zip of a month's papers; Vietnamese names arrive as they were."""
    key = accepted(upload(client, ("Tháng 11.zip", zipped(FILES))))
    work(app, key)

    overview = page(client, f"/luot-soat/{key}/ket-qua/index.html")
    assert "3 / 3 tệp" in page(client, f"/luot-soat/{key}")
    assert "Tháng 11.zip/Bài 1.txt" in overview
    assert SCANS not in overview


def test_every_file_has_a_result_or_a_reason(app: Flask, client: FlaskClient) -> None:
    """What cannot be read is listed, under the name that its sender knows."""
    key = accepted(upload(client, *texts(), ("hỏng.docx", b"PK\x03\x04 rac")))
    work(app, key)

    shown = page(client, f"/luot-soat/{key}")
    with client.get(f"/luot-soat/{key}/ket-qua/not-screened.txt") as answer:
        listed = answer.get_data(as_text=True)
    assert "4 / 4 tệp" in shown
    assert "1 tệp chưa soát được" in shown
    assert "Soát lại tệp chưa soát được" in shown
    assert listed.startswith("hỏng.docx\t")


def test_file_above_the_limit_is_named_without_its_place(
    settings: Settings, now: datetime
) -> None:
    """An error's words must not tell where the server keeps things."""
    settings = replace(settings, limits=replace(settings.limits, max_file_bytes=40))
    app = create_app(settings, PhraseScreener(), clock=lambda: now)
    app.config["WTF_CSRF_ENABLED"] = False
    state = web_state_of(app)
    client = app.test_client()
    if state.has_accounts:
        client = signed_in(app, set_up(state.store))
    key = accepted(upload(client, ("dài.txt", FLAGGED.encode())))
    work(app, key)

    with client.get(f"/luot-soat/{key}/ket-qua/results.jsonl") as answer:
        record = answer.get_data(as_text=True)
    state.store.close()
    assert "dài.txt" in record
    assert str(settings.data_dir) not in record


def test_nothing_chosen_is_said_beside_the_field(client: FlaskClient) -> None:
    """An empty form changes nothing."""
    response = upload(client)

    assert response.status_code == 422
    assert "Chọn ít nhất một tệp." in response.get_data(as_text=True)


def test_uploads_may_be_larger_than_one_draft_but_not_endless(
    settings: Settings, now: datetime
) -> None:
    """A batch weighs more than a draft; a disk is finite all the same."""
    limits = replace(settings.limits, max_file_bytes=1000)
    app = create_app(
        replace(settings, limits=limits), PhraseScreener(), clock=lambda: now
    )
    app.config["WTF_CSRF_ENABLED"] = False
    state = web_state_of(app)
    client = app.test_client()
    if state.has_accounts:
        client = signed_in(app, set_up(state.store))

    fits = upload(client, ("a.txt", b"a" * 150_000))
    too_much = upload(client, ("a.txt", b"a" * 400_000))

    state.store.close()
    assert fits.status_code == 303
    assert too_much.status_code == 413


def test_editor_cannot_send_a_batch(office: Flask, office_store: Store) -> None:
    """Only inspectors and administrators scan; nothing of the body is kept."""
    editor = add_user(office_store, make_user("bien-tap", role=Role.EDITOR))
    client = signed_in(office, editor)

    response = upload(client, *texts())

    assert response.status_code == 403
    assert not (web_state_of(office).settings.data_dir / SCANS).exists()


def test_allowed_folder_is_scanned(
    app: Flask, client: FlaskClient, shelf: Path
) -> None:
    """Named from the shelf on: nobody needs to know where the server keeps it."""
    key = accepted(
        client.post("/luot-soat/thu-muc", data={"root": str(shelf), "below": "2026"})
    )
    work(app, key)

    shown = page(client, f"/luot-soat/{key}")
    overview = page(client, f"/luot-soat/{key}/ket-qua/index.html")
    assert "An phẩm/2026" in shown
    assert "1 / 1 tệp" in shown
    assert "An phẩm/2026/thang-11/bao.txt" in overview
    assert str(shelf.parent) not in overview + shown


@pytest.mark.parametrize(
    "below", ["../mật", "2026/../../mật", "/etc", "khong-co", "\0"]
)
def test_folder_outside_is_refused(
    client: FlaskClient, shelf: Path, below: str
) -> None:
    """Climbing out of the shelf finds nothing."""
    response = client.post(
        "/luot-soat/thu-muc", data={"root": str(shelf), "below": below}
    )

    assert response.status_code == 422


def test_root_that_the_settings_do_not_name_is_refused(
    client: FlaskClient, tmp_path: Path
) -> None:
    """The choice is the administrator's, not the form's."""
    response = client.post(
        "/luot-soat/thu-muc", data={"root": str(tmp_path / "mật"), "below": ""}
    )

    assert response.status_code == 422


def test_link_out_of_the_folder_is_not_followed(
    app: Flask, client: FlaskClient, shelf: Path
) -> None:
    """Whoever may drop files there must not read the rest of the disk by a link."""
    (shelf / "2026" / "thu.txt").symlink_to(shelf.parent / "mật" / "thu.txt")
    key = accepted(
        client.post("/luot-soat/thu-muc", data={"root": str(shelf), "below": ""})
    )
    work(app, key)

    with client.get(f"/luot-soat/{key}/ket-qua/results.jsonl") as answer:
        records = answer.get_data(as_text=True)
    assert "Thư mật" not in records
    assert "An phẩm/2026/thu.txt" in records
    assert "1 tệp chưa soát được" in page(client, f"/luot-soat/{key}")


def test_changed_folder_is_scanned_again_where_it_changed(
    app: Flask, client: FlaskClient, shelf: Path
) -> None:
    """Next week's papers arrived; last week's are not screened again."""
    key = accepted(
        client.post("/luot-soat/thu-muc", data={"root": str(shelf), "below": ""})
    )
    work(app, key)
    (shelf / "moi.txt").write_text(f"Mới. {FLAGGED}", "utf-8")
    engines = Engines()

    accepted(client.post(f"/luot-soat/{key}/chay-tiep", data={"redo": "changed"}))
    work(app, key, engines=engines)

    assert engines.taken == ["An phẩm/moi.txt"]
    assert "3 / 3 tệp" in page(client, f"/luot-soat/{key}")


def test_waiting_scan_is_stopped_continued_and_erased(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Each button, and its line in the trail."""
    key = accepted(upload(client, *texts()))
    place = scan_place(web_state_of(app).settings, key)
    assert client.post(f"/luot-soat/{key}/xoa", headers=JSON).status_code == 409

    client.post(f"/luot-soat/{key}/dung")
    assert "Đã dừng" in page(client, f"/luot-soat/{key}")
    accepted(client.post(f"/luot-soat/{key}/chay-tiep"))
    work(app, key)
    assert "Đã xong" in page(client, f"/luot-soat/{key}")
    client.post(f"/luot-soat/{key}/xoa")

    assert client.get(f"/luot-soat/{key}", headers=JSON).status_code == 404
    assert not place.folder.exists()
    acts = [
        event.action
        for event in store.audit.events(AuditFilter(), limit=20)
        if event.subject_id == key
    ]
    assert acts == [
        Action.SCAN_ERASED,
        Action.SCAN_RETRIED,
        Action.SCAN_CANCELLED,
        Action.SCAN_ADDED,
    ]


def test_accepted_scan_is_in_the_queue(app: Flask, client: FlaskClient) -> None:
    """Else it would wait for the next sweep."""
    key = accepted(upload(client, *texts()))

    state = web_state_of(app)
    assert key in state.queue.waiting()
    state.queue.close()


def test_colleague_and_other_newsroom_see_nothing(
    office: Flask, office_store: Store
) -> None:
    """A scan is its owner's: results hold what others are about to print."""
    add_organisation(office_store)
    owner, colleague, stranger = (
        add_user(office_store, make_user(key, role=Role.INSPECTOR, **where))
        for key, where in (
            ("chu", {}),
            ("ban", {}),
            ("la", {"organisation_id": "toa-soan-2"}),
        )
    )
    key = accepted(upload(signed_in(office, owner), *texts(), title="Riêng của tôi"))
    work(office, key)

    for other in (colleague, stranger, make_user()):
        client = signed_in(office, other)
        for path in ("", "/ket-qua/index.html", "/ket-qua/results.xlsx"):
            answer = client.get(f"/luot-soat/{key}{path}", headers=JSON)
            assert answer.status_code == 404, path
        for act in ("dung", "chay-tiep", "xoa"):
            answer = client.post(f"/luot-soat/{key}/{act}", headers=JSON)
            assert answer.status_code == 404, act
        assert "Riêng của tôi" not in page(client, "/luot-soat")
    assert office_store.jobs.get(key, owner.id).state is JobState.DONE


def test_waiting_without_any_worker_is_said(settings: Settings, now: datetime) -> None:
    """A department that forgot its worker must not wait for ever in silence."""
    times = [now]
    app = create_app(
        settings,
        PhraseScreener(),
        clock=lambda: times[0],
        passwords=fast_passwords(),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    state = web_state_of(app)
    client = app.test_client()
    if state.has_accounts:
        client = signed_in(app, set_up(state.store))
    key = accepted(upload(client, *texts()))
    before = page(client, f"/luot-soat/{key}")
    times[0] = now + 2 * PATIENCE

    after = page(client, f"/luot-soat/{key}")
    health = page(client, "/quan-tri/suc-khoe")

    state.store.close()
    assert "Chưa có tiến trình nền" not in before
    assert "Chưa có tiến trình nền" in after
    assert "screener worker" in health


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Bài 1.docx", "Bài 1.docx"),
        ("thang-11/bai.docx", "thang-11/bai.docx"),
        ("C:\\An phẩm\\bài.docx", "C:/An phẩm/bài.docx"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("bai\x00\n.txt", "bai.txt"),
        ("..", "tep"),
        ("", "tep"),
    ],
)
def test_name_is_shown_without_tricks(sent: str, shown: str) -> None:
    """It is only ever shown, and shows what it is."""
    assert shown_name(sent) == shown


def test_page_works_without_script(client: FlaskClient) -> None:
    """It reloads by itself until the scan is over."""
    key = accepted(upload(client, *texts()))

    assert '<noscript><meta http-equiv="refresh"' in page(client, f"/luot-soat/{key}")
