"""The editor's way through a draft, in a real browser with the shipped screener."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.e2e.editor_page import (
    caret_after,
    mark,
    open_card,
    paste,
    screen,
    text_of,
    wait_for_report,
)

pytestmark = pytest.mark.browser

TITLE = "Cửa hàng mới ở Đông Hà"
BIASED = "Phái đẹp xếp hàng từ sáng sớm để mua vải."
CLEAN = "Cửa hàng mở bán lúc 7 giờ và hết hàng trước trưa."
CRITICAL = "Quan niệm “phụ nữ là phái yếu” đã lỗi thời từ lâu."
DRAFT = f"{TITLE}\n\n{CLEAN}\n\n{BIASED}\n\n{CRITICAL}"


def vietnamese_font() -> str:
    """A font with every Vietnamese letter; matplotlib brings one along."""
    spec = importlib.util.find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return str(folder / "DejaVuSans.ttf")


def undo_until(page: Page, text: str) -> None:
    """Undo step by step (a slow machine makes more of them) until that text is back."""
    for _ in range(8):
        if text_of(page) == text:
            break
        page.keyboard.press("Control+z")
    assert text_of(page) == text


def test_rewording_is_applied_and_the_finding_is_gone(page: Page) -> None:
    """The first job of an editor: see it, use the rewording, be done with it."""
    screen(page, DRAFT)
    card = open_card(page, "Phái đẹp")
    expect(card).to_contain_text("Ngôn từ dán nhãn")
    expect(card).to_contain_text("Luật Bình đẳng giới 2006")

    card.get_by_role("button", name="Dùng").first.click()
    wait_for_report(page)

    assert "Phụ nữ xếp hàng" in text_of(page)
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    expect(page.locator("#cards")).not_to_contain_text("Phái đẹp")


def test_applied_rewording_can_be_undone_and_redone(page: Page) -> None:
    """Ctrl+Z works over a rewording as over typing, and the finding comes back."""
    screen(page, DRAFT)
    open_card(page, "Phái đẹp").get_by_role("button", name="Dùng").first.click()
    wait_for_report(page)

    page.keyboard.press("Control+z")
    expect(mark(page, "Phái đẹp")).to_be_visible()
    assert text_of(page) == DRAFT

    page.keyboard.press("Control+y")
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    assert "Phụ nữ xếp hàng" in text_of(page)


def test_dismissed_finding_stays_dismissed(page: Page, site: str) -> None:
    """By its identity: over a re-check, an edit elsewhere and a reload."""
    screen(page, DRAFT)
    card = open_card(page, "Phái đẹp")
    card.get_by_role("button", name="Bỏ qua, kèm lý do").click()
    card.get_by_label("Tên riêng, tên tác phẩm, chức danh").check()
    card.get_by_role("button", name="Bỏ qua", exact=True).click()
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    expect(page.locator("#answered")).to_contain_text("1 đoạn đã xử lý")

    caret_after(page, TITLE)
    page.keyboard.type(" hôm nay")
    wait_for_report(page)
    expect(mark(page, "Phái đẹp")).to_have_count(0)

    page.reload()
    wait_for_report(page)
    assert f"{TITLE} hôm nay" in text_of(page)
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    expect(page.locator("#verdict")).to_contain_text("1 đoạn đã xử lý")

    lines = page.request.get(f"{site}/phan-hoi/xuat.jsonl").text().splitlines()
    example = next(e for e in map(json.loads, lines) if e["text"] == BIASED)
    assert example["stance"] == "none"
    assert example["context"] == {"before": CLEAN, "after": CRITICAL}
    assert example["provenance"]["events"][0]["reason"] == "name"


def test_dismissal_can_be_taken_back(page: Page) -> None:
    """A slip of the hand is no decision."""
    screen(page, DRAFT)
    open_card(page, "Phái đẹp")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Bỏ qua", exact=True).click()
    expect(mark(page, "Phái đẹp")).to_have_count(0)

    page.locator("#answered summary").click()
    page.get_by_role("button", name="Mở lại").click()

    expect(mark(page, "Phái đẹp")).to_be_visible()
    expect(page.locator("#answered")).to_be_hidden()


def test_criticised_stereotype_is_shown_apart(page: Page) -> None:
    """A mention never counts, and is never dropped in silence."""
    screen(page, f"{CLEAN}\n\n{CRITICAL}")

    expect(page.locator("#mentions")).to_contain_text("Đã phê phán, không tính")
    expect(page.locator("#paper mark.mention")).to_have_count(1)
    expect(page.locator("#cards .card")).to_have_count(0)


def test_word_file_becomes_the_draft(page: Page, folder: Path) -> None:
    """A file is read, screened and ready to be edited in place."""
    file = folder / "ban-thao-cho-vai.docx"
    document = docx.Document()
    document.add_heading(TITLE, level=1)
    document.add_paragraph(CLEAN)
    document.add_paragraph(BIASED)
    document.save(str(file))

    page.locator("#file").set_input_files(file)

    expect(mark(page, "Phái đẹp")).to_be_visible()
    expect(page.locator("#draft-title")).to_have_text(file.name)
    expect(page.locator("#verdict-figures")).to_contain_text("Đã đọc 100%")
    caret_after(page, "hết hàng trước trưa")
    page.keyboard.type(" nay")
    wait_for_report(page)
    assert "trước trưa nay." in text_of(page)


def test_pdf_becomes_the_draft(page: Page, folder: Path) -> None:
    """The page number of a finding is on its card."""
    file = folder / "trang-bao.pdf"
    pdfmetrics.registerFont(TTFont("DejaVu", vietnamese_font()))
    canvas = Canvas(str(file))
    canvas.setFont("DejaVu", 12)
    canvas.drawString(72, 760, CLEAN)
    canvas.showPage()
    canvas.setFont("DejaVu", 12)
    canvas.drawString(72, 760, BIASED)
    canvas.save()

    page.locator("#file").set_input_files(file)

    card = open_card(page, "Phái đẹp")
    expect(card).to_contain_text("trang 2")


def test_dropped_file_becomes_the_draft(page: Page) -> None:
    """Dragging is how newsrooms move files."""
    page.evaluate(
        """text => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], 'keo-tha.txt', {type: 'text/plain'}));
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.querySelector('#paper').dispatchEvent(new DragEvent(
              type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
          }
        }""",
        DRAFT,
    )

    expect(mark(page, "Phái đẹp")).to_be_visible()
    expect(page.locator("#draft-title")).to_have_text("keo-tha.txt")


def test_file_that_cannot_be_read_leaves_the_draft_alone(
    page: Page, folder: Path
) -> None:
    """The bar says what is wrong; nothing on the paper is lost."""
    screen(page, DRAFT)
    file = folder / "hong.docx"
    file.write_bytes(b"PK\x03\x04 khong phai Word")

    page.locator("#file").set_input_files(file)

    expect(page.locator("#verdict")).to_have_attribute("data-state", "problem")
    expect(page.locator("#verdict")).to_contain_text("hong.docx")
    assert text_of(page) == DRAFT


def test_draft_is_screened_while_it_is_edited(page: Page) -> None:
    """New words are looked at without asking, and the caret stays."""
    screen(page, DRAFT)

    caret_after(page, "hết hàng trước trưa.")
    page.keyboard.type(" Phái mạnh đến sau.")

    expect(mark(page, "Phái mạnh")).to_be_visible()
    page.keyboard.type(" Rồi về.")
    assert "Phái mạnh đến sau. Rồi về." in text_of(page)


def test_input_method_composes_in_place(page: Page, context: BrowserContext) -> None:
    """Telex and VNI write a syllable several times over before it stands."""
    screen(page, f"{CLEAN}\n{BIASED}")
    caret_after(page, "trước trưa.")
    page.keyboard.type(" ")
    keys = context.new_cdp_session(page)

    for letters in ("v", "vi", "viê", "việ", "việt"):
        keys.send(
            "Input.imeSetComposition",
            {
                "text": letters,
                "selectionStart": len(letters),
                "selectionEnd": len(letters),
            },
        )
        page.wait_for_timeout(250)
    keys.send("Input.insertText", {"text": "việt"})
    page.keyboard.type(" nam")

    assert text_of(page) == f"{CLEAN} việt nam\n{BIASED}"
    wait_for_report(page)
    expect(mark(page, "Phái đẹp")).to_be_visible()
    undo_until(page, f"{CLEAN}\n{BIASED}")


def test_lines_are_split_and_joined(page: Page) -> None:
    """Enter, Backspace and Delete at the edges of a line keep text and caret."""
    screen(page, "Một hai.\nBa bốn.")

    caret_after(page, "Một")
    page.keyboard.press("Enter")
    page.keyboard.type("X")
    assert text_of(page) == "Một\nX hai.\nBa bốn."

    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert text_of(page) == "Một hai.\nBa bốn."

    caret_after(page, " hai.")
    page.keyboard.press("Delete")
    assert text_of(page) == "Một hai.Ba bốn."

    undo_until(page, "Một hai.\nBa bốn.")


def test_selection_over_lines_is_replaced(page: Page) -> None:
    """Typing and pasting over several lines leave one text, and undo restores it."""
    screen(page, "Một hai.\nBa bốn.\nNăm sáu.")
    page.evaluate(
        """() => {
          const [first, , third] = document.querySelectorAll('#paper p');
          document.querySelector('#paper').focus();
          document.getSelection().setBaseAndExtent(
            first.firstChild, 4, third.firstChild, 4);
        }"""
    )

    page.keyboard.press("Control+c")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    page.keyboard.type("Y")
    assert copied == "hai.\nBa bốn.\nNăm "
    assert text_of(page) == "Một Ysáu."

    paste(page, "a\nb")
    assert text_of(page) == "Một Ya\nbsáu."

    undo_until(page, "Một hai.\nBa bốn.\nNăm sáu.")


def test_keyboard_alone_does_the_whole_job(page: Page) -> None:
    """J, K, Enter, X, Escape and ? stand for every click."""
    screen(page, f"{BIASED}\n\nPhái mạnh đến sau.")
    expect(page.locator(".card.is-open .number")).to_have_text("1")

    page.keyboard.press("j")
    expect(page.locator(".card.is-open")).to_contain_text("Phái mạnh")
    page.keyboard.press("k")
    expect(page.locator(".card.is-open")).to_contain_text("Phái đẹp")
    # The answer draws the cards anew; a form opened before it would be gone.
    with page.expect_response("**/soat"):
        page.keyboard.press("Enter")
    expect(mark(page, "Phái đẹp")).to_have_count(0)
    expect(page.locator(".card.is-open")).to_contain_text("Phái mạnh")

    page.keyboard.press("x")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(mark(page, "Phái mạnh")).to_have_count(0)

    page.locator("#main").click(position={"x": 2, "y": 2})
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_letters_typed_into_the_draft_are_letters(page: Page) -> None:
    """J, K and X are shortcuts outside the text only; Alt works inside too."""
    screen(page, f"{BIASED}\n\n{CLEAN}")

    caret_after(page, "trước trưa.")
    page.keyboard.type(" jkx?")
    assert text_of(page).endswith("trước trưa. jkx?")

    page.keyboard.press("Alt+j")
    expect(page.locator(".card.is-open")).to_be_visible()


def test_chips_leave_only_one_category_on_show(page: Page) -> None:
    """A long list is answered category by category."""
    text = f"{BIASED}\n\nViệc bếp núc vẫn là của đàn bà, đàn ông lo chuyện lớn."
    screen(page, text)
    chip = page.locator(".chip.cat-language")

    chip.click()

    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#cards .card:not(.cat-language)")).to_have_count(0)
    expect(page.locator("#paper mark.finding:not(.cat-language)")).to_have_count(0)
    chip.click()
    expect(page.locator("#cards .card.cat-role")).to_have_count(1)


def test_new_draft_starts_without_the_old_one(page: Page) -> None:
    """What was on the paper does not come back by itself."""
    screen(page, DRAFT)

    page.get_by_role("button", name="Bản thảo mới").click()

    assert text_of(page) == ""
    expect(page.locator(".intro")).to_be_visible()
    page.reload()
    assert text_of(page) == ""
