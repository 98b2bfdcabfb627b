"""Which real sentences are drawn for labelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.labels import Category, Severity
from tests.fakes import FakeClassifier, make_point
from training.false_alarms import sentence_key
from training.mining import Drawn, Mined, mine
from training.near_duplicates import near_duplicates
from training.pretrain.corpus import is_held_out

MODEL = FakeClassifier(words={"vụng như đàn ông": (Category.TRAIT, Severity.MEDIUM)})
FLAGGED = "Nhà nào cũng có một người vụng như đàn ông vào bếp."
PASSED = "Người vợ trẻ lội ruộng từ ba giờ sáng để gặt cho kịp mưa."
# Their names share no run of three words, so that nothing is a near-duplicate.
TOWNS = ("Gò Quao", "Mù Cang Chải", "Ba Tri", "A Lưới", "Kỳ Anh", "Đầm Dơi", "Yên Thế")


def documents() -> list[str]:
    return [
        f"{town} có chợ phiên họp năm ngày một lần.\n{sentence}"
        for town, sentence in zip(
            TOWNS,
            (
                FLAGGED,
                PASSED,
                "Trạm bơm thôn Hạ ngừng chạy hai hôm để thay ống.",
                "Lũ trẻ rủ nhau thả diều trên triền đê lộng gió.",
                "Giá cà phê nhân xô lên chín mươi nghìn một ký.",
                "Xe khách giường nằm đổi bến từ đầu tháng tới.",
                "Cầu treo mới rộng ba mét đã thông xe hôm thứ hai.",
            ),
            strict=True,
        )
    ]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text("\n\n".join(documents()), encoding="utf-8")
    return path


def draw(
    raw: Path, *, sentences: int = 9, known: frozenset[str] = frozenset()
) -> dict[str, Mined]:
    mined = mine(
        [raw],
        MODEL,
        point=make_point(),
        sentences=sentences,
        document_share=1.0,
        known=known,
        seed=1,
    )
    return {one.text: one for one in mined}


def test_what_the_model_flags_is_drawn_with_its_neighbour(raw: Path) -> None:
    """The most confident findings are the costliest when wrong."""
    found = draw(raw)[FLAGGED]

    assert found.drawn is Drawn.CONFIDENT
    assert found.before == "Gò Quao có chợ phiên họp năm ngày một lần."
    assert found.origin == "tin"


def test_unflagged_sentence_about_a_woman_may_be_drawn_as_passed_over(
    raw: Path,
) -> None:
    """Misses are found only where nothing was flagged."""
    assert draw(raw, sentences=3)[PASSED].drawn is Drawn.PASSED_OVER


def test_no_more_are_drawn_than_asked_for(raw: Path) -> None:
    """Labelling costs hours."""
    assert len(draw(raw, sentences=3)) <= 3


def test_labelled_sentences_are_not_drawn_again(raw: Path) -> None:
    """A second label of the same kind teaches nothing."""
    assert FLAGGED not in draw(raw, known=frozenset({sentence_key(FLAGGED)}))


def test_held_out_documents_are_left_alone(tmp_path: Path) -> None:
    """False alarms are counted where nothing was learnt."""
    texts = [
        f"Tổ máy số {number} của hợp tác xã cày xong cánh đồng Nẫm."
        for number in range(400)
    ]
    held_out = {text for text in texts if is_held_out(text)}
    raw = tmp_path / "tin.txt"
    raw.write_text("\n\n".join(sorted(held_out)), encoding="utf-8")

    assert held_out
    assert draw(raw) == {}


def test_near_duplicates_are_drawn_once(tmp_path: Path) -> None:
    """Papers print the same agency text."""
    raw = tmp_path / "tin.txt"
    texts = [f"{FLAGGED[:-1]} {place}." for place in ("hôm nay", "hôm qua", "hôm kia")]
    raw.write_text("\n\n".join(texts), encoding="utf-8")

    found = draw(raw)

    assert len(found) == 1
    assert near_duplicates(list(found), threshold=0.5) == ()
