"""The house has floors, and no import runs up the stairs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_imports_keep_to_their_floors() -> None:
    """The contract of the architecture, checked on the real import graph."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_module_stands_on_a_floor() -> None:
    """A new package must be given a floor, or the contract would not see it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    floors = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    modules = {
        f"screener.{path.stem}"
        for path in (ROOT / "screener").iterdir()
        if (path / "__init__.py").is_file()
        or (path.suffix == ".py" and path.stem != "__init__")
    }

    assert modules <= floors


def test_screening_needs_no_training_library() -> None:
    """The plain install has no torch; importing the command line must not ask for it."""
    code = (
        "import sys\n"
        "for name in ('torch', 'transformers', 'sklearn', 'datasets', 'gensim'):\n"
        "    sys.modules[name] = None\n"
        "import os\n"
        "from screener.config import load_settings\n"
        "from screener.bootstrap import make_screener\n"
        "from screener.ingest.reader import read_text\n"
        "screener = make_screener(load_settings({}))\n"
        "report = screener.screen(read_text('Trời hôm nay đẹp.', source='-'))\n"
        "assert report.verdict.value == 'pass'\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr
