"""Sentence boundaries: the table of cases, the laws, documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.domain.documents import Coverage, Document, Paragraph, Part, Place
from screener.domain.spans import Span
from screener.text.sentences import read_document, split_sentences

TABLE = Path(__file__).with_name("sentence_boundaries.txt")
_WRITTEN_BLANK = re.compile(r"(?<=\s)\|\s")


def table_cases() -> list[tuple[str, tuple[str, ...]]]:
    """Each line of the table: the paragraph, and its sentences."""
    cases = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            marked = line.replace("\\n", "\n").replace("\\_", "\u00a0")
            sentences = tuple(part.strip() for part in marked.split("|"))
            cases.append((_WRITTEN_BLANK.sub("", marked).replace("|", ""), sentences))
    return cases


CASES = table_cases()

# Pieces that meet in real drafts, so that random texts reach every rule.
PIECES = st.sampled_from(
    [
        "chị", "Lan", "TP", "HCM", "PGS", "H", "Th", "No", "1", "12", "2026", "Theo",
        "Anh", "ạ", "v", "vn", "Yahoo", "nói", "Điều", "năm", "😂", "❤️", "ngày",
        ".", ".", ".", "!", "?", "…", "...", "?!", ",", ";", ":", " ", " ", " ", "  ",
        "\n", "\n\n", "\n- ", "\n1. ", "\u00a0", "\t", "“", "”", '"', "'", "(", ")",
        "[", "]", "- ", "– ", "• ", "•", "@", "/", "www.", "^^", ":)", "**", "_",
        "\u200b", "\ufeff", "e\u0323\u0302",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@pytest.mark.parametrize(("text", "sentences"), CASES, ids=[c[0][:40] for c in CASES])
def test_paragraph_is_cut_as_an_editor_would(
    text: str, sentences: tuple[str, ...]
) -> None:
    """A finding shows one sentence; a wrong cut shows half a thought."""
    spans = split_sentences(text)

    assert tuple(span.of(text) for span in spans) == sentences


def test_table_has_at_least_three_hundred_different_cases() -> None:
    """The number was promised, and a repeated line proves nothing."""
    assert len({text for text, _ in CASES}) >= 300


def test_sentence_of_the_table_is_one_sentence_alone() -> None:
    """Detectors and reviewers meet sentences without their paragraph."""
    sentences = [sentence for _, case in CASES for sentence in case]

    cut_again = [s for s in sentences if len(split_sentences(s)) != 1]

    assert len(cut_again) <= len(sentences) / 100


@settings(deadline=None)
@given(TEXTS)
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    """Whatever is printed is screened, and nothing twice."""
    spans = split_sentences(text)

    covered = [position for span in spans for position in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    outside = set(range(len(text))) - set(covered)
    assert all(text[position].isspace() for position in outside)


@settings(deadline=None)
@given(TEXTS)
def test_sentence_has_no_blank_at_its_ends(text: str) -> None:
    """Quotes in reports begin and end with what was written."""
    for span in split_sentences(text):
        assert span.of(text)
        assert span.of(text) == span.of(text).strip()


@settings(deadline=None)
@given(TEXTS)
def test_every_sentence_but_a_lone_mark_has_a_word(text: str) -> None:
    """A stray quotation mark is no sentence to judge."""
    spans = split_sentences(text)

    if len(spans) > 1:
        assert all(re.search(r"\w", span.of(text)) for span in spans)


def test_blank_paragraph_has_no_sentence() -> None:
    """Empty lines of a Word file are not counted."""
    assert split_sentences("") == ()
    assert split_sentences(" \n\t\u00a0") == ()


def test_long_text_without_stops_is_cut_at_its_lines() -> None:
    """Lyrics or a pasted list would otherwise be one sentence of a page."""
    text = "\n".join(["tay em hái lá tay anh gùi măng"] * 60)

    spans = split_sentences(text)

    assert [span.of(text) for span in spans] == ["tay em hái lá tay anh gùi măng"] * 60


def test_long_text_keeps_its_lines_up_to_the_limit() -> None:
    """Four hundred words may be one sentence of a law."""
    text = "\n".join(["căn cứ nghị quyết của hội đồng nhân dân tỉnh này"] * 40)

    assert len(text.split()) == 400 + 40
    assert len(split_sentences(text)) == 40
    assert len(split_sentences(text[: len(text) * 9 // 10])) == 1


def test_long_text_on_one_line_stays_whole() -> None:
    """There is no place to cut it that a reader would accept."""
    assert len(split_sentences("không dấu chấm " * 300)) == 1


def test_blank_lines_of_a_long_text_give_no_sentence() -> None:
    """Stanzas are apart by empty lines."""
    text = "dòng thơ không có dấu chấm ở cuối\n   \n" * 60

    assert len(split_sentences(text)) == 60


def make_paragraphs(*texts: tuple[str, Part]) -> Document:
    """A document of paragraphs apart by a blank line."""
    whole = "\n\n".join(text for text, _ in texts)
    paragraphs = []
    position = 0
    for number, (text, part) in enumerate(texts, start=1):
        span = Span(position, position + len(text))
        paragraphs.append(Paragraph(span, Place(part=part, paragraph=number)))
        position = span.end + 2
    return Document(
        id="d",
        source="-",
        text=whole,
        paragraphs=tuple(paragraphs),
        coverage=Coverage(len(whole)),
        sha256="",
    )


def test_headline_and_caption_are_sentences_of_their_own() -> None:
    """Most readers see only the headline, so it is screened on its own."""
    document = make_paragraphs(
        ("Nữ thợ hàn của xưởng", Part.TITLE),
        ("Chị Tâm hàn khung xe. Anh Lực sơn.", Part.BODY),
        ("Chị Tâm ở xưởng", Part.CAPTION),
    )

    reading = read_document(document)

    assert [s.text for s in reading.sentences] == [
        "Nữ thợ hàn của xưởng",
        "Chị Tâm hàn khung xe.",
        "Anh Lực sơn.",
        "Chị Tâm ở xưởng",
    ]
    assert [s.paragraph.place.paragraph for s in reading.sentences] == [1, 2, 2, 3]


def test_reading_numbers_sentences_and_quotes_the_document() -> None:
    """Spans index the document's text; everything downstream relies on it."""
    document = make_paragraphs(
        ("Một. Hai.", Part.BODY), ("", Part.BODY), ("Ba", Part.BODY)
    )

    reading = read_document(document)

    assert reading.document is document
    assert [s.index for s in reading.sentences] == [0, 1, 2]
    for sentence in reading.sentences:
        assert sentence.span.of(document.text) == sentence.text
        assert sentence.paragraph.span.contains(sentence.span)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_no_sentence_crosses_a_paragraph(texts: list[str]) -> None:
    """A heading must not swallow the sentence below it."""
    document = make_paragraphs(*[(text, Part.BODY) for text in texts])

    for sentence in read_document(document).sentences:
        assert sentence.paragraph.span.contains(sentence.span)
        assert sentence.span.of(document.text) == sentence.text
