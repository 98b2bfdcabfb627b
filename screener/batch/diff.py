"""What two scans say differently of the same drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screener.batch.entries import Entry
from screener.batch.journal import JOURNAL, Journal
from screener.errors import NotAScanError


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding as people recognise it."""

    category: str
    severity: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A draft of which the two scans say different things.

    Attributes:
        document_id: Names the draft.
        before: Its verdict in the old scan.
        after: Its verdict in the new one.
        new: Findings that only the new scan has.
        gone: Findings that only the old one has.
    """

    document_id: str
    before: str
    after: str
    new: tuple[FindingWords, ...]
    gone: tuple[FindingWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanDifference:
    """All that differs between two scans.

    Attributes:
        same: How many drafts have the same verdict and findings.
        added: Drafts that only the new scan has.
        removed: Drafts that only the old one has.
        changed: Drafts in both, in the order of the new scan.
        findings_before: Findings of the old scan.
        findings_after: Findings of the new one.
    """

    same: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    findings_before: int
    findings_after: int


def compare_scans(old: Path, new: Path) -> ScanDifference:
    """What the new scan says differently.

    Drafts are paired by their id, which is their path below the folder scanned.

    Raises:
        NotAScanError: When one of the folders holds no scan.
    """
    with _opened(old) as before, _opened(new) as after:
        keys = {entry.document_id: entry.key for entry in before.entries()}
        findings_before = sum(entry.facts.findings for entry in before.entries())
        same = findings_after = 0
        added: list[str] = []
        changed: list[Changed] = []
        for entry in after.entries():
            findings_after += entry.facts.findings
            key = keys.pop(entry.document_id, None)
            if key is None:
                added.append(entry.document_id)
                continue
            change = _change(before, before.entry(key), after, entry)
            if change is None:
                same += 1
            else:
                changed.append(change)
    return ScanDifference(
        same=same,
        added=tuple(added),
        removed=tuple(keys),
        changed=tuple(changed),
        findings_before=findings_before,
        findings_after=findings_after,
    )


def difference_to_json(difference: ScanDifference) -> dict[str, Any]:
    """The difference as JSON values."""
    return {
        "schema": "screener.scan_diff/1",
        "same": difference.same,
        "added": list(difference.added),
        "removed": list(difference.removed),
        "findings": {
            "before": difference.findings_before,
            "after": difference.findings_after,
        },
        "changed": [
            {
                "document": change.document_id,
                "verdict": {"before": change.before, "after": change.after},
                "new": [_words_to_json(words) for words in change.new],
                "gone": [_words_to_json(words) for words in change.gone],
            }
            for change in difference.changed
        ],
    }


def _words_to_json(words: FindingWords) -> dict[str, str]:
    return {
        "category": words.category,
        "severity": words.severity,
        "quote": words.quote,
    }


def _opened(folder: Path) -> Journal:
    """The journal of a folder that must hold one: comparing makes nothing."""
    if not (folder / JOURNAL).is_file():
        raise NotAScanError(source=str(folder))
    return Journal(folder)


def _change(before: Journal, old: Entry, after: Journal, new: Entry) -> Changed | None:
    if old.checksum == new.checksum and old.length == new.length:
        return None
    found_before = dict(_findings(before, old))
    found_after = dict(_findings(after, new))
    arrived = tuple(w for i, w in found_after.items() if found_before.get(i) != w)
    gone = tuple(w for i, w in found_before.items() if found_after.get(i) != w)
    if not arrived and not gone and old.facts.verdict == new.facts.verdict:
        return None
    return Changed(
        document_id=new.document_id,
        before=old.facts.verdict,
        after=new.facts.verdict,
        new=arrived,
        gone=gone,
    )


def _findings(
    journal: Journal, entry: Entry
) -> Iterator[tuple[tuple[str, str], FindingWords]]:
    """Each finding under what names it: its id, and its words where two share one."""
    record = json.loads(journal.record(entry))
    for finding in record.get("findings", ()):
        words = FindingWords(finding["category"], finding["severity"], finding["quote"])
        yield (finding["id"], finding["quote"]), words
