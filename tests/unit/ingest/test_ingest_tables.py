"""Spreadsheets and tables of values: text cells, each with its name, nothing lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.documents import Document, Part
from screener.domain.limits import ReadLimits
from screener.ingest.columns import Cell, select_text
from screener.ingest.csv_table import rows
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.word_drafts import entries

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()


def read_csv(text: str, *, name: str = "a.csv") -> Document:
    """The document of a table of values."""
    return read_bytes(text.encode(), name=name, limits=LIMITS)


def read_book(book: Any) -> Document:
    """The document of a workbook as openpyxl saves it."""
    target = io.BytesIO()
    book.save(target)
    return read_bytes(target.getvalue(), name="a.xlsx", limits=LIMITS)


def placed(document: Document) -> list[tuple[str | None, str]]:
    """Each paragraph with its cell."""
    return [(p.place.cell, p.span.of(document.text)) for p in document.paragraphs]


@pytest.mark.parametrize("name", ["openpyxl", "libreoffice"])
def test_named_columns_of_a_workbook_are_read(name: str) -> None:
    """The sheet tells which column holds the texts."""
    document = read_file(FIXTURES / "xlsx" / f"{name}.xlsx", limits=LIMITS)

    assert placed(document)[:2] == [
        ("Bài vở!B2", "Lớp bơi trên cù lao"),
        ("Bài vở!C2", articles.SECTIONS[0][1][0]),
    ]
    assert ("Ghi chép!B2", articles.CAPTION) in placed(document)


def test_what_a_workbook_hides_is_said() -> None:
    """Columns of codes, and a sheet that is switched off."""
    document = read_file(FIXTURES / "xlsx" / "openpyxl.xlsx", limits=LIMITS)

    facts = [dict(e.reason.facts) for e in entries(document, Part.TABLE) if e.reason]
    assert facts == [{"columns": "Bài vở: Mã, Ngày"}, {"name": "Nháp"}]


@pytest.mark.parametrize("name", ["python.csv", "libreoffice.csv", "libreoffice.tsv"])
def test_delimiter_is_found(name: str) -> None:
    """Vietnamese Excel writes semicolons."""
    document = read_file(FIXTURES / "csv" / name, limits=LIMITS)

    assert placed(document)[1] == ("C2", articles.SECTIONS[0][1][0])
    assert len(document.paragraphs) == 6


def test_sheet_without_a_named_column_loses_no_words() -> None:
    """A table of vacancies has its bias in three words."""
    document = read_csv(
        "Vị trí;Số người;Yêu cầu;Liên hệ\nTrưởng ca;2;Chỉ nhận nam;ts@congty.vn\n"
        "Kế toán;1;Nữ, ưa nhìn;https://a.vn/b\n"
    )

    assert ("C2", "Chỉ nhận nam") in placed(document)
    assert ("C3", "Nữ, ưa nhìn") in placed(document)
    assert all(
        "congty" not in text and "http" not in text for _, text in placed(document)
    )


def test_value_in_quotes_may_hold_anything() -> None:
    """Line feeds, delimiters and quotes are part of the text."""
    text = 'text,id\n"Chị nói: ""Mưa"",\nrồi đi.",1\n'

    assert placed(read_csv(text)) == [("A2", 'Chị nói: "Mưa",\nrồi đi.')]


def test_hint_for_excel_is_no_row() -> None:
    """Its first line only names the delimiter."""
    document = read_csv("sep=;\nnội dung;số\nMưa to.;1\n")

    assert [text for _, text in placed(document)] == ["Mưa to."]


def test_old_excel_table_in_an_old_encoding_is_read() -> None:
    """Excel saves csv in the code page of the machine."""
    from tests.fixtures.old_encodings import as_windows_1258

    text = "nội dung;số\nChị dẹp xe mía lúc bốn giờ chiều, xuống sông dạy bơi.;1\n"

    document = read_bytes(as_windows_1258(text), name="a.csv", limits=LIMITS)

    assert document.text.startswith("Chị dẹp xe mía")
    assert [w.code for w in document.warnings] == ["encoding.guessed"]


def test_formulas_give_their_result_and_no_code() -> None:
    """What is seen is what is screened."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Mưa to ở đầu nguồn."
    book.active["A2"] = '=CONCATENATE("x","y")'

    assert read_book(book).text == "Mưa to ở đầu nguồn."


def test_comments_of_a_sheet_are_counted() -> None:
    """They are remarks, not text."""
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    book.active["A1"] = "Mưa to ở đầu nguồn."
    book.active["A1"].comment = Comment("Xem lại", "Lan")

    assert [e.count for e in entries(read_book(book), Part.COMMENT)] == [1]


@pytest.mark.parametrize(
    ("column", "name"),
    [(1, "A7"), (26, "Z7"), (27, "AA7"), (702, "ZZ7"), (703, "AAA7")],
)
def test_cell_is_named_as_spreadsheets_do(column: int, name: str) -> None:
    """An editor types the name to get there."""
    assert Cell(7, column, "x").name == name


def test_named_column_leaves_out_the_others_by_name() -> None:
    """Each is told, so that nobody thinks it was screened."""
    cells = [
        Cell(1, 1, "ID"),
        Cell(1, 2, "Text"),
        Cell(2, 1, "a1"),
        Cell(2, 2, "Mưa"),
        Cell(2, 3, "khác"),
    ]

    selection = select_text(cells)

    assert [cell.text for cell in selection.cells] == ["Mưa"]
    assert selection.left_out == ("ID", "C")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\r"), min_size=1), min_size=1
        ),
        min_size=1,
    )
)
def test_rows_come_back_as_they_were_written(table: list[list[str]]) -> None:
    """The parser and the standard library's writer agree."""
    import csv

    target = io.StringIO()
    csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)

    assert list(rows(target.getvalue(), ",")) == table
