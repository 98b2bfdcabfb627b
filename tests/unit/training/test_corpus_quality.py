"""Faults of a corpus as a whole: each is planted here and must be found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.lexicon.matcher import Matcher
from training.corpus_quality import Limits, faults_of, length_auc, quality_of
from training.dataset import Example, Kind, LabelledSpan, Split, Who
from training.near_duplicates import (
    NearDuplicate,
    near_duplicates,
    near_duplicates_between,
)

SMALL = Limits(
    opening_share=0.45,
    length_auc_off=0.4,
    examples=4,
    flagged=2,
    high=1,
    category=0,
    genres={"sport": 1},
)
FLAGGED = (
    "Quán cơm đầu ngõ năm nay chỉ nhận đàn ông chạy bàn",
    "Hội làng tháng này cấm cửa chị nào sinh con một bề",
)
CLEAN = (
    "Mưa lớn làm ngập ba thôn ven sông Gianh tối qua",
    "Thư viện huyện vừa mở thêm phòng đọc cho trẻ em hè",
)


def make_flagged(number: int, text: str, **changes: object) -> Example:
    example = Example(
        id=f"f-{number}",
        group=f"f-{number}",
        text=text,
        stance=Stance.ASSERTED,
        categories=(Category.DISCRIMINATION,),
        severity=Severity.HIGH,
        spans=(LabelledSpan(Span(0, 4), Category.DISCRIMINATION),),
        genre="sport",
        kind=Kind.BIASED,
        who=Who.MEN,
        split=Split.TRAIN,
    )
    return replace(example, **changes)  # type: ignore[arg-type]


def make_clean(number: int, text: str, **changes: object) -> Example:
    example = Example(
        id=f"c-{number}",
        group=f"c-{number}",
        text=text,
        stance=Stance.NONE,
        kind=Kind.HARD_NEGATIVE,
        split=Split.TRAIN,
    )
    return replace(example, **changes)  # type: ignore[arg-type]


def good_corpus() -> list[Example]:
    flagged = [make_flagged(number, text) for number, text in enumerate(FLAGGED)]
    clean = [make_clean(number, text) for number, text in enumerate(CLEAN)]
    return [*flagged, *clean]


def faults(examples: list[Example], limits: Limits = SMALL) -> tuple[str, ...]:
    matcher = Matcher(shipped_lexicon())
    return faults_of(quality_of(examples, matcher, limits=limits), limits=limits)


def test_good_corpus_has_no_fault() -> None:
    """Else the planted faults below would prove nothing."""
    assert faults(good_corpus()) == ()


def test_sentence_repeated_in_another_group_is_found_with_both_splits() -> None:
    """Trained on and tested on, it would count as understood."""
    twin = make_clean(7, CLEAN[0].replace("tối qua", "hôm qua"), split=Split.TEST)

    (fault,) = faults([*good_corpus(), twin])

    assert fault.startswith("c-0 (train) repeats c-7 (test)")


def test_twins_of_one_group_are_the_design() -> None:
    """The edited sentence is nearly the biased one."""
    twin = make_clean(7, FLAGGED[0].replace("chỉ nhận đàn ông", "nhận người"))

    assert faults([*good_corpus(), replace(twin, group="f-0")]) == ()


def test_group_on_two_sides_is_found() -> None:
    """A group is never split."""
    twin = make_clean(7, FLAGGED[0] + " buổi tối", group="f-0", split=Split.TEST)

    assert len(faults([*good_corpus(), twin])) == 1


def test_opening_used_again_and_again_is_found() -> None:
    """Templates begin alike."""
    rests = (
        "chợ phiên Mường Khương đông nghẹt người xuống núi",
        "tổ thợ hồ dọn giàn giáo khỏi sân đình",
        "đội bóng chuyền xã tập phát bóng ngoài bãi",
        "bến phà tạm nghỉ vì sương dày kín sông",
    )
    same = [
        make_clean(10 + number, f"Sáng nay cả {rest}")
        for number, rest in enumerate(rests)
    ]

    (fault,) = faults([*good_corpus(), *same])

    assert fault == "4 sentences open with “sáng nay cả”"


def test_length_that_gives_the_label_away_is_found() -> None:
    """A model would learn to count words."""
    short = [replace(one, text=one.text[:14]) for one in good_corpus()[2:]]

    (fault,) = faults([*good_corpus()[:2], *short])

    assert fault == "length gives the label away: AUC 1.000"


def test_corpus_that_lives_on_known_words_is_found() -> None:
    """Stereotypes are mostly told without them."""
    known = [
        make_flagged(20 + number, text)
        for number, text in enumerate(
            (
                "Phái yếu thì đừng mơ vào đội cứu hộ bãi biển năm nay",
                "Cứ để phái mạnh lo, chị em đứng xem là vui rồi nhé",
                "Bếp núc muôn đời là thiên chức của phụ nữ Việt ta",
            )
        )
    ]

    found = faults([*good_corpus()[1:], *known, make_clean(8, CLEAN[0] + " tại xã")])

    assert any("free of lexicon entries" in fault for fault in found)


def test_corpus_about_women_alone_is_found() -> None:
    """Men and gender-diverse people are stereotyped too."""
    about_women = [replace(one, who=Who.WOMEN) for one in good_corpus()[:2]]

    (fault,) = faults([*about_women, *good_corpus()[2:]])

    assert fault == (
        "only 0.000 of the flagged sentences are about men or gender-diverse people"
    )


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (replace(SMALL, examples=5), "4 sentences, 5 are needed"),
        (replace(SMALL, flagged=3), "2 flagged sentences, 3 are needed"),
        (replace(SMALL, genres={"health": 1}), "0 sentences of health, 1 are needed"),
        (
            replace(SMALL, high=3),
            "2 flagged sentences of severity high, 3 are needed",
        ),
    ],
)
def test_too_few_of_a_label_are_found(limits: Limits, fault: str) -> None:
    """What is rare cannot be learnt, nor measured."""
    assert faults(good_corpus(), limits) == (fault,)


def test_category_without_sentences_is_found() -> None:
    """Each of the nine has its own floor."""
    found = faults(good_corpus(), replace(SMALL, category=2))

    assert len(found) == len(Category) - 1
    assert "0 flagged sentences of role, 2 are needed" in found


def test_length_auc_counts_ties_half_and_needs_both_kinds() -> None:
    """An undefined figure is no figure."""
    same = [make_flagged(0, "một hai ba"), make_clean(0, "bốn năm sáu")]

    assert length_auc(same) == 0.5
    assert length_auc(same[:1]) is None


def test_similarity_ignores_case_punctuation_and_where_tones_stand() -> None:
    """The same sentence in a headline is the same sentence."""
    texts = (
        "Hòa Bình khỏe lại sau trận lũ quét.",
        "HOÀ BÌNH KHOẺ LẠI SAU TRẬN LŨ QUÉT",
    )

    assert near_duplicates(texts, threshold=0.9) == (NearDuplicate(1.0, 0, 1),)


def test_similarity_between_collections_names_both_places() -> None:
    """What training holds must not stand among the texts that are measured."""
    pairs = near_duplicates_between(CLEAN, ("Chợ nổi", CLEAN[1]), threshold=0.9)

    assert pairs == (NearDuplicate(1.0, 1, 1),)
