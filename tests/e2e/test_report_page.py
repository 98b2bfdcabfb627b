"""The HTML report in a real browser: on a phone, on paper, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from screener.domain.reports import Outcome
from screener.report.html_report import render_html
from tests.builders import make_document
from tests.reports import FAILURE, flagged, make_report

pytestmark = pytest.mark.browser
LONG_NAME = "thư-mục-" + "rất-dài-" * 20 + "bài.docx"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    document = make_document("Chuyện phái yếu. " + "x" * 300, source=LONG_NAME)
    outcomes: list[Outcome] = [make_report(), flagged(document, "phái yếu"), FAILURE]
    file = tmp_path / "báo cáo.html"
    file.write_text(render_html(outcomes), "utf-8")
    return file


@pytest.mark.parametrize("width", [320, 360, 1360])
def test_report_fits_the_screen(browser: Browser, page_file: Path, width: int) -> None:
    """Nobody scrolls sideways through an article."""
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.goto(page_file.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_report_loads_nothing_and_runs_nothing(
    browser: Browser, page_file: Path
) -> None:
    """A draft must not call home when its report is opened."""
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    page.goto(page_file.as_uri())

    assert asked == [page_file.as_uri()]
    assert said == []
    page.close()


def test_number_in_the_text_leads_to_its_card_and_back(
    browser: Browser, page_file: Path
) -> None:
    """Passage and card are read together."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(page_file.as_uri())

    page.click("#d1-to-2")
    assert page.locator("#d1-2").evaluate("card => card.matches(':target')")
    page.click("#d1-2 a.name")
    assert page.locator("#d1-to-2").evaluate("mark => mark.matches(':target')")
    page.close()


def test_paper_is_white_in_dark_mode(browser: Browser, page_file: Path) -> None:
    """Printing a dark page wastes a cartridge."""
    page = browser.new_page(color_scheme="dark")
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")

    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.close()
