"""Two versions side by side: like beside like, changed words marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.compare import Change, Row, Words, compared

OLD = "Chị lái đò chở khách qua sông từ sáng sớm."
NEW = "Chị lái đò chở hàng và khách qua sông từ sáng sớm."


def text(words: tuple[Words, ...] | None) -> str:
    return "".join(word.text for word in words or ())


def marked(words: tuple[Words, ...] | None) -> list[str]:
    return [word.text.strip() for word in words or () if word.is_marked]


def test_equal_texts_have_only_equal_rows() -> None:
    """Nothing is marked where nothing changed."""
    rows = compared(f"{OLD}\n\n{NEW}", f"{OLD}\n{NEW}\n")

    assert [row.change for row in rows] == [Change.SAME, Change.SAME]


def test_changed_words_are_marked_and_no_others() -> None:
    """The eye goes to what is new."""
    [row] = compared(OLD, NEW)

    assert row.change is Change.CHANGED
    assert marked(row.older) == []
    assert marked(row.newer) == ["hàng và"]


def test_added_and_removed_paragraphs_stand_alone() -> None:
    """A gap on one side says more than a false pair."""
    rows = compared(f"{OLD}\nTrời nhiều mây.", f"Bến đò đông khách.\n{OLD}")

    assert [row.change for row in rows] == [
        Change.ADDED,
        Change.SAME,
        Change.REMOVED,
    ]
    assert rows[0].older is None
    assert rows[2].newer is None


def test_paragraph_that_was_rewritten_stands_beside_its_origin() -> None:
    """Also when another one was put in front of it."""
    rows = compared(f"Mở.\n{OLD}", f"Mở.\nMột đoạn mới hẳn ở đây.\n{NEW}")

    assert [row.change for row in rows] == [
        Change.SAME,
        Change.ADDED,
        Change.CHANGED,
    ]


def test_another_text_is_no_change() -> None:
    """Marking every word would mark nothing."""
    rows = compared(OLD, "Giá xăng tăng.")

    assert {row.change for row in rows} == {Change.REMOVED, Change.ADDED}


LINES = st.lists(
    st.text(alphabet="Chị đò sông.", min_size=0, max_size=14), max_size=6
).map("\n".join)


@given(older=LINES, newer=LINES)
def test_each_side_reads_as_its_text(older: str, newer: str) -> None:
    """Whatever is marked, no letter is lost or added on either side."""
    rows: tuple[Row, ...] = compared(older, newer)

    for side, source in (
        ([row.older for row in rows], older),
        ([row.newer for row in rows], newer),
    ):
        lines = [line.strip() for line in source.split("\n") if line.strip()]
        assert [text(words) for words in side if words is not None] == lines
