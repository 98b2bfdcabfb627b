"""Every format as it was when somebody last looked at it."""

from __future__ import annotations

import pytest

from tests.golden_reports import FOLDER, GOLDENS


@pytest.mark.parametrize("name", GOLDENS)
def test_report_is_the_same_as_the_one_looked_at(name: str) -> None:
    """A change here is meant, seen and committed, or it is a mistake."""
    assert GOLDENS[name]() == (FOLDER / name).read_bytes()


def test_every_golden_has_its_test() -> None:
    """A file that nobody compares goes stale."""
    assert {file.name for file in FOLDER.iterdir()} == set(GOLDENS)
