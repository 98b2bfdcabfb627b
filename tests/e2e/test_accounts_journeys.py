"""People come in, invite each other, forget passwords: in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.databases import DATABASES, Databases, need
from tests.e2e.conftest import serving
from tests.phrase_screener import PhraseScreener
from tests.web_people import (
    PASSWORD,
    add_user,
    fast_passwords,
    make_user,
    set_up,
    web_state_of,
)
from webapp.accounts import Role
from webapp.app import create_app
from webapp.lockout import ACCOUNT_LIMIT
from webapp.secret import setup_code

pytestmark = pytest.mark.browser

NEW_PASSWORD = "chim hót ngoài vườn chè"
ADMIN_PAGES = (
    "/quan-tri/cai-dat",
    "/quan-tri/nguoi-dung",
    "/quan-tri/toa-soan",
    "/quan-tri/nhat-ky",
    "/mo-hinh",
    "/quan-tri/suc-khoe",
    "/tai-khoan",
)


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Flask:
    """An installation with accounts where nobody is set up yet, forms guarded."""
    need(databases, request.param)
    settings = databases.settings(request.param, tmp_path / "data")
    return create_app(
        replace(settings, accounts="required", plain_http=False),
        PhraseScreener(),
        passwords=fast_passwords(),
    )


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it answers."""
    with serving(app) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A stranger's page; a blocked script or style fails the test."""
    with watched(context.new_page()) as page:
        page.goto(address)
        yield page


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """A page whose complaints fail the test."""
    complaints: list[str] = []

    def note(text: str) -> None:
        if "Content Security Policy" in text:
            complaints.append(text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: note(message.text))
    yield page
    assert complaints == []


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form by keyboard alone, from the top of the page."""
    page.locator("#email").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_first_start_to_a_team_of_two(
    app: Flask, page: Page, browser: Browser, address: str
) -> None:
    """Set up, log in, invite a colleague, who joins and screens a draft."""
    page.fill("#code", setup_code(str(app.secret_key)))
    page.fill("#organisation", "Báo Vĩnh Hà")
    page.fill("#name", "Lê Thu Hương")
    page.fill("#email", "thu.huong@vinhha.example")
    page.fill("#password", PASSWORD)
    page.fill("#password_again", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/dang-nhap")
    log_in(page, "thu.huong@vinhha.example")
    expect(page.locator("#paper")).to_be_visible()
    page.click("text=Quản trị")
    page.click(".rooms >> text=Người dùng")
    page.fill("#email", "nam@vinhha.example")
    page.click("text=Tạo liên kết mời")
    link = page.input_value("#link")

    colleague = browser.new_context()
    with watched(colleague.new_page()) as other:
        other.goto(link)
        expect(other.locator("h1")).to_have_text("Báo Vĩnh Hà")
        other.fill("#name", "Trần Nam")
        other.fill("#password", PASSWORD)
        other.fill("#password_again", PASSWORD)
        other.keyboard.press("Enter")
        other.click("#paper")
        other.keyboard.type("Chị vẫn không quên thiên chức làm vợ, làm mẹ.")
        other.keyboard.press("Control+Enter")
        expect(other.locator("#paper mark")).to_have_count(1)
        expect(other.locator(".site >> text=Quản trị")).to_have_count(0)
        other.goto(f"{address}/quan-tri/nguoi-dung")
        expect(other.locator("h1")).to_contain_text("Vai trò của bạn")
    colleague.close()

    page.reload()
    expect(page.locator(".people li")).to_have_count(2)


def test_log_in_leads_back_and_log_out_shuts(
    app: Flask, page: Page, address: str
) -> None:
    """The page one wanted comes up after the door; afterwards the door is shut."""
    set_up(web_state_of(app).store)
    page.goto(f"{address}/quan-tri/nhat-ky")

    log_in(page, "local@bao.example", "sai hẳn mật khẩu")
    expect(page.locator(".problem-note")).to_have_text(
        "Địa chỉ hoặc mật khẩu chưa đúng."
    )
    page.locator("#password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/quan-tri/nhat-ky")
    page.click(".site >> text=Người local")
    page.click("text=Đăng xuất")
    page.goto(f"{address}/quan-tri/nhat-ky")
    expect(page.locator("h1")).to_have_text("Đăng nhập")


def test_forgotten_password_from_lock_out_to_new_one(
    app: Flask, page: Page, browser: Browser, address: str
) -> None:
    """The door closes, the administrator makes a link, the person chooses anew."""
    store = web_state_of(app).store
    set_up(store)
    add_user(store, make_user("nam", role=Role.EDITOR, name="Trần Nam"))
    page.goto(f"{address}/dang-nhap")
    for _ in range(ACCOUNT_LIMIT):
        page.fill("#email", "")
        log_in(page, "nam@bao.example", "sai hẳn mật khẩu")
        expect(page.locator(".problem-note")).to_be_visible()
    page.fill("#email", "")
    log_in(page, "nam@bao.example")
    expect(page.locator("h1")).to_have_text("Đăng nhập sai quá nhiều lần.")

    office = browser.new_context()
    admin = office.new_page()
    admin.goto(f"{address}/quan-tri/nguoi-dung")
    log_in(admin, "local@bao.example")
    row = admin.locator(".people li").filter(has_text="Trần Nam")
    expect(row.locator(".watch")).to_contain_text("khoá đăng nhập")
    row.locator("summary").click()
    row.get_by_text("Tạo liên kết đặt lại mật khẩu").click()
    link = admin.input_value("#link")
    office.close()

    page.goto(link)
    page.fill("#password", NEW_PASSWORD)
    page.fill("#password_again", NEW_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#paper")).to_be_visible()


def test_pages_fit_a_phone(app: Flask, browser: Browser, address: str) -> None:
    """360 pixels wide: nothing is cut off, nothing scrolls sideways."""
    set_up(web_state_of(app).store)
    phone = browser.new_context(viewport={"width": 360, "height": 740})
    page = phone.new_page()
    page.goto(f"{address}/dang-nhap")
    widths = {"/dang-nhap": page.evaluate("document.documentElement.scrollWidth")}
    log_in(page, "local@bao.example")
    expect(page.locator("#paper")).to_be_visible()
    for path in ADMIN_PAGES:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    phone.close()

    assert {path: width for path, width in widths.items() if width > 360} == {}


def test_pages_can_be_read_without_script(
    app: Flask, browser: Browser, address: str
) -> None:
    """Administration needs no script at all."""
    set_up(web_state_of(app).store)
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}/quan-tri/toa-soan")
    page.fill("#email", "local@bao.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill("#name", "Báo Hải")
    page.click("main .primary")

    expect(page.locator(".done")).to_have_text("Đã thêm toà soạn.")
    expect(page.locator(".lines li")).to_have_count(2)
    plain.close()
