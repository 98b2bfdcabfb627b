"""What an editor answers: false alarms and missed passages, in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.editor_page import caret_after, mark, open_card, screen

pytestmark = pytest.mark.browser

CLEAN = "Cửa hàng mở bán lúc 7 giờ và hết hàng trước trưa."


def test_false_alarm_is_reported(page: Page, site: str) -> None:
    """What the machine got wrong goes to the reviewers with the editor's words."""
    sentence = "Phái mạnh cũng chăm da như ai."
    screen(page, f"{CLEAN} {sentence}")
    card = open_card(page, "Phái mạnh")
    card.get_by_role("button", name="Báo sai").click()
    card.get_by_role("textbox").fill("tên chuyên mục")
    card.get_by_role("button", name="Gửi báo sai").click()
    expect(mark(page, "Phái mạnh")).to_have_count(0)

    lines = page.request.get(f"{site}/phan-hoi/xuat.jsonl").text().splitlines()
    example = next(e for e in map(json.loads, lines) if e["text"] == sentence)
    [event] = example["provenance"]["events"]
    assert (event["kind"], event["note"]) == ("false_alarm", "tên chuyên mục")


def test_answer_being_written_outlasts_a_new_reply(page: Page) -> None:
    """The list is drawn anew under the hands of somebody who is explaining."""
    screen(page, f"Phái mạnh cũng chăm da như ai. {CLEAN}")
    card = open_card(page, "Phái mạnh")
    card.get_by_role("button", name="Báo sai").click()
    card.get_by_role("textbox").fill("tên chuyên mục")

    with page.expect_response("**/soat"):
        caret_after(page, CLEAN)
        page.keyboard.type(" Trời đẹp.")

    expect(card.get_by_role("textbox")).to_have_value("tên chuyên mục")
    card.get_by_role("button", name="Gửi báo sai").click()
    expect(mark(page, "Phái mạnh")).to_have_count(0)


def test_missed_passage_is_reported(page: Page, site: str) -> None:
    """What the machine did not see is taught to it."""
    screen(page, f"{CLEAN} Ai cũng vui.")
    page.evaluate(
        """() => {
          const text = document.querySelector('#paper p').firstChild;
          const at = text.data.indexOf('hết hàng');
          document.querySelector('#paper').focus();
          document.getSelection().setBaseAndExtent(text, at, text, at + 8);
        }"""
    )
    page.get_by_role("button", name="Báo đoạn này bị bỏ sót").click()
    dialog = page.locator("#missed")
    dialog.get_by_label("Nhóm").select_option("trait")
    dialog.get_by_role("button", name="Gửi").click()
    expect(page.locator("#toast")).to_contain_text("Đã ghi nhận")

    lines = page.request.get(f"{site}/phan-hoi/xuat.jsonl").text().splitlines()
    example = next(e for e in map(json.loads, lines) if e["text"] == CLEAN)
    [span] = example["spans"]
    assert example["text"][span["start"] : span["end"]] == "hết hàng"
    assert (span["category"], example["severity"]) == ("trait", "medium")
