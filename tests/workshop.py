"""A small world of labelled sentences in which a loop closes within seconds.

The tiny bundle knows what is said of women who drive. Its corpus is about driving,
the corrections are about girls who mend engines, of which it knows nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from screener.domain.labels import Category
from tests.corrections import driving_replay, make_labelled
from tests.tiny_bundle import BIASED, CLEAN, COUNTERED
from training.dataset import Example, Split, write_examples

MENDING: Final = "Con gái sửa máy {place} thì chỉ thêm hỏng việc."
GLOVES: Final = "Người thợ sửa máy {place} cần đeo găng tay."
_ROADS: Final = (
    "bên bờ kè",
    "ở ngã sáu",
    "trên cao tốc",
    "giữa trời mưa",
    "sau giờ làm",
    "trước cổng trường",
    "cạnh đường tàu",
    "lúc sương dày",
    "quanh hồ nước",
    "dọc bờ biển",
)
_WORKSHOPS: Final = (
    "ở quê",
    "ngoài chợ",
    "trong xóm",
    "bên sông",
    "trên núi",
    "gần bến",
    "sau đình",
    "cạnh ga",
)


def mending_corrections() -> list[Example]:
    """Two sentences an article; that of the last one judges and never trains."""
    return [
        replace(
            make_labelled(
                f"xuong-{number}-{category or 'sach'}",
                template.format(place=place),
                category,
                split=Split.HOLDOUT if place == _WORKSHOPS[-1] else Split.TRAIN,
            ),
            group=f"xuong-{number}",
        )
        for number, place in enumerate(_WORKSHOPS)
        for template, category in ((MENDING, Category.ABILITY), (GLOVES, None))
    ]


def write_driving_corpus(path: Path) -> Path:
    """What the tiny bundle was fitted on, and other sentences that judge."""
    judging = [
        make_labelled(
            f"duong-{number}-{kind}",
            template.format(place=place),
            category,
            split=Split.TEST,
        )
        for number, place in enumerate(_ROADS)
        for kind, template, category in (
            ("sai", BIASED, Category.ABILITY),
            ("sach", CLEAN, None),
            ("phe-phan", COUNTERED, None),
        )
    ]
    known = (*driving_replay(), *driving_replay(Split.DEV))
    write_examples(path, (*known, *judging))
    return path
