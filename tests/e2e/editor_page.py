"""What a person does on the editor's page, as functions."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PAPER = "#paper"


def paste(page: Page, text: str) -> None:
    """Put ``text`` on the clipboard and paste it where the caret is."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def screen(page: Page, text: str) -> None:
    """Paste a draft into the empty paper and screen it."""
    page.click(PAPER)
    paste(page, text)
    page.keyboard.press("Control+Enter")
    wait_for_report(page)


def wait_for_report(page: Page) -> None:
    """Wait until the report on the text as it stands is on show."""
    page.wait_for_function(
        """() => document.body.dataset.screen === 'report'
          && !document.body.hasAttribute('data-busy')
          && document.getElementById('verdict').getAttribute('aria-busy') === 'false'"""
    )


def text_of(page: Page) -> str:
    """The draft as the paper shows it, line by line."""
    lines: list[str] = page.eval_on_selector_all(
        f"{PAPER} > p", "lines => lines.map((line) => line.textContent)"
    )
    return "\n".join(lines)


def mark(page: Page, words: str) -> Locator:
    """The mark of a finding on wording that covers these words.

    A model may draw the mark a little wider than the rule that knows the words.
    """
    return page.locator(f"{PAPER} mark.cat-language").filter(has_text=words)


def open_card(page: Page, words: str) -> Locator:
    """Open the card of the finding on these words by a click in the text."""
    mark(page, words).first.click()
    card = page.locator(".card.is-open")
    expect(card).to_be_visible()
    return card


def caret_after(page: Page, words: str) -> None:
    """Put the caret behind the first place where ``words`` stand in one text node."""
    found = page.evaluate(
        """([selector, words]) => {
          const root = document.querySelector(selector);
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            root.focus();
            document.getSelection().collapse(node, at + words.length);
            return true;
          }
          return false;
        }""",
        [PAPER, words],
    )
    assert found, words
