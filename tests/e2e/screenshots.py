"""Pictures of the editor's pages for the documentation.

Run ``python -m tests.e2e.screenshots`` after a change of looks or of the model;
it writes editor, editor-phone, editor-dark, compare, drafts and exceptions (.png)
into docs/images.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from screener.bootstrap import make_screener
from screener.config import Settings
from tests.e2e.conftest import CHROMIUM_FLAGS, QuietHandler
from tests.e2e.editor_page import PAPER, caret_after, wait_for_report
from webapp.app import create_app
from webapp.state import EXTENSION

IMAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "images"
# A palette keeps each picture well below 200 kB.
COLOURS: Final = 128


def main() -> None:
    """Serve the app, photograph it, stop."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        app = create_app(settings, make_screener(settings))
        server = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            photograph(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
            app.extensions[EXTENSION].store.close()


def photograph(site: str) -> None:
    """Take every picture of the app at ``site``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS)
        )
        take(browser, site, name="editor", width=1360, height=900)
        take(browser, site, name="editor-dark", width=1360, height=900, is_dark=True)
        take(browser, site, name="editor-phone", width=360, height=740)
        take_pages(browser, site)
        browser.close()


def take_pages(browser: Browser, site: str) -> None:
    """A draft's versions side by side, the list, the house exceptions."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(site)
    page.click("#sample")
    wait_for_report(page)
    caret_after(page, "mỗi năm")
    page.keyboard.type(" mà vẫn giữ nguyên giá thu mua")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#saved[data-state=saved]")
    address = page.url
    caret_after(page, "tự tay bốc")
    page.keyboard.type(" và cân")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#version >> text=bản 2")
    page.goto(f"{address}/so-sanh")
    keep(page, "compare")
    page.goto(f"{site}/ngoai-le")
    for phrase, reason in (
        ("Báo Phụ nữ Việt Nam", "Tên báo"),
        ("Gái già lắm chiêu", "Tên phim, giữ nguyên như nhà sản xuất đặt"),
    ):
        page.fill("#phrase", phrase)
        page.fill("#reason", reason)
        page.click("main .primary")
    keep(page, "exceptions")
    page.goto(f"{site}/ban-thao")
    keep(page, "drafts")
    context.close()


def keep(page: Page, name: str) -> None:
    """Write what the page shows as a small picture."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )


def take(
    browser: Browser,
    site: str,
    *,
    name: str,
    width: int,
    height: int,
    is_dark: bool = False,
) -> None:
    """The sample draft with the card of a finding that has a rewording open."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if is_dark else "light",
        device_scale_factor=2 if width < 800 else 1,
    )
    page = context.new_page()
    page.goto(site)
    page.click("#sample")
    wait_for_report(page)
    page.locator(f"{PAPER} mark.cat-role").filter(has_text="bếp núc").first.click()
    page.wait_for_timeout(600)
    keep(page, name)
    context.close()


if __name__ == "__main__":
    main()
