"""A candidate in the browser: compare, sign, put into service, take back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from models.bundle import MANIFEST, write_bundle
from models.registry import DEFAULT_BUNDLE, Registry
from screener.config import Settings
from tests.databases import DATABASES, Databases, need
from tests.e2e.conftest import let_everybody_in, serving
from tests.retrainings import (
    CANDIDATE,
    add_dataset,
    add_retraining,
    add_run,
    make_comparison,
    models_folder,
)
from tests.web_people import web_state_of
from webapp.app import create_app
from webapp.jobs import JobEnd, JobProgress, JobState

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE_MS = 60_000
RUN = "/mo-hinh/lan/huan-luyen-1"


def add_candidate(settings: Settings) -> str:
    """The shipped bundle under another name and version; its manifest's digest."""
    shipped = Registry().bundle()
    manifest = shipped.manifest
    bundle = write_bundle(
        models_folder(settings) / CANDIDATE,
        replace(manifest, name=CANDIDATE, version="2026.11.25"),
        files={entry.name: shipped.content(entry.name) for entry in manifest.files},
        card_en="# Candidate\n",
        card_vi="# Ứng viên\n",
    )
    return hashlib.sha256((bundle.folder / MANIFEST).read_bytes()).hexdigest()


@pytest.fixture(params=DATABASES)
def app(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    now: datetime,
) -> Flask:
    """An installation with a candidate that the gate let through; one signs."""
    need(databases, request.param)
    blank = databases.blank_settings(request.param, tmp_path_factory.mktemp("data"))
    settings = replace(blank, model_signatures=1)
    application = create_app(settings)
    store = web_state_of(application).store
    if web_state_of(application).has_accounts:
        let_everybody_in(application)
    add_dataset(store, now)
    job = add_retraining(store, now, base="linear-1")
    add_run(store, job, make_comparison(sha256=add_candidate(settings)), now)
    claimed = store.jobs.claim(job.id, now)
    assert claimed is not None
    end = JobEnd(state=JobState.DONE, progress=JobProgress(done=1, total=1))
    store.jobs.end(claimed, end, now)
    return application


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it answers."""
    with serving(app) as address:
        yield address


def test_model_comes_into_service_and_goes_again_without_a_restart(
    context: BrowserContext, address: str
) -> None:
    """The editor's next report is the new model's; one click takes it back."""
    # A promotion loads the model within the request.
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}{RUN}")
    expect(page.get_by_role("heading", name="Được thay")).to_be_visible()
    page.get_by_role("button", name="Ký đồng ý thay").click()
    page.get_by_label("Lý do đưa vào dùng").fill("Thể thao tốt hơn.")

    page.get_by_role("button", name="Đưa vào dùng").click()

    expect(page.locator(".in-service")).to_contain_text(CANDIDATE)
    assert page.request.get(f"{address}/suc-khoe").json()["model"] == CANDIDATE
    page.goto(address)
    expect(page.locator("footer")).to_contain_text(CANDIDATE)
    page.goto(f"{address}/mo-hinh")
    page.get_by_role("button", name=f"Quay lại {DEFAULT_BUNDLE}").click()
    expect(page.locator(".in-service")).to_contain_text(DEFAULT_BUNDLE)
    assert page.request.get(f"{address}/suc-khoe").json()["model"] == DEFAULT_BUNDLE
    expect(page.get_by_role("cell", name="Thể thao tốt hơn.")).to_be_visible()
