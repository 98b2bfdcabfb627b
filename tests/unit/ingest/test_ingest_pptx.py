"""Presentations: every slide in order, its tables, notes, diagrams and pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from screener.domain.documents import Document, Part
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError, NoTextError
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import make_zip
from tests.word_drafts import entries, texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "pptx"
LIMITS: Final = ReadLimits()


def read_show(show: Any) -> Document:
    """The document of a presentation as python-pptx saves it."""
    target = io.BytesIO()
    show.save(target)
    return read_bytes(target.getvalue(), name="a.pptx", limits=LIMITS)


def blank_slide(show: Any) -> Any:
    """A slide with nothing on it."""
    return show.slides.add_slide(show.slide_layouts[6])


def add_box(slide: Any, text: str) -> Any:
    """A text box."""
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = text
    return box


@pytest.fixture(scope="module", params=["python-pptx", "libreoffice"])
def show(request: pytest.FixtureRequest) -> Document:
    return read_file(FIXTURES / f"{request.param}.pptx", limits=LIMITS)


def test_finding_leads_to_its_slide(show: Document) -> None:
    """An editor opens the slide, not the paragraph."""
    slides = {p.span.of(show.text): p.place.slide for p in show.paragraphs}

    assert slides[articles.TITLE] == 1
    assert slides[articles.LIST_ITEMS[0]] == 2
    assert slides[articles.TEXT_BOX] == 3


def test_parts_of_slides_are_told_apart(show: Document) -> None:
    """Notes are spoken, not shown; a cell has a place in its table."""
    cells = {p.span.of(show.text): p.place.cell for p in show.paragraphs}

    assert texts(show, Part.TITLE) == [articles.TITLE]
    assert texts(show, Part.SPEAKER_NOTES) == [articles.SECTIONS[1][1][0]]
    assert texts(show, Part.ALT_TEXT) == [articles.ALT_TEXT]
    assert cells["149"] == "bảng 1, R3C3"


def test_picture_is_listed_with_its_slide(show: Document) -> None:
    """A person has to look at it."""
    (entry,) = entries(show, Part.IMAGE)

    assert entry.reason is not None
    assert dict(entry.reason.facts)["slide"] == 3


def test_hidden_slide_is_said_not_read() -> None:
    """It is not shown, but somebody may still show it."""
    made = pptx.Presentation()
    add_box(blank_slide(made), "Mưa to.")
    hidden = blank_slide(made)
    add_box(hidden, "Giấu đi.")
    hidden._element.set("show", "0")

    document = read_show(made)

    assert document.text == "Mưa to."
    (entry,) = entries(document, Part.OTHER)
    assert entry.reason is not None
    assert entry.reason.code == "coverage.hidden_slide"


def test_words_of_a_chart_are_read() -> None:
    """Its title and its categories can carry a stereotype too."""
    made = pptx.Presentation()
    make_data: Any = CategoryChartData
    data = make_data()
    data.categories = ["Việc của chị", "Việc của anh"]
    data.add_series("Số giờ", (5, 1))
    frame = blank_slide(made).shapes.add_chart(
        XL_CHART_TYPE.PIE, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Giờ làm việc nhà"

    document = read_show(made)

    assert texts(document, Part.TEXT_BOX) == [
        "Giờ làm việc nhà",
        "Số giờ",
        "Việc của chị",
        "Việc của anh",
    ]


def test_grouped_shapes_are_read_once() -> None:
    """People group what belongs together."""
    made = pptx.Presentation()
    group = blank_slide(made).shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    box.text_frame.text = "Trong nhóm."

    assert read_show(made).text == "Trong nhóm."


def test_old_font_is_read_by_its_name() -> None:
    """Slides were handed down for twenty years."""
    made = pptx.Presentation()
    box = add_box(blank_slide(made), "phuï nöõ")
    box.text_frame.paragraphs[0].runs[0].font.name = "VNI-Times"

    document = read_show(made)

    assert document.text == "phụ nữ"
    assert [w.code for w in document.warnings] == ["encoding.fonts"]


def test_show_of_pictures_alone_says_so() -> None:
    """It must not come out as clean."""
    made = pptx.Presentation()
    blank_slide(made)

    with pytest.raises(NoTextError):
        read_show(made)


def test_show_without_its_main_part_is_corrupt() -> None:
    """The directory may promise what is not there."""
    with pytest.raises(CorruptInputError):
        read_bytes(make_zip({"ppt/x.xml": "<x/>"}), name="a.pptx", limits=LIMITS)
