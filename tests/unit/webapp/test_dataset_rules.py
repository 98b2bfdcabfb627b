"""Sides are dealt once and for ever; differences between versions are complete."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import ExampleError
from training.dataset import Example, LabelledSpan, Split
from training.split import SplitPlan
from webapp.datasets import (
    Deal,
    Member,
    deal_sides,
    difference,
    document_key,
    merged,
    sentence_digest,
    text_key,
    to_member,
)

TEXT = "Nội trợ là việc của vợ."
ALL_TRAIN = SplitPlan(dev=0.0, test=0.0)


def clean(
    key: str, *, document: str = "", text: str = "", side: Split = Split.UNSET
) -> Example:
    return Example(
        id=key,
        text=text or f"Câu số {key} nói về thời tiết.",
        stance=Stance.NONE,
        group=document,
        split=side,
    )


def biased(key: str) -> Example:
    return replace(
        clean(key, text=TEXT),
        stance=Stance.ASSERTED,
        severity=Severity.LOW,
        categories=(Category.ROLE,),
        spans=(LabelledSpan(Span(0, 7), Category.ROLE),),
    )


def members(*examples: Example) -> list[Member]:
    return [Member(example) for example in examples]


def sides(
    *examples: Example,
    known: dict[str, Split] | None = None,
    judged: dict[str, Split] | None = None,
    deal: Deal | None = None,
) -> dict[str, Split]:
    dealt = deal_sides(
        members(*examples),
        known=known or {},
        judged_texts=judged or {},
        deal=deal or Deal(plan=ALL_TRAIN),
    )
    return {member.example.id: member.example.split for member in dealt.members}


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 5)),
        unique=True,
        min_size=1,
        max_size=60,
    ),
    st.floats(0, 1),
)
def test_sentences_of_a_document_lie_on_one_side(
    places: list[tuple[int, int]], holdout: float
) -> None:
    """A model would else be judged by the neighbours of what it learned."""
    examples = [clean(f"{d}-{n}", document=f"bài-{d}") for d, n in places]

    dealt = sides(*examples, deal=Deal(holdout=holdout))

    by_document = {(key.split("-")[0], side) for key, side in dealt.items()}
    assert len(by_document) == len({document for document, _ in places})


def test_shares_come_out_as_asked_for() -> None:
    """A holdout of a fifth is a fifth, and the deal does not lean on the other one."""
    examples = [clean(f"c-{n}", document=f"bài-{n}") for n in range(2_000)]

    counts = Counter(sides(*examples, deal=Deal(holdout=0.2)).values())

    assert counts[Split.HOLDOUT] == pytest.approx(400, abs=60)
    assert counts[Split.TEST] == pytest.approx(0.8 * 0.15 * 2_000, abs=50)
    assert counts[Split.DEV] == pytest.approx(0.8 * 0.10 * 2_000, abs=45)


def test_once_holdout_always_holdout() -> None:
    """Whatever the next freezing asks for, and whatever a file says."""
    one = clean("a", document="bài-1")
    first = deal_sides(
        members(one),
        known={},
        judged_texts={},
        deal=Deal(plan=ALL_TRAIN, held_out={"bài-1"}),
    )
    assert first.new == {"bài-1": Split.HOLDOUT}

    later = sides(
        replace(one, split=Split.TRAIN),
        clean("b", document="bài-1"),
        known=dict(first.new),
    )

    assert later == {"a": Split.HOLDOUT, "b": Split.HOLDOUT}


def test_what_trained_once_is_not_held_out_later() -> None:
    """A model in service has learned it."""
    dealt = sides(
        clean("a", document="bài-1"),
        known={"bài-1": Split.TRAIN},
        deal=Deal(holdout=1.0, held_out={"bài-1"}),
    )

    assert dealt == {"a": Split.TRAIN}


@pytest.mark.parametrize("judge", [Split.DEV, Split.TEST, Split.HOLDOUT])
def test_same_words_do_not_train_when_they_judge(judge: Split) -> None:
    """An agency's sentence stands in two papers: it would leak from one to the other."""
    dealt = deal_sides(
        members(
            clean("a", document="báo-1", text="Giá xăng tăng mạnh.", side=judge),
            clean("b", document="báo-2", text="GIÁ XĂNG  tăng mạnh."),
            clean("c", document="báo-2"),
        ),
        known={},
        judged_texts={},
        deal=Deal(plan=ALL_TRAIN),
    )

    assert [member.example.id for member in dealt.members] == ["a", "c"]
    assert dealt.doubles == 1


def test_words_that_judged_in_an_earlier_version_never_train() -> None:
    """The holdout holds although its document is not in this version."""
    text = "Giá xăng tăng mạnh."

    dealt = sides(
        clean("b", text=text), judged={text_key(clean("x", text=text)): Split.HOLDOUT}
    )

    assert dealt == {}


def test_side_in_a_file_is_kept() -> None:
    """A published test set stays a test set."""
    dealt = sides(clean("a", side=Split.TEST), clean("b"))

    assert dealt == {"a": Split.TEST, "b": Split.TRAIN}


def test_file_that_cuts_a_document_in_two_is_refused() -> None:
    """It says which line and field."""
    with pytest.raises(ExampleError) as caught:
        sides(
            clean("a", document="bài-1", side=Split.TRAIN),
            clean("b", document="bài-1", side=Split.TEST),
        )

    assert (caught.value.facts["line"], caught.value.facts["field"]) == (2, "split")


def test_lone_sentence_is_its_own_document_and_long_names_fit() -> None:
    """The tables take 64 characters."""
    assert document_key(clean("a")) == "a"
    assert document_key(clean("a", document="d")) == "d"
    assert len(document_key(clean("a", document="đ" * 300))) == 64


def test_difference_names_what_came_went_and_changed() -> None:
    """Worked by hand."""
    old = (clean("same"), clean("gone"), replace(biased("x"), severity=Severity.LOW))
    new = (clean("same"), clean("came"), replace(biased("x"), severity=Severity.HIGH))

    found = difference(old, new)

    assert [example.id for example in found.added] == ["came"]
    assert [example.id for example in found.removed] == ["gone"]
    assert [pair.after.severity for pair in found.relabelled] == [Severity.HIGH]
    assert found.same == 1


def test_difference_of_a_version_with_itself_is_nothing() -> None:
    """Also of nothing with nothing."""
    one = (clean("a"), biased("b"))

    found = difference(one, one)

    assert (found.added, found.removed, found.relabelled, found.same) == ((), (), (), 2)
    assert difference((), ()).same == 0


def test_later_set_wins_where_both_have_a_sentence() -> None:
    """Mending a label in a file is how a version is corrected by hand."""
    both = merged(members(clean("a"), clean("b")), members(biased("b")))

    assert [(m.example.id, m.example.stance) for m in both] == [
        ("a", Stance.NONE),
        ("b", Stance.ASSERTED),
    ]


def test_digest_of_a_sentence_ignores_its_side_only() -> None:
    """One row serves every version that labels the sentence alike."""
    one = Member(biased("a"), source="random", outlet="Báo Vĩnh Hà")
    moved = Member(replace(one.example, split=Split.DEV), "random", "Báo Vĩnh Hà")

    digest = sentence_digest(one, organisation_id="o")

    assert digest == sentence_digest(moved, organisation_id="o")
    assert digest != sentence_digest(one, organisation_id="p")
    assert digest != sentence_digest(Member(biased("a")), organisation_id="o")


def test_exported_sentence_keeps_why_reviewers_had_it() -> None:
    """The consent of its draft's owner still counts after a round trip."""
    assert to_member(replace(clean("a"), batch="uncertain")).source == "uncertain"
    assert to_member(replace(clean("a"), batch="k01")).source == ""
