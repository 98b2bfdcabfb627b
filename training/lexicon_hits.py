"""Hits of lexicon entries in print, judged by a reader and kept without the text.

The news belongs to its publishers, so the repository keeps of each judged sentence
its SHA-256, the place of the hit and the judgement. Whoever has the same news can
join the two again (``join``); everybody else can count.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from screener.domain.spans import Span
from screener.lexicon.entry import Entry
from screener.lexicon.matcher import Matcher
from screener.text.sentences import split_sentences
from training.json_lines import json_record, read_lines, write_records
from training.record_reader import RecordReader

HITS: Final = Path(__file__).parent / "data" / "lexicon_hits.jsonl"
_DIGEST_CHARACTERS: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class JudgedHit:
    """One hit that somebody read.

    Attributes:
        entry: Id of the entry.
        sentence: SHA-256 of the sentence's text (NFC, UTF-8).
        span: The hit, in the sentence.
        is_right: Whether the sentence deserves the entry's flag: a stereotype of its
            severity or above stands in it, or it criticises one.
        patterns: Digest of the entry's patterns when it was read.
        origin: Where the sentence was printed, as a code.
    """

    entry: str
    sentence: str
    span: Span
    is_right: bool
    patterns: str
    origin: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A hit with its sentence, to be read; never kept in the repository."""

    entry: str
    text: str
    span: Span
    origin: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same hit as a judged one."""
        return self.entry, sentence_digest(self.text)


@dataclass(frozen=True, slots=True)
class Joined:
    """Judged hits beside the news they came from.

    Attributes:
        hits: Those whose entry still finds them, with its present digest.
        gone: Judged hits that the present patterns no longer find.
        unseen: Judged hits whose sentence the news at hand does not hold.
    """

    hits: tuple[JudgedHit, ...]
    gone: int
    unseen: int


def sentence_digest(text: str) -> str:
    """SHA-256 of a sentence."""
    return hashlib.sha256(text.encode()).hexdigest()


def patterns_digest(entry: Entry) -> str:
    """Digest of what an entry matches; it changes with every pattern."""
    sources = [
        [pattern.source for pattern in patterns]
        for patterns in (entry.patterns, entry.exceptions)
    ]
    text = json.dumps(sources, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS]


def read_hits(path: Path) -> tuple[JudgedHit, ...]:
    """The judged hits of a file.

    Raises:
        InputError: When it cannot be read, or naming the line and field at fault.
    """
    return tuple(
        _hit(RecordReader(record, str(path), number))
        for number, record in _records(path)
    )


def write_hits(path: Path, hits: Iterable[JudgedHit]) -> None:
    """Write judged hits, sorted, so that a change shows as few lines.

    Raises:
        OutputError: When the file cannot be written.
    """
    write_records(path, (_record(hit) for hit in sorted(hits)))


def current(hits: Iterable[JudgedHit], entries: Iterable[Entry]) -> list[JudgedHit]:
    """The hits that were judged with the patterns that their entries have now."""
    digests = {entry.id: patterns_digest(entry) for entry in entries}
    return [hit for hit in hits if digests.get(hit.entry) == hit.patterns]


def hits_in(
    entries: Sequence[Entry], lines: Iterable[str], *, origin: str
) -> Iterator[Drawn]:
    """Every sentence of raw text in which an entry matches, once an entry.

    Args:
        entries: What to look for.
        lines: Raw text, a paragraph a line.
        origin: Where it was printed, as a code.
    """
    matcher = Matcher(entries)
    for line in lines:
        matches = matcher.find(line)
        spans = split_sentences(line) if matches else ()
        seen: set[tuple[str, Span]] = set()
        for match in matches:
            around = _around(match.span, spans)
            if around is not None and (match.entry.id, around) not in seen:
                seen.add((match.entry.id, around))
                inside = match.span.shifted(-around.start)
                yield Drawn(match.entry.id, around.of(line), inside, origin)


def join(
    hits: Sequence[JudgedHit], entries: Sequence[Entry], found: Iterable[Drawn]
) -> Joined:
    """The judged hits, each held against the sentence it was read in.

    Args:
        hits: Judged, with whatever patterns.
        entries: As they are now.
        found: Hits of ANY entry in the news at hand, see ``hits_in``.
    """
    digests = {entry.id: patterns_digest(entry) for entry in entries}
    wanted = {hit.sentence for hit in hits}
    spans: dict[tuple[str, str], Span] = {}
    present: set[str] = set()
    for drawn in found:
        if (digest := sentence_digest(drawn.text)) in wanted:
            present.add(digest)
            spans[drawn.entry, digest] = drawn.span
    kept = [
        replace(hit, patterns=digests[hit.entry], span=spans[hit.entry, hit.sentence])
        for hit in hits
        if (hit.entry, hit.sentence) in spans
    ]
    unseen = sum(hit.sentence not in present for hit in hits)
    return Joined(tuple(kept), gone=len(hits) - len(kept) - unseen, unseen=unseen)


def to_read(
    drawn: Iterable[Drawn], known: Iterable[JudgedHit], *, size: int
) -> tuple[Drawn, ...]:
    """Up to ``size`` unread hits an entry: those whose digest comes first.

    The order of digests is as good as chance and the same on every machine.
    """
    read = {(hit.entry, hit.sentence) for hit in known}
    fresh: dict[str, dict[str, Drawn]] = defaultdict(dict)
    for hit in drawn:
        entry, digest = hit.key
        if hit.key not in read:
            fresh[entry].setdefault(digest, hit)
    return tuple(
        found[digest]
        for _, found in sorted(fresh.items())
        for digest in sorted(found)[:size]
    )


def write_worksheet(path: Path, drawn: Iterable[Drawn]) -> None:
    """Write hits to be read; a reader sets each ``right`` to true or false.

    Raises:
        OutputError: When the file cannot be written.
    """
    write_records(
        path,
        (
            {
                "entry": hit.entry,
                "right": None,
                "hit": hit.span.of(hit.text),
                "text": hit.text,
                "start": hit.span.start,
                "end": hit.span.end,
                "origin": hit.origin,
            }
            for hit in drawn
        ),
    )


def read_worksheet(path: Path, entries: Iterable[Entry]) -> tuple[JudgedHit, ...]:
    """The judgements of a worksheet, without its sentences; unread rows are left out.

    Raises:
        InputError: When it cannot be read, or naming the line and field at fault.
    """
    digests = {entry.id: patterns_digest(entry) for entry in entries}
    return tuple(
        _judged(RecordReader(record, str(path), number), digests)
        for number, record in _records(path)
        if record.get("right") is not None
    )


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip():
            yield number, json_record(line, source=str(path), number=number)


def _judged(reader: RecordReader, digests: Mapping[str, str]) -> JudgedHit:
    entry = reader.text("entry")
    if entry not in digests:
        raise reader.error("entry", f"{entry!r} is no entry")
    return JudgedHit(
        entry=entry,
        sentence=sentence_digest(reader.text("text")),
        span=_span(reader),
        is_right=_answer(reader),
        patterns=digests[entry],
        origin=reader.text("origin"),
    )


def _hit(reader: RecordReader) -> JudgedHit:
    return JudgedHit(
        entry=reader.text("entry"),
        sentence=reader.text("sentence"),
        span=_span(reader),
        is_right=_answer(reader),
        patterns=reader.text("patterns"),
        origin=reader.text("origin"),
    )


def _record(hit: JudgedHit) -> dict[str, Any]:
    return {
        "entry": hit.entry,
        "sentence": hit.sentence,
        "start": hit.span.start,
        "end": hit.span.end,
        "right": hit.is_right,
        "patterns": hit.patterns,
        "origin": hit.origin,
    }


def _span(reader: RecordReader) -> Span:
    fields = (reader.whole(reader.record.get(name), name) for name in ("start", "end"))
    return Span(*fields)


def _answer(reader: RecordReader) -> bool:
    value = reader.record.get("right")
    if not isinstance(value, bool):
        raise reader.error("right", "true or false is needed")
    return value


def _around(span: Span, sentences: Iterable[Span]) -> Span | None:
    """The sentence in which a match lies; None when it crosses a border."""
    for sentence in sentences:
        if sentence.start <= span.start and span.end <= sentence.end:
            return sentence
    return None
