"""What ``screener scan`` tells a person, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from screener.batch.diff import FindingWords, ScanDifference
from screener.batch.entries import Entry
from screener.batch.overview import Overview
from screener.batch.planned import Plan
from screener.batch.progress import Changes, ScanOutcome
from screener.batch.records import entry_error
from screener.batch.results import UNSCREENED
from screener.batch.stamp import Stamp
from screener.cli.scan_options import duration_words, size_words
from screener.messages.catalogue import error_message
from screener.report.words import printable, words

_MOST_LISTED: Final = 20
_DIGESTS: Final = frozenset(("lexicon", "limits"))


def plan_words(plan: Plan, *, known: int, folder: str, language: str) -> Iterator[str]:
    """What would be read: each file, its size, then the sums."""
    for file in plan.files:
        if file.error is not None:
            reason = error_message(file.error).in_language(language)
            yield printable(reason)
        else:
            size = size_words(file.size_bytes or 0, language)
            yield f"{printable(file.key)}  {size}"
    yield words(
        "scan.plan",
        language,
        count=len(plan.files),
        size=size_words(plan.size_bytes, language),
    )
    for suffix, count, size_bytes in plan.types():
        yield words(
            "scan.plan.type",
            language,
            suffix=suffix or words("scan.plan.no_suffix", language),
            count=count,
            size=size_words(size_bytes, language),
        )
    yield from left_out_words(plan, language)
    if known:
        yield words("scan.plan.known", language, count=known, folder=folder)


def left_out_words(plan: Plan, language: str) -> Iterator[str]:
    """How many files the filters kept away, in one line."""
    if plan.left_out:
        reasons = [words(code, language, count=count) for code, count in plan.left_out]
        yield words("scan.plan.left_out", language, words=", ".join(reasons))


def changes_words(changes: Changes, now: Stamp, language: str) -> Iterator[str]:
    """What is no longer as it was when earlier records were made."""
    if changes.touched:
        parts = {
            _change_words(*change, language)
            for stamp in changes.stamps
            for change in stamp.changes(now)
        }
        yield words(
            "scan.changed.stamp",
            language,
            count=changes.touched,
            words="; ".join(sorted(parts)),
        )
    if changes.files:
        yield words("scan.changed.files", language, count=changes.files)
    if changes.failed:
        yield words("scan.changed.failed", language, count=changes.failed)


def _change_words(name: str, before: str, after: str, language: str) -> str:
    """What differs; digests of a lexicon or of limits say nothing to a person."""
    label = words(f"stamp.{name}", language)
    return label if name in _DIGESTS else f"{label} {before} → {after}"


def outcome_words(outcome: ScanOutcome, language: str) -> str:
    """How the run went."""
    tally = outcome.tally
    return words(
        "scan.done",
        language,
        screened=tally.screened,
        copied=tally.copied,
        findings=tally.findings,
        failed=tally.failed,
        kept=tally.kept,
        time=duration_words(outcome.seconds, language),
    )


def unscreened_words(
    overview: Overview, *, folder: str, language: str
) -> Iterator[str]:
    """The files without a verdict to rely on; the rest stands in a file."""
    if not overview.not_screened:
        return
    yield words("scan.not_screened", language, count=overview.not_screened)
    for entry in overview.unscreened[:_MOST_LISTED]:
        yield f"  {printable(_unscreened(entry, language))}"
    more = overview.not_screened - min(len(overview.unscreened), _MOST_LISTED)
    if more:
        file = f"{folder}/{UNSCREENED}"
        yield "  " + words("scan.not_screened.more", language, count=more, file=file)


def _unscreened(entry: Entry, language: str) -> str:
    if entry.is_screened:
        return f"{entry.key}: {words('trust.untrusted', language)}"
    return error_message(entry_error(entry)).in_language(language)


def difference_words(difference: ScanDifference, language: str) -> Iterator[str]:
    """What two scans say differently."""
    yield words("diff.same", language, count=difference.same)
    for code, names in (
        ("diff.added", difference.added),
        ("diff.removed", difference.removed),
    ):
        if names:
            yield words(code, language, count=len(names))
            yield from (f"  {printable(name)}" for name in names)
    if difference.changed:
        yield words("diff.changed", language, count=len(difference.changed))
    for change in difference.changed:
        verdicts = words(
            "diff.verdict",
            language,
            before=words(f"verdict.{change.before}", language),
            after=words(f"verdict.{change.after}", language),
        )
        yield f"{printable(change.document_id)}: {verdicts}"
        yield from (_finding(w, "diff.new", language) for w in change.new)
        yield from (_finding(w, "diff.gone", language) for w in change.gone)
    yield words(
        "diff.findings",
        language,
        before=difference.findings_before,
        after=difference.findings_after,
    )


def _finding(found: FindingWords, code: str, language: str) -> str:
    category = words(f"category.{found.category}", language)
    severity = words(f"severity.{found.severity}", language)
    return words(
        code,
        language,
        category=f"{category}, {severity}",
        quote=printable(found.quote),
    )
