"""What people open after a scan: overview, workbook, table, comparison."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from screener.batch.charts import Column, Part, bar, columns
from screener.batch.contents import ContentReader
from screener.batch.diff import compare_scans, difference_to_json
from screener.batch.entries import Entry, Facts, State
from screener.batch.index_page import PageFacts, render_index
from screener.batch.journal import Journal
from screener.batch.overview import Overview, overview_to_json, worst_first
from screener.batch.plan import Inputs, Listed, make_plan
from screener.batch.planned import Metadata
from screener.batch.records import outcome_from_record, rebuilt_error
from screener.batch.results import write_results
from screener.batch.scan import ScanJob, run_scan
from screener.batch.screening import TaskScreener
from screener.batch.stamp import Stamp
from screener.batch.tasks import Pages, Task, WorkOrder
from screener.domain.labels import Severity, Verdict
from screener.domain.limits import ReadLimits
from screener.domain.reports import Report
from screener.errors import TooLargeError
from screener.ingest.reader import read_bytes
from screener.report.tables import document_table, finding_table, mention_table
from tests.batch_screeners import FAILS, make_breakable
from tests.inline_engine import InlineEngine
from tests.phrase_screener import CRITICISED, PhraseScreener
from tests.unit.batch.batch_files import BIASED, CLEAN, write_files

STAMP = Stamp(
    model="cụm từ 1", operating_point="can-bang", lexicon="l", limits="g", screener="0"
)
NOW = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)
GRAVE = "Ông nói: Đàn bà con gái thì biết gì mà bàn."


def scanned(
    folder: Path,
    out: Path,
    *,
    outlets: dict[str, str] | None = None,
    days: dict[str, date] | None = None,
    titles: dict[str, str] | None = None,
) -> Path:
    """The folder of results of all drafts in a folder, results written."""
    outlets, days, titles = outlets or {}, days or {}, titles or {}
    listed = tuple(
        Listed(
            place=str(folder / name),
            metadata=Metadata(
                outlet=outlets.get(name, ""),
                published_on=days.get(name),
                title=titles.get(name, ""),
            ),
        )
        for name in {*outlets, *days, *titles}
    )
    plan = make_plan(Inputs(paths=(str(folder),), listed=listed))
    with Journal(out) as journal:
        order = WorkOrder(make_screener=make_breakable, pages=Pages.ALL)
        job = ScanJob(
            journal=journal,
            engine=InlineEngine(order),
            contents=ContentReader(),
            stamp=STAMP,
        )
        run_scan(plan, job)
        journal.settle(file.key for file in plan.files)
        write_results(journal, language="vi", agency="Sở Ví Dụ", now=NOW)
    return out


def make_entry(key: str, *counts: tuple[str, str, int], **facts: str) -> Entry:
    verdict = facts.pop("verdict", "revise" if counts else "pass")
    return Entry(
        key=key,
        document_id=key,
        size_bytes=1,
        modified_ns=1,
        content="",
        stamp=STAMP.id,
        facts=Facts(state=State.SCREENED, verdict=verdict, counts=counts, **facts),  # type: ignore[arg-type]
    )


def test_worst_publication_comes_first() -> None:
    """One grave passage outweighs any number of light ones."""
    entries = [
        make_entry("nhẹ", ("language", "low", 30)),
        make_entry("nặng", ("role", "high", 1)),
        make_entry("sạch"),
        make_entry("vừa", ("role", "medium", 2), ("trait", "medium", 1)),
    ]

    overview = Overview(entries)

    assert [e.key for e in overview.total.worst] == ["nặng", "vừa", "nhẹ"]
    assert overview.gravest is Severity.HIGH


def test_list_of_the_worst_is_bounded_and_keeps_the_worst() -> None:
    """Ten million files have a page of a few hundred lines."""
    entries = [make_entry(f"{n:04}", ("role", "medium", n % 997)) for n in range(3000)]

    worst = list(Overview(entries).total.worst)

    assert len(worst) == 200
    assert worst[0].key == "0996"
    counts = [e.facts.findings for e in worst]
    assert counts == sorted(counts, reverse=True)


def test_groups_count_files_and_findings() -> None:
    """A newspaper is judged by its share, not by its size alone."""
    overview = Overview(
        [
            make_entry(
                "a", ("role", "high", 2), outlet="Báo A", published_on="2026-03-01"
            ),
            make_entry(
                "b", ("role", "low", 1), outlet="Báo A", published_on="2026-03-09"
            ),
            make_entry("c", outlet="Báo B", published_on="2025-12-31", kind="báo in"),
            make_entry("d", ("trait", "medium", 1)),
        ]
    )

    first, unknown, last = worst_first(overview.outlets)
    summary = overview_to_json(overview, (STAMP,))

    assert (first.name, first.files, first.flagged, first.findings) == (
        "Báo A",
        2,
        1,
        3,
    )
    assert (unknown.name, last.name) == ("", "Báo B")
    assert list(summary["months"]) == ["2025-12", "2026-03", ""]
    assert summary["categories"]["role"]["severities"] == {
        "low": 1,
        "medium": 0,
        "high": 2,
    }
    assert summary["genres"]["báo in"]["files"] == 1


def test_untrusted_text_counts_as_not_screened() -> None:
    """A file whose text is rubbish is never called clean."""
    overview = Overview([make_entry("a", verdict="not_screened"), make_entry("b")])

    assert overview.not_screened == 1
    assert overview.verdicts[Verdict.PASS] == 1


def test_files_with_advice_alone_are_counted_apart_from_clean_ones() -> None:
    """“Nothing found” must not stand over a file in which something was."""
    overview = Overview(
        [
            make_entry("a", ("role", "low", 2), verdict="pass"),
            make_entry("b"),
            make_entry("c", ("role", "medium", 1)),
        ]
    )

    counts = overview.verdict_counts

    assert counts == {
        "escalate": 0,
        "revise": 1,
        "pass_with_notes": 1,
        "pass": 1,
        "not_screened": 0,
    }
    assert overview_to_json(overview, ())["passed_with_notes"] == 1


def test_page_of_a_stopped_scan_says_so_and_names_copies() -> None:
    """Half of a folder must not pass for the whole of it."""
    twin = replace(make_entry("b", ("role", "high", 1)), duplicate_of="a <1>")
    overview = Overview([make_entry("a <1>", ("role", "high", 1)), twin])
    facts = PageFacts(language="vi", agency="", made_at=NOW, stamps=(), left=1200)

    page = render_index(overview, facts)
    whole = render_index(overview, replace(facts, left=0))

    assert "còn 1.200 tệp chưa soát" in page
    assert "dừng giữa chừng" not in whole
    assert "trùng nội dung với a &lt;1&gt;" in page


@pytest.mark.parametrize(
    "series", [[], [Column("1", ())], [Column("1", (Part("low", 3, "x"),))] * 40]
)
def test_charts_are_well_formed_and_inside_their_place(series: list[Column]) -> None:
    """No data and much data both make a picture."""
    drawing = etree.fromstring(str(columns(series)))

    for shape in drawing.iter("rect"):
        left, width = (float(shape.get(n).rstrip("%")) for n in ("x", "width"))
        assert 0 <= left <= left + width <= 100.01


def test_bar_escapes_what_it_is_told() -> None:
    """Names of newspapers come from outside."""
    parts = [Part("high", 1, '<b>"&'), Part("low", 0, "không")]

    drawing = etree.fromstring(str(bar(parts, whole=4)))

    (piece,) = drawing.iter("rect")
    assert piece.get("width") == "25.000%"
    assert piece.findtext("title") == '<b>"&'


def test_record_comes_back_as_the_report_it_was() -> None:
    """Workbook and table say what the report says."""
    text = f"{BIASED} {GRAVE} Quan niệm {CRITICISED} đã lỗi thời."
    order = WorkOrder(make_screener=make_breakable)
    task = Task(key="a.txt", document_id="a.txt", content=text.encode())
    answer = TaskScreener(order).answer(task)
    document = read_bytes(task.content, name="a.txt", limits=ReadLimits())
    report = PhraseScreener().screen(document)
    entry = make_entry("a.txt")

    back = outcome_from_record(answer.record, entry, language="vi")

    assert isinstance(back, Report)
    assert len(back.findings) == 3
    for table in (document_table, finding_table, mention_table):
        assert table([back], "vi") == table([report], "vi")


def test_failure_comes_back_with_its_facts() -> None:
    """The hint needs the numbers."""
    error = rebuilt_error(
        "input.too_large", source="a", facts={"size_bytes": 5, "limit_bytes": 3}
    )

    assert isinstance(error, TooLargeError)
    assert error.facts == {"size_bytes": 5, "limit_bytes": 3}


@pytest.mark.parametrize(
    ("code", "facts"), [("nobody.knows", {}), ("input.too_large", {"x": 1})]
)
def test_failure_of_another_version_still_has_words(
    code: str, facts: dict[str, str | int | float]
) -> None:
    """Records outlive the program that made them."""
    assert rebuilt_error(code, source="a", facts=facts).code == "job.document_crashed"


def test_workbook_lists_every_file_with_what_is_known_of_it(tmp_path: Path) -> None:
    """The inspector sorts and filters it."""
    drafts = write_files(
        tmp_path / "bài", {"a.txt": BIASED, "b.txt": BIASED, "c.txt": FAILS}
    )
    titles = {"b.txt": '=HYPERLINK("http://x")'}
    out = scanned(drafts, tmp_path / "kq", outlets={"a.txt": "Báo A"}, titles=titles)

    workbook = openpyxl.load_workbook(out / "results.xlsx")

    documents, findings, _, failures = workbook.worksheets
    rows = list(documents.iter_rows(values_only=True))
    assert rows[0][:8] == (
        *("Tệp", "Tít", "Cơ quan báo chí", "Thể loại", "Loại", "Ngày đăng"),
        *("Tác giả", "Trùng nội dung với"),
    )
    assert rows[1][2] == "Báo A"
    assert rows[2][7] == rows[1][0]
    assert documents["B3"].data_type == "s"
    assert documents["B3"].value.startswith("=")
    assert findings.max_row == 1 + 4
    assert failures.max_row == 2


def test_table_has_a_row_for_each_file_and_finding(tmp_path: Path) -> None:
    """Other programs take it from here."""
    drafts = write_files(tmp_path / "bài", {"a.txt": BIASED, "b.txt": CLEAN})
    out = scanned(drafts, tmp_path / "kq")

    text = (out / "results.csv").read_text("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Loại dòng"] for row in rows] == [
        *("tài liệu", "phát hiện", "phát hiện", "tài liệu")
    ]


def test_overview_page_stands_alone(tmp_path: Path) -> None:
    """It is opened on machines without a network."""
    drafts = write_files(
        tmp_path / "bài", {"a.txt": GRAVE, "b.txt": CLEAN, "c.txt": FAILS}
    )
    out = scanned(
        drafts,
        tmp_path / "kq",
        outlets={"a.txt": "<Báo> A & B"},
        days={"a.txt": date(2026, 3, 8)},
    )

    page = (out / "index.html").read_text("utf-8")

    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert "&lt;Báo&gt; A &amp; B" in page
    assert "Sở Ví Dụ" in page
    assert "03/2026" in page
    assert "nobody foresaw" not in page


def test_links_of_the_overview_page_lead_to_files(tmp_path: Path) -> None:
    """A dead link in the evidence is worse than none."""
    drafts = write_files(tmp_path / "bài", {"a.txt": GRAVE, "b.txt": BIASED})
    out = scanned(drafts, tmp_path / "kq")

    page = etree.HTML((out / "index.html").read_text("utf-8"))

    links = page.xpath("//a/@href")
    assert len(links) >= 4 + 2
    assert [link for link in links if not (out / link).is_file()] == []


def test_empty_scan_has_a_page_that_says_so(tmp_path: Path) -> None:
    """Nothing to show is shown, too."""
    with Journal(tmp_path) as journal:
        write_results(journal, language="vi", agency="", now=NOW)

    assert "Chưa có tệp nào" in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_results_exist_in_both_languages(tmp_path: Path, language: str) -> None:
    """No key of the catalogue may be missing where it is first used."""
    drafts = write_files(tmp_path / "bài", {"a.txt": GRAVE, "b.txt": FAILS})
    out = scanned(drafts, tmp_path / "kq", outlets={"a.txt": "Báo A"})
    with Journal(out) as journal:
        overview = write_results(journal, language=language, agency="", now=NOW)

    assert overview.files == 2


def test_same_records_make_the_same_files(tmp_path: Path) -> None:
    """Two scans of the same drafts can be compared by their bytes."""
    drafts = write_files(tmp_path / "bài", {"a.txt": GRAVE, "b.txt": BIASED})
    one, two = scanned(drafts, tmp_path / "1"), scanned(drafts, tmp_path / "2")

    for name in ("results.jsonl", "results.xlsx", "results.csv", "summary.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_difference_names_what_changed(tmp_path: Path) -> None:
    """An editor corrected some drafts; the inspector wants to see which."""
    drafts = write_files(
        tmp_path / "bài",
        {"a.txt": BIASED, "b.txt": CLEAN, "c.txt": GRAVE, "d.txt": CLEAN + " Xong."},
    )
    old = scanned(drafts, tmp_path / "cũ")
    (drafts / "d.txt").unlink()
    write_files(
        drafts, {"a.txt": "Đó là một bóng hồng giỏi giang.", "e.txt": CLEAN + " Mới."}
    )
    new = scanned(drafts, tmp_path / "mới")

    difference = compare_scans(old, new)

    assert (difference.added, difference.removed) == (("e.txt",), ("d.txt",))
    assert difference.same == 2
    (change,) = difference.changed
    assert (change.document_id, change.before, change.after) == (
        "a.txt",
        "revise",
        "pass",
    )
    assert [w.category for w in change.gone] == ["role"]
    assert change.new == ()
    assert difference_to_json(difference)["findings"] == {"before": 3, "after": 2}


def test_scan_differs_from_itself_in_nothing(tmp_path: Path) -> None:
    """A difference that is none would cost somebody a day."""
    drafts = write_files(tmp_path / "bài", {"a.txt": BIASED, "b.txt": FAILS})
    out = scanned(drafts, tmp_path / "kq")
    again = scanned(drafts, tmp_path / "kq 2")

    difference = compare_scans(out, again)

    assert (difference.same, difference.changed) == (2, ())
