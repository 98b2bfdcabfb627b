"""``python -m training false-alarms``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click
from scipy.stats import binomtest

from screener.domain.labels import Severity
from training.false_alarms import (
    FlaggedSentence,
    Survey,
    read_background,
    sentence_key,
    survey,
)
from training.json_lines import write_records
from training.keyed_labels import keys_of, read_keyed_labels
from training.model_commands import load_bundle

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_BIASED: Final = (Severity.MEDIUM.value, Severity.HIGH.value)


@click.command(name="false-alarms")
@click.option("--bundle", "name", help="A bundle's folder or name; else the default.")
@click.option("--text", "files", multiple=True, required=True, type=_FILE)
@click.option("--sentences", default=20_000, show_default=True)
@click.option(
    "--labelled",
    multiple=True,
    type=_FILE,
    help="Examples or keyed labels: with them, documents that hold none of their "
    "sentences make up what the held-out ones lack.",
)
@click.option("--flagged-out", type=_FILE, help="Flagged sentences, for a reader.")
@click.option(
    "--read",
    "read",
    type=_FILE,
    help="Keyed labels of flagged sentences that were read: gives the corrected rate.",
)
def false_alarms(
    name: str | None,
    files: tuple[Path, ...],
    sentences: int,
    labelled: tuple[Path, ...],
    flagged_out: Path | None,
    read: Path | None,
) -> None:
    """Count what a bundle flags in ordinary text (.txt, .txt.xz).

    Documents that are held out from all training are read, and with --labelled
    others that nothing was labelled in.
    """
    background = read_background(
        files,
        most_sentences=sentences,
        labelled={key for path in labelled for key in keys_of(path)} or None,
    )
    found = survey(load_bundle(name), background)
    if flagged_out is not None:
        write_records(flagged_out, map(_record, found.flagged))
    labels = read_keyed_labels(read) if read is not None else {}
    click.echo(json.dumps(rates(found, labels), ensure_ascii=False, indent=1))


def rates(found: Survey, labels: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The counts by operating point, with raw and corrected rates per 1,000 sentences.

    Args:
        found: What was flagged.
        labels: Of flagged sentences that were read, by key; the share of false alarms
            among these is taken for all.
    """
    return {
        name: {**counts, **_rates(name, counts, found.flagged, labels)}
        for name, counts in found.counts.items()
    }


def _rates(
    name: str,
    counts: Mapping[str, Any],
    flagged: Iterable[FlaggedSentence],
    labels: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    raw = binomtest(counts["flagged"], max(counts["sentences"], 1))
    bounds = raw.proportion_ci(method="wilson")
    severities = [
        labels[key]["severity"]
        for sentence in flagged
        if name in sentence.points and (key := sentence_key(sentence.text)) in labels
    ]
    result: dict[str, Any] = {
        "per_1000": _per_1000(raw.statistic),
        "per_1000_interval": [_per_1000(bounds.low), _per_1000(bounds.high)],
        "read": len(severities),
    }
    if severities:
        false = sum(severity not in _BIASED for severity in severities)
        share = false / len(severities)
        result["read_false"] = false
        result["per_1000_corrected"] = _per_1000(raw.statistic * share)
    return result


def _per_1000(share: float) -> float:
    return round(1000.0 * share, 3)


def _record(sentence: FlaggedSentence) -> dict[str, object]:
    return {
        "id": sentence_key(sentence.text)[:16],
        "text": sentence.text,
        "before": sentence.before,
        "after": sentence.after,
        "points": sorted(sentence.points),
    }
