"""Proof that the loop closes: corrections make a better model, wrong ones are refused.

A small base is fitted on part of the project's own corpus: without one genre, and
without anything that those wrote who wrote most of it. A base that saw all other
genres knows nearly all that this one would teach it. Simulated reviewers label 500
sentences of the genre; on its part of the corpus' test side, which nobody learnt, the
retrained model must do plainly better, do no worse elsewhere and pass the gate. Then a
bad reviewer's labels take their place: the gate must refuse what comes of them, and
agreement must name the reviewer.

``make demo-loop`` runs it; everything is written to a temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.baseline import FitSettings
from models.bundle import LINEAR_NGRAM, Bundle, DataDigest, Manifest, write_bundle
from models.linear import LinearNgramClassifier
from models.linear_weights import (
    WEIGHTS,
    SpanRule,
    in_half_precision,
    model_arrays,
    model_settings,
)
from screener.ports import ClassifierCard
from training.annotators import annotators_apart
from training.dataset import Example, Split, examples_digest
from training.demo_loop_reviewers import (
    BAD_REVIEWER,
    careful_reviews,
    sentences_to_review,
    spoilt_reviews,
)
from training.fit_linear import fit_examples
from training.gate import compare_bundles
from training.gate_comparison import Comparison, FrozenSet, Measure, SliceRow
from training.gate_decision import GateDecision, GateRules, decide
from training.gate_report import verdict_words
from training.judging import score_examples
from training.operating_points import choose_points
from training.own_corpus import own_corpus
from training.refit import refit_bundle
from training.span_rules import SHOW_ALL

GENRE: Final = "family_advice"
CORRECTIONS: Final = 500
LEAST_GAIN: Final = 0.02
# Who wrote so much of the genre is left out of the base altogether.
_MAIN_SHARE: Final = 0.1
# Sentences that the base is fitted on, and that choose its thresholds.
_KNOWN: Final = {Split.TRAIN: 2400, Split.DEV: 500}
_SEED: Final = 20261
_SET: Final = "corpus test"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one set of corrections.

    Attributes:
        corrections: How many sentences were corrected.
        apart: Reviewers whose labels stand apart.
        refit_seconds: What retraining took.
    """

    corrections: int
    comparison: Comparison
    decision: GateDecision
    apart: tuple[str, ...]
    refit_seconds: float

    @property
    def genre_row(self) -> SliceRow:
        """F1 on the genre's part of the test side, before and after."""
        (row,) = (
            row
            for row in self.comparison.rows
            if row.slice_name == f"genre={GENRE}" and row.measure is Measure.F1
        )
        return row


@dataclass(frozen=True, slots=True)
class Proof:
    """Both attempts: reviewers who take care, and one who does not."""

    careful: Attempt
    spoilt: Attempt


@dataclass(frozen=True, slots=True)
class Roles:
    """Which sentences do what.

    Attributes:
        known: What the base is fitted on; replayed when it is retrained.
        drawn: Of the genre, to be corrected.
        frozen: What judges: the corpus' test side.
    """

    known: tuple[Example, ...]
    drawn: tuple[Example, ...]
    frozen: tuple[FrozenSet, ...]


def prove(folder: Path) -> Proof:
    """Both attempts from one base; bundles are written under ``folder``."""
    roles = parted(own_corpus(Split.TRAIN, Split.DEV), own_corpus(Split.TEST))
    base = fit_base(folder / "base", roles.known)
    return Proof(
        *(
            _attempt(folder / name, base, corrections, roles)
            for name, corrections in (
                ("careful", careful_reviews(roles.drawn, seed=_SEED)),
                ("spoilt", spoilt_reviews(roles.drawn, seed=_SEED)),
            )
        )
    )


def parted(known: Sequence[Example], test: Sequence[Example]) -> Roles:
    """The roles of sentences that may be learnt, and of those that never are."""
    genre = [example for example in known if example.genre == GENRE]
    drawn = sentences_to_review(
        [example for example in genre if example.split is Split.TRAIN],
        count=CORRECTIONS,
        seed=_SEED,
    )
    writers = _main_writers(genre)
    others = [
        example
        for example in known
        if example.genre != GENRE and _writer(example) not in writers
    ]
    base = tuple(
        example
        for split, count in _KNOWN.items()
        for example in sentences_to_review(
            [other for other in others if other.split is split],
            count=count,
            seed=_SEED,
        )
    )
    return Roles(base, drawn, (FrozenSet(_SET, tuple(test)),))


def _main_writers(examples: Sequence[Example]) -> frozenset[str]:
    counts = Counter(map(_writer, examples))
    return frozenset(
        writer
        for writer, count in counts.items()
        if count >= _MAIN_SHARE * len(examples)
    )


def _writer(example: Example) -> str:
    """The letters before the first hyphen of a group say who wrote it."""
    return (example.group or example.id).partition("-")[0]


def fit_base(folder: Path, known: Sequence[Example]) -> Bundle:
    """A bundle fitted on the train sentences, its thresholds chosen on the dev ones."""
    train = [example for example in known if example.split is Split.TRAIN]
    dev = [example for example in known if example.split is Split.DEV]
    model = in_half_precision(fit_examples(train, FitSettings(gate=None)).model)
    card = ClassifierCard(folder.name, "1.0.0", (SHOW_ALL,), SHOW_ALL.name)
    rule = SpanRule()
    points = choose_points(
        score_examples(LinearNgramClassifier(model, card, rule), dev)
    )
    manifest = Manifest(
        name=folder.name,
        version="1.0.0",
        kind=LINEAR_NGRAM,
        operating_points=points,
        default_operating_point=points[0].name,
        settings=model_settings(model, rule),
        data=tuple(
            DataDigest(
                name="own corpus",
                role=role,
                sha256=examples_digest(part),
                examples=len(part),
            )
            for role, part in ((Split.TRAIN, train), (Split.DEV, dev))
        ),
        seed=_SEED,
    )
    note = f"# {folder.name}\n"
    return write_bundle(
        folder,
        manifest,
        files={WEIGHTS: model_arrays(model)},
        card_en=note,
        card_vi=note,
    )


def _attempt(
    folder: Path,
    base: Bundle,
    corrections: Sequence[Example],
    roles: Roles,
) -> Attempt:
    started = time.monotonic()
    candidate = refit_bundle(
        base, extra=corrections, replay=roles.known, out=folder, version="1.1.0"
    )
    spent = time.monotonic() - started
    comparison = compare_bundles(
        base, candidate, roles.frozen, trained=(*roles.known, *corrections)
    )
    return Attempt(
        len(corrections),
        comparison,
        decide(comparison, GateRules()),
        annotators_apart(corrections),
        spent,
    )


def table(proof: Proof) -> str:
    """What was found, as text for a terminal."""
    lines = [f"{'':34}{'base':>8}{'careful':>9}{'spoilt':>9}"]
    pairs = zip(
        proof.careful.comparison.rows, proof.spoilt.comparison.rows, strict=True
    )
    for row, other in pairs:
        if "=" not in row.slice_name or row.slice_name == f"genre={GENRE}":
            lines.append(_line(f"{row.slice_name} {row.measure}", row, other))
    row = proof.careful.genre_row
    lines.append(f"gain on the genre, 95 %: {row.low:+.3f} to {row.high:+.3f}")
    for name, attempt in (("careful", proof.careful), ("spoilt", proof.spoilt)):
        words = verdict_words(attempt.comparison, attempt.decision)
        lines += ["", f"{name}: {words.vi} / {words.en}"]
        lines += [f"  - {reason.words.vi}" for reason in attempt.decision.reasons[:6]]
        lines.append(f"  labels that stand apart: {', '.join(attempt.apart) or '-'}")
        lines.append(
            f"  {attempt.corrections} corrections, "
            f"retrained in {attempt.refit_seconds:.0f} s"
        )
    return "\n".join(lines) + "\n"


def _line(name: str, row: SliceRow, other: SliceRow) -> str:
    figures = (row.champion, row.candidate, other.candidate)
    cells = ["-" if value is None else f"{value:.3f}" for value in figures]
    return f"{name:34}{cells[0]:>8}{cells[1]:>9}{cells[2]:>9}"


def is_proven(proof: Proof) -> bool:
    """Whether good corrections are promoted and bad ones refused and traced."""
    row = proof.careful.genre_row
    return (
        (row.gain or 0.0) >= LEAST_GAIN
        and (row.low or 0.0) > 0
        and proof.careful.decision.promote
        and not proof.careful.apart
        and not proof.spoilt.decision.promote
        and proof.spoilt.apart == (BAD_REVIEWER,)
    )


def main() -> None:
    """Run the proof and print its table; exit status 1 when it does not hold."""
    with tempfile.TemporaryDirectory(prefix="demo-loop-") as folder:
        proof = prove(Path(folder))
    sys.stdout.write(table(proof))
    sys.exit(not is_proven(proof))


if __name__ == "__main__":
    main()
