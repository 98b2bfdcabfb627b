"""The journal: what it does not name did not happen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from screener.batch.entries import Entry, Facts, State, entry_from_json, entry_to_json
from screener.batch.journal import JOURNAL, RESULTS, Journal
from screener.batch.lock import FolderLock
from screener.batch.stamp import Stamp
from screener.errors import (
    NotAScanError,
    ScanBusyError,
    ScanFolderError,
    ScanVersionError,
)

STAMP = Stamp(
    model="cụm từ 1", operating_point="can-bang", lexicon="l", limits="g", screener="0"
)


def make_entry(key: str, *, content: str = "") -> Entry:
    facts = Facts(
        state=State.SCREENED, verdict="revise", counts=(("role", "medium", 2),)
    )
    return Entry(
        key=key,
        document_id=key,
        size_bytes=3,
        modified_ns=7,
        content=content,
        stamp=STAMP.id,
        facts=facts,
    )


def filled(folder: Path, *keys: str) -> Journal:
    journal = Journal(folder)
    journal.note_stamp(STAMP)
    for key in keys:
        journal.add(make_entry(key), json.dumps({"tệp": key}).encode())
    journal.commit()
    return journal


def records(folder: Path) -> list[str]:
    lines = (folder / RESULTS).read_text("utf-8").splitlines()
    return [json.loads(line)["tệp"] for line in lines]


def test_entry_survives_json() -> None:
    """What is resumed from must be what was written."""
    facts = Facts(
        state=State.FAILED,
        verdict="not_screened",
        error="input.too_large",
        error_facts=(("size_bytes", 5), ("limit_bytes", 3)),
        title="Tít",
        read_s=0.5,
    )
    entry = replace(make_entry("á"), facts=facts, size_bytes=None, offset=9, length=4)

    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry


def test_records_are_found_again_after_reopening(tmp_path: Path) -> None:
    """A scan goes on where it was."""
    filled(tmp_path, "a", "b").close()

    with Journal(tmp_path) as journal:
        assert journal.keys() == ("a", "b")
        assert json.loads(journal.record(journal.entry("b"))) == {"tệp": "b"}
        assert journal.stamp(STAMP.id) == STAMP


@pytest.mark.parametrize("cut", range(1, 260, 7))
def test_torn_journal_loses_only_its_torn_end(tmp_path: Path, cut: int) -> None:
    """A power cut may stop the writing at any byte."""
    filled(tmp_path, "a", "b", "c").close()
    path = tmp_path / JOURNAL
    path.write_bytes(path.read_bytes()[:-cut])

    with Journal(tmp_path) as journal:
        missing = [key for key in "abc" if journal.known(key) is None]
        for key in missing:
            journal.add(make_entry(key), json.dumps({"tệp": key}).encode())
        journal.commit()

    assert records(tmp_path) == ["a", "b", "c"]
    assert "c" in missing


def test_results_beyond_the_journal_are_cut_off(tmp_path: Path) -> None:
    """Killed between record and entry: the file is screened again, once."""
    filled(tmp_path, "a").close()
    with (tmp_path / RESULTS).open("ab") as stream:
        stream.write(b'{"t\xe1\xbb\x87p": "b"}\n{"t')

    Journal(tmp_path).close()

    assert records(tmp_path) == ["a"]


def test_entry_without_its_record_does_not_count(tmp_path: Path) -> None:
    """Some disks write the later file first, whatever they were told."""
    filled(tmp_path, "a", "b").close()
    path = tmp_path / RESULTS
    path.write_bytes(path.read_bytes()[:-4])

    with Journal(tmp_path) as journal:
        assert journal.keys() == ("a",)
    assert records(tmp_path) == ["a"]


def test_uncommitted_records_do_not_count(tmp_path: Path) -> None:
    """Only what is on the disk is done."""
    with filled(tmp_path, "a") as journal:
        journal.add(make_entry("b"), b"{}")

    with Journal(tmp_path) as reopened:
        assert reopened.keys() == ("a",)


def test_settling_leaves_one_line_a_file_in_order(tmp_path: Path) -> None:
    """A file screened again has two lines until then."""
    journal = filled(tmp_path, "c", "a", "b")
    journal.add(make_entry("a"), json.dumps({"tệp": "a mới"}).encode())
    journal.commit()

    journal.settle(["a", "b", "không có"])

    assert records(tmp_path) == ["a mới", "b", "c"]
    assert json.loads(journal.record(journal.entry("c"))) == {"tệp": "c"}
    journal.close()
    with Journal(tmp_path) as reopened:
        assert reopened.keys() == ("a", "b", "c")


@pytest.mark.parametrize("is_journal_replaced", [False, True])
def test_settling_killed_half_way_is_undone_or_completed(
    tmp_path: Path, is_journal_replaced: bool
) -> None:
    """Two files cannot take their places at once."""
    journal = filled(tmp_path, "b", "a")
    old = {name: (tmp_path / name).read_bytes() for name in (JOURNAL, RESULTS)}
    journal.settle(["a", "b"])
    journal.close()
    new_results, new_journal = tmp_path / RESULTS, tmp_path / JOURNAL
    new_results.rename(tmp_path / "results.2.jsonl.new")
    (tmp_path / RESULTS).write_bytes(old[RESULTS])
    if not is_journal_replaced:
        new_journal.rename(tmp_path / f"{JOURNAL}.new")
        new_journal.write_bytes(old[JOURNAL])

    with Journal(tmp_path) as reopened:
        found = [json.loads(reopened.record(e))["tệp"] for e in reopened.entries()]

    expected = ["a", "b"] if is_journal_replaced else ["b", "a"]
    assert records(tmp_path) == expected
    assert found == expected
    assert not list(tmp_path.glob("*.new"))


def test_content_is_found_by_what_screened_it(tmp_path: Path) -> None:
    """Identical files are screened once, but by each model."""
    with Journal(tmp_path) as journal:
        journal.add(make_entry("a", content="c1"), b"{}")
        other = journal.with_content("c1", stamp="another")
        found = journal.with_content("c1", stamp=STAMP.id)

    assert other is None
    assert found is not None
    assert found.key == "a"


def test_changed_results_are_noticed(tmp_path: Path) -> None:
    """A report that somebody edited must not be passed on as ours."""
    journal = filled(tmp_path, "a")
    path = tmp_path / RESULTS
    path.write_bytes(path.read_bytes().replace(b"a", b"b"))

    with journal, pytest.raises(ScanFolderError):
        journal.record(journal.entry("a"))


@pytest.mark.parametrize("name", [JOURNAL, RESULTS])
@pytest.mark.parametrize("content", ["xin chào", '{"ngày": 1}\n'])
def test_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, name: str, content: str
) -> None:
    """A file of the same name may be anything."""
    (tmp_path / name).write_text(content, "utf-8")

    with pytest.raises(NotAScanError):
        Journal(tmp_path)

    assert (tmp_path / name).read_text("utf-8") == content


def test_folder_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    """Half-understood is worse than refused."""
    (tmp_path / JOURNAL).write_text('{"schema": "screener.scan/9", "generation": 1}\n')

    with pytest.raises(ScanVersionError):
        Journal(tmp_path)


def test_second_scan_of_a_folder_is_refused_until_the_first_ends(
    tmp_path: Path,
) -> None:
    """Two writers would tear the journal."""
    first = FolderLock(tmp_path)

    with pytest.raises(ScanBusyError):
        FolderLock(tmp_path)

    first.release()
    FolderLock(tmp_path).release()
