"""Lists of files as people keep them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from screener.batch.manifest import read_addresses, read_manifest
from screener.errors import ManifestError

HEAD = "Đường dẫn;Cơ quan báo chí;Tiêu đề;Ngày đăng;Loại;Thể loại;Tác giả"


def test_vietnamese_csv_with_semicolons_is_read(tmp_path: Path) -> None:
    """What Excel writes on a Vietnamese computer."""
    row = "tháng 3\\a.docx;Báo Ví Dụ;Chuyện nhà;08/03/2026;báo in;phóng sự;Lê An"
    file = tmp_path / "kê.csv"
    file.write_text(f"\ufeff{HEAD}\r\n{row}\r\n;;;;;;\r\n", "utf-8")

    (item,) = read_manifest(file)

    assert item.place == str(tmp_path / "tháng 3/a.docx")
    assert item.metadata.outlet == "Báo Ví Dụ"
    assert item.metadata.published_on == date(2026, 3, 8)
    assert (item.metadata.genre, item.metadata.author) == ("phóng sự", "Lê An")


def test_workbook_with_real_dates_is_read(tmp_path: Path) -> None:
    """A date cell is no text."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["path", "outlet", "date", "ghi chú"])
    workbook.active.append(["a.txt", "Báo Ví Dụ", datetime(2026, 3, 8, 7), "x"])
    file = tmp_path / "kê.xlsx"
    workbook.save(file)

    (item,) = read_manifest(file)

    assert item.metadata.published_on == date(2026, 3, 8)


def test_address_in_a_manifest_stays_an_address(tmp_path: Path) -> None:
    """It is no path below the manifest."""
    file = tmp_path / "kê.csv"
    file.write_text("url,outlet\nhttps://bao.example/a?b=1,Báo\n", "utf-8")

    (item,) = read_manifest(file)

    assert item.is_url
    assert item.place == "https://bao.example/a?b=1"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("outlet\nBáo\n", 1, "reason.no_path_column"),
        ("path,date\na.txt,hôm qua\n", 2, "reason.no_date"),
        ("path,outlet\n,Báo\n", 2, "reason.no_path"),
        ("", 1, "reason.no_path_column"),
    ],
)
def test_fault_in_a_manifest_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    """A list of 5,000 rows is corrected by line numbers."""
    file = tmp_path / "kê.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(ManifestError) as caught:
        read_manifest(file)

    assert caught.value.facts == {"line": line, "reason": reason}


def test_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    """A renamed file must not end the program in a traceback."""
    file = tmp_path / "kê.xlsx"
    file.write_bytes(b"PK\x03\x04 hong")

    with pytest.raises(ManifestError):
        read_manifest(file)


def test_addresses_are_read_one_a_line(tmp_path: Path) -> None:
    """Comments and blank lines are for people."""
    file = tmp_path / "địa-chỉ.txt"
    file.write_text("# tháng 3\nhttps://bao.example/1\n\nhttps://bao.example/2\n")

    assert [item.place[-1] for item in read_addresses(file)] == ["1", "2"]


def test_line_that_is_no_address_is_told(tmp_path: Path) -> None:
    """file:///etc/passwd is nothing to fetch."""
    file = tmp_path / "địa-chỉ.txt"
    file.write_text("file:///etc/passwd\n")

    with pytest.raises(ManifestError):
        read_addresses(file)
