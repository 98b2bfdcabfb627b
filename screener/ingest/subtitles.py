"""Subtitles (srt, vtt): sentences over several cues joined, each with its time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.ingest.assembly import Block, Extract
from screener.text.encodings import decode_vietnamese

FORMAT: Final = "srt/vtt"
_CLOCK: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMING: Final = re.compile(rf"\s*({_CLOCK})\s*-->\s*{_CLOCK}")
_MARKUP: Final = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_LINE_ENDS: Final = re.compile("\r\n|\r")
_SENTENCE_END: Final = re.compile(r"[.!?…♪][\"”’»)\]]*$")
_SPEAKER_DASH: Final = re.compile(r"\s*[-–—]\s*(?=\S)")
_REMARKS: Final = ("NOTE", "STYLE", "REGION")
# A pause this long ends a thought even where the writer set no full stop.
_LONGEST_PAUSE_S: Final = 3.0
_MOST_CUES: Final = 8


@dataclass(frozen=True, slots=True)
class _Cue:
    time: str
    start_s: float
    end_s: float
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Sentence:
    """Cues that belong together, the first of which gives the time."""

    time: str
    end_s: float
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The spoken sentences of a film; a finding's time is where its sentence begins.

    Raises:
        UndecodableTextError: When no known encoding gives readable text.
    """
    del limits  # the text is no longer than the bytes, which were measured
    decoded = decode_vietnamese(content, source=source)
    text = _LINE_ENDS.sub("\n", decoded.text)
    blocks = tuple(
        Block(text=sentence.text, part=Part.SUBTITLE, time=sentence.time)
        for sentence in _sentences(_cues(text))
    )
    remarks = sum(text.count(f"\n{word}") for word in _REMARKS)
    notice = Notice("coverage.comment")
    parts = (PartCoverage(Part.COMMENT, PartStatus.NOT_READ, notice, remarks),)
    return Extract(
        format=FORMAT,
        blocks=blocks,
        parts=parts if remarks else (),
        warnings=decoded.notices,
        trust=decoded.trust,
    )


def _cues(text: str) -> Iterator[_Cue]:
    timing: re.Match[str] | None = None
    lines: list[str] = []
    for line in (*text.split("\n"), ""):
        found = _TIMING.match(line)
        if found is None and line.strip() and timing is not None:
            lines.append(line)
            continue
        if timing is not None:
            # Without a blank line between cues, the next one's number is no text.
            is_glued = found is not None and bool(lines) and lines[-1].strip().isdigit()
            yield _cue(timing, lines[:-1] if is_glued else lines)
        timing, lines = found, []


def _cue(timing: re.Match[str], lines: list[str]) -> _Cue:
    clean = (_MARKUP.sub("", html.unescape(line)).strip() for line in lines)
    numbers = timing.groups()
    return _Cue(
        time=numbers[0],
        start_s=_seconds(numbers[1:5]),
        end_s=_seconds(numbers[5:9]),
        lines=tuple(filter(None, clean)),
    )


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(value or 0) for value in clock)
    return 3600 * hours + 60 * minutes + seconds + thousandths / 1000


def _sentences(cues: Iterator[_Cue]) -> Iterator[_Sentence]:
    current: _Sentence | None = None
    for cue in cues:
        for line in cue.lines:
            dash = _SPEAKER_DASH.match(line)
            pause = 0.0 if current is None else cue.start_s - current.end_s
            if current is not None and (dash or pause > _LONGEST_PAUSE_S):
                yield current
                current = None
            if current is None:
                current = _Sentence(cue.time, cue.end_s)
            current.texts.append(line[dash.end() :] if dash else line)
            current.end_s = cue.end_s
            if _SENTENCE_END.search(line) or len(current.texts) >= _MOST_CUES:
                yield current
                current = None
    if current is not None:
        yield current
