"""The data card of a version: figures in Markdown, never a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from screener.domain.labels import Category, Severity, Stance
from screener.messages.catalogue import message
from training.agreement import agreement_of
from training.dataset import Example, Split
from webapp.dataset_words import origin_words, side_words
from webapp.datasets import SIDES, Contents, DatasetVersion
from webapp.language import current_language, moment_words
from webapp.review_words import category_words, source_words, stance_words

_MOST_ROWS: Final = 30
Rows = Iterable[Sequence[object]]


def data_card(
    version: DatasetVersion, contents: Contents, *, language: str, parent: str = ""
) -> str:
    """The card as Markdown.

    Args:
        version: What it is of.
        contents: What can be had of it now; all figures are of that.
        language: "vi" or "en".
        parent: Name of the version that it was made from, or "".
    """
    with force_locale(language):
        parts = (
            f"# {_plain(version.name)}",
            _about(version, contents, parent),
            _purpose(),
            _sides(contents.examples),
            _labels(contents.examples),
            _agreement(contents.examples),
            _sources(contents),
        )
        return "\n\n".join(parts) + "\n"


def side_table(examples: Sequence[Example]) -> list[tuple[Split, int, int, int]]:
    """Of each side: its sentences, documents and sentences with a stereotype."""
    return [
        (
            side,
            len(on),
            len({example.group or example.id for example in on}),
            sum(example.is_flagged for example in on),
        )
        for side in SIDES
        for on in [[example for example in examples if example.split is side]]
    ]


def category_table(
    examples: Sequence[Example],
) -> list[tuple[Category, tuple[int, ...]]]:
    """Of each category how many sentences carry it on each side, in their order."""
    counts = Counter(
        (category, example.split)
        for example in examples
        for category in example.categories
    )
    return [
        (category, tuple(counts[category, side] for side in SIDES))
        for category in Category
    ]


def _about(version: DatasetVersion, contents: Contents, parent: str) -> str:
    facts = [
        (_("Nguồn gốc"), origin_words()[version.origin]),
        (_("Người chốt"), _plain(version.author_name) or "-"),
        (_("Lúc"), moment_words(version.created_at)),
        (_("Dựa trên"), _plain(parent) or "-"),
        (_("Số câu"), len(contents.members)),
        (_("SHA-256"), f"`{version.digest}`"),
    ]
    if contents.withheld:
        facts.append((_("Tạm giữ lại vì bản thảo là mật"), contents.withheld))
    if contents.erased:
        facts.append((_("Đã xoá cùng bản thảo"), contents.erased))
    lines = [f"- {name}: {value}" for name, value in facts]
    return "\n".join([*([_plain(version.note), ""] if version.note else []), *lines])


def _purpose() -> str:
    return _section(
        _("Dùng để làm gì"),
        _(
            "Huấn luyện lại và đánh giá mô hình phát hiện dấu hiệu định kiến giới"
            " trong văn bản báo chí tiếng Việt. Mọi câu của một bài nằm cùng một"
            " phần; một bài đã ở phần nào thì ở phần đó mãi mãi. Phần giữ riêng do"
            " người duyệt nhãn chọn, không bao giờ dùng để huấn luyện. Nhãn là ý kiến"
            " của người đọc, không phải kết luận pháp lý."
        ),
    )


def _sides(examples: Sequence[Example]) -> str:
    words = side_words()
    rows = [
        (words[side], sentences, documents, flagged)
        for side, sentences, documents, flagged in side_table(examples)
    ]
    header = (_("Phần"), _("Câu"), _("Bài"), _("Có định kiến"))
    return _section(_("Các phần"), _table(header, rows))


def _labels(examples: Sequence[Example]) -> str:
    words, sides = category_words(), side_words()
    header = (_("Nhóm"), *(sides[side] for side in SIDES))
    categories = [(words[name], *counts) for name, counts in category_table(examples)]
    return _section(
        _("Nhãn"),
        _table(header, categories),
        _table((_("Giọng của câu"), _("Câu")), _stances(examples)),
        _table((_("Mức"), _("Câu")), _severities(examples)),
    )


def _stances(examples: Sequence[Example]) -> Iterator[tuple[str, int]]:
    counts = Counter(example.stance for example in examples)
    words = stance_words()
    return ((words[stance], counts[stance]) for stance in Stance)


def _severities(examples: Sequence[Example]) -> Iterator[tuple[str, int]]:
    counts = Counter(example.severity for example in examples)
    language = current_language()
    return (
        (
            "-"
            if severity is Severity.NONE
            else message(f"severity.{severity}").in_language(language),
            counts[severity],
        )
        for severity in Severity
    )


def _agreement(examples: Sequence[Example]) -> str:
    found = agreement_of(examples)
    if not found.examples:
        return _section(
            _("Mức đồng thuận"), _("Không có câu nào được hai người gán nhãn độc lập.")
        )
    words = category_words()
    rows = [
        (_("vừa hoặc nặng"), _figure(found.flag)),
        (_("có định kiến, mức bất kỳ"), _figure(found.any_flag)),
        (_("mức"), _figure(found.severity)),
        (_("giọng của câu"), _figure(found.stance)),
        *((words[name], _figure(value)) for name, value in found.categories),
        (_("cụm từ (F1 theo ký tự)"), _figure(found.spans)),
    ]
    count = _("Câu có hai nhãn độc lập: %(count)s.", count=found.examples)
    header = (_("Về"), _("Alpha của Krippendorff"))
    return _section(_("Mức đồng thuận"), count, _table(header, rows))


def _sources(contents: Contents) -> str:
    words = source_words()
    members = contents.members
    sources = Counter(words.get(member.source, _("nhập từ tệp")) for member in members)
    outlets = Counter(member.outlet for member in members if member.outlet)
    genres = Counter(m.example.genre for m in members if m.example.genre)
    tables = [_table((_("Vì sao có câu"), _("Câu")), _most(sources))]
    if genres:
        tables.append(_table((_("Thể loại"), _("Câu")), _most(genres)))
    if outlets:
        tables.append(_table((_("Nơi đăng"), _("Câu")), _most(outlets)))
    return _section(_("Câu đến từ đâu"), *tables)


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    rows = counts.most_common()
    rest = sum(count for _name, count in rows[_MOST_ROWS:])
    return [*rows[:_MOST_ROWS], *([(_("nơi khác"), rest)] if rest else [])]


def _section(title: str, *parts: str) -> str:
    return "\n\n".join((f"## {title}", *parts))


def _table(header: Sequence[object], rows: Rows) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(_plain(str(cell)) for cell in line)} |" for line in lines
    )


def _plain(text: str) -> str:
    """The text on one line, nothing in it read as a table or a heading."""
    return " ".join(text.split()).replace("|", "/")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
