"""Letters of old fonts and tables: each way, word by word, and in whole files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.domain.documents import Trust
from screener.domain.spans import Span
from screener.domain.wording import Notice
from screener.text.encodings import decode_vietnamese
from screener.text.legacy import (
    VIETNAMESE_LETTERS,
    LegacyTable,
    font_table,
    from_legacy,
    to_legacy,
)
from screener.text.legacy_lines import read_legacy_lines
from screener.text.legacy_runs import FontRun, convert_runs
from screener.text.normal import normalize

_ROWS: Final = tuple(
    line.split("\t")
    for line in (Path(__file__).parent / "legacy_words.tsv")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
)
_COLUMNS: Final = (
    LegacyTable.TCVN3,
    LegacyTable.VNI,
    LegacyTable.VISCII,
    LegacyTable.WINDOWS_1258,
)
LINES: Final = (
    "bài của tổ phóng viên, số ra thứ bảy",
    "Chị Hoà sửa được mọi loại xe máy, nghề này không chọn giới.",
    "Ở xưởng, nữ thợ chiếm một phần ba; lương trả theo tay nghề.",
    "Mẹ chồng chị nói: con trai hay con gái đều phải học hết lớp mười hai.",
    "Xã có bốn trăm hộ, hai trăm linh ba hộ do phụ nữ đứng tên chủ đất.",
)
CASES: Final = tuple(
    pytest.param(row[0], cell, table, id=f"{table.value} {row[0]}")
    for row in _ROWS
    for table, cell in zip(_COLUMNS, row[1:], strict=True)
)


def shown(cell: str, table: LegacyTable) -> str:
    """A cell of the table as Windows shows it."""
    if table is LegacyTable.VNI:
        return cell
    characters = (bytes([byte]) for byte in bytes.fromhex(cell))
    return "".join(
        c.decode("cp1252", "ignore") or c.decode("latin-1") for c in characters
    )


def old(line: str, table: LegacyTable) -> str:
    """A line in an old table; what TCVN3 has no capitals for is written small."""
    if table is LegacyTable.TCVN3:
        kept = "ĂÂÊÔƠƯĐ"
        line = "".join(c if c.isascii() or c in kept else c.lower() for c in line)
    return to_legacy(line, table)


def test_table_has_sixty_words_and_every_letter() -> None:
    """A table with holes would prove little."""
    letters = {letter for row in _ROWS for letter in row[0]}

    assert len(_ROWS) >= 60
    assert {c for c in VIETNAMESE_LETTERS if c.islower()} <= letters


@pytest.mark.parametrize(("word", "cell", "table"), CASES)
def test_word_is_read_from_an_old_table(
    word: str, cell: str, table: LegacyTable
) -> None:
    """The bytes come from other programs, so the table is not tested by itself."""
    assert normalize(from_legacy(shown(cell, table), table).text) == word


@pytest.mark.parametrize(("word", "cell", "table"), CASES)
def test_word_is_written_in_an_old_table(
    word: str, cell: str, table: LegacyTable
) -> None:
    """The way back is the same, or offsets could not lead back either."""
    assert to_legacy(word, table) == shown(cell, table)


@pytest.mark.parametrize("table", [*_COLUMNS[1:]])
def test_every_letter_goes_there_and_back(table: LegacyTable) -> None:
    """Capitals with tones too."""
    for letter in VIETNAMESE_LETTERS:
        assert from_legacy(to_legacy(letter, table), table).text == letter


def test_font_of_capitals_shows_small_letters_as_capitals() -> None:
    """TCVN3 has no capitals with tones but through such a font."""
    table = LegacyTable.TCVN3_CAPITALS

    assert from_legacy("phô n÷ ®i häc", table).text == "PHỤ NỮ ĐI HỌC"
    assert to_legacy("ĐẶNG THỊ", table) == "®ÆNG THÞ"


def test_tcvn3_has_no_sign_for_a_capital_with_a_tone() -> None:
    """Silence would lose the tone."""
    with pytest.raises(ValueError, match="Ấ"):
        to_legacy("Ấn Độ", LegacyTable.TCVN3)


@pytest.mark.parametrize("typed", ["Aùo", "AÙo", "aùo", "aÙo"])
def test_vni_marks_may_be_of_either_case(typed: str) -> None:
    """Keyboards of the time made both."""
    assert from_legacy(typed, LegacyTable.VNI).text.lower() == "áo"


def test_letters_of_a_symbol_font_are_read() -> None:
    """Word moves the bytes of such fonts to the private area."""
    private = "".join(chr(0xF000 + ord(c)) for c in "phô n÷")

    assert from_legacy(private, LegacyTable.TCVN3).text == "phụ nữ"


@pytest.mark.parametrize(
    ("font", "table"),
    [
        (".VnTime", LegacyTable.TCVN3),
        (".VnArial Narrow", LegacyTable.TCVN3),
        (".vntime", LegacyTable.TCVN3),
        (".VnTimeH", LegacyTable.TCVN3_CAPITALS),
        (".VnArial NarrowH", LegacyTable.TCVN3_CAPITALS),
        ("VNI-Times", LegacyTable.VNI),
        ("VNI Helve", LegacyTable.VNI),
        ("VI Times", LegacyTable.VISCII),
        ("Times New Roman", None),
        ("Vnni Grotesk", None),
        ("", None),
    ],
)
def test_font_names_its_table(font: str, table: LegacyTable | None) -> None:
    """The name is all that a file says of it."""
    assert font_table(font) is table


# -- whole files ----------------------------------------------------------------------


def as_bytes(text: str) -> bytes:
    """Characters as one byte each, as an old program saved them."""
    return b"".join(
        c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252") for c in text
    )


@pytest.mark.parametrize("table", _COLUMNS)
def test_file_in_an_old_table_is_recognised(table: LegacyTable) -> None:
    """Nothing in the file says which table it is in."""
    text = "\n".join(LINES)

    decoded = decode_vietnamese(as_bytes(old(text, table)))

    wanted = text.replace("Ở", "ở") if table is LegacyTable.TCVN3 else text
    assert decoded.text == wanted
    assert decoded.trust is Trust.TRUSTED
    assert decoded.notices == (
        Notice("encoding.guessed", (("encoding", table.value),)),
    )


@pytest.mark.parametrize("table", _COLUMNS)
def test_offsets_lead_back_to_the_bytes(table: LegacyTable) -> None:
    """A finding must be found again in the file as it lies on the disk."""
    text = "\n".join(LINES).replace("Ở", "ở")
    data = as_bytes(old(text, table))
    decoded = decode_vietnamese(data)

    for word in ("nữ thợ", "con gái", "chủ đất"):
        start = decoded.text.index(word)
        span = decoded.to_original(Span(start, start + len(word)))
        if decoded.original is None:  # Windows-1258 is a codec of its own
            assert table is LegacyTable.WINDOWS_1258
            continue
        assert span.of(decoded.original) == old(word, table)
        assert data[span.start : span.end] == as_bytes(old(word, table))


def test_tables_mixed_in_one_file_are_read_line_by_line() -> None:
    """Drafts were put together from the disks of several people."""
    lines = [line.replace("Ở", "ở") for line in LINES]
    stored = [
        lines[0].encode(),
        as_bytes(old(lines[1], LegacyTable.TCVN3)),
        as_bytes(old(lines[2], LegacyTable.VNI)),
        as_bytes(old(lines[3], LegacyTable.VISCII)),
        as_bytes(old(lines[4], LegacyTable.TCVN3)),
    ]

    decoded = decode_vietnamese(b"\r\n".join(stored))

    assert decoded.text.split("\r\n") == lines
    assert {"TCVN3", "VNI-Windows", "VISCII"} == set(decoded.encoding.split(", "))


@pytest.mark.parametrize("table", _COLUMNS)
def test_old_letters_pasted_as_unicode_are_converted_and_said(
    table: LegacyTable,
) -> None:
    """The commonest way: copied from an old document, saved as UTF-8."""
    text = "\n".join(LINES).replace("Ở", "ở")

    decoded = decode_vietnamese(old(text, table).encode())

    assert decoded.text == text
    assert decoded.encoding == "utf-8"
    assert decoded.notices == (Notice("encoding.legacy", (("encoding", table.value),)),)


def test_one_old_paragraph_among_others_is_converted() -> None:
    """The rest of the draft stays as it is."""
    text = f"{LINES[1]}\n{old(LINES[4], LegacyTable.TCVN3)}\n{LINES[3]}"

    decoded = decode_vietnamese(text.encode())

    assert decoded.text == f"{LINES[1]}\n{LINES[4]}\n{LINES[3]}"


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        "Café Élysée, Köln, où",
        "Ông nói: «Được»",
        "Tiến sĩ Dvořák ở Münster, Curaçao và São Paulo",
        "trà đá 5°C ± 2 m², giá 20 € ¼ ly",
        "à ơi, lê la phố xá, ò e í e",
        "Élève à l'été, où çà? Garçon, bière très fraîche",
        "ÔNG BÀ TÔI",
        "iPhone và eBay",
    ],
)
def test_ordinary_lines_stay_as_they_are(line: str) -> None:
    """A false conversion would spoil what was right."""
    assert read_legacy_lines(line) is None


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(LegacyTable)))
def test_maps_of_any_text_are_in_order(text: str, table: LegacyTable) -> None:
    """Whatever is fed, each edit follows the one before and fits both texts."""
    read = from_legacy(text, table)

    for before, after in pairwise(read.map.edits):
        assert before.original.end <= after.original.start
        assert before.rewritten.end <= after.rewritten.start
    assert read.map.to_original(Span(0, len(read.text))) == Span(0, len(text))


# -- runs with fonts --------------------------------------------------------------------


def test_runs_are_read_by_their_fonts() -> None:
    """A headline in a font of capitals, a name typed as Unicode after it."""
    runs = (
        FontRun("phô n÷", LegacyTable.TCVN3_CAPITALS),
        FontRun(" và "),
        FontRun("ngöôøi gia", LegacyTable.VNI),
        FontRun("ø", LegacyTable.VNI),
    )

    converted = convert_runs(runs)

    assert converted.text == "PHỤ NỮ và người già"
    assert dict(converted.characters) == {
        LegacyTable.TCVN3_CAPITALS: 6,
        LegacyTable.VNI: 11,
    }


def test_offsets_of_runs_lead_back() -> None:
    """Comments are pinned to the runs as they lie in the file."""
    runs = (FontRun("Chò "), FontRun("phuï nöõ", LegacyTable.VNI), FontRun(" mới"))
    joined = "".join(run.text for run in runs)

    converted = convert_runs(runs)

    start = converted.text.index("nữ mới")
    span = converted.map.to_original(Span(start, start + len("nữ mới")))
    assert span.of(joined) == "nöõ mới"


@pytest.mark.parametrize("text", ["Phụ nữ đi làm", "Chị Lan đá bóng", "cà phê sữa"])
def test_unicode_in_an_old_font_stays(text: str) -> None:
    """The font was set, the keyboard was not."""
    assert convert_runs((FontRun(text, LegacyTable.TCVN3),)).text == text
