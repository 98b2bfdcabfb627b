"""The PDF report: complete, embedded, paginated, and the same every time."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from screener.domain.documents import Trust
from screener.domain.labels import Verdict
from screener.domain.reports import Outcome
from screener.report.pdf_report import render_pdf
from tests.builders import make_document
from tests.reports import FAILURE, TITLE, flagged, make_report

LETTERS = (
    "àáảãạ ăằắẳẵặ âầấẩẫậ đ èéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ"
)


def pages(*outcomes: Outcome, language: str = "vi") -> list[str]:
    document = pypdfium2.PdfDocument(render_pdf(outcomes, language=language))
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


def test_report_says_verdict_coverage_findings_and_mentions() -> None:
    """It is printed and filed; nothing may be left to a screen."""
    text = " ".join(pages(make_report()))

    for words in (
        "Đề nghị điều chỉnh",
        "Đã đọc 95 ký tự, 3 câu.",
        "2 × hình ảnh: chưa đánh giá",
        "1. Ngôn từ dán nhãn",
        "“bổn phận” → “việc”",
        "Điều 18 khoản 5",
        "đàn bà kém cỏi",
        "SHA-256",
    ):
        assert words in text


def test_every_vietnamese_letter_is_shown() -> None:
    """A font without "ữ" prints boxes in the middle of words."""
    both = f"{LETTERS} {LETTERS.upper()}"

    text = " ".join(pages(flagged(make_document(both))))

    assert both in text


def test_all_fonts_are_embedded() -> None:
    """The office that prints it has other fonts."""
    content = render_pdf([make_report(), FAILURE])

    names = set(re.findall(rb"/BaseFont /([\w+-]+)", content))
    assert names
    assert all(re.match(rb"[A-Z]{6}\+", name) for name in names)


def test_signs_without_a_glyph_are_shown_by_number() -> None:
    """An emoji that no bundled font has must not vanish."""
    text = " ".join(pages(flagged(make_document("Cười 😀 lên → nhé <b>đậm</b> & hết"))))

    assert "[U+1F600]" in text
    assert "→" in text
    assert "<b>đậm</b> & hết" in text


def test_pages_are_numbered_and_the_contents_lead_to_them() -> None:
    """A file of forty pages without either is no report."""
    long = make_document(
        TITLE, *["Câu chuyện mùa màng ở xã bên sông. " * 20] * 30, has_title=True
    )
    shown = pages(flagged(long), make_report(), FAILURE)

    assert [page.rpartition("Trang ")[2] for page in shown] == [
        f"{number}/{len(shown)}" for number in range(1, len(shown) + 1)
    ]
    contents = shown[0]
    second = next(i for i, page in enumerate(shown, 1) if "đàn bà kém cỏi" in page)
    assert re.search(
        rf"Bóng hồng của ngành tôm · Đề nghị điều chỉnh[ .]+{second}\b", contents
    )
    assert "kín.docx · Chưa soát được" in contents


def test_outline_leads_to_documents_and_sections() -> None:
    """Readers show it beside the page."""
    document = pypdfium2.PdfDocument(render_pdf([make_report()]))
    titles = [(item.level, item.get_title()) for item in document.get_toc()]
    document.close()

    assert titles[0] == (0, TITLE)
    assert (1, "Phát hiện") in titles


def test_untrusted_text_is_said_on_the_page() -> None:
    """Rubbish without findings is not clean."""
    document = make_document("x", trust=Trust.UNTRUSTED)

    text = " ".join(pages(replace(flagged(document), verdict=Verdict.NOT_SCREENED)))

    assert "Chưa soát được" in text
    assert "không đáng tin" in text


def test_very_long_passage_and_word_fit_the_pages() -> None:
    """Each word is on paper once, in the text; the card shows both ends."""
    text = "phái yếu " * 2_000 + "x" * 3_000

    shown = " ".join(pages(flagged(make_document(text), text)))

    assert "[…]" in shown
    assert 2_000 <= shown.count("phái yếu") < 2_300
    assert shown.replace(" ", "").count("x") >= 3_000


def test_report_speaks_english() -> None:
    """English stands beside Vietnamese everywhere, the law included."""
    text = " ".join(pages(make_report(), language="en"))

    assert "Article 5 clause 4 (gender prejudice)" in text
    assert "Page 1 of" in text
    assert "Điều" not in text


def test_same_reports_give_the_same_bytes() -> None:
    """No date, no random id."""
    outcomes: list[Outcome] = [make_report(), FAILURE]

    assert render_pdf(outcomes) == render_pdf(outcomes)


@pytest.mark.slow
def test_poppler_reads_every_letter(tmp_path: Path) -> None:
    """A foreign program finds the words, in order and with their marks."""
    (tmp_path / "r.pdf").write_bytes(render_pdf([make_report()]))

    shown = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "r.pdf", "-"],
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout.decode()

    assert "Chị không quên bổn phận cơm nước" in shown
    assert "Vai trò giới" in shown
