"""Subtitles: whole sentences, each with the time at which it begins."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part
from screener.domain.limits import ReadLimits
from screener.errors import NoTextError
from screener.ingest.reader import read_bytes, read_file
from screener.text.sentences import read_document
from tests.word_drafts import entries

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "subtitles"
LIMITS: Final = ReadLimits()


def read_srt(text: str, *, name: str = "phim.srt") -> Document:
    """The document of some subtitles."""
    return read_bytes(text.encode(), name=name, limits=LIMITS)


def timed(document: Document) -> list[tuple[str | None, str]]:
    """Each paragraph with its time."""
    return [(p.place.time, p.span.of(document.text)) for p in document.paragraphs]


@pytest.mark.parametrize("name", sorted(p.name for p in FIXTURES.iterdir()))
def test_sentence_over_two_cues_is_one(name: str) -> None:
    """Half a sentence is judged wrongly twice; its time is where it begins."""
    document = read_file(FIXTURES / name, limits=LIMITS)

    times, texts = zip(*timed(document), strict=True)
    assert texts == (
        "Năm giờ chiều, nước sông rút còn ngang ngực người lớn.",
        "“Nước đâu có chừa ai, trai hay gái cũng phải biết bơi”, chị nói.",
        "Bữa nay mía ế, chị cười.",
    )
    assert [str(time)[-9:-4] for time in times] == ["00:01", "00:06", "01:05"]


def test_each_sentence_of_the_reading_has_its_time() -> None:
    """The place of a finding is that of its paragraph."""
    reading = read_document(read_file(FIXTURES / "ffmpeg.srt", limits=LIMITS))

    assert all(s.paragraph.place.time for s in reading.sentences)
    assert {s.paragraph.place.part for s in reading.sentences} == {Part.SUBTITLE}


def test_speakers_with_dashes_are_told_apart() -> None:
    """Two people do not share a sentence."""
    document = read_srt("1\n00:00:01,000 --> 00:00:02,000\n- Anh về chưa\n- Chưa.\n")

    assert [text for _, text in timed(document)] == ["Anh về chưa", "Chưa."]


def test_long_pause_ends_a_thought() -> None:
    """Many subtitles have no full stops at all."""
    document = read_srt(
        "1\n00:00:01,000 --> 00:00:02,000\nMưa to\n\n2\n00:00:09,000 --> 00:00:10,000\nNắng gắt\n"
    )

    assert [text for _, text in timed(document)] == ["Mưa to", "Nắng gắt"]


def test_cues_without_a_blank_line_between_are_parted() -> None:
    """Careless editors lose them."""
    document = read_srt(
        "1\n00:00:01,000 --> 00:00:02,000\nMưa to.\n2\n00:00:03,000 --> 00:00:04,000\nNắng.\n"
    )

    assert timed(document) == [("00:00:01,000", "Mưa to."), ("00:00:03,000", "Nắng.")]


def test_marks_of_style_and_voice_are_no_text() -> None:
    """They are seen, not read."""
    text = (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE sửa sau\n\n"
        "a1\n00:01.000 --> 00:02.000 line:80%\n<v Lan><b>Mưa</b> &amp; gió.</v>\n"
    )

    document = read_srt(text, name="phim.vtt")

    assert document.text == "Mưa & gió."
    assert [entry.count for entry in entries(document, Part.COMMENT)] == [2]


def test_subtitles_are_known_by_their_content() -> None:
    """They come as text files too."""
    document = read_srt(
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}Mưa.\r\n", name="phim.txt"
    )

    assert timed(document) == [("00:00:01,000", "Mưa.")]


def test_subtitles_without_words_say_so() -> None:
    """An empty track is not a clean one."""
    with pytest.raises(NoTextError):
        read_srt("1\n00:00:01,000 --> 00:00:02,000\n\n")
