"""Inspectors scan batches: in a real browser, with the real worker, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.databases import DATABASES, Databases, need
from tests.e2e.accessibility import grave_findings
from tests.e2e.conftest import serving
from tests.scan_jobs import FILES, zipped
from tests.web_people import (
    add_organisation,
    add_user,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.accounts import Role, User
from webapp.app import create_app
from webapp.worker import Workers, local_workers

pytestmark = pytest.mark.browser

SLOW_MS = 60_000


@dataclass(frozen=True)
class Office:
    """A served department with an inspector, another one elsewhere, and a folder."""

    app: Flask
    address: str
    browser: Browser
    inspector: User
    stranger: User
    shelf: Path

    def desk(self, user: User, **options: Any) -> BrowserContext:
        """A browser in which that person is logged in."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = signed_in(self.app, user).get_cookie(name)
        assert cookie is not None
        context = self.browser.new_context(
            **{"viewport": {"width": 1360, "height": 900}, **options}
        )
        context.set_default_timeout(15_000)
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": self.address}]
        )
        return context

    @contextmanager
    def page(self, user: User, **options: Any) -> Iterator[Page]:
        """That person's page; a blocked script or style fails the test."""
        context = self.desk(user, **options)
        page, complaints = context.new_page(), list[str]()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text))
        yield page
        context.close()
        assert [c for c in complaints if "Content Security Policy" in c] == []

    @contextmanager
    def worker(self) -> Iterator[Workers]:
        """The worker with its processes and the shipped model."""
        state = web_state_of(self.app)
        worker = local_workers(state.settings, state.store)
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()


@pytest.fixture(params=DATABASES)
def office(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[Office]:
    """Accounts on either database, forms guarded."""
    need(databases, request.param)
    shelf = tmp_path / "An phẩm"
    shelf.mkdir()
    settings: Any = databases.settings(request.param, tmp_path / "data")
    settings = replace(
        settings, accounts="required", plain_http=True, scan_folders=(shelf,)
    )
    app = create_app(settings, passwords=fast_passwords())
    store = web_state_of(app).store
    set_up(store)
    add_organisation(store)
    inspector, stranger = (
        add_user(store, make_user(key, role=Role.INSPECTOR, organisation_id=where))
        for key, where in (("thanh-tra", "local"), ("noi-khac", "toa-soan-2"))
    )
    with serving(app) as address:
        yield Office(app, address, browser, inspector, stranger, shelf)


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    """Publications to choose in a file dialog."""
    folder = tmp_path / "tai-ve"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return sorted(folder.iterdir())


def begin(page: Page, office: Office, files: list[Path], title: str) -> None:
    """Choose files and send them."""
    page.goto(office.address)
    page.get_by_role("link", name="Hàng loạt").click()
    page.set_input_files("#files", files)
    page.fill("#title", title)
    page.get_by_role("button", name="Soát", exact=True).click()
    expect(page.locator("h1")).to_have_text(title)


def test_inspector_scans_uploads_and_opens_the_results(
    office: Office, papers: list[Path]
) -> None:
    """The page follows the scan without a click, to the overview and its tables."""
    with office.page(office.inspector) as page:
        begin(page, office, papers, "Số Tết")
        expect(page.locator(".job-state")).to_have_text("Đang chờ")

        with office.worker():
            expect(page.locator(".job-state")).to_have_text("Đã xong", timeout=SLOW_MS)

        expect(page.locator("#scan-progress")).to_contain_text("3 / 3 tệp")
        with page.expect_download() as download:
            page.get_by_role("link", name="Bảng tính Excel").click()
        assert download.value.suggested_filename.endswith("-results.xlsx")
        page.get_by_role("link", name="Mở bảng tổng quan").click()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("body")).to_contain_text("Bài 1.txt")
        page.locator("table a").first.click()
        expect(page.locator("mark").first).to_be_visible()


def test_archive_is_stopped_and_goes_on(office: Office, tmp_path: Path) -> None:
    """Stop while it waits, continue, and it is done with every file."""
    archive = tmp_path / "Tháng 11.zip"
    archive.write_bytes(zipped(FILES))
    with office.page(office.inspector) as page:
        begin(page, office, [archive], "Tháng 11")
        page.get_by_role("button", name="Dừng lại").click()
        expect(page.locator(".job-state")).to_have_text("Đã dừng")
        page.get_by_role("button", name="Chạy tiếp từ chỗ đã dừng").click()
        with office.worker():
            expect(page.locator(".job-state")).to_have_text("Đã xong", timeout=SLOW_MS)
        expect(page.locator("#scan-progress")).to_contain_text("3 / 3 tệp")

        page.locator("summary", has_text="Xoá lượt soát này").click()
        page.get_by_role("button", name="Xoá hẳn").click()
        expect(page.locator(".done")).to_contain_text("Đã xoá lượt soát")
        expect(page.locator("main")).to_contain_text("Chưa có lượt soát nào")


def test_folder_is_scanned_without_script(office: Office) -> None:
    """On a locked-down PC the page reloads by itself."""
    (office.shelf / "bao.txt").write_text(FILES["Bài 1.txt"], "utf-8")
    with office.page(office.inspector, java_script_enabled=False) as page:
        page.goto(f"{office.address}/luot-soat")
        page.get_by_role("button", name="Soát thư mục").click()
        expect(page.locator("h1")).to_have_text("An phẩm")

        with office.worker():
            expect(page.locator(".job-state")).to_have_text("Đã xong", timeout=SLOW_MS)

        page.get_by_role("link", name="Mở bảng tổng quan").click()
        expect(page.locator("body")).to_contain_text("An phẩm/bao.txt")


def test_other_department_sees_nothing(office: Office, papers: list[Path]) -> None:
    """Neither in the list nor by the address."""
    with office.page(office.inspector) as page:
        begin(page, office, papers, "Chỉ của tôi")
        address = page.url
    with office.page(office.stranger) as page:
        page.goto(f"{office.address}/luot-soat")
        expect(page.locator("main")).to_contain_text("Chưa có lượt soát nào")
        page.goto(address)
        expect(page.locator("main")).not_to_contain_text("Chỉ của tôi")
        assert page.request.get(address).status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_scans_keep_nobody_out(
    office: Office, papers: list[Path], scheme: Any
) -> None:
    """By axe's rules, in daylight and at night; no sideways scroll on a phone."""
    with office.page(office.inspector, color_scheme=scheme) as page:
        page.goto(f"{office.address}/luot-soat")
        assert grave_findings(page) == []
        page.get_by_role("button", name="Soát", exact=True).click()
        expect(page.locator(".problem-note")).to_be_visible()
        assert grave_findings(page) == []
        begin(page, office, papers, "Têndài" * 20)
        assert grave_findings(page) == []
        address = page.url
        page.set_viewport_size({"width": 360, "height": 740})
        for path in (address, f"{office.address}/luot-soat"):
            page.goto(path)
            width = page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= 360, path
