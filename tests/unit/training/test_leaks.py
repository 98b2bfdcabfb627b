"""Rows that nearly stand among the training rows are found before they are scored."""

from __future__ import annotations

from screener.domain.labels import Stance
from training.dataset import Example
from training.leaks import leaks_between, without_leaks

TRAINED = (
    Example(
        id="t-1",
        text="Đội cứu hộ đèo Hải Vân tuyển thêm sáu người lái xe cẩu trong tháng tới.",
        stance=Stance.NONE,
    ),
)
COPY = Example(
    id="r-1",
    text="Đội cứu hộ đèo Hải Vân tuyển thêm sáu người lái xe cẩu trong tháng này",
    stance=Stance.NONE,
)
FRESH = Example(id="r-2", text="Mùa cá cơm năm nay đến muộn.", stance=Stance.NONE)


def test_row_that_was_nearly_trained_on_is_a_leak() -> None:
    """It would be remembered, not understood."""
    (leak,) = leaks_between(TRAINED, [FRESH, COPY])

    assert (leak.row.id, leak.trained.id) == ("r-1", "t-1")
    assert leak.similarity >= 0.7


def test_rows_without_leaks_are_what_is_left() -> None:
    """The rest may be measured."""
    rows = [FRESH, COPY]

    assert without_leaks(rows, leaks_between(TRAINED, rows)) == (FRESH,)
