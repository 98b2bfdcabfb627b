"""How the editor's page looks: narrow, dark, printed, read out, told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.editor_page import mark, open_card, screen

pytestmark = pytest.mark.browser

BIASED = "Phái đẹp xếp hàng từ sáng sớm để mua vải."


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """The page on a narrow phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def test_phone_shows_everything_without_sideways_scroll(phone: Page) -> None:
    """360 pixels are enough, with a card open too."""
    screen(phone, f"{'Từdàikhôngngắt' * 12}\n{BIASED}")
    width = "() => document.documentElement.scrollWidth"
    assert phone.evaluate(width) == 360

    card = open_card(phone, "Phái đẹp")

    assert phone.evaluate(width) == 360
    expect(card).to_be_in_viewport()
    expect(mark(phone, "Phái đẹp").first).to_be_in_viewport()
    box = card.bounding_box()
    assert box is not None
    assert box["y"] > 0
    card.get_by_role("button", name="Đóng thẻ").click()
    expect(phone.locator(".card.is-open")).to_have_count(0)


def contrast(page: Page, selector: str) -> float:
    """WCAG contrast of the element's text on the nearest painted background."""
    ratio: float = page.evaluate(
        """selector => {
          const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
          const painted = (colours) => {
            canvas.clearRect(0, 0, 1, 1);
            for (const colour of colours) {
              canvas.fillStyle = colour;
              canvas.fillRect(0, 0, 1, 1);
            }
            return canvas.getImageData(0, 0, 1, 1).data;
          };
          const light = ([r, g, b]) => [r, g, b]
            .map((c) => c / 255)
            .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const element = document.querySelector(selector);
          const layers = [];
          for (let node = element; node; node = node.parentElement) {
            layers.unshift(getComputedStyle(node).backgroundColor);
          }
          const ground = light(painted(layers));
          const ink = light(painted([...layers, getComputedStyle(element).color]));
          return (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
        }""",
        selector,
    )
    return ratio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(page: Page, scheme: Any) -> None:
    """WCAG AA for text, in daylight and at night."""
    page.emulate_media(color_scheme=scheme)
    screen(page, f"{BIASED}\n\nPhái mạnh đến sau.")
    selectors = (
        "#verdict-label",
        "#verdict-detail",
        "#verdict-figures",
        "#meta",
        "#paper p",
        "#paper mark.finding.is-open",
        ".card-body .category",
        ".card-body .why",
        ".card-body .legal",
        ".card-body .severity",
        ".card-body .apply",
        ".card-body .link",
        ".card-body .keys",
        ".suggestions del",
        ".card:not(.is-open) .severity",
        ".foot p",
        ".languages a",
        ".quiet",
        ".primary",
    )

    ratios = {selector: contrast(page, selector) for selector in selectors}

    assert {s: round(r, 2) for s, r in ratios.items() if r < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_categories_are_told_apart_by_more_than_colour(page: Page, scheme: Any) -> None:
    """Each pair of categories differs in line style or clearly in lightness."""
    page.emulate_media(color_scheme=scheme)
    styles = page.evaluate(
        """() => ['role', 'ability', 'trait', 'appearance', 'marriage', 'violence',
                  'discrimination', 'language', 'diversity'].map((category) => {
          const probe = document.createElement('span');
          probe.className = `cat-${category}`;
          document.body.append(probe);
          const style = getComputedStyle(probe);
          const found = [style.getPropertyValue('--cat'), style.getPropertyValue('--line')];
          probe.remove();
          return found.join(' ').trim();
        })"""
    )

    assert len(set(styles)) == 9
    lines = [style.split()[-1] for style in styles]
    assert all(lines.count(line) <= 2 for line in lines)


def test_page_prints_every_finding_in_full(page: Page) -> None:
    """A printed report must not hide what was folded on the screen."""
    screen(page, f"{BIASED}\n\nPhái mạnh đến sau.")

    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")

    assert page.locator(".card-body .why").count() == page.locator(".card").count()
    expect(page.locator(".head")).to_be_hidden()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator(".card-body").count() <= 1


def test_verdict_is_announced(page: Page) -> None:
    """Screen readers hear the verdict; the paper is a labelled text box."""
    expect(page.get_by_role("status", name="Kết quả soát")).to_be_visible()
    expect(page.get_by_role("textbox", name="Bản thảo")).to_be_visible()
    screen(page, BIASED)

    row_or_card = page.locator(".card.is-open article")
    label = row_or_card.get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Đoạn 1: Ngôn từ dán nhãn, mức ")
