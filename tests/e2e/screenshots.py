"""Pictures of the editor's page for the documentation.

Run ``python -m tests.e2e.screenshots`` after a change of looks or of the model;
it writes docs/images/editor.png, editor-phone.png and editor-dark.png.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from screener.bootstrap import make_screener
from screener.config import Settings
from tests.e2e.conftest import CHROMIUM_FLAGS, QuietHandler
from tests.e2e.editor_page import PAPER, wait_for_report
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
        browser.close()


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
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )
    context.close()


if __name__ == "__main__":
    main()
