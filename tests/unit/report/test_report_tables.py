"""Tables that spreadsheets open: filterable, complete, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from screener.domain.documents import Trust
from screener.domain.labels import Verdict
from screener.domain.reports import Outcome
from screener.report.csv_report import looks_like_formula, render_csv
from screener.report.xlsx_report import render_xlsx
from tests.builders import make_document
from tests.reports import BODY, FAILURE, TITLE, flagged, make_report

ATTACKS = (
    '=HYPERLINK("http://x","phái yếu")',
    "+1+1 phái yếu",
    "-1 phái yếu",
    "@SUM(1) phái yếu",
    " =1+1 phái yếu",
    "＝1+1 phái yếu",
)


def rows(*outcomes: Outcome, language: str = "vi") -> list[dict[str, str]]:
    text = render_csv(outcomes, language=language).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def book(*outcomes: Outcome) -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(outcomes)))


def test_csv_has_a_row_for_every_thing_that_a_report_says() -> None:
    """Document, findings, mentions, unread parts and errors, in reading order."""
    kinds = [row["Loại dòng"] for row in rows(make_report(), FAILURE)]

    assert kinds == [
        "tài liệu",
        "phát hiện",
        "phát hiện",
        "đã phê phán, không tính",
        "chưa soát",
        "lỗi đọc tệp",
    ]


def test_csv_finding_has_its_own_columns() -> None:
    """An inspector sorts and filters by them."""
    row = rows(make_report())[2]

    assert row["Nhóm"] == "Vai trò giới"
    assert row["Mức"] == "vừa"
    assert row["Chỗ được nêu"] == "bổn phận cơm nước"
    assert row["Gợi ý"] == "“bổn phận” → “việc”"
    assert row["Độ chắc"] == "0.91"
    assert row["Căn cứ"].startswith("Luật Bình đẳng giới 2006")


def test_csv_tells_excel_its_encoding_and_uses_its_line_ends() -> None:
    """Without the mark Excel shows "NgÆ°á»i"."""
    content = render_csv([make_report()])

    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content


def test_clean_document_has_a_row_with_what_was_read() -> None:
    """A table of findings alone would not tell clean from forgotten."""
    (row,) = rows(flagged(make_document("Trời nắng.")))

    assert row["Kết luận"] == "Chưa thấy dấu hiệu cần sửa"
    assert row["Số phát hiện"] == "0"
    assert row["Tin được phần chữ"] == "có"


def test_untrusted_text_is_said_in_both_tables() -> None:
    """Rubbish without findings is not clean."""
    document = make_document("x", trust=Trust.UNTRUSTED)
    report = replace(flagged(document), verdict=Verdict.NOT_SCREENED)

    (row,) = rows(report)
    sheet = book(report)["Tài liệu"]

    assert (row["Tin được phần chữ"], row["Kết luận"]) == ("không", "Chưa soát được")
    assert "không đáng tin" in row["Lưu ý"]
    assert "không" in [cell.value for cell in sheet[2]]


@pytest.mark.parametrize("text", ATTACKS)
def test_csv_runs_nothing_that_a_draft_says(text: str) -> None:
    """A draft may be written to run commands on the inspector's machine."""
    report = flagged(make_document(text), text)

    cells = [
        cell for row in rows(report) for cell in row.values() if "phái yếu" in cell
    ]

    assert cells
    assert not any(looks_like_formula(cell) for cell in cells)


@pytest.mark.parametrize("text", ATTACKS)
def test_workbook_runs_nothing_that_a_draft_says(text: str) -> None:
    """Text stays text, also once somebody edits the cell."""
    report = flagged(make_document(text), text)

    cells = [
        cell
        for sheet in book(report)
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, str) and "phái yếu" in cell.value
    ]

    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(
        cell.quotePrefix for cell in cells if looks_like_formula(str(cell.value))
    )
    assert all(cell.hyperlink is None for cell in cells)


def test_ordinary_dialogue_is_only_quoted() -> None:
    """Vietnamese dialogue begins with a dash; it is kept word for word."""
    text = "- Em lo việc nhà đi."

    (cell,) = {
        row["Chỗ được nêu"] for row in rows(flagged(make_document(text), text))
    } - {""}

    assert cell == f"'{text}"


def test_workbook_can_be_filtered_and_keeps_its_heads_in_sight() -> None:
    """Hundreds of rows are useless without."""
    workbook = book(make_report(), FAILURE)

    assert workbook.sheetnames == [
        "Tài liệu",
        "Phát hiện",
        "Đã phê phán",
        "Chưa soát",
        "Lỗi đọc tệp",
    ]
    for sheet in workbook:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_workbook_keeps_numbers_as_numbers() -> None:
    """They are sorted and summed."""
    sheet = book(make_report())["Phát hiện"]
    head = [cell.value for cell in sheet[1]]

    score = sheet.cell(3, head.index("Độ chắc") + 1)

    assert score.value == pytest.approx(0.91)
    assert score.number_format == "0%"


def test_workbook_speaks_english() -> None:
    """English stands beside Vietnamese everywhere, the law included."""
    content = render_xlsx([make_report()], language="en")

    sheet = load_workbook(io.BytesIO(content))["Findings"]
    cells = [str(cell.value) for cell in sheet[3]]

    assert "Gender role" in cells
    assert any("Article 5 clause 4 (gender prejudice)" in cell for cell in cells)


def test_cell_that_is_too_long_says_so() -> None:
    """Excel holds 32,767 characters and cuts the rest without a word."""
    text = "phái yếu " * 4_000
    report = flagged(make_document(text.strip()), text.strip())

    sheet = book(report)["Phát hiện"]
    longest = max((str(c.value) for c in sheet[2]), key=len)

    assert len(longest) == 32_767
    assert longest.endswith("xem báo cáo JSON]")


def test_control_characters_stop_no_table() -> None:
    """Neither XML nor a terminal takes them."""
    document = make_document("Chuyện phái yếu\x00\x1b[31m ở xã.")
    report = flagged(document, "phái yếu\x00\x1b[31m")

    quote = rows(report)[1]["Chỗ được nêu"]
    cells = [str(cell.value) for cell in book(report)["Phát hiện"][2]]

    assert quote == "phái yếu\ufffd\ufffd[31m"
    assert quote in cells


def test_same_reports_give_the_same_bytes() -> None:
    """Files are compared and hashed; no time of saving creeps in."""
    outcomes: list[Outcome] = [make_report(), FAILURE]

    assert render_xlsx(outcomes) == render_xlsx(outcomes)
    assert b"2000-01-01" not in render_xlsx(outcomes)
    assert render_csv(outcomes) == render_csv(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_libreoffice_reads_the_same_cells(format_: str, tmp_path: Path) -> None:
    """A foreign program sees the words with their marks, and no formula."""
    text = '=HYPERLINK("http://x";"phái yếu")'
    outcomes = [make_report(), flagged(make_document(text), text)]
    content = render_xlsx(outcomes) if format_ == "xlsx" else render_csv(outcomes)
    (tmp_path / f"r.{format_}").write_bytes(content)

    subprocess.run(
        [
            "soffice",
            "--headless",
            # What its import dialogue proposes: commas, quotes, UTF-8.
            *(["--infilter=CSV:44,34,76"] if format_ == "csv" else []),
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            tmp_path / "out",
            tmp_path / f"r.{format_}",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    shown = "".join(
        file.read_text("utf-8") for file in sorted((tmp_path / "out").iterdir())
    )
    assert "bổn phận cơm nước" in shown
    assert 'HYPERLINK(""http://x"";""phái yếu"")' in shown
    assert TITLE in shown
    assert BODY.split(".")[0] in shown
