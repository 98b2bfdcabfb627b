"""From what a person names to the files that get a record."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from screener.batch.contents import ContentReader
from screener.batch.filters import Filters
from screener.batch.plan import Inputs, Listed, make_plan
from screener.batch.planned import Metadata
from screener.domain.limits import ReadLimits
from screener.errors import InputError, OutputHoldsInputError
from tests.unit.batch.batch_files import BIASED, CLEAN, write_files, zipped


def keys(plan: object, folder: Path) -> list[str]:
    files = plan.files  # type: ignore[attr-defined]
    return [file.key.removeprefix(f"{folder}/") for file in files]


def test_folder_gives_its_files_in_order_with_ids_below_it(tmp_path: Path) -> None:
    """A folder moved to another disk keeps the identities of its drafts."""
    write_files(tmp_path / "báo", {"b.txt": CLEAN, "a/2.md": CLEAN, ".ẩn": CLEAN})

    plan = make_plan(Inputs(paths=(str(tmp_path / "báo"),)))

    assert [file.document_id for file in plan.files] == ["b.txt", "a/2.md"]
    assert plan.size_bytes == 2 * len(CLEAN.encode())


def test_same_file_named_twice_is_planned_once(tmp_path: Path) -> None:
    """Each file gets exactly one record."""
    file = write_files(tmp_path, {"a.txt": CLEAN}) / "a.txt"

    plan = make_plan(Inputs(paths=(str(file), str(file))))

    assert len(plan.files) == 1


def test_equal_names_of_two_folders_keep_apart(tmp_path: Path) -> None:
    """Two newspapers both have a bai-1.txt."""
    write_files(tmp_path, {"x/bai.txt": CLEAN, "y/bai.txt": BIASED})

    plan = make_plan(Inputs(paths=(str(tmp_path / "x"), str(tmp_path / "y"))))

    first, second = (file.document_id for file in plan.files)
    assert first == "bai.txt"
    assert second == str(tmp_path / "y/bai.txt")


def test_output_folder_inside_the_input_is_never_read(tmp_path: Path) -> None:
    """A second scan must not screen the reports of the first."""
    write_files(tmp_path, {"a.txt": CLEAN, "kết quả/index.html": CLEAN})

    plan = make_plan(Inputs(paths=(str(tmp_path),), output=tmp_path / "kết quả"))

    assert keys(plan, tmp_path) == ["a.txt"]


def test_pattern_is_expanded_where_the_shell_did_not(tmp_path: Path) -> None:
    """The Windows shell hands patterns over as they are."""
    write_files(tmp_path, {"a.txt": CLEAN, "b/c.txt": CLEAN, "d.md": CLEAN})

    deep = make_plan(Inputs(paths=(str(tmp_path / "**/*.txt"),)))
    flat = make_plan(Inputs(paths=(str(tmp_path / "*.md"),)))

    assert keys(deep, tmp_path) == ["a.txt", "b/c.txt"]
    assert keys(flat, tmp_path) == ["d.md"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("không-có.txt", "input.missing"),
        ("không-có-*.txt", "input.missing"),
        ("trống", "input.no_files"),
    ],
)
def test_path_without_files_is_accounted_for(
    tmp_path: Path, name: str, code: str
) -> None:
    """A slip in a path is told, not passed over."""
    (tmp_path / "trống").mkdir()

    (file,) = make_plan(Inputs(paths=(str(tmp_path / name),))).files

    assert file.error is not None
    assert file.error.code == code


def test_zip_members_are_files_of_their_own(tmp_path: Path) -> None:
    """A province sends its month as one archive, with archives inside."""
    inner = zipped({"sâu.txt": BIASED})
    archive = zipped(
        {"a.txt": CLEAN, "tháng 3/b.zip": inner, "__MACOSX/._a.txt": b"x", "d/": b""}
    )
    write_files(tmp_path, {"bài.zip": archive})

    plan = make_plan(Inputs(paths=(str(tmp_path),)))

    assert keys(plan, tmp_path) == ["bài.zip/a.txt", "bài.zip/tháng 3/b.zip/sâu.txt"]
    assert ContentReader().read(plan.files[1]) == BIASED.encode()


def test_zip_member_with_a_name_that_leads_out_is_read(tmp_path: Path) -> None:
    """Nothing is unpacked, so such a name is no danger, and no reason to skip."""
    archive = zipped({"../../ngoài.txt": BIASED, "../.ẩn.txt": b"x", "/b.txt": CLEAN})
    write_files(tmp_path, {"a.zip": archive})

    plan = make_plan(Inputs(paths=(str(tmp_path),)))

    assert keys(plan, tmp_path) == ["a.zip/../../ngoài.txt", "a.zip//b.txt"]
    assert ContentReader().read(plan.files[0]) == BIASED.encode()


def test_name_in_an_old_zip_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Some packers write UTF-8 names and do not say so."""
    path = tmp_path / "cũ.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXXXX.txt", CLEAN)
    raw = path.read_bytes().replace(b"XXXXXX", "bài ".encode() + b"1")
    path.write_bytes(raw)

    (file,) = make_plan(Inputs(paths=(str(path),))).files

    assert file.key.endswith("cũ.zip/bài 1.txt")
    assert ContentReader().read(file) == CLEAN.encode()


def test_broken_zip_is_one_file_with_its_reason(tmp_path: Path) -> None:
    """One bad archive neither stops the scan nor vanishes."""
    write_files(tmp_path, {"a.zip": zipped({"a.txt": CLEAN})[:40], "b.txt": CLEAN})

    broken, good = make_plan(Inputs(paths=(str(tmp_path),))).files

    assert broken.error is not None
    assert broken.error.code == "input.corrupt"
    assert good.error is None


def test_archives_nested_too_deeply_are_refused(tmp_path: Path) -> None:
    """A matryoshka of archives must not be followed for ever."""
    content = zipped({"a.txt": CLEAN})
    for _ in range(4):
        content = zipped({"b.zip": content})
    write_files(tmp_path, {"c.zip": content})

    (file,) = make_plan(Inputs(paths=(str(tmp_path),))).files

    assert file.error is not None
    assert file.error.code == "input.too_deep"


def test_member_larger_than_allowed_is_not_unpacked(tmp_path: Path) -> None:
    """A bomb says how large it is, or is cut off where it lied."""
    write_files(tmp_path, {"c.zip": zipped({"a.txt": b"x" * 5000})})
    limits = ReadLimits(max_file_bytes=1000)
    (file,) = make_plan(Inputs(paths=(str(tmp_path),), limits=limits)).files

    with pytest.raises(InputError) as caught:
        ContentReader(limits=limits).read(file)

    assert caught.value.code == "input.too_large"


def test_office_file_named_zip_stays_one_file(tmp_path: Path) -> None:
    """Some mail programs rename .docx; its parts are no publications."""
    office = zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})
    write_files(tmp_path, {"a.zip": office})

    plan = make_plan(Inputs(paths=(str(tmp_path),)))

    assert keys(plan, tmp_path) == ["a.zip"]


def test_manifest_is_laid_over_files_found_in_a_folder(tmp_path: Path) -> None:
    """The list knows the outlet, the folder has the file."""
    write_files(tmp_path, {"a.txt": CLEAN, "b.txt": CLEAN})
    metadata = Metadata(outlet="Báo Ví Dụ", published_on=date(2026, 3, 1))
    listed = (
        Listed(place=str(tmp_path / "a.txt"), metadata=metadata),
        Listed(place=str(tmp_path / "chưa-có.txt")),
    )

    plan = make_plan(Inputs(paths=(str(tmp_path),), listed=listed))

    assert keys(plan, tmp_path) == ["a.txt", "b.txt", "chưa-có.txt"]
    assert plan.files[0].metadata == metadata
    assert plan.files[2].error is not None


def test_filters_tell_how_many_they_left_out(tmp_path: Path) -> None:
    """Nothing is passed over in silence."""
    write_files(
        tmp_path, {"a.txt": CLEAN, "b.jpg": b"x", "c.txt": b"y", "d.txt": CLEAN}
    )
    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    os.utime(tmp_path / "d.txt", (old, old))
    filters = Filters(types=frozenset({"txt"}), since=date(2021, 1, 1), min_bytes=10)

    plan = make_plan(Inputs(paths=(str(tmp_path),), filters=filters))

    assert keys(plan, tmp_path) == ["a.txt"]
    assert dict(plan.left_out) == {
        "scan.left_out.type": 1,
        "scan.left_out.size": 1,
        "scan.left_out.date": 1,
    }


def test_date_of_the_manifest_wins_over_the_date_of_the_file(tmp_path: Path) -> None:
    """A file copied today may hold last year's article."""
    write_files(tmp_path, {"a.txt": CLEAN})
    listed = (
        Listed(
            place=str(tmp_path / "a.txt"),
            metadata=Metadata(published_on=date(2024, 5, 1)),
        ),
    )
    filters = Filters(since=date(2024, 1, 1), until=date(2024, 12, 31))

    plan = make_plan(Inputs(listed=listed, filters=filters))

    assert len(plan.files) == 1


@pytest.mark.parametrize("inside", [".", "bài"])
def test_results_are_not_written_into_what_is_read(tmp_path: Path, inside: str) -> None:
    """``scan X --out X`` must not say that the folder is empty."""
    write_files(tmp_path / "bài", {"a.txt": CLEAN})
    folder = str(tmp_path / inside)

    with pytest.raises(OutputHoldsInputError) as caught:
        make_plan(Inputs(paths=(folder,), output=tmp_path))

    assert caught.value.source == folder.removesuffix("/.")


def test_link_that_leads_in_a_circle_is_one_bad_file(tmp_path: Path) -> None:
    """It must not end the scan of all others."""
    write_files(tmp_path / "bài", {"a.txt": CLEAN})
    (tmp_path / "bài" / "vòng.txt").symlink_to(tmp_path / "bài" / "vòng.txt")

    plan = make_plan(Inputs(paths=(str(tmp_path / "bài"),), output=tmp_path / "kq"))

    assert [file.error is None for file in plan.files] == [True, False]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_screened_each(tmp_path: Path) -> None:
    """What an unpacking program would hide is read, too, under a name of its own."""
    path = tmp_path / "gói.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (
            ("bài.txt", BIASED),
            ("bài.txt", CLEAN),
            ("bài (2).txt", "Gió."),
        ):
            archive.writestr(name, content)

    plan = make_plan(Inputs(paths=(str(path),)))

    assert [file.key.rpartition("/")[2] for file in plan.files] == [
        "bài.txt",
        "bài (2).txt",
        "bài (2) (2).txt",
    ]
    reader = ContentReader()
    assert [reader.read(file).decode() for file in plan.files] == [
        BIASED,
        CLEAN,
        "Gió.",
    ]
    reader.close()


def test_archive_that_changed_is_opened_anew(tmp_path: Path) -> None:
    """The reader keeps an archive open; in a watched folder it may be replaced."""
    write_files(tmp_path, {"gói.zip": zipped({"a.txt": CLEAN})})
    plan = make_plan(Inputs(paths=(str(tmp_path),)))
    reader = ContentReader()
    assert reader.read(plan.files[0]).decode() == CLEAN

    write_files(tmp_path, {"gói.zip": zipped({"a.txt": BIASED})})

    assert reader.read(plan.files[0]).decode() == BIASED
    reader.close()
