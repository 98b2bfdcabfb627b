"""A draft's life in the browser: saved, found, compared, shared, taken away."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.editor_page import (
    PAPER,
    caret_after,
    mark,
    open_card,
    screen,
    text_of,
    wait_for_report,
)

pytestmark = pytest.mark.browser

TITLE = "Cửa hàng mới ở Đông Hà"
BIASED = "Phái đẹp xếp hàng từ sáng sớm để mua vải."
CLEAN = "Cửa hàng mở bán lúc 7 giờ và hết hàng trước trưa."
DRAFT = f"{TITLE}\n\n{CLEAN}\n\n{BIASED}"


def wait_until_saved(page: Page) -> None:
    """Wait until the head says that what stands there is kept."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def start_draft(page: Page, text: str = DRAFT) -> str:
    """Paste, screen and save a draft; its address."""
    screen(page, text)
    wait_until_saved(page)
    expect(page).to_have_url(re.compile(r"/ban-thao/nhap-[0-9a-f]{20}$"))
    return page.url


def test_draft_is_saved_while_typing_and_found_again(page: Page, site: str) -> None:
    """Nobody presses a button to keep their work."""
    address = start_draft(page)
    caret_after(page, "hết hàng trước trưa")
    page.keyboard.type(" thứ Bảy")
    wait_for_report(page)
    wait_until_saved(page)

    page.goto(f"{site}/ban-thao?tim=truoc+trua+thu+bay")
    page.get_by_role("link", name=TITLE).first.click()

    expect(page).to_have_url(address)
    wait_for_report(page)
    assert "trước trưa thứ Bảy." in text_of(page)
    expect(mark(page, "Phái đẹp")).to_be_visible()


def test_draft_typed_by_hand_is_saved_before_it_is_screened(page: Page) -> None:
    """A power cut does not wait for Ctrl + Enter."""
    page.click(PAPER)
    page.keyboard.type("Một câu đang gõ dở")

    wait_until_saved(page)

    page.reload()
    expect(page.locator(PAPER)).to_contain_text("Một câu đang gõ dở")


def test_second_tab_is_told_and_nothing_is_lost(
    page: Page, context: BrowserContext
) -> None:
    """Both texts become versions, whoever saves last."""
    address = start_draft(page)
    other = context.new_page()
    other.goto(address)
    wait_for_report(other)
    caret_after(other, TITLE)
    other.keyboard.type(" của tab kia")
    wait_for_report(other)
    wait_until_saved(other)

    caret_after(page, TITLE)
    page.keyboard.type(" của tab này")
    conflict = page.locator("#conflict")
    expect(conflict).to_be_visible()
    conflict.get_by_role("button", name="Lưu bản của tôi").click()
    wait_until_saved(page)
    expect(conflict).to_be_hidden()

    page.goto(f"{address}/so-sanh?cu=2&moi=3")
    expect(page.locator(".sides del")).to_have_text(["kia"])
    expect(page.locator(".sides ins")).to_have_text(["này"])


def test_version_saved_by_hand_can_be_brought_back(page: Page) -> None:
    """Ctrl + S keeps a version that no autosave replaces."""
    start_draft(page)
    caret_after(page, TITLE)
    page.keyboard.type(" hôm nay")
    page.keyboard.press("Control+s")
    expect(page.locator("#toast")).to_contain_text("Đã lưu thành một phiên bản")

    page.get_by_role("link", name="phiên bản, chia sẻ").click()
    expect(page.locator(".versions tbody tr")).to_have_count(2)
    page.get_by_role("button", name=re.compile("Khôi phục")).click()

    wait_for_report(page)
    assert text_of(page) == DRAFT
    expect(page.locator("#version")).to_contain_text("bản 3")


def test_new_draft_leaves_the_old_one_in_the_list(page: Page, site: str) -> None:
    """Starting anew costs nothing."""
    address = start_draft(page)
    page.get_by_role("button", name="Bản thảo mới").click()
    expect(page).to_have_url(f"{site}/")
    assert text_of(page) == ""

    page.go_back()

    expect(page).to_have_url(address)
    wait_for_report(page)
    assert text_of(page) == DRAFT


def test_connection_lost_while_saving_comes_back(
    page: Page, context: BrowserContext
) -> None:
    """The head says so, and the text is saved when it can be."""
    start_draft(page)
    broken = re.compile(r"/(luu|soat|suc-khoe)$")

    def fail(route: Route) -> None:
        route.abort()

    context.route(broken, fail)
    caret_after(page, TITLE)
    page.keyboard.type(" tối nay")
    expect(page.locator("#saved")).to_contain_text("mất kết nối")

    context.unroute(broken, fail)
    wait_until_saved(page)
    page.reload()
    wait_for_report(page)
    assert f"{TITLE} tối nay" in text_of(page)


def test_word_and_printable_report_are_downloaded(page: Page, folder: Path) -> None:
    """What goes back to the author, and what goes into the file."""
    start_draft(page)
    page.locator("#take summary").click()
    with page.expect_download() as word:
        page.get_by_role("link", name="Word có ghi chú").click()
    with page.expect_download() as report:
        page.get_by_role("link", name="Báo cáo để in (PDF)").click()

    content = Path(word.value.path()).read_bytes()
    document = docx.Document(io.BytesIO(content))
    assert document.paragraphs[0].text == TITLE
    assert "Ngôn từ dán nhãn" in " ".join(c.text for c in document.comments)
    assert Path(report.value.path()).read_bytes().startswith(b"%PDF-")
    assert folder.is_dir()


def test_list_tells_what_is_still_open(page: Page, site: str) -> None:
    """An answered finding waits no longer, in the list neither."""
    # A sentence of its own: answers of this site are exported by other tests.
    start_draft(page, "Chợ vải ở Hải Lăng\n\nPhái đẹp Hải Lăng mua vải từ sáng sớm.")
    page.goto(f"{site}/ban-thao?tim=cho+vai+hai+lang")
    expect(page.locator(".verdict-badge")).to_have_text("1 đoạn cần xem")
    page.locator(".draft-title").click()
    card = open_card(page, "Phái đẹp")
    card.get_by_role("button", name="Bỏ qua, kèm lý do").click()
    with page.expect_response("**/soat"):
        card.get_by_role("button", name="Bỏ qua", exact=True).click()
    expect(mark(page, "Phái đẹp")).to_have_count(0)

    page.goto(f"{site}/ban-thao?tim=cho+vai+hai+lang")

    expect(page.locator(".verdict-badge")).to_have_text("không còn đoạn nào")


def test_download_holds_the_last_word_typed(page: Page) -> None:
    """What was typed a moment ago is saved before the file is made."""
    start_draft(page)
    caret_after(page, TITLE)
    page.keyboard.type(" vừa gõ")
    page.locator("#take summary").click()
    with page.expect_download() as word:
        page.get_by_role("link", name="Word có ghi chú").click()

    content = Path(word.value.path()).read_bytes()
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == f"{TITLE} vừa gõ"

    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Word có ghi chú")).to_be_hidden()


def test_uploaded_file_keeps_its_name_over_a_reload(page: Page, folder: Path) -> None:
    """The draft knows which file it came from; sending it shows its progress."""
    file = folder / "ban-thao-luu.txt"
    file.write_text(DRAFT, encoding="utf-8")
    page.locator("#file").set_input_files(file)
    expect(mark(page, "Phái đẹp")).to_be_visible()
    wait_until_saved(page)

    page.reload()

    wait_for_report(page)
    expect(page.locator("#draft-title")).to_have_text("ban-thao-luu.txt")
    expect(page.locator("#verdict-progress")).to_be_hidden()


def test_severity_chips_leave_one_severity_on_show(page: Page) -> None:
    """Grave things first, when there is little time."""
    page.click("#sample")
    wait_for_report(page)
    chips = page.locator("#levels .chip")
    count = int(chips.first.locator(".count").inner_text())
    whole = page.locator("#cards .card").count()

    chips.first.click()

    expect(page.locator("#cards .card")).to_have_count(count)
    assert 0 < count < whole
    chips.first.click()
    expect(page.locator("#cards .card")).to_have_count(whole)


def test_name_becomes_an_exception_of_the_house(page: Page, site: str) -> None:
    """From the card to the form, and the passage is counted, not told again."""
    start_draft(page)
    card = open_card(page, "Phái đẹp")
    card.get_by_role("button", name="Bỏ qua, kèm lý do").click()
    with page.expect_popup() as popup:
        card.get_by_role("link", name=re.compile("ngoại lệ của toà soạn")).click()
    form = popup.value
    expect(form.get_by_label("Tên hoặc cụm từ")).to_have_value(re.compile("Phái đẹp"))
    form.get_by_label("Tên hoặc cụm từ").fill("Phái đẹp xếp hàng")
    form.get_by_label("Vì sao").fill("Tên chuyên mục")
    form.get_by_role("button", name="Thêm").click()
    expect(form.locator(".done")).to_contain_text("Đã thêm ngoại lệ")

    page.reload()
    wait_for_report(page)
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    expect(page.locator("#excepted")).to_contain_text("1 đoạn được cho qua")

    form.goto(f"{site}/ngoai-le")
    form.get_by_role("button", name="Kết thúc").first.click()
    page.reload()
    wait_for_report(page)
    expect(mark(page, "Phái đẹp")).to_be_visible()


def test_erased_draft_is_gone(page: Page, site: str) -> None:
    """After a second look at what goes with it."""
    address = start_draft(page, f"Bài sắp xoá ở Cam Lộ\n\n{CLEAN}")
    page.goto(f"{address}/ho-so")
    page.get_by_text("Xoá bản thảo và mọi phiên bản…").click()
    page.get_by_role("button", name="Xoá hẳn").click()

    expect(page.locator(".done")).to_contain_text("Đã xoá bản thảo")
    page.goto(f"{site}/ban-thao?tim=sap+xoa+o+cam+lo")
    expect(page.locator(".nothing")).to_be_visible()
