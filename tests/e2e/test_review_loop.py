"""The whole loop in browsers: correct, agree, freeze, retrain, compare, promote, go back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import DATABASES, Databases, need
from tests.e2e.accessibility import grave_findings
from tests.e2e.conftest import serving
from tests.e2e.editor_page import PAPER, screen, wait_for_report
from tests.e2e.people_pages import PATIENCE_MS, begin_labelling, page_of, type_label
from tests.retrainings import models_folder
from tests.reviewing import LAN, MINH
from tests.tiny_bundle import write_tiny_bundle
from tests.web_people import add_user, fast_passwords, make_user, set_up, web_state_of
from tests.workshop import MENDING, mending_corrections, write_driving_corpus
from training.dataset import write_examples
from webapp.accounts import Role
from webapp.app import create_app
from webapp.clock import utc_now
from webapp.jobs import Lane
from webapp.scan_job import JobTools, local_engine
from webapp.worker import Worker

pytestmark = pytest.mark.browser

BASE = "tiny-1"
MISSED = MENDING.format(place="dưới tàu")
UNSEEN = MENDING.format(place="ngoài bãi")
EDITOR = make_user("hoa", role=Role.EDITOR, name="Hoa")
ADMINISTRATOR = make_user()
FOUND = f"{PAPER} mark.cat-ability"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A retraining takes its time on a machine that does other work as well."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=None)


@dataclass(frozen=True)
class Newsroom:
    """Four people at their browsers, and where their pages answer."""

    address: str
    editor: Page
    lan: Page
    minh: Page
    administrator: Page


@pytest.fixture(params=DATABASES)
def newsroom(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[Newsroom]:
    """A newsroom whose model is the tiny one, with a worker beside the pages."""
    need(databases, request.param)
    settings = replace(
        databases.settings(request.param, tmp_path / "data"),
        accounts="required",
        plain_http=True,
        bundle=BASE,
    )
    write_tiny_bundle(models_folder(settings), name=BASE)
    app = create_app(settings, passwords=fast_passwords())
    store = web_state_of(app).store
    set_up(store)
    for user in (EDITOR, LAN, MINH):
        add_user(store, user)
    tools = JobTools(
        settings=settings,
        store=store,
        clock=utc_now,
        make_engine=local_engine,
        corpus=(write_driving_corpus(tmp_path / "corpus.jsonl"),),
    )
    worker = Worker(tools, lane=Lane.LEARNING)
    with serving(app) as address, ExitStack() as people:
        worker.start()
        people.callback(worker.stop)
        yield Newsroom(
            address,
            *(
                people.enter_context(page_of(browser, app, address, user))
                for user in (EDITOR, LAN, MINH, ADMINISTRATOR)
            ),
        )


def report_missed(page: Page) -> None:
    """Choose the whole sentence and tell the reviewers that it was missed."""
    page.evaluate(
        """() => {
          const text = document.querySelector('#paper p').firstChild;
          document.querySelector('#paper').focus();
          document.getSelection().setBaseAndExtent(text, 0, text, text.length);
        }"""
    )
    page.get_by_role("button", name="Báo đoạn này bị bỏ sót").click()
    dialog = page.locator("#missed")
    dialog.get_by_label("Nhóm").select_option("ability")
    dialog.get_by_role("button", name="Gửi").click()
    expect(page.locator("#toast")).to_contain_text("Đã ghi nhận")


def label_blind(page: Page, address: str) -> None:
    """Say of the reported sentence: ability, the article's own voice, medium."""
    page.goto(f"{address}/duyet-nhan")
    expect(page.locator(".sentences")).to_contain_text(MISSED)
    begin_labelling(page, address)
    assert page.inner_text("#sentence") == MISSED
    type_label(page, "2", "b", "w")


def freeze(page: Page, address: str, earlier: Path) -> None:
    """Take in what was corrected before, and freeze it with what is settled now."""
    page.goto(f"{address}/du-lieu")
    page.set_input_files("#file", earlier)
    page.fill("#nhap-name", "Xưởng máy, đợt đầu")
    page.get_by_role("button", name="Kiểm và nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xưởng máy, đợt đầu")
    page.goto(f"{address}/du-lieu")
    page.fill("#chot-name", "Tháng 11")
    page.select_option("#chot-parent", label="Xưởng máy, đợt đầu")
    page.get_by_role("button", name="Chốt", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tháng 11")
    expect(page.locator("#cau")).to_contain_text(MISSED)


def retrain(page: Page, address: str) -> str:
    """Let the base learn from the version; where both models stand side by side."""
    page.goto(f"{address}/mo-hinh")
    page.select_option("#dataset", label="Tháng 11 (17 câu)")
    page.select_option("#base", BASE)
    page.get_by_role("button", name="Huấn luyện và so").click()
    expect(page.get_by_role("heading", name="Được thay")).to_be_visible()
    expect(page.get_by_role("heading", name="Hai mô hình")).to_be_visible()
    assert grave_findings(page) == []
    return page.url


def screened_anew(page: Page, address: str) -> None:
    """A sentence of the kind, in a draft of its own, by the model in service."""
    page.goto(address)
    screen(page, UNSEEN)
    wait_for_report(page)


def test_a_correction_becomes_a_better_model_and_can_be_taken_back(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    """What an editor reports is found in the next draft; one click undoes it."""
    address = newsroom.address
    earlier = tmp_path / "dot-dau.jsonl"
    write_examples(earlier, mending_corrections())

    newsroom.editor.goto(address)
    screen(newsroom.editor, MISSED)
    expect(newsroom.editor.locator(FOUND)).to_have_count(0)
    report_missed(newsroom.editor)
    label_blind(newsroom.lan, address)
    label_blind(newsroom.minh, address)
    newsroom.lan.goto(f"{address}/duyet-nhan/dong-thuan")
    expect(newsroom.lan.locator("main")).to_contain_text("100%")
    freeze(newsroom.lan, address, earlier)
    run = retrain(newsroom.lan, address)
    for page in (newsroom.lan, newsroom.minh):
        page.goto(run)
        page.get_by_role("button", name="Ký đồng ý thay").click()
        expect(page.get_by_text("Đã ghi chữ ký của bạn.")).to_be_visible()
    administrator = newsroom.administrator
    administrator.goto(run)
    administrator.get_by_label("Lý do đưa vào dùng").fill("Biết thêm về xưởng máy.")
    administrator.get_by_role("button", name="Đưa vào dùng").click()

    expect(administrator.locator(".in-service")).not_to_contain_text(BASE)
    screened_anew(newsroom.editor, address)
    expect(newsroom.editor.locator(FOUND)).to_contain_text("Con gái")
    administrator.get_by_role("button", name=f"Quay lại {BASE}").click()
    expect(administrator.locator(".in-service")).to_contain_text(BASE)
    expect(
        administrator.get_by_role("cell", name="Biết thêm về xưởng máy.")
    ).to_be_visible()
    screened_anew(newsroom.editor, address)
    expect(newsroom.editor.locator(FOUND)).to_have_count(0)
