"""Reports are read by people and by programs; both must be able to rely on them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from screener.domain.detections import Detection
from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.labels import Verdict
from screener.domain.reports import Report
from screener.domain.spans import Span
from screener.domain.wording import Bilingual, Notice
from screener.policy import decide
from screener.report import plain
from screener.report.html_report import render_html
from screener.report.json_report import (
    outcome_to_json,
    render_json,
    render_json_line,
    report_to_json,
)
from screener.report.plain import TextStyle
from screener.report.underline import marked_lines
from screener.report.words import reason_words
from screener.text.sentences import read_document
from tests.builders import make_candidate, make_document, make_point
from tests.reports import BODY, FAILURE, TITLE, make_report

STYLE = TextStyle(width=80)


def test_json_report_has_the_published_keys() -> None:
    """The format is frozen: a key that goes or is renamed breaks every reader."""
    value = report_to_json(make_report())

    assert list(value) == [
        "schema",
        "document",
        "verdict",
        "coverage",
        "findings",
        "mentions",
        "warnings",
        "model",
        "screener",
    ]
    assert value["schema"] == "screener.report/1"
    findings: Any = value["findings"]
    assert list(findings[0]) == [
        "id",
        "category",
        "severity",
        "stance",
        "score",
        "unsure",
        "start",
        "end",
        "quote",
        "sentence",
        "place",
        "explanation",
        "suggestions",
        "legal_basis",
        "detector",
        "rule",
    ]


def test_json_quotes_are_slices_of_the_text() -> None:
    """A consumer cuts the text by the offsets it is given."""
    report = make_report()
    text = report.document.text
    value: Any = report_to_json(report)

    for item in [*value["findings"], *value["mentions"]]:
        assert text[item["start"] : item["end"]] == item["quote"]
    for finding in value["findings"]:
        sentence = finding["sentence"]
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]


def test_json_is_an_object_for_one_and_a_list_for_several() -> None:
    """One document is the usual case and needs no wrapping."""
    report = make_report()

    assert json.loads(render_json([report]))["verdict"] == "revise"
    assert len(json.loads(render_json([report, FAILURE]))) == 2
    assert json.loads(render_json([])) == []


def test_error_record_says_what_where_and_what_to_do() -> None:
    """Programs need a code, people a message and a hint."""
    value: Any = outcome_to_json(FAILURE)

    assert value["schema"] == "screener.error/1"
    assert value["document"] == {"id": "kín", "source": "kín.docx"}
    assert value["error"]["code"] == "input.encrypted"
    assert "mật khẩu" in value["error"]["message"]
    assert value["error"]["hint"]


def test_json_line_is_one_line_of_readable_vietnamese() -> None:
    """JSON Lines are grepped by people, so letters are not escaped."""
    line = render_json_line(make_report())

    assert line.count("\n") == 1
    assert "bổn phận cơm nước" in line


def test_plain_text_reads_like_this() -> None:
    """The whole page, as an editor sees it without colours."""
    assert plain.render(make_report(), style=STYLE) == GOLDEN


GOLDEN = """\
ban-thao.txt  Đề nghị điều chỉnh
   2 đoạn có dấu hiệu định kiến giới, đề nghị xem xét.
   Đã đọc 95 ký tự, 3 câu · 2 × hình ảnh: chưa đánh giá, cần người xem

 1 Ngôn từ dán nhãn · nhẹ · 100% · đoạn 1, tít
   │ Bóng hồng của ngành tôm
   │ ~~~~~~~~~
   Vì sao: Từ ngữ này dán nhãn, hạ thấp hoặc nêu giới tính khi không cần, trong
   khi đã có cách nói trung tính.
   Căn cứ: Luật Bình đẳng giới 2006 (73/2006/QH11): Điều 5 khoản 4 (định kiến
   giới)
   Gợi ý: “Bóng hồng” → “Giám đốc”

 2 Vai trò giới · vừa · 91% · đoạn 2
   │ Chị không quên bổn phận cơm nước.
   │                ~~~~~~~~~~~~~~~~~
   Vì sao: Đoạn này gắn việc nhà, việc chăm sóc, kiếm tiền hay vị thế với một
   giới. Thử đổi sang giới kia: bài có còn viết như vậy không?
   Căn cứ: Luật Bình đẳng giới 2006 (73/2006/QH11): Điều 5 khoản 4 (định kiến
   giới), Điều 18 khoản 5 (chia sẻ công việc gia đình), Điều 41 khoản 5 (áp đặt
   lao động gia đình)
   Gợi ý: “bổn phận” → “việc”

   Đã phê phán, không tính:
   – Năng lực, nghề nghiệp: “đàn bà kém cỏi”. Bài nhắc tới định kiến này để phê
   phán (“lỗi thời”), không tính.

"""


def test_plain_text_speaks_english_on_request() -> None:
    """English stands beside Vietnamese everywhere."""
    text = plain.render(make_report(), style=TextStyle(language="en", width=80))

    assert "Revision suggested" in text
    assert "Vì sao" not in text


def test_plain_text_underlines_with_colour_instead_of_pointers() -> None:
    """A terminal can underline the words themselves."""
    text = plain.render(make_report(), style=TextStyle(width=80, has_colour=True))

    assert "\x1b[1;4mbổn phận cơm nước" in text
    assert "~~~" not in text


def test_plain_error_has_message_and_hint() -> None:
    """The same words as in the JSON record."""
    text = plain.render_error(FAILURE.error, style=STYLE)

    assert "kín.docx" in text.splitlines()[0]
    assert "Bỏ mật khẩu" in text.splitlines()[1]


@pytest.mark.parametrize("has_colour", [False, True])
def test_draft_gives_the_terminal_no_orders(has_colour: bool) -> None:
    """A window title or a colour set from a draft is an attack, however small."""
    document = make_document("Chị không quên bổn phận\x1b]0;tít\x07 \x9b31mcơm nước.")
    start = document.text.index("bổn")
    reading = read_document(document)
    candidate = make_candidate(reading, document.text[start:-1])
    decision = decide(
        reading,
        [Detection((candidate,))],
        point=make_point(),
        suggest=lambda *_: (),
    )
    report = replace(
        make_report(), document=document, findings=decision.findings, mentions=()
    )

    shown = plain.render(report, style=TextStyle(has_colour=has_colour))

    assert "cơm nước" in shown
    assert "\x1b]" not in shown
    assert "\x9b" not in shown


def test_warnings_are_said_in_plain_text() -> None:
    """What the reader could not do must be seen before the findings."""
    document = make_document(BODY, warnings=(Notice("coverage.image"),))
    report = make_report(make_document(TITLE, BODY, has_title=True))

    text = plain.render(
        Report(
            document=document,
            sentences=2,
            verdict=report.verdict,
            findings=(),
            mentions=(),
            warnings=document.warnings,
            model=report.model,
            screener_version="0",
        ),
        style=STYLE,
    )

    assert "! hình ảnh: chưa đánh giá" in text
    assert "Không thấy đoạn nào" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_html_marks_the_passages_in_place(language: str) -> None:
    """The article is shown whole, with each passage marked and numbered."""
    page = render_html([make_report(), FAILURE], language=language)

    assert (
        '<mark class="role">bổn phận cơm nước</mark><sup class="role">'
        '<a href="#d1-2" id="d1-to-2">2</a></sup>' in page
    )
    assert 'id="d1-2"' in page
    assert '<mark class="mention">đàn bà kém cỏi</mark>' in page
    assert "kín.docx" in page


def test_html_shows_script_as_text() -> None:
    """A draft may hold anything; the page runs none of it."""
    text = "<script>alert(1)</script> Bóng hồng. Chị không quên bổn phận cơm nước."
    document = make_document(text, "đàn bà kém cỏi, thế thôi, quan niệm lỗi thời.")

    page = render_html([make_report(document)])

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_html_needs_nothing_from_elsewhere() -> None:
    """The page is mailed and printed; a draft must not call home."""
    page = render_html([make_report()])

    assert "http://" not in page
    assert "https://" not in page
    assert "src=" not in page


def test_marked_lines_keep_every_word_and_point_at_the_mark() -> None:
    """Breaking lines must not lose or move what is pointed at."""
    text = "Phụ nữ lái xe thì phải biết sợ, đàn ông thì không cần."
    mark = Span(text.index("phải"), text.index(","))

    lines = marked_lines(text, mark, width=20)

    assert " ".join(line.text for line in lines) == text
    assert all(len(line.text) <= 20 for line in lines)
    marked = " ".join(line.mark.of(line.text) for line in lines if line.mark)
    assert marked == "phải biết sợ"


def test_word_longer_than_a_line_is_kept_whole() -> None:
    """An address has no place to break and must not vanish."""
    lines = marked_lines("x" * 30 + " y", Span(0, 0), width=10)

    assert [line.text for line in lines] == ["x" * 30, "y"]
    assert lines[0].pointer() == ""


def test_bilingual_falls_back_to_vietnamese() -> None:
    """An unknown language must not leave the reader without words."""
    assert Bilingual("một", "one").in_language("fr") == "một"


def test_members_and_chapters_are_named_where_they_begin() -> None:
    """Forty files of an archive would else run into one another."""
    document = make_document("Tin một.", "Tin một nữa.", "Tin hai.")
    names = ("a/một.txt", "a/một.txt", "b/hai.txt")
    paragraphs = tuple(
        replace(paragraph, place=replace(paragraph.place, section=name))
        for paragraph, name in zip(document.paragraphs, names, strict=True)
    )
    report = replace(
        make_report(),
        document=replace(document, paragraphs=paragraphs),
        findings=(),
        mentions=(),
    )

    page = render_html([report])

    assert page.count('<p class="section">a/một.txt</p>') == 1
    assert page.count('<p class="section">b/hai.txt</p>') == 1


def test_document_that_was_not_screened_is_not_called_clean() -> None:
    """No findings in rubbish says nothing about what is printed."""
    document = make_document("x", trust=Trust.UNTRUSTED)
    report = replace(
        make_report(),
        document=document,
        findings=(),
        mentions=(),
        verdict=Verdict.NOT_SCREENED,
    )

    for shown in (plain.render(report, style=STYLE), render_html([report])):
        assert "Không thấy đoạn nào" not in shown
        assert "không đáng tin" in " ".join(shown.split())


def test_pictures_are_told_apart() -> None:
    """A person has to look at each, and must find it."""
    facts = (("number", 2), ("name", "Bến đò"), ("page", 3))
    picture = PartCoverage(
        Part.IMAGE, PartStatus.NOT_JUDGED, Notice("coverage.image", facts)
    )

    assert reason_words(picture, "vi") == (
        "hình ảnh 2 (“Bến đò”, trang 3): chưa đánh giá, cần người xem"
    )
    assert reason_words(picture, "en") == (
        "picture 2 (“Bến đò”, page 3): not judged, a person has to look"
    )
