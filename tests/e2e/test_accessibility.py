"""No page and no state keeps out who reads by ear, by keyboard or in large letters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accessibility import grave_findings
from tests.e2e.editor_page import open_card, screen

pytestmark = pytest.mark.browser

DRAFT = (
    "Cửa hàng mới ở Đông Hà\n\nPhái đẹp xếp hàng từ sáng sớm để mua vải.\n\n"
    "Quan niệm “phụ nữ là phái yếu” đã lỗi thời từ lâu."
)
PAGES = (
    "/",
    "/ban-thao",
    "/ban-thao?tim=khongcogi",
    "/ngoai-le",
    "/thiet-ke",
    "/quan-tri/cai-dat",
    "/quan-tri/toa-soan",
    "/quan-tri/nguoi-dung",
    "/quan-tri/nhat-ky",
    "/mo-hinh",
    "/quan-tri/suc-khoe",
    "/tai-khoan",
    "/khong-co-trang-nay",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_grave_finding(
    page: Page, site: str, path: str, scheme: Any
) -> None:
    """By the rules of WCAG 2.2 at AA, in daylight and at night."""
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}{path}")

    assert grave_findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_states_of_the_editor_have_no_grave_finding(page: Page, scheme: Any) -> None:
    """The report, an open card, its form, the menu, the help."""
    page.emulate_media(color_scheme=scheme)
    screen(page, DRAFT)
    card = open_card(page, "Phái đẹp")
    assert grave_findings(page) == []

    card.get_by_role("button", name="Bỏ qua, kèm lý do").click()
    page.locator("#take summary").click()
    assert grave_findings(page) == []

    page.locator("#take summary").click()
    page.get_by_role("button", name="Phím tắt").click()
    assert grave_findings(page) == []


def test_pages_of_a_draft_have_no_grave_finding(page: Page) -> None:
    """Its history, two versions side by side, its report to read."""
    screen(page, DRAFT)
    expect(page).to_have_url(re.compile("/ban-thao/nhap-"))
    address = page.url

    for path in ("/ho-so", "/so-sanh", "/ket-qua"):
        page.goto(f"{address}{path}")
        assert grave_findings(page) == [], path


def test_pages_need_no_sideways_scroll_on_a_phone(page: Page, site: str) -> None:
    """360 pixels, a draft with a long name among them."""
    screen(page, f"{'Tênrấtdài' * 30}\n\n{DRAFT}")
    expect(page).to_have_url(re.compile("/ban-thao/nhap-"))
    address = page.url
    page.set_viewport_size({"width": 360, "height": 740})

    for path in (
        *(f"{site}{path}" for path in PAGES[:5]),
        *(f"{address}{path}" for path in ("", "/ho-so", "/so-sanh", "/ket-qua")),
    ):
        page.goto(path)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 360, path


def test_drafts_can_be_read_without_script(context: BrowserContext, page: Page) -> None:
    """On a locked-down PC the report is still there, and the way to it."""
    screen(page, DRAFT)
    expect(page).to_have_url(re.compile("/ban-thao/nhap-"))
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(page.url)

    assert "Phái đẹp" in plain.locator("#plain-text").input_value()
    plain.get_by_role("link", name="Đọc kết quả soát").click()

    expect(plain.locator("mark.finding").first).to_be_visible()
    expect(plain.locator(".card").first).to_contain_text("Ngôn từ dán nhãn")
    expect(plain.locator(".mentions")).to_contain_text("phái yếu")
    plain.context.close()
