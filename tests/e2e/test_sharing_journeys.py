"""Two people and one draft, each in a browser of their own, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.databases import DATABASES, Databases, need
from tests.e2e.accessibility import grave_findings
from tests.e2e.conftest import serving
from tests.e2e.editor_page import (
    PAPER,
    caret_after,
    mark,
    open_card,
    screen,
    text_of,
    wait_for_report,
)
from tests.newsrooms import NAM, STRANGER, THU, people
from tests.web_people import fast_passwords, set_up, signed_in, web_state_of
from webapp.accounts import User
from webapp.app import create_app

pytestmark = pytest.mark.browser

TITLE = "Cửa hàng mới ở Đông Hà"
DRAFT = f"{TITLE}\n\nPhái đẹp xếp hàng từ sáng sớm để mua vải."


@dataclass(frozen=True)
class House:
    """A served installation with accounts."""

    app: Flask
    address: str
    browser: Browser

    def desk(self, user: User) -> BrowserContext:
        """A browser in which that person is logged in."""
        client = signed_in(self.app, user)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        context = self.browser.new_context(viewport={"width": 1360, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": self.address}]
        )
        return context


@pytest.fixture(params=DATABASES)
def house(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[House]:
    """Thu and Nam in one newsroom, a stranger in another."""
    need(databases, request.param)
    settings: Any = databases.settings(request.param, tmp_path / "data")
    settings = replace(settings, accounts="required", plain_http=True)
    app = create_app(settings, passwords=fast_passwords())
    set_up(web_state_of(app).store)
    people(web_state_of(app).store)
    with serving(app) as address:
        yield House(app, address, browser)


def shared_link(page: Page, right: str) -> str:
    """Share the draft on the page; the link's address."""
    page.get_by_role("link", name="phiên bản, chia sẻ").click()
    page.get_by_label("Người mở liên kết được").select_option(right)
    page.get_by_role("button", name="Tạo liên kết").click()
    return page.locator("#link").input_value()


def test_colleague_edits_what_was_shared(house: House) -> None:
    """Nam mends Thu's sentence; Thu sees it, and who did it."""
    thu, nam = house.desk(THU).new_page(), house.desk(NAM).new_page()
    thu.goto(house.address)
    screen(thu, DRAFT)
    expect(thu.locator("#saved")).to_have_attribute("data-state", "saved")
    address = thu.url
    link = shared_link(thu, "edit")
    assert grave_findings(thu) == []

    nam.goto(link)
    wait_for_report(nam)
    open_card(nam, "Phái đẹp").get_by_role("button", name="Dùng").first.click()
    wait_for_report(nam)
    expect(nam.locator("#saved")).to_have_attribute("data-state", "saved")

    thu.goto(address)
    wait_for_report(thu)
    assert "Phụ nữ xếp hàng" in text_of(thu)
    thu.get_by_role("link", name="phiên bản, chia sẻ").click()
    expect(thu.locator(".versions tbody tr").first).to_contain_text("Nam")
    expect(thu.get_by_text("đã mở: Nam")).to_be_visible()
    for page in (thu, nam):
        page.context.close()


def test_reader_reads_until_the_link_is_withdrawn(house: House) -> None:
    """No paper to type on, and no page any more after that."""
    thu, nam = house.desk(THU).new_page(), house.desk(NAM).new_page()
    stranger = house.desk(STRANGER).new_page()
    thu.goto(house.address)
    screen(thu, DRAFT)
    expect(thu.locator("#saved")).to_have_attribute("data-state", "saved")
    link = shared_link(thu, "view")

    nam.goto(link)
    expect(nam).to_have_url(re.compile("/ket-qua$"))
    expect(nam.locator("mark.finding").first).to_be_visible()
    expect(nam.locator(PAPER)).to_have_count(0)
    expect(nam.get_by_text("Thu chia sẻ để đọc")).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_role("heading")).to_contain_text("không còn hiệu lực")

    thu.get_by_role("button", name="Rút").click()
    nam.reload()
    expect(nam.locator("mark.finding")).to_have_count(0)
    for page in (thu, nam, stranger):
        page.context.close()


def test_dismissal_of_one_holds_for_the_other(house: House) -> None:
    """By the finding's identity, in the same newsroom."""
    thu, nam = house.desk(THU).new_page(), house.desk(NAM).new_page()
    thu.goto(house.address)
    screen(thu, DRAFT)
    expect(thu.locator("#saved")).to_have_attribute("data-state", "saved")
    address = thu.url
    nam.goto(shared_link(thu, "edit"))
    wait_for_report(nam)
    card = open_card(nam, "Phái đẹp")
    card.get_by_role("button", name="Bỏ qua, kèm lý do").click()
    card.get_by_role("button", name="Bỏ qua", exact=True).click()
    expect(mark(nam, "Phái đẹp")).to_have_count(0)

    thu.goto(address)
    wait_for_report(thu)
    caret_after(thu, TITLE)
    thu.keyboard.type(" tối nay")
    wait_for_report(thu)

    expect(mark(thu, "Phái đẹp")).to_have_count(0)
    expect(thu.locator("#answered")).to_contain_text("1 đoạn đã xử lý")
    for page in (thu, nam):
        page.context.close()
