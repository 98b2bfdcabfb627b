"""What reports say in words, in every format alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.domain.documents import Part, Place
from screener.domain.labels import Severity, Verdict
from screener.report.html_report import render_html
from screener.report.words import place_words, summary_words, verdict_words
from tests.reports import make_report


def test_verdict_does_not_deny_the_notes_below_it() -> None:
    """“Nothing found” above a list of passages would make nobody believe either."""
    made = make_report()
    low = tuple(replace(f, severity=Severity.LOW) for f in made.findings)
    report = replace(made, findings=low, verdict=Verdict.PASS)
    assert low

    assert verdict_words(report, "vi") == "Chỉ có dấu hiệu nhẹ"
    assert "để tham khảo" in summary_words(report, "vi")
    assert "Chưa thấy dấu hiệu" not in render_html([report])


def test_verdict_of_a_clean_report_says_that_nothing_was_found() -> None:
    """The words for notes are for notes."""
    report = replace(make_report(), findings=(), verdict=Verdict.PASS)

    assert verdict_words(report, "vi") == "Chưa thấy dấu hiệu cần sửa"
    assert "Không thấy đoạn nào" in summary_words(report, "vi")


@pytest.mark.parametrize(
    ("cell", "vi", "en"),
    [
        ("bảng 1, R2C3", "bảng 1, hàng 2, cột 3", "table 1, row 2, column 3"),
        (
            "bảng 1, R1C1 > bảng 2, R3C10",
            "bảng 1, hàng 1, cột 1 > bảng 2, hàng 3, cột 10",
            "table 1, row 1, column 1 > table 2, row 3, column 10",
        ),
        ("R2C3!B7", "R2C3!B7", "R2C3!B7"),
    ],
)
def test_table_cell_is_named_in_words(cell: str, vi: str, en: str) -> None:
    """“R2C3” is a program's name; a spreadsheet's own names stay."""
    place = Place(part=Part.TABLE, cell=cell)

    assert (place_words(place, "vi"), place_words(place, "en")) == (vi, en)
