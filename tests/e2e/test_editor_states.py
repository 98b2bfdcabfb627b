"""Every state of the editor's page: empty, long, offline, hostile, English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.editor_page import (
    PAPER,
    caret_after,
    mark,
    open_card,
    paste,
    screen,
    text_of,
    wait_for_report,
)

pytestmark = pytest.mark.browser

BIASED = "Phái đẹp xếp hàng từ sáng sớm để mua vải."
CLEAN = "Cửa hàng mở bán lúc 7 giờ và hết hàng trước trưa."
LONG_WORDS = 20_000


def long_draft() -> str:
    """20,000 words of plain news; one line in forty carries a label."""
    subjects = (
        "Ủy ban phường",
        "Hợp tác xã",
        "Trạm y tế",
        "Nhà văn hoá",
        "Chợ đầu mối",
    )
    acts = ("họp bàn về", "công bố", "rà soát", "sửa chữa", "mở rộng")
    things = (
        "tuyến đường liên thôn",
        "kế hoạch mùa vụ",
        "lịch tiêm chủng",
        "quỹ học bổng",
    )
    lines: list[str] = []
    words = 0
    while words < LONG_WORDS:
        number = len(lines)
        subject = subjects[number % len(subjects)]
        act = acts[number // 5 % len(acts)]
        thing = things[number // 25 % len(things)]
        line = (
            f"{subject} số {number} {act} {thing} trong sáng thứ Hai, với sự tham gia của "
            f"{number % 90 + 10} hộ dân và đại diện {number % 7 + 2} đơn vị trên địa bàn."
        )
        if number % 40 == 7:
            line += f" Quầy số {number} dành cho phái đẹp."
        lines.append(line)
        words += len(line.split())
    return "\n".join(lines)


def test_markup_in_a_draft_is_text(page: Page) -> None:
    """A hostile draft is shown as it is and runs nothing."""
    hostile = (
        f'<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1">\n'
        f"{BIASED} <b>đậm</b> javascript:alert(1)"
    )

    screen(page, hostile)
    open_card(page, "Phái đẹp")

    assert text_of(page) == hostile
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(f"{PAPER} :is(script, img, b)").count() == 0


def test_marks_stand_right_after_emoji(page: Page) -> None:
    """The server counts code points, the browser UTF-16 units."""
    text = f"🎉👩‍🌾🇻🇳 Ngày hội 𝐕𝐮𝐢. {BIASED} 🌾 Hết."
    screen(page, text)

    card = open_card(page, "Phái đẹp")
    marked = mark(page, "Phái đẹp").first.text_content()
    assert marked is not None
    assert marked.startswith("Phái đẹp")
    card.get_by_role("button", name="Dùng").first.click()
    wait_for_report(page)

    assert text_of(page) == text.replace("Phái đẹp", "Phụ nữ")


def test_decomposed_letters_are_pasted_as_one(page: Page) -> None:
    """Text from a Mac comes in pieces (NFD); marks must still stand right."""
    screen(page, "Phái đẹp xếp hàng.")

    expect(mark(page, "Phái đẹp")).to_be_visible()
    assert text_of(page) == "Phái đẹp xếp hàng."


def test_long_draft_stays_responsive(page: Page) -> None:
    """20,000 words: a keystroke touches one line, and closed cards are rows."""
    page.set_default_timeout(60_000)
    text = long_draft()
    screen(page, text)
    expect(mark(page, "phái đẹp").first).to_be_attached()
    assert page.locator(f"{PAPER} > p").count() == len(text.split("\n"))
    assert page.locator(".card-body").count() <= 1

    caret_after(page, "số 200 ")
    page.evaluate(
        """() => {
          window.touched = new Set();
          window.drawn = 0;
          const lineOf = (node) => (node.nodeType === 1 ? node : node.parentElement).closest('p');
          new MutationObserver((records) => {
            for (const record of records) {
              window.drawn += record.addedNodes.length;
              const line = lineOf(record.target);
              if (line) window.touched.add(line);
            }
          }).observe(document.querySelector('#paper'),
            {subtree: true, childList: true, characterData: true});
        }"""
    )
    page.keyboard.type("vừa mới đây ")

    assert "số 200 vừa mới đây " in text_of(page)
    assert page.evaluate("() => window.touched.size") == 1
    wait_for_report(page)
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.drawn") <= 5


def test_long_draft_scrolls_to_its_last_finding(page: Page) -> None:
    """Next and previous work across hundreds of screens."""
    page.set_default_timeout(60_000)
    screen(page, long_draft())

    page.keyboard.press("k")

    last = page.locator(".card.is-open")
    expect(last).to_be_in_viewport()
    key = last.get_attribute("data-key")
    expect(page.locator(f'mark[data-key="{key}"]').first).to_be_in_viewport()


def test_book_is_refused_with_a_way_out(page: Page) -> None:
    """Too long is said at once, without sending it."""
    page.evaluate("() => navigator.clipboard.writeText('Câu này dài. '.repeat(50000))")
    page.click(PAPER)
    page.keyboard.press("Control+V")

    expect(page.locator("#verdict")).to_have_attribute("data-state", "problem")
    expect(page.locator("#verdict")).to_contain_text("quá dài cho trang này")
    expect(page.locator("#verdict")).to_contain_text("screener check")


def test_file_above_the_limit_is_refused_before_it_is_sent(
    page: Page, tmp_path: Path
) -> None:
    """The server would break off, and the page would speak of a lost connection."""
    file = tmp_path / "sách.txt"
    with file.open("wb") as stream:
        stream.truncate(60_000_000)

    page.locator("#file").set_input_files(file)

    expect(page.locator("#verdict")).to_contain_text("sách.txt nặng 60 MB")


def test_sample_shows_the_page_at_work(page: Page) -> None:
    """One click shows a stranger what the tool does."""
    page.get_by_role("button", name="Thử với bản thảo mẫu").click()
    wait_for_report(page)

    assert page.locator("#cards .card").count() >= 2
    expect(page.locator("#mentions")).to_be_visible()
    expect(page.locator(".card.is-open")).to_be_visible()


def test_clean_draft_is_told_calmly(page: Page) -> None:
    """Nothing found is no promise."""
    screen(page, CLEAN)

    expect(page.locator("#verdict")).to_have_attribute("data-state", "pass")
    expect(page.locator("#list-note")).to_contain_text("có thể bỏ sót")


def test_advice_alone_is_not_denied_above_it(page: Page) -> None:
    """“Nothing found” beside a card would be taken for a fault."""
    screen(page, "Nữ tài xế xe buýt chạy tuyến đêm đã mười năm.")

    expect(page.locator("#verdict-label")).to_have_text("Chỉ có dấu hiệu nhẹ")
    expect(page.locator("#cards .card")).to_have_count(1)


def test_emptied_paper_is_the_empty_page_again(page: Page) -> None:
    """Deleting everything leaves no verdict on nothing."""
    screen(page, BIASED)
    page.click(PAPER)

    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")

    expect(page.locator(".intro")).to_be_visible()
    expect(page.locator("#cards .card")).to_have_count(0)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "empty")
    page.keyboard.press("Control+z")
    assert text_of(page) == BIASED


def test_lost_connection_keeps_the_draft_and_recovers(
    page: Page, context: BrowserContext
) -> None:
    """The program was closed: nothing is lost, and it goes on by itself."""
    screen(page, CLEAN)
    context.set_offline(True)
    caret_after(page, "trước trưa.")
    page.keyboard.type(f" {BIASED}")

    expect(page.locator("#verdict")).to_have_attribute("data-state", "offline")
    expect(page.locator("#verdict")).to_contain_text("Bản thảo vẫn còn trong trang")
    assert text_of(page) == f"{CLEAN} {BIASED}"

    context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(mark(page, "Phái đẹp")).to_be_visible()


def test_crash_of_the_program_is_a_message(page: Page) -> None:
    """An answer that is no record must not leave the page spinning."""

    def broken(route: Route) -> None:
        route.fulfill(status=502, body="<html>Bad gateway</html>")

    page.route("**/soat", broken)
    page.click(PAPER)
    paste(page, CLEAN)
    page.keyboard.press("Control+Enter")

    expect(page.locator("#verdict")).to_have_attribute("data-state", "offline")
    expect(page.locator("#verdict")).to_have_attribute("aria-busy", "false")


def test_expired_session_says_what_to_do(page: Page, context: BrowserContext) -> None:
    """After a restart with another key the draft survives the reload."""
    screen(page, CLEAN)
    context.clear_cookies()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#verdict")).to_contain_text("Tải lại trang")
    page.reload()
    wait_for_report(page)
    assert text_of(page) == CLEAN


def test_english_page_is_english_throughout(page: Page) -> None:
    """The switch keeps the draft and changes every word of the tool."""
    screen(page, BIASED)
    page.get_by_role("link", name="EN").click()
    wait_for_report(page)

    card = open_card(page, "Phái đẹp")
    expect(card).to_contain_text("Labelling language")
    expect(card.get_by_role("button", name="Use").first).to_be_visible()
    expect(page.locator("#verdict")).to_contain_text("low severity")
    chrome = page.locator("header.head, #verdict, footer.foot, .card-body footer")
    words = " ".join(chrome.all_text_contents()).replace("Soát Giới", "")
    words = words.replace(BIASED, "").replace("Người local", "")
    assert re.search("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữự]", words) is None
