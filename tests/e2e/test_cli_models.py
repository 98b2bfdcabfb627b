"""``screener models``: which model the command line uses, and which the web app does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.registry import DEFAULT_BUNDLE
from screener.config import Settings, load_settings
from tests.tiny_bundle import write_tiny_bundle
from tests.web_people import CREATED_AT, an_entry
from webapp.audit import Action
from webapp.database import DATABASE_NAME
from webapp.promotions import GateWord, Promotion, PromotionKind
from webapp.store.store import open_store


def models(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command on an installation."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCREENER_")}
    return subprocess.run(
        [sys.executable, "-m", "screener", "models", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**kept, "SCREENER_DATA_DIR": str(data_dir)},
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An installation with a bundle of its own."""
    write_tiny_bundle(tmp_path / "models")
    return tmp_path


def promote(data_dir: Path, bundle: str) -> None:
    """Put a bundle into service in the web app."""
    store = open_store(Settings(data_dir=data_dir))
    store.users.ensure_local(CREATED_AT)
    promotion = Promotion(
        kind=PromotionKind.PROMOTE,
        bundle=bundle,
        version="1.0.0",
        sha256="a" * 64,
        replaced=DEFAULT_BUNDLE,
        job_id="job-1",
        gate=GateWord.YES,
        reason="",
        actor_id="local",
        actor_name="",
        signers=(),
        recorded_at=CREATED_AT,
    )
    entry = an_entry(Action.MODEL_PROMOTED)
    store.promotions.put_in_service(promotion, expected=None, entry=entry)
    store.close()


def test_list_tells_the_command_line_from_the_web_app(data_dir: Path) -> None:
    """A promotion is for the pages; a script's results must not change overnight."""
    before = models(data_dir, "list")
    assert f"*@ {DEFAULT_BUNDLE}" in before.stdout.splitlines()
    assert not (data_dir / DATABASE_NAME).exists()
    promote(data_dir, "tiny-1")

    after = models(data_dir, "list")

    assert f"*  {DEFAULT_BUNDLE}" in after.stdout.splitlines()
    assert " @ tiny-1" in after.stdout.splitlines()
    assert "screener models use tiny-1" in after.stderr


def test_use_chooses_for_the_command_line_and_keeps_the_other_settings(
    data_dir: Path,
) -> None:
    """Comments and tables of the file are their writer's."""
    file = data_dir / "settings.toml"
    file.write_text("# Báo Vĩnh Hà\nlanguage = 'en'\n\n[limits]\n", "utf-8")

    done = models(data_dir, "use", "tiny-1")

    assert done.returncode == 0, done.stderr
    assert "*@ tiny-1" in models(data_dir, "list").stdout.splitlines()
    text = file.read_text("utf-8")
    assert "# Báo Vĩnh Hà" in text
    settings = load_settings({"SCREENER_DATA_DIR": str(data_dir)})
    assert (settings.bundle, settings.language) == ("tiny-1", "en")


def test_use_refuses_what_is_not_installed(data_dir: Path) -> None:
    """A slip of the pen would stop every later check."""
    done = models(data_dir, "use", "tiny-2")

    assert done.returncode != 0
    assert "tiny-2" in done.stderr
    assert not (data_dir / "settings.toml").exists()
