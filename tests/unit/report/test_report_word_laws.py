"""Laws of margin comments, over drafts that nobody would think of writing."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screener.domain.limits import ReadLimits
from screener.domain.spans import Span
from screener.ingest.reader import read_bytes
from screener.report.word_report import render_word
from tests.fixtures.word_xml import deleted, inserted, make_docx, paragraph, run
from tests.reports import flagged, flagged_passage
from tests.word_margins import bare_text, comments, marked_words, parts

LIMITS = ReadLimits()
# Letters, accents apart, blanks, things that XML escapes, things nobody sees.
_LETTERS = st.text(
    st.sampled_from("aăâbđêôươ ếộữ.&<>\"'\u0301\u0323\u200b\u00ad\u00a0"),
    min_size=1,
    max_size=12,
)
_TEXTS = _LETTERS.map(escape)
_RUNS = st.one_of(
    _TEXTS.map(run),
    _TEXTS.map(lambda text: run(text, properties="<w:b/><w:i/>")),
    _TEXTS.map(inserted),
    _TEXTS.map(deleted),
    _TEXTS.map(lambda text: f'<w:hyperlink r:id="r1">{run(text)}</w:hyperlink>'),
    _TEXTS.map(lambda text: f"<w:sdt><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"),
    st.tuples(_TEXTS, _TEXTS).map(
        lambda pair: (
            f'<w:r w:rsidR="00A1"><w:rPr><w:u/></w:rPr><w:t>{pair[0]}</w:t>'
            f'<w:tab/><w:t xml:space="preserve">{pair[1]}</w:t><w:br/></w:r>'
        )
    ),
    st.just('<w:bookmarkStart w:id="3" w:name="a"/>'),
    st.just('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
)
_PARAGRAPHS = st.lists(_RUNS, min_size=1, max_size=6).map(
    lambda runs: paragraph(run("Mở đầu. "), *runs)
)
_BODIES = st.lists(_PARAGRAPHS, min_size=1, max_size=4).map("".join)


@given(
    body=_BODIES,
    picks=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 30)), max_size=6),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_comments_stand_on_their_words_and_change_nothing(
    body: str, picks: list[tuple[float, int]]
) -> None:
    """Whatever is flagged in whatever file, the draft comes back as it was."""
    content = make_docx(body)
    document = read_bytes(content, name="bài.docx", limits=LIMITS)
    spans = [
        Span(start, min(start + length, around.span.end))
        for share, length in picks
        for around in document.paragraphs
        if (start := around.span.start + int(share * (len(around.span) - 1))) >= 0
    ]
    findings = tuple(
        replace(
            flagged_passage(document, document.text[:1]),
            span=span,
            quote=span.of(document.text),
        )
        for span in spans
    )
    report = replace(flagged(document), findings=findings)

    after = render_word(content, report, limits=LIMITS)

    said = comments(after)
    assert len(said) == 1 + len(findings)
    for key, span in zip(list(said)[1:], spans, strict=True):
        shown = marked_words(after, key)
        # Accents apart and signs that nobody sees come along with their letters.
        assert _seen(span.of(document.text)) in _seen(shown)
        assert len(_seen(shown)) <= len(_seen(span.of(document.text))) + 1
    old, new = parts(content), parts(after)
    kept = bare_text(new["word/document.xml"], without=set(said))
    assert kept == bare_text(old["word/document.xml"])
    again = read_bytes(after, name="bài.docx", limits=LIMITS)
    assert again.text == document.text


def _seen(text: str) -> str:
    """The bare letters: no accents, nothing that cannot be seen."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(
        c for c in apart if c not in "\u200b\u00ad" and not unicodedata.combining(c)
    )
