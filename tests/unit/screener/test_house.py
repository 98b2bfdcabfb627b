"""House exceptions let words through after detection, and every one is counted."""

from __future__ import annotations

import json

import pytest

from screener.bootstrap import make_screener
from screener.config import Settings
from screener.domain.detections import (
    Candidate,
    Detection,
    SentenceStance,
    SeverityScores,
)
from screener.domain.exceptions import ExceptionKind, HouseException
from screener.domain.labels import Category, Severity, Stance, Verdict
from screener.domain.reports import Report
from screener.ingest.reader import read_text
from screener.policy import Decision, decide
from screener.report.json_report import report_to_json
from screener.report.words import warning_words
from tests.builders import make_candidate, make_point, make_reading

NAMED = "Tạp chí Phái đẹp ra số Tết, phái yếu đọc nhiều nhất."


def make_exception(
    phrase: str = "Tạp chí Phái đẹp", *, category: Category | None = None
) -> HouseException:
    return HouseException(
        id="ngoai-le-1", kind=ExceptionKind.NAME, phrase=phrase, category=category
    )


def decided(
    sentence: str,
    *words: tuple[str, str],
    exceptions: tuple[HouseException, ...] = (make_exception(),),
    stances: tuple[SentenceStance, ...] = (),
) -> Decision:
    """What is decided of (words, rule) in one sentence; rule "" is the model."""
    reading = make_reading(sentence)
    certain = SeverityScores.certain(Severity.MEDIUM)
    candidates: list[Candidate] = [
        make_candidate(
            reading,
            text,
            category=Category.LANGUAGE,
            rule=rule,
            scores=certain if rule else None,
        )
        for text, rule in words
    ]
    return decide(
        reading,
        [Detection(tuple(candidates), stances)],
        point=make_point(),
        suggest=lambda *_: (),
        exceptions=exceptions,
    )


def test_name_is_let_through_and_counted() -> None:
    """The editor is not told again, the reader of the report is."""
    decision = decided("Tạp chí Phái đẹp ra số Tết.", ("Phái đẹp", "tu/1"))

    assert decision.findings == ()
    [item] = decision.excepted
    assert (item.finding.quote, item.exception.id) == ("Phái đẹp", "ngoai-le-1")


def test_other_words_of_the_same_sentence_stay_a_finding() -> None:
    """A name must not shelter what stands beside it."""
    decision = decided(NAMED, ("Phái đẹp", "tu/1"), ("phái yếu", "tu/2"))

    [finding] = decision.findings
    assert (finding.quote, finding.rule) == ("phái yếu", "tu/2")
    assert decision.excepted == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "TẠP CHÍ PHÁI ĐẸP ra số Tết.",
        "“Tạp  chí Phái đẹp” ra số Tết.",
        "Ra số Tết: tạp chí phái đẹp.",
    ],
)
def test_letter_case_and_blanks_do_not_count(sentence: str) -> None:
    """Headlines shout, pasted text has odd blanks."""
    words = "PHÁI ĐẸP" if "PHÁI" in sentence else "hái đẹp"
    decision = decided(sentence, (words, "tu/1"))

    assert len(decision.excepted) == 1


@pytest.mark.parametrize(
    "phrase", ["Phái", "đẹp ra", "Tạp chí Phái đẹ", "Báo Phái đẹp", "ạp chí Phái đẹp"]
)
def test_only_the_whole_phrase_shelters(phrase: str) -> None:
    """Half a name is another name."""
    decision = decided(
        "Tạp chí Phái đẹp ra số Tết.",
        ("Phái đẹp", "tu/1"),
        exceptions=(make_exception(phrase),),
    )

    assert len(decision.findings) == 1


def test_exception_of_another_category_is_none() -> None:
    """What was agreed for one reason is not agreed for all."""
    other = make_exception(category=Category.ROLE)
    same = make_exception(category=Category.LANGUAGE)
    sentence = ("Tạp chí Phái đẹp ra số Tết.", ("Phái đẹp", "tu/1"))

    assert len(decided(*sentence, exceptions=(other,)).findings) == 1
    assert len(decided(*sentence, exceptions=(same,)).excepted) == 1


@pytest.mark.parametrize(
    ("evidence", "is_sheltered"),
    [("Phái đẹp ra", True), ("chí Phái đẹp ra số Tết", True), ("ra số Tết", False)],
)
def test_model_s_evidence_may_end_a_word_off(evidence: str, is_sheltered: bool) -> None:
    """A model only points; half of what it points at must be the phrase."""
    decision = decided("Tạp chí Phái đẹp ra số Tết.", (evidence, ""))

    assert bool(decision.excepted) is is_sheltered


def test_model_that_saw_the_words_of_the_rules_goes_with_them() -> None:
    """One name seen by two detectors is still one name."""
    long = "Phái đẹp ra số Tết với nhiều trang ảnh màu rất to"
    decision = decided(f"Tạp chí {long}.", ("Phái đẹp", "tu/1"), (long, ""))

    assert decision.findings == ()
    assert len(decision.excepted) == 1


def test_criticised_name_stays_a_mention() -> None:
    """What never counted needs no exception."""
    stance = SentenceStance(0, Stance.COUNTERED, 0.9, why="lỗi thời")
    decision = decided(
        "Tạp chí Phái đẹp là tên lỗi thời.", ("Phái đẹp", "tu/1"), stances=(stance,)
    )

    assert len(decision.mentions) == 1
    assert decision.excepted == ()


def test_exception_without_words_is_refused() -> None:
    """It would let everything through."""
    with pytest.raises(ValueError, match="needs words"):
        make_exception("  ")


def screened(*exceptions: HouseException) -> Report:
    text = "Chị làm ở tạp chí Phái đẹp từ năm 2015."
    document = read_text(text, source="bai.txt")
    return make_screener(Settings()).screen(document, exceptions=exceptions)


def test_report_of_the_whole_screener_counts_what_was_let_through() -> None:
    """In the JSON and in the words that every format shows first."""
    plain, report = screened(), screened(make_exception("tạp chí Phái đẹp"))

    assert "excepted" not in report_to_json(plain)
    assert (len(plain.findings), len(report.findings)) == (1, 0)
    assert report.verdict is Verdict.PASS
    excepted = json.dumps(report_to_json(report)["excepted"], ensure_ascii=False)
    assert excepted.count("Phái đẹp") == 2
    [line] = warning_words(report, "vi")
    assert line == "1 đoạn được cho qua theo ngoại lệ của toà soạn: “Phái đẹp”."
