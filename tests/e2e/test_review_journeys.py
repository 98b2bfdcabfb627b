"""Reviewers label by keys alone, decide disputes, and see how far they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from screener.domain.labels import Category, Stance
from tests.databases import DATABASES, Databases, need
from tests.e2e.accessibility import grave_findings
from tests.e2e.conftest import serving
from tests.e2e.people_pages import PATIENCE_MS, begin_labelling, page_of, type_label
from tests.phrase_screener import PhraseScreener
from tests.reviewing import (
    CLEAN,
    LAN,
    MINH,
    THU,
    add_sentences,
    flagged,
    make_proposal,
)
from tests.web_people import (
    add_user,
    fast_passwords,
    set_up,
    web_state_of,
)
from webapp.app import create_app
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store

pytestmark = pytest.mark.browser

SENTENCES = tuple(
    f"{words} ({number})."
    for number, words in enumerate(
        (
            "Giữ lửa gia đình là bổn phận của người vợ",
            "Cánh mày râu khó mà tinh tế khi chọn quà",
            "Ba năm liền đội bóng chuyền nữ giành giải nhất",
            "Nghề hàn hợp với đàn ông hơn",
            "Chị Hằng nghỉ việc ba tháng để chăm mẹ ốm",
            "Các bóng hồng của đội cứu hộ lên đường",
        )
        * 4
    )
)


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A machine that does other work as well is slow, not wrong."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=None)


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Flask:
    """An office with three reviewers and two dozen sentences, forms guarded."""
    need(databases, request.param)
    settings = databases.settings(request.param, tmp_path / "data")
    app = create_app(
        replace(settings, accounts="required", plain_http=True),
        PhraseScreener(),
        passwords=fast_passwords(),
    )
    store = web_state_of(app).store
    set_up(store)
    for user in (LAN, MINH, THU):
        add_user(store, user)
    add_sentences(
        store,
        *(
            make_proposal(text, document_key=f"bai-{number:02d}")
            for number, text in enumerate(SENTENCES)
        ),
    )
    return app


@pytest.fixture
def store(app: Flask) -> Store:
    """Everything that the office keeps."""
    return web_state_of(app).store


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it answers."""
    with serving(app) as address:
        yield address


def test_a_run_is_labelled_by_keys_alone(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """150 an hour leave 24 s each; what the program takes of them must not be felt."""
    with page_of(browser, app, address, LAN) as page:
        page.goto(f"{address}/duyet-nhan")
        page.get_by_role("link", name="Gán nhãn").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("html.js .word")

        for number in range(len(SENTENCES)):
            if number % 3:
                type_label(page, "k")
            else:
                type_label(page, "ArrowRight", "Shift+ArrowRight", "1", "b", "w")

        expect(page.locator("#nothing")).to_be_visible()
        figures = page.inner_text("#bar-detail")
    rate = re.search(r"([\d.]+) câu/giờ", figures)
    assert rate is not None
    assert int(rate[1].replace(".", "")) >= 150
    labels = [
        event
        for _, events in store.review_answers.of_newsroom("local")
        for event in events
    ]
    assert len(labels) == len(SENTENCES)
    marked = [e.answer for e in labels if e.answer and e.answer.categories]
    assert len(marked) == len(SENTENCES) // 3
    assert all(answer.categories == (Category.ROLE,) for answer in marked)


def test_words_are_chosen_by_dragging_and_by_keys(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """Either way the span is the words, without the stops at their ends."""
    with page_of(browser, app, address, LAN) as page:
        begin_labelling(page, address)
        text = page.inner_text("#sentence")
        words = page.locator("#sentence .word")
        words.nth(1).hover()
        page.mouse.down()
        words.nth(3).hover()
        page.mouse.up()
        page.keyboard.press("3")
        for key in ("Escape", "ArrowLeft", "Shift+ArrowLeft", "8", "d", "q", "u"):
            page.keyboard.press(key)
        page.keyboard.press("n")
        page.keyboard.type("xem lại câu 1")
        expect(page.locator("#marked li")).to_have_count(2)
        type_label(page)

        expect(page.locator("#last")).to_contain_text("Vai trò giới (vừa, 60%)")
        expect(page.locator("#last")).to_contain_text("không chắc")
    [(item, [event])] = store.review_answers.of_newsroom("local")
    assert item.text == text
    assert event.answer is not None
    quotes = {s.category: s.span.of(text) for s in event.answer.spans}
    assert quotes[Category.TRAIT] == " ".join(text.split()[1:4])
    assert quotes[Category.LANGUAGE] == " ".join(text.split()[-2:]).rstrip(").")
    assert event.answer.stance is Stance.REPORTED
    assert (event.is_unsure, event.note) == (True, "xem lại câu 1")


def test_the_model_s_word_comes_after_the_answer_and_z_takes_it_back(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """Blind first; a slip costs one key and nothing is lost of what was said."""
    with page_of(browser, app, address, LAN) as page:
        begin_labelling(page, address)
        expect(page.locator("#last")).to_be_hidden()
        first = page.inner_text("#sentence")
        page.keyboard.press("n")
        page.keyboard.type("phân vân")
        page.keyboard.press("Escape")
        type_label(page, "2", "b", "e")
        expect(page.locator("#last")).to_contain_text("Mô hình gợi ý")

        page.keyboard.press("z")

        expect(page.locator("#sentence")).to_have_text(first)
        expect(page.locator("#asked")).to_contain_text("Đã lấy lại")
        expect(page.locator("#note")).to_have_value("phân vân")
        pressed = page.locator("[aria-pressed=true]")
        expect(pressed).to_have_text(
            ["2 Năng lực, nghề nghiệp", "B Lời của bài", "E nặng"]
        )
        page.keyboard.press("e")
        type_label(page, "q")
    [(_, events)] = store.review_answers.of_newsroom("local")
    assert [event.kind.value for event in events] == ["label", "undo", "label"]


def test_an_unfinished_answer_is_asked_for_what_is_missing(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """Enter too early says which key is missing, and keeps the sentence."""
    with page_of(browser, app, address, LAN) as page:
        begin_labelling(page, address)
        for keys, words in (
            ((), "Chọn giọng"),
            (("b",), "ít nhất một nhóm"),
            (("4",), "Chọn mức"),
            (("p",), "bỏ nhóm"),
        ):
            for key in (*keys, "Enter"):
                page.keyboard.press(key)
            expect(page.locator("#asked")).to_contain_text(words)
    assert store.review_answers.of_newsroom("local") == ()


def test_a_stale_answer_stays_on_the_page_and_is_sent_again(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """Somebody else was faster: nothing that was typed is lost."""
    with page_of(browser, app, address, LAN) as page:
        begin_labelling(page, address)
        text = page.inner_text("#sentence")
        [item] = [
            i
            for i in store.review_queue.search(Wanted(), "local").items
            if i.text == text
        ]
        said = Said(item_id=item.id, version=0, answer=CLEAN)
        store.review_answers.label(said, MINH, web_state_of(app).clock(), needed=2)
        for key in ("1", "b", "w", "Enter"):
            page.keyboard.press(key)
        expect(page.locator("#problem")).to_contain_text("vừa có người khác trả lời")
        expect(page.locator("#sentence")).to_have_text(text)
        expect(page.locator("[aria-pressed=true]")).to_have_count(3)

        page.click("#send-again")

        expect(page.locator("#problem")).to_be_hidden()
        expect(page.locator("#last")).to_contain_text("Vai trò giới")
    [(found, events)] = store.review_answers.of_newsroom("local")
    assert found.state.value == "disputed"
    assert [event.author_id for event in events] == ["minh", "lan"]


def test_two_label_a_third_decides_and_the_label_is_settled(
    browser: Browser, app: Flask, address: str, store: Store
) -> None:
    """The whole way of a sentence, three people in three browsers."""
    for user, keys in ((LAN, ("k",)), (MINH, ("1", "b", "w"))):
        with page_of(browser, app, address, user) as page:
            begin_labelling(page, address)
            type_label(page, *keys)
    with page_of(browser, app, address, THU) as page:
        page.goto(f"{address}/duyet-nhan/phan-xu")
        page.get_by_role("link", name="Phân xử câu này").click()
        page.wait_for_selector("html.js .word")
        page.keyboard.press("j")
        page.keyboard.press("w")
        page.keyboard.press("q")
        page.keyboard.press("n")
        page.keyboard.type("Khen bằng việc nhà là mức nhẹ.")
        page.keyboard.press("Enter")
        page.wait_for_url("**/duyet-nhan/phan-xu")
        expect(page.locator("main")).to_contain_text("Đã ghi quyết định")
        page.goto(f"{address}/duyet-nhan/huong-dan")
        expect(page.locator("main")).to_contain_text("Khen bằng việc nhà là mức nhẹ.")
        page.goto(f"{address}/duyet-nhan/dong-thuan")
        expect(page.locator("main")).to_contain_text("100%")
    [settled] = store.review_answers.settled("local")
    assert (settled.adjudicator, settled.severity.value) == ("thu", "low")
    assert [label.annotator for label in settled.labels] == ["lan", "minh"]


@pytest.mark.parametrize("width", [1360, 360])
def test_pages_keep_nobody_out_and_fit(
    browser: Browser, app: Flask, address: str, store: Store, width: int
) -> None:
    """Screen readers, keyboards, and a phone of 360 px without scrolling sideways."""
    for version, user in enumerate((LAN, MINH)):
        item = store.review_queue.search(Wanted(), "local").items[0]
        answer = CLEAN if version else flagged()
        said = Said(item_id=item.id, version=version, answer=answer)
        store.review_answers.label(said, user, web_state_of(app).clock(), needed=2)
    with page_of(browser, app, address, THU, width=width) as page:
        for path in (
            "/duyet-nhan",
            "/duyet-nhan/gan-nhan",
            "/duyet-nhan/phan-xu",
            f"/duyet-nhan/phan-xu/{item.id}",
            "/duyet-nhan/dong-thuan",
            "/duyet-nhan/dang-ngo",
            "/duyet-nhan/huong-dan",
        ):
            page.goto(f"{address}{path}")
            page.wait_for_load_state("networkidle")
            assert grave_findings(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
