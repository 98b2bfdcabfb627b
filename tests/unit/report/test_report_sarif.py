"""Findings for code hosts and editors, in the format that they all read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from screener.domain.documents import Trust
from screener.domain.labels import Verdict
from screener.domain.reports import Outcome
from screener.report.annotations import render_annotations
from screener.report.regions import Located, Region
from screener.report.sarif import render_sarif
from tests.builders import make_document
from tests.reports import BODY, FAILURE, TITLE, make_report

SCHEMA = Path(__file__).parents[2] / "fixtures" / "sarif" / "sarif-2.1.0-rtm.5.json"


def log_of(*outcomes: Outcome, regions: tuple[Region | None, ...] = ()) -> Any:
    items = [Located(outcome, regions) for outcome in outcomes]
    return json.loads(render_sarif(items, version="0.1.0"))


def run_of(*outcomes: Outcome, regions: tuple[Region | None, ...] = ()) -> Any:
    return log_of(*outcomes, regions=regions)["runs"][0]


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize(
    "outcomes",
    [(), (make_report(),), (FAILURE,), (make_report(), FAILURE, make_report())],
    ids=["none", "one", "failure", "several"],
)
def test_log_keeps_to_the_schema(
    validator: Draft4Validator, outcomes: tuple[Outcome, ...]
) -> None:
    """Code hosts refuse a log with one wrong key, and say little about which."""
    for regions in ((), (Region(1, 1, 1, 10), Region(2, 3), None)):
        log = log_of(*outcomes, regions=regions)

        assert [error.message for error in validator.iter_errors(log)] == []


def test_schema_would_find_a_fault(validator: Draft4Validator) -> None:
    """A validator that accepts anything proves nothing."""
    log = log_of(make_report())
    log["runs"][0]["results"][0]["level"] = "grave"

    assert list(validator.iter_errors(log))


def test_result_names_rule_place_and_identity() -> None:
    """A host tells new findings from known ones by the fingerprint."""
    report = make_report()

    first, second = run_of(report)["results"]

    assert (first["ruleId"], first["level"]) == ("language", "note")
    assert (second["ruleId"], second["level"]) == ("role", "warning")
    assert first["partialFingerprints"] == {"soatGioiFinding/v1": report.findings[0].id}
    assert second["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "đoạn 2"}
    ]
    assert "Gợi ý: “bổn phận” → “việc”" in second["message"]["text"]
    assert second["properties"]["start"] == report.findings[1].span.start


def test_rule_index_leads_to_the_rule() -> None:
    """Readers look rules up by position."""
    run = run_of(make_report())

    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_lines_are_given_where_they_are_known() -> None:
    """A Word file has none, and a made-up line would mislead."""
    regions = (Region(1, 1, 1, 10), None)

    first, second = run_of(make_report(), regions=regions)["results"]

    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "endLine": 1,
        "startColumn": 1,
        "endColumn": 10,
        "snippet": {"text": "Bóng hồng"},
    }
    assert "region" not in second["locations"][0]["physicalLocation"]


def test_coverage_and_mentions_are_in_the_log() -> None:
    """What was not read, and what is not counted, must not vanish."""
    run = run_of(make_report())

    said = [
        notice["message"]["text"]
        for notice in run["invocations"][0]["toolExecutionNotifications"]
    ]
    assert "Đã đọc 95 ký tự, 3 câu." in said
    assert any(text.startswith("2 × hình ảnh") for text in said)
    assert run["artifacts"][0]["properties"]["mentions"][0]["quote"] == "đàn bà kém cỏi"


def test_failure_and_untrusted_text_are_notifications() -> None:
    """Neither is clean."""
    document = make_document(TITLE, BODY, has_title=True, trust=Trust.UNTRUSTED)
    report = replace(make_report(document), verdict=Verdict.NOT_SCREENED)

    run = run_of(report, FAILURE)

    notices = run["invocations"][0]["toolExecutionNotifications"]
    levels = [(n["level"], n["descriptor"]["id"]) for n in notices]
    assert ("warning", "coverage") in levels
    assert ("error", "failure") in levels
    assert any("không đáng tin" in n["message"]["text"] for n in notices)


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("-", "stdin"),
        ("bài số 1.txt", "bài số 1.txt"),
        (r"C:\Bài\số 1.docx", "file:///C:/Bài/số 1.docx"),
        ("/nhà/bài.txt", "file:///nhà/bài.txt"),
    ],
)
def test_source_becomes_an_address(source: str, uri: str) -> None:
    """Addresses hold no blanks, accents or backslashes as they are."""
    report = make_report(make_document(TITLE, BODY, has_title=True, source=source))

    written = run_of(report)["artifacts"][0]["location"]["uri"]

    assert written.isascii()
    assert " " not in written
    assert unquote(written) == uri


# -- workflow commands -----------------------------------------------------------------


def test_annotation_is_one_escaped_line_a_finding() -> None:
    """A line break or a colon in the wrong place would cut the command short."""
    item = Located(make_report(), (Region(3, 3, 5, 14), None))

    first, second, coverage = render_annotations(item).splitlines()

    assert first.startswith(
        "::notice file=ban-thao.txt,line=3,endLine=3,col=5,endColumn=13,"
        "title=Ngôn từ dán nhãn · nhẹ · đoạn 1%2C tít::“Bóng hồng”%0A"
    )
    assert second.startswith("::warning file=ban-thao.txt,title=Vai trò giới")
    assert "Đã đọc 95 ký tự" in coverage
    assert coverage.startswith("::notice file=ban-thao.txt,title=Soát Giới%3A Đề nghị")


def test_draft_gives_the_workflow_no_commands() -> None:
    """A draft that holds "::set-env" must stay a draft."""
    document = make_document(
        "Bóng hồng\n::error::giả", BODY, has_title=True, source="a,b:c%.txt\n::x"
    )

    lines = render_annotations(Located(make_report(document))).splitlines()

    assert [line.split(" ")[0] for line in lines] == [
        "::notice",
        "::warning",
        "::notice",
    ]
    assert all("file=a%2Cb%3Ac%25.txt%0A%3A%3Ax," in line for line in lines)


def test_failure_is_an_error_command() -> None:
    """A job must go red when a file could not be read."""
    (line,) = render_annotations(Located(FAILURE)).splitlines()

    assert line.startswith("::error file=kín.docx,")


def test_unscreened_document_is_an_error_command() -> None:
    """Rubbish text has no findings, and is not clean."""
    document = make_document("x", trust=Trust.UNTRUSTED)
    report = replace(
        make_report(), document=document, findings=(), verdict=Verdict.NOT_SCREENED
    )

    (line,) = render_annotations(Located(report)).splitlines()

    assert line.startswith("::error ")
    assert "không đáng tin" in line
