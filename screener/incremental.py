"""Screening again after an edit: only what changed, and what stands beside it.

A sentence's detections are kept under a digest of all that they rest on (the
sentence, its neighbours, whatever else the detector names), so the answer is the
one of a full run. The memory belongs to one detector, that is, to one bundle or
one lexicon; it holds digests and positions and no draft's text.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from screener.domain.detections import Candidate, Detection, SentenceStance
from screener.domain.documents import Reading
from screener.ports import SentencewiseDetector

_DIGEST_BYTES: Final = 16


@dataclass(slots=True)
class SentenceMemory:
    """Detections of the sentences asked about last; safe to share between threads.

    Attributes:
        capacity: How many sentences are kept; the least recently used go first.
    """

    capacity: int
    _kept: OrderedDict[bytes, Detection] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def recall(self, keys: Sequence[bytes]) -> list[Detection | None]:
        """What is known under each key; None where nothing is."""
        with self._lock:
            for key in keys:
                if key in self._kept:
                    self._kept.move_to_end(key)
            return [self._kept.get(key) for key in keys]

    def keep(self, key: bytes, detection: Detection) -> None:
        """Remember one sentence's detections, counted from its start."""
        with self._lock:
            self._kept[key] = detection
            self._kept.move_to_end(key)
            while len(self._kept) > self.capacity:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(frozen=True, slots=True)
class IncrementalDetector:
    """A detector that does not look twice at what it has seen."""

    detector: SentencewiseDetector
    memory: SentenceMemory

    def detect(self, reading: Reading) -> Detection:
        """The detector's own answer, most of it remembered.

        Raises:
            ModelError: When the detector's model cannot score the text.
        """
        keys = [_digest(context) for context in self.detector.contexts(reading)]
        known = self.memory.recall(keys)
        missing = [index for index, found in enumerate(known) if found is None]
        for index, found in self._detected(reading, missing):
            known[index] = found
            self.memory.keep(keys[index], found)
        placed = [
            _placed(found, reading, index)
            for index, found in enumerate(known)
            if found is not None
        ]
        return Detection(
            candidates=tuple(c for part in placed for c in part.candidates),
            stances=tuple(s for part in placed for s in part.stances),
        )

    def _detected(
        self, reading: Reading, missing: Sequence[int]
    ) -> list[tuple[int, Detection]]:
        """What is new of each missing sentence, counted from the sentence's start."""
        if not missing:
            return []
        candidates: dict[int, list[Candidate]] = {index: [] for index in missing}
        stances: dict[int, list[SentenceStance]] = {index: [] for index in missing}
        fresh = self.detector.detect(reading, among=missing)
        for candidate in fresh.candidates:
            start = reading.sentences[candidate.sentence].span.start
            candidates[candidate.sentence].append(_moved(candidate, 0, -start))
        for stance in fresh.stances:
            stances[stance.sentence].append(replace(stance, sentence=0))
        return [
            (index, Detection(tuple(candidates[index]), tuple(stances[index])))
            for index in missing
        ]


def _placed(detection: Detection, reading: Reading, index: int) -> Detection:
    """Remembered detections where their sentence stands now."""
    if not detection.candidates and not detection.stances:
        return detection
    start = reading.sentences[index].span.start
    return Detection(
        candidates=tuple(_moved(c, index, start) for c in detection.candidates),
        stances=tuple(replace(s, sentence=index) for s in detection.stances),
    )


def _moved(candidate: Candidate, index: int, offset: int) -> Candidate:
    return replace(
        candidate,
        sentence=index,
        span=candidate.span.shifted(offset),
        suggestions=tuple(
            replace(suggestion, span=suggestion.span.shifted(offset))
            for suggestion in candidate.suggestions
        ),
    )


def _digest(context: Hashable) -> bytes:
    """A short name of an answer's grounds; unlike values differ in their ``repr``."""
    return hashlib.blake2b(repr(context).encode(), digest_size=_DIGEST_BYTES).digest()
