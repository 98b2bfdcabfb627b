"""Labels become a version, go out, come back mended; drift is seen: in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
)

from screener.domain.reports import ModelStamp
from tests.databases import DATABASES, Databases, need
from tests.e2e.accessibility import grave_findings
from tests.e2e.conftest import serving
from tests.phrase_screener import PhraseScreener
from tests.reviewing import CLEAN, LAN, MINH, NOW, add_sentences, flagged, make_proposal
from tests.web_people import (
    add_user,
    fast_passwords,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.app import create_app
from webapp.clock import local_day, utc_now
from webapp.feedback import LOCAL_ORGANISATION
from webapp.monitoring import (
    LENGTH_EDGES,
    SCORE_EDGES,
    Tally,
    TallySource,
    subject_key,
)
from webapp.review import Answer
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store

pytestmark = pytest.mark.browser

BIASED = "Giữ lửa gia đình là bổn phận của người vợ."
PLAIN = "Trời trở lạnh từ chiều nay."
PHONE: ViewportSize = {"width": 360, "height": 780}


@dataclass(frozen=True)
class Desk:
    """Lan's browser at the labels of her newsroom."""

    address: str
    context: BrowserContext
    store: Store

    def open(self, path: str) -> Page:
        """A page of hers."""
        page = self.context.new_page()
        page.goto(f"{self.address}{path}")
        return page


@pytest.fixture(params=DATABASES)
def desk(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[Desk]:
    """A newsroom with two settled sentences."""
    need(databases, request.param)
    settings: Any = databases.settings(request.param, tmp_path / "data")
    settings = replace(settings, accounts="required", plain_http=True)
    app = create_app(settings, PhraseScreener(), passwords=fast_passwords())
    store = web_state_of(app).store
    set_up(store)
    for user in (LAN, MINH):
        add_user(store, user)
    settle(store, BIASED, flagged(), document="nhap-mot")
    settle(store, PLAIN, CLEAN, document="nhap-hai")
    client = signed_in(app, LAN)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    with serving(app) as address:
        context = browser.new_context(
            viewport={"width": 1360, "height": 900}, accept_downloads=True
        )
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
        yield Desk(address, context, store)
        context.close()


def settle(store: Store, text: str, answer: Answer, *, document: str) -> None:
    add_sentences(store, make_proposal(text, document_key=document))
    for user in (LAN, MINH):
        item = store.review_queue.hand_out(user, Wanted(), NOW)
        assert item is not None
        said = Said(item_id=item.id, version=item.version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= page.evaluate("window.innerWidth"))


def test_labels_are_frozen_taken_away_mended_and_compared(
    desk: Desk, tmp_path: Path
) -> None:
    """The whole way of a version, with a slip that is named and mended."""
    page = desk.open("/du-lieu")
    page.fill("#chot-name", "Tháng Ba")
    page.click("summary:has-text('Chọn bài giữ riêng')")
    page.get_by_label(BIASED).check()
    page.get_by_role("button", name="Chốt", exact=True).click()
    expect(page.get_by_role("heading", name="Tháng Ba", level=1)).to_be_visible()
    expect(page.locator("#cau")).to_contain_text(BIASED)
    assert grave_findings(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="JSON Lines", exact=True).click()
    assert download.value.suggested_filename == "Tháng-Ba.jsonl"
    mended = tmp_path / "sua.jsonl"
    text = download.value.path().read_text("utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    assert {record["split"] for record in records} >= {"holdout"}

    def write(severity: str) -> None:
        lines = [
            {**one, "severity": severity} if one["categories"] else one
            for one in records
        ]
        mended.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    write("rất nặng")
    page.goto(f"{desk.address}/du-lieu")
    page.set_input_files("#file", mended)
    page.fill("#nhap-name", "Tháng Ba, đã sửa")
    page.select_option("#nhap-parent", label="Tháng Ba")
    page.get_by_role("button", name="Kiểm và nhập").click()
    expect(page.locator(".faults")).to_contain_text("trường severity")
    assert grave_findings(page) == []

    write("high")
    page.set_input_files("#file", mended)
    page.get_by_role("button", name="Kiểm và nhập").click()
    page.get_by_role("link", name="xem thay đổi").click()
    expect(page.locator("#doi")).to_contain_text("nặng")
    expect(page.locator("#them")).to_contain_text("Không thêm câu nào")
    assert grave_findings(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)


def test_drift_is_seen_on_desk_and_phone(desk: Desk) -> None:
    """Ten sure days, then ten doubtful ones."""
    today = local_day(utc_now())
    buckets = len(SCORE_EDGES) + 1
    for number in range(10):
        for days, place in ((20, buckets - 1), (0, 0)):
            scores = tuple(6 * (place == bucket) for bucket in range(buckets))
            desk.store.monitoring.record(
                Tally(
                    organisation_id=LOCAL_ORGANISATION,
                    day=today - timedelta(days=days + number),
                    source=TallySource.DRAFT,
                    subject_key=subject_key(f"{days}-{number}"),
                    model=ModelStamp("tuyen-tinh", "1", "can-bang"),
                    documents=1,
                    sentences=30,
                    flagged=3,
                    scores=scores,
                    lengths=(1, *(0,) * len(LENGTH_EDGES)),
                    categories={},
                )
            )

    page = desk.open("/duyet-nhan")
    page.get_by_role("link", name="Cảnh báo").click()

    expect(page.locator(".panel.alerts")).to_contain_text("PSI")
    expect(page.locator("svg.plot").first).to_be_visible()
    assert grave_findings(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.goto(f"{desk.address}/theo-doi?lang=en")
    expect(page.locator("h1")).to_have_text("Watching the model")
