"""Marks are cut line by line, so that every character stands where it stood."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.documents import Part
from screener.domain.reports import Finding, Mention
from screener.domain.spans import Span
from tests.builders import make_document
from tests.phrase_screener import PhraseScreener
from webapp.highlight import line_parts, marked_lines, merged_mentions

TEXT = "Chị vẫn không quên thiên chức làm vợ, làm mẹ."


def finding_at(start: int, end: int) -> Finding:
    [finding] = PhraseScreener().screen(make_document(TEXT)).findings
    return replace(finding, span=Span(start, end))


def outline(*spans: tuple[int, int], paragraphs: tuple[str, ...]) -> list[list[str]]:
    """Pieces of each line, each with the numbers that cover it and that end there."""
    document = make_document(*paragraphs)
    findings = [finding_at(*span) for span in spans]
    return [
        [
            piece.text
            + "".join(f"[{mark.number}" for mark in piece.marks)
            + "".join(f"]{mark.number}" for mark in piece.ends)
            for piece in line.pieces
        ]
        for line in marked_lines(document, findings, ())
    ]


def test_overlapping_marks_nest_by_their_start() -> None:
    """Two findings in one passage must both be seen, each with its number."""
    pieces = outline((0, 6), (3, 9), paragraphs=("abcdefghij",))

    assert pieces == [["abc[1", "def[1[2]1", "ghi[2]2", "j"]]


def test_mark_over_a_line_break_is_drawn_in_both_lines() -> None:
    """Its number stands only where it ends."""
    pieces = outline((2, 7), paragraphs=("abcd", "efgh"))

    assert pieces == [["ab", "cd[1"], ["ef[1]1", "gh"]]


def test_equal_spans_end_together() -> None:
    """Two categories on the same words show two numbers."""
    assert outline((0, 2), (0, 2), paragraphs=("ab",)) == [["ab[1[2]2]1"]]


def test_empty_line_has_no_pieces() -> None:
    """Blank lines of a draft are kept."""
    assert outline(paragraphs=("ab", "", "cd")) == [["ab"], [], ["cd"]]


def test_mention_has_no_number() -> None:
    """What the text criticises is shown, not counted."""
    document = make_document("đàn ông xây nhà, đàn bà xây tổ ấm")
    [mention] = PhraseScreener().screen(document).mentions

    [line] = marked_lines(document, (), [mention])

    assert isinstance(mention, Mention)
    assert [mark.number for mark in line.pieces[0].marks] == [None]


def test_mentions_of_several_categories_are_one() -> None:
    """A criticised sentence is shown once, however many stereotypes it names."""
    document = make_document("đàn ông xây nhà, đàn bà xây tổ ấm, con gái thì biết gì")
    [mention] = PhraseScreener().screen(document).mentions
    longer = replace(mention, span=Span(0, 40))
    apart = replace(mention, span=Span(41, 45))

    assert merged_mentions([mention, longer, apart]) == (longer, apart)


def test_lines_know_their_part() -> None:
    """Headlines and captions are set apart from the body."""
    document = make_document("Tít bài", "", "Thân bài ở đây.", has_title=True)

    assert line_parts(document) == (Part.TITLE, Part.BODY, Part.BODY)


@given(
    lines=st.lists(st.text("ab 👩", max_size=6), min_size=1, max_size=4),
    spans=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=4),
)
def test_pieces_join_to_the_text(
    lines: list[str], spans: list[tuple[int, int]]
) -> None:
    """Whatever is marked, not one character is lost or doubled."""
    document = make_document(*lines)
    size = len(document.text)
    findings = [
        finding_at(min(start, size), min(start + length, size))
        for start, length in spans
        if min(start, size) < min(start + length, size)
    ]

    marked = marked_lines(document, findings, ())

    joined = "\n".join("".join(p.text for p in line.pieces) for line in marked)
    assert joined == document.text
