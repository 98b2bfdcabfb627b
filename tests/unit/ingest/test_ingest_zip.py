"""Archives: one publication of many files, each accounted for, none let out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    ArchiveBombError,
    NoTextError,
    TooDeepError,
    TooManyMembersError,
)
from screener.ingest.members import shown_name
from screener.ingest.reader import read_bytes, read_file
from screener.messages.catalogue import notice_text
from tests.fixtures.make_fixtures import make_png
from tests.fixtures.word_xml import make_docx, make_zip, paragraph
from tests.word_drafts import entries

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "zip"
LIMITS: Final = ReadLimits()


def read_zip(files: dict[str, str | bytes], *, limits: ReadLimits = LIMITS) -> Document:
    """The document of an archive of these files."""
    return read_bytes(make_zip(files), name="gói.zip", limits=limits)


def placed(document: Document) -> list[tuple[str | None, str]]:
    """Each paragraph with the file it stands in."""
    return [(p.place.section, p.span.of(document.text)) for p in document.paragraphs]


@pytest.mark.parametrize("name", ["infozip", "7zip", "python"])
def test_finding_leads_to_its_file(name: str) -> None:
    """Vietnamese names survive each program's way of writing them."""
    document = read_file(FIXTURES / f"{name}.zip", limits=LIMITS)

    files = dict.fromkeys(section for section, _ in placed(document))
    assert [str(file).rpartition("/")[2] for file in files] == [
        "bài 1.txt",
        "bài 2.docx",
    ]


def test_every_file_is_accounted_for() -> None:
    """Read, looked at by a person, or not read and why."""
    document = read_zip(
        {
            "bài.txt": "Mưa to ở đầu nguồn.",
            "anh.gif": b"GIF89a...",
            "phim.mp4": b"\0\0\0\x18ftypmp42",
            "hỏng.docx": b"PK\x03\x04x",
            "__MACOSX/._bài.txt": b"\0\5",
            ".DS_Store": b"\0",
        }
    )

    unread = {
        notice_text(e.reason).vi for e in entries(document, Part.ATTACHMENT) if e.reason
    }
    assert unread == {
        "tệp phim.mp4: chưa đọc (không nhận ra bảng mã)",
        "tệp hỏng.docx: chưa đọc (tệp bị cắt cụt hoặc hỏng)",
    }
    (picture,) = entries(document, Part.IMAGE)
    assert picture.status is PartStatus.NOT_JUDGED


def test_file_that_cannot_be_read_makes_the_whole_doubtful() -> None:
    """The part that was read may be clean; the publication was not screened whole."""
    document = read_zip({"a.txt": "Mưa to.", "b.txt": "Gió.", "c.docx": b"PK\x03\x04"})

    assert document.coverage.trust is Trust.DOUBTFUL
    assert "warning.members_missing" in [w.code for w in document.warnings]


def test_archive_that_is_mostly_lost_is_not_trusted() -> None:
    """It must not be called clean."""
    document = read_zip({"a.txt": "Mưa.", "b.docx": b"PK\x03\x04", "c.pdf": b"%PDF-x"})

    assert document.coverage.trust is Trust.UNTRUSTED


def test_files_come_in_the_order_people_count_in() -> None:
    """Ten follows nine."""
    document = read_zip({f"bài {n}.txt": f"Số {n}." for n in (10, 2, 1)})

    assert [text for _, text in placed(document)] == ["Số 1.", "Số 2.", "Số 10."]


def test_archive_in_an_archive_is_opened() -> None:
    """The place names both."""
    inner = make_zip({"b.docx": make_docx(paragraph("Trong cùng."))})

    assert placed(read_zip({"a.zip": inner})) == [("a.zip › b.docx", "Trong cùng.")]


def test_archives_nested_too_deeply_are_said() -> None:
    """A file that holds itself would never end."""
    content = make_zip({"x.txt": "Sâu."})
    for _ in range(4):
        content = make_zip({"a.zip": content, "b.txt": "Nông."})

    document = read_bytes(content, name="a.zip", limits=LIMITS)

    assert "Sâu." not in document.text
    reasons = [
        notice_text(e.reason).en for e in entries(document, Part.ATTACHMENT) if e.reason
    ]
    assert any("nested too deeply" in reason for reason in reasons)


def test_depth_of_nothing_is_refused() -> None:
    """The setting may forbid archives."""
    with pytest.raises(TooDeepError):
        read_zip({"a.txt": "x"}, limits=replace(LIMITS, max_depth=0))


def test_archive_of_too_many_files_is_refused() -> None:
    """The office sets how many."""
    with pytest.raises(TooManyMembersError):
        read_zip(
            {f"{n}.txt": "x" for n in range(4)}, limits=replace(LIMITS, max_members=3)
        )


def test_nested_bombs_share_one_budget() -> None:
    """Ten archives of a hundred megabytes are a gigabyte."""
    bomb = make_zip({"a.txt": b"a" * 900_000})
    limits = replace(LIMITS, max_unpacked_bytes=1_000_000)

    document = read_zip({"a.zip": bomb, "b.zip": bomb, "c.txt": "Mưa."}, limits=limits)

    unread = [
        dict(e.reason.facts) for e in entries(document, Part.ATTACHMENT) if e.reason
    ]
    assert unread == [{"name": "b.zip", "reason": "reason.too_large"}]


def test_archive_bomb_is_refused_whole() -> None:
    """Its directory tells before anything is unpacked."""
    with pytest.raises(ArchiveBombError):
        read_zip({"a.txt": b"\0" * 30_000_000})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\a.txt", "a.txt"),
        ("C:\\x\\a.txt", "C:/x/a.txt"),
        ("bài\u202etxt.exe", "bàitxt.exe"),
        ("a\0b\x1b[31m.txt", "ab[31m.txt"),
        ("..", "?"),
    ],
)
def test_names_lead_nowhere(name: str, shown: str) -> None:
    """Nothing is written to disk; the name is only shown."""
    assert shown_name(name) == shown


@pytest.mark.parametrize("name", ["../../ngoài.txt", "./ngoài.txt", "/ngoài.txt"])
def test_name_that_leads_out_does_not_hide_its_file(name: str) -> None:
    """A way up begins with a dot, as hidden files do, but its text is screened."""
    document = read_zip({name: "Nắng.", ".ẩn/a.txt": "Mưa.", "../.ẩn.txt": "Gió."})

    assert placed(document) == [("ngoài.txt", "Nắng.")]


def test_same_name_twice_is_read_twice() -> None:
    """What a writer hid behind another file is screened too."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "Mưa.")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(zipfile.ZipInfo("a.txt"), "Nắng.")

    document = read_bytes(target.getvalue(), name="a.zip", limits=LIMITS)

    assert sorted(text for _, text in placed(document)) == ["Mưa.", "Nắng."]


def test_archive_of_pictures_alone_says_so() -> None:
    """A folder of photographs was not screened."""
    with pytest.raises(NoTextError):
        read_zip({"a.gif": b"GIF89a"})


def test_pictures_are_numbered_through_all_files() -> None:
    """Two files may each have a first picture."""
    document = read_zip({"a.txt": "Mưa.", "b.png": make_png(), "c.gif": b"GIF89a"})

    numbers = [
        dict(e.reason.facts)["number"]
        for e in entries(document, Part.IMAGE)
        if e.reason
    ]
    assert numbers == [1, 2]


def test_paragraphs_are_counted_from_the_start_of_each_file() -> None:
    """Whoever looks a finding up opens one file, not the archive."""
    document = read_zip(
        {"a.txt": "Mưa to ở đầu nguồn.\n\nGió.", "b.txt": "Nắng.\n\nNóng.\n\nOi."}
    )

    assert [p.place.paragraph for p in document.paragraphs] == [1, 2, 1, 2, 3]
