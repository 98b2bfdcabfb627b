"""What margin comments say, and the part of a Word file that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from screener.domain.reports import Finding, Report
from screener.ingest.docx_tags import WORD
from screener.report.word_marks import WORD_NAMESPACE
from screener.report.words import (
    finding_facts,
    legal_line,
    mention_words,
    place_words,
    read_words,
    stamp_words,
    suggestion_words,
    summary_words,
    unread_words,
    verdict_words,
    warning_words,
    words,
)
from screener.report.xml_splice import XmlSource

AUTHOR: Final = "Soát Giới"
_INITIALS: Final = "SG"
# XML 1.0 has no way to write these.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a comment."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and its number, which the marks in the text name too."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Unanchored:
    """A finding whose very words no comment can stand on.

    Attributes:
        number: As in every report, from 1.
        is_nearby: Whether a comment stands at the mark that leads to the words.
    """

    number: int
    finding: Finding
    is_nearby: bool


def finding_lines(
    number: int, finding: Finding, language: str, *, has_quote: bool = False
) -> Iterator[Line]:
    """The comment on one finding: category, why, rewordings, legal basis."""
    category = words(f"category.{finding.category}", language)
    facts = " · ".join(finding_facts(finding, language))
    yield Line(f"{number}. {category} · {facts}", is_bold=True)
    if has_quote:
        yield Line(f"{place_words(finding.place, language)}: “{finding.quote}”")
    yield _labelled("label.why", finding.explanation.in_language(language), language)
    for suggestion in finding.suggestions:
        said = suggestion_words(suggestion, finding, language)
        yield _labelled("label.suggestion", said, language)
    yield _labelled("label.legal", legal_line(finding, language), language)


def opening_lines(
    report: Report, unanchored: Iterable[Unanchored], language: str
) -> Iterator[Line]:
    """The first comment: verdict, coverage, and what could not be marked."""
    verdict = verdict_words(report, language)
    yield Line(f"{AUTHOR}: {verdict}", is_bold=True)
    for warning in warning_words(report, language):
        yield Line(f"! {warning}")
    yield Line(summary_words(report, language))
    yield Line(f"{read_words(report, language)}.")
    yield from _listed(
        "comment.unread", unread_words(report.document.coverage, language), language
    )
    yield from _unanchored_lines(tuple(unanchored), language)
    mentions = (mention_words(mention, language) for mention in report.mentions)
    yield from _listed("label.mentions", mentions, language)
    yield Line(words("comment.about", language))
    yield Line(stamp_words(report, language))


def with_comments(
    source: XmlSource, root: etree._Element, comments: Iterable[Comment]
) -> bytes:
    """A part of comments with more of them behind those that people wrote."""
    prefix, declaration = _prefix(root)
    markup = (_markup(comment, prefix, declaration) for comment in comments)
    return source.with_last_child("".join(markup))


def new_comments_part(comments: Iterable[Comment], *, namespace: str) -> bytes:
    """A part of comments for a file that had none."""
    inner = "".join(_markup(comment, "w", "") for comment in comments)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:comments xmlns:w="{namespace}">{inner}</w:comments>'
    ).encode()


def _labelled(code: str, said: str, language: str) -> Line:
    return Line(f"{words(code, language)}: {said}")


def _listed(code: str, items: Iterable[str], language: str) -> Iterator[Line]:
    listed = [Line(f"– {item}") for item in items]
    if listed:
        yield Line(words(code, language), is_bold=True)
        yield from listed


def _unanchored_lines(items: tuple[Unanchored, ...], language: str) -> Iterator[Line]:
    if not items:
        return
    yield Line(words("comment.unanchored", language), is_bold=True)
    for item in items:
        if not item.is_nearby:
            yield from finding_lines(
                item.number, item.finding, language, has_quote=True
            )
            continue
        category = words(f"category.{item.finding.category}", language)
        place = place_words(item.finding.place, language)
        nearby = words("comment.nearby", language)
        yield Line(
            f"{item.number}. {category} · {place}: “{item.finding.quote}” ({nearby})"
        )


def _prefix(root: etree._Element) -> tuple[str, str]:
    for prefix, namespace in root.nsmap.items():
        if namespace == WORD_NAMESPACE and prefix:
            return prefix, ""
    return "w", f' xmlns:w="{WORD_NAMESPACE}"'


def _markup(comment: Comment, prefix: str, declaration: str) -> str:
    paragraphs = "".join(
        _paragraph(line, prefix, is_first=index == 0)
        for index, line in enumerate(comment.lines)
    )
    w = prefix
    return (
        f'<{w}:comment{declaration} {w}:id="{comment.number}" {w}:author="{AUTHOR}"'
        f' {w}:initials="{_INITIALS}">{paragraphs}</{w}:comment>'
    )


def _paragraph(line: Line, w: str, *, is_first: bool) -> str:
    mark = f"<{w}:r><{w}:annotationRef/></{w}:r>" if is_first else ""
    bold = f"<{w}:rPr><{w}:b/></{w}:rPr>" if line.is_bold else ""
    text = escape(_UNWRITABLE.sub("\ufffd", line.text))
    run = f'<{w}:r>{bold}<{w}:t xml:space="preserve">{text}</{w}:t></{w}:r>'
    return f"<{w}:p>{mark}{run}</{w}:p>"


def highest_number(*roots: etree._Element | None) -> int:
    """The highest number of any comment in the parts; -1 when there is none."""
    tags = (WORD + "comment", WORD + "commentRangeStart", WORD + "commentReference")
    numbers = [
        int(value)
        for root in roots
        if root is not None
        for element in root.iter(*tags)
        if (value := element.get(WORD + "id", "")).isascii() and value.isdecimal()
    ]
    return max(numbers, default=-1)
