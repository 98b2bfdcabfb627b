"""A PDF of any number of reports: contents, the marked text, the findings."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from screener.domain.documents import Part
from screener.domain.reports import Failure, Finding, Outcome, Report
from screener.domain.spans import Span
from screener.messages.catalogue import error_hint, error_message
from screener.report.marked_text import Piece, marked_pieces, with_sections
from screener.report.pdf_style import (
    ACCENT,
    COLOURS,
    LINE,
    MARGIN,
    NOTE,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    SOFT,
    WIDTH,
    PageWords,
    canvas_with,
    load_fonts,
    markup,
    style,
)
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

_TITLE: Final = style(
    "title", fontName=SANS_BOLD, fontSize=19, leading=25, textColor=HexColor(ACCENT)
)
_CONTENTS: Final = style("contents", fontName=SANS_BOLD, fontSize=12, leading=16)
_DOCUMENT: Final = style(
    "document", fontName=SANS_BOLD, fontSize=14, leading=19, spaceBefore=4, spaceAfter=4
)
_SECTION: Final = style(
    "section",
    fontName=SANS_BOLD,
    fontSize=11.5,
    leading=15,
    textColor=HexColor(ACCENT),
    spaceBefore=14,
    spaceAfter=5,
    keepWithNext=1,
)
_VERDICT: Final = style("verdict", fontName=SANS_BOLD, fontSize=11, leading=16)
_BODY: Final = style("body")
_SOFT: Final = style("soft", fontSize=8.5, leading=12, textColor=HexColor(SOFT))
_ITEM: Final = style(
    "item",
    fontSize=8.5,
    leading=12,
    textColor=HexColor(SOFT),
    leftIndent=9,
    bulletIndent=0,
)
_WARNING: Final = style(
    "warning",
    backColor=HexColor(NOTE),
    borderPadding=(5, 7, 5, 7),
    leftIndent=7,
    rightIndent=7,
    spaceBefore=9,
    spaceAfter=9,
)
_TEXT: Final = style("text", fontName=SERIF, fontSize=11, leading=17, spaceAfter=7)
_TEXT_HEADING: Final = style(
    "text-heading", fontName=SERIF_BOLD, fontSize=12, leading=17, spaceBefore=5
)
_TEXT_TITLE: Final = style(
    "text-title", fontName=SERIF_BOLD, fontSize=15, leading=20, spaceAfter=8
)
_TEXT_ASIDE: Final = style(
    "text-aside", fontName=SERIF, fontSize=9.5, leading=14, textColor=HexColor(SOFT)
)
_MEMBER: Final = style(
    "member",
    fontName=SANS_BOLD,
    textColor=HexColor(ACCENT),
    spaceBefore=9,
    spaceAfter=5,
    keepWithNext=1,
)
_QUOTE: Final = style("quote", fontName=SERIF, fontSize=10.5, leading=15, leftIndent=9)
_CARD: Final = style("card", leftIndent=9)
_BASIS: Final = style(
    "basis", leftIndent=9, fontSize=8.5, leading=12, textColor=HexColor(SOFT)
)
_TEXT_STYLES: Final = {
    Part.TITLE: _TEXT_TITLE,
    Part.HEADING: _TEXT_HEADING,
    Part.CAPTION: _TEXT_ASIDE,
    Part.ALT_TEXT: _TEXT_ASIDE,
    Part.FOOTNOTE: _TEXT_ASIDE,
    Part.ENDNOTE: _TEXT_ASIDE,
    Part.HEADER: _TEXT_ASIDE,
    Part.FOOTER: _TEXT_ASIDE,
}
_LEVELS: Final = {"document": 0, "section": 1}
# A section is begun on the next page when less than this is left, in points.
_LEAST_ROOM: Final = 90
# In characters.
_LONGEST_STRETCH: Final = 2_500
_LONGEST_QUOTE: Final = 900


def render_pdf(outcomes: Sequence[Outcome], *, language: str = "vi") -> bytes:
    """The pages, with every glyph they show embedded."""
    load_fonts()
    target = io.BytesIO()
    title = words("html.title", language)
    document = _ReportTemplate(
        target,
        title=title,
        language=language,
    )
    furniture = PageWords(
        head=title,
        foot=words("pdf.foot", language),
        page=words("pdf.page", language, page="{page}", pages="{pages}"),
    )
    document.multiBuild(
        list(_story(outcomes, language)), canvasmaker=canvas_with(furniture)
    )
    return target.getvalue()


class _ReportTemplate(BaseDocTemplate):  # type: ignore[misc]
    """Pages that tell the table of contents where their headings stand."""

    def __init__(self, target: io.BytesIO, *, title: str, language: str) -> None:
        super().__init__(
            target,
            pagesize=A4,
            title=title,
            author="Soát Giới",
            lang=language,
            # No date and no random id: equal reports are equal files.
            invariant=1,
        )
        frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(id="page", frames=[frame]))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Note a heading for the contents and for the reader's outline."""
        level = _LEVELS.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is None:
            return
        text = flowable.getPlainText()
        key = hashlib.sha256(f"{self.page}/{self.frame._y}/{text}".encode()).hexdigest()
        self.canv.bookmarkPage(key[:12])
        self.canv.addOutlineEntry(text, key[:12], level, closed=level > 0)
        more = getattr(flowable, "in_contents", "")
        entry = f"{text} · {more}" if more else text
        self.notify("TOCEntry", (level, markup(entry), self.page, key[:12]))


def _story(outcomes: Sequence[Outcome], language: str) -> Iterator[Flowable]:
    yield Paragraph(markup(words("html.title", language)), _TITLE)
    yield Paragraph(markup(words("html.about", language)), _SOFT)
    yield Spacer(1, 8)
    yield Paragraph(markup(words("pdf.contents", language)), _CONTENTS)
    yield _contents()
    for index, outcome in enumerate(outcomes):
        yield PageBreak() if len(outcomes) > 1 else Spacer(1, 10)
        if isinstance(outcome, Failure):
            yield from _failure(outcome, language)
        else:
            yield from _report(outcome, index, language)


def _contents() -> TableOfContents:
    contents = TableOfContents()
    contents.dotsMinLevel = 0
    contents.tableStyle = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            # The library's own font would be named without being embedded.
            ("FONTNAME", (0, 0), (-1, -1), SANS),
        ]
    )
    contents.levelStyles = [
        style("contents-0", fontName=SANS_BOLD, spaceBefore=3),
        style("contents-1", leftIndent=12, fontSize=9, leading=13),
    ]
    return contents


def _document_head(title: str, verdict: str) -> Paragraph:
    """The title of a document; the contents say its verdict, too."""
    head = Paragraph(markup(title), _DOCUMENT)
    head.in_contents = verdict
    return head


def _failure(failure: Failure, language: str) -> Iterator[Flowable]:
    yield _document_head(
        failure.error.source or failure.document_id,
        words("verdict.not_screened", language),
    )
    yield Paragraph(markup(words("verdict.not_screened", language)), _VERDICT)
    yield Paragraph(markup(error_message(failure.error).in_language(language)), _BODY)
    yield Paragraph(markup(error_hint(failure.error).in_language(language)), _SOFT)


def _report(report: Report, index: int, language: str) -> Iterator[Flowable]:
    document = report.document
    yield _document_head(
        document.title or document.source,
        verdict_words(report, language),
    )
    yield Paragraph(markup(document.source), _SOFT)
    yield from _verdict(report, language)
    yield from _heading("pdf.text", language)
    for paragraph, section in with_sections(document):
        if section:
            yield Paragraph(markup(section), _MEMBER)
        shown = _TEXT_STYLES.get(paragraph.place.part, _TEXT)
        for pieces in _in_stretches(marked_pieces(report, paragraph.span)):
            marked = (_marked(piece, index, shown.fontName) for piece in pieces)
            yield Paragraph("".join(marked), shown)
    if report.findings:
        yield from _heading("sheet.findings", language)
    for number, finding in enumerate(report.findings, start=1):
        yield KeepTogether(list(_card(number, finding, index, language)))
    if report.mentions:
        yield from _heading("label.mentions", language)
        for mention in report.mentions:
            said = markup(_shortened(mention_words(mention, language)))
            yield Paragraph(said, _ITEM, bulletText="–")
    yield Spacer(1, 10)
    yield HRFlowable(width="100%", thickness=0.5, color=HexColor(LINE))
    yield Paragraph(markup(stamp_words(report, language)), _SOFT)
    yield Paragraph(f"SHA-256 {document.sha256}", _SOFT)


def _in_stretches(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces of a paragraph in groups that can be set in bounded time.

    Setting a paragraph takes the square of its length.
    """
    group: list[Piece] = []
    length = 0
    for piece in pieces:
        for part in _parted(piece):
            if group and length + len(part.text) > _LONGEST_STRETCH:
                yield group
                group, length = [], 0
            group.append(part)
            length += len(part.text)
    yield group


def _parted(piece: Piece) -> Iterator[Piece]:
    """A piece in parts of bounded length, cut at blanks; the last one ends it."""
    text = piece.text
    while len(text) > _LONGEST_STRETCH:
        blank = text.rfind(" ", 0, _LONGEST_STRETCH)
        cut = blank + 1 if blank > 0 else _LONGEST_STRETCH
        yield replace(piece, text=text[:cut], closes=())
        text = text[cut:]
    yield replace(piece, text=text)


def _heading(code: str, language: str) -> Iterator[Flowable]:
    yield CondPageBreak(_LEAST_ROOM)
    yield Paragraph(markup(words(code, language).rstrip(":")), _SECTION)


def _verdict(report: Report, language: str) -> Iterator[Flowable]:
    """What comes of it, and what the answer rests on."""
    yield from _heading("pdf.verdict", language)
    yield Paragraph(
        markup(verdict_words(report, language)),
        _VERDICT,
    )
    for warning in warning_words(report, language):
        yield Paragraph(markup(warning), _WARNING)
    yield Paragraph(markup(summary_words(report, language)), _BODY)
    yield Paragraph(markup(read_words(report, language) + "."), _BODY)
    for unread in unread_words(report.document.coverage, language):
        yield Paragraph(markup(unread), _ITEM, bulletText="–")


def _marked(piece: Piece, index: int, font: str) -> str:
    text = markup(piece.text, font=font)
    if piece.category is None:
        return f'<u color="{SOFT}" width="0.6">{text}</u>' if piece.is_mention else text
    colour, tint = COLOURS[piece.category]
    marked = (
        f'<font backColor="{tint}"><u color="{colour}" width="1.1">{text}</u></font>'
    )
    numbers = "".join(
        f'<a href="#f{index}-{number}" color="{colour}"><super><font name="{SANS_BOLD}"'
        f' size="7">{number}</font></super></a>'
        for number in piece.closes
    )
    return marked + numbers


def _card(
    number: int, finding: Finding, index: int, language: str
) -> Iterator[Flowable]:
    colour, tint = COLOURS[finding.category]
    category = markup(words(f"category.{finding.category}", language))
    place = place_words(finding.place, language)
    facts = markup(" · ".join((*finding_facts(finding, language), place)))
    yield Spacer(1, 7)
    yield HRFlowable(width="100%", thickness=0.5, color=HexColor(LINE), spaceAfter=6)
    yield Paragraph(
        f'<a name="f{index}-{number}"/><font name="{SANS_BOLD}" color="{colour}">'
        f"{number}. {category}</font>"
        f' <font color="{SOFT}" size="8.5">· {facts}</font>',
        _BODY,
    )
    yield Paragraph(_in_sentence(finding, colour, tint), _QUOTE)
    yield Paragraph(markup(finding.explanation.in_language(language)), _CARD)
    for suggestion in finding.suggestions:
        said = markup(_shortened(suggestion_words(suggestion, finding, language)))
        label = markup(words("label.suggestion", language))
        yield Paragraph(f'<font name="{SANS_BOLD}">{label}:</font> {said}', _CARD)
    basis = f"{words('label.legal', language)}: {legal_line(finding, language)}"
    yield Paragraph(markup(basis), _BASIS)


def _in_sentence(finding: Finding, colour: str, tint: str) -> str:
    """The sentence with the passage marked in it; the text above has it whole."""
    mark = Span(
        finding.span.start - finding.sentence.start,
        finding.span.end - finding.sentence.start,
    )
    sentence = finding.sentence_text
    before = _shortened(sentence[: mark.start])
    passage = markup(_shortened(mark.of(sentence)), font=SERIF)
    after = _shortened(sentence[mark.end :])
    return (
        f'{markup(before, font=SERIF)}<font backColor="{tint}">'
        f'<u color="{colour}" width="1.1">{passage}</u></font>'
        f"{markup(after, font=SERIF)}"
    )


def _shortened(text: str) -> str:
    """Both ends of a text that is too long for a card, a sign in between."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    half = _LONGEST_QUOTE // 2
    return f"{text[:half]} […] {text[-half:]}"
