"""Retrainings for tests: corrections in a version, jobs, comparisons made by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from models.bundle import MANIFEST
from models.registry import DEFAULT_BUNDLE
from screener.config import Settings
from screener.domain.labels import Category, Severity
from tests.corrections import cooking_corrections
from tests.tiny_bundle import write_tiny_bundle
from tests.web_people import an_entry, make_user
from training.dataset import Example, Split
from training.gate_comparison import (
    Comparison,
    Effect,
    Measure,
    Said,
    Side,
    SliceRow,
    VerdictChange,
    Verdicts,
)
from webapp.datasets import Deal, to_member
from webapp.jobs import Job, JobEnd, JobKind, JobProgress, JobState
from webapp.promotions import GateWord
from webapp.retraining import CORPUS_SET, HOLDOUT_SET, RetrainRequest
from webapp.store.datasets import NewVersion
from webapp.store.store import Store
from webapp.store.training_runs import TrainingRun

CANDIDATE: Final = "review-20261125-abcdef"
DATASET: Final = "ban-1"
_NOTHING: Final = Said(severity=Severity.NONE, categories=())
_ROLE: Final = Said(severity=Severity.MEDIUM, categories=(Category.ROLE,))


def labelled_sentences() -> list[Example]:
    """Corrections about cooking, each an article of its own; the last four judge."""
    return [
        replace(
            example,
            group=f"bai-{number}",
            split=Split.HOLDOUT if number >= 8 else Split.TRAIN,
        )
        for number, example in enumerate(cooking_corrections())
    ]


def add_dataset(store: Store, now: datetime) -> None:
    """The corrections as a version, ``DATASET``."""
    store.datasets.take_in(
        [to_member(example) for example in labelled_sentences()],
        NewVersion(id=DATASET, name="Tháng 11", note="", parent_id=None, deal=Deal()),
        make_user(),
        now,
        entry=an_entry(),
    )


def models_folder(settings: Settings) -> Path:
    """Where the installation keeps its bundles."""
    folder = settings.data_dir / "models"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def add_retraining(
    store: Store,
    now: datetime,
    *,
    key: str = "huan-luyen-1",
    base: str = "tiny-1",
    candidate: str = CANDIDATE,
) -> Job:
    """A retraining that waits."""
    request = RetrainRequest(
        candidate=candidate,
        base=base,
        dataset_id=DATASET,
        dataset_name="Tháng 11",
        version="2026.11.25",
    )
    job = Job(
        id=key,
        organisation_id="local",
        owner_id="local",
        kind=JobKind.RETRAIN,
        title="Tháng 11",
        request=request.to_json(),
        created_at=now,
    )
    store.jobs.add(job, entry=an_entry())
    return job


def make_row(
    name: str, *, champion: float, candidate: float, set_name: str = CORPUS_SET
) -> SliceRow:
    """F1 of a slice, with a narrow interval around the difference."""
    change = candidate - champion
    return SliceRow(
        set_name=set_name,
        slice_name=name,
        measure=Measure.F1,
        examples=200,
        positives=80,
        champion=champion,
        candidate=candidate,
        low=change - 0.01,
        high=change + 0.01,
    )


def make_comparison(
    *, sha256: str = "b" * 64, f1: float = 0.9, changes: int = 0
) -> Comparison:
    """A candidate beside a champion whose F1 is 0.8; the gate follows ``f1``."""
    side = Side(
        name="linear-1",
        version="1.5.0",
        kind="linear-ngram",
        sha256="a" * 64,
        operating_point="can-bang",
        milliseconds=1.0,
        peak_bytes=200_000_000,
    )
    change = VerdictChange(
        set_name=HOLDOUT_SET,
        example_id=labelled_sentences()[-1].id,
        text=labelled_sentences()[-1].text,
        genre="",
        label=_NOTHING,
        champion=_ROLE,
        candidate=_NOTHING,
        effect=Effect.GAIN,
    )
    return Comparison(
        champion=side,
        candidate=replace(side, name=CANDIDATE, version="2026.11.25", sha256=sha256),
        rows=(
            make_row("all", champion=0.8, candidate=f1),
            make_row("genre=sport", champion=0.8, candidate=f1),
            make_row("all", champion=0.8, candidate=f1, set_name=HOLDOUT_SET),
        ),
        verdicts=Verdicts(only_champion_right=3, only_candidate_right=9, p_value=0.146),
        changes=(change,) * changes,
    )


def add_compared(
    settings: Settings,
    store: Store,
    now: datetime,
    *,
    f1: float = 0.9,
    champion: str = DEFAULT_BUNDLE,
    changes: int = 0,
) -> Job:
    """A retraining that is over: its bundle on the disk, its comparison kept."""
    job = add_retraining(store, now)
    bundle = write_tiny_bundle(models_folder(settings), name=CANDIDATE)
    digest = hashlib.sha256((bundle.folder / MANIFEST).read_bytes()).hexdigest()
    comparison = make_comparison(sha256=digest, f1=f1, changes=changes)
    add_run(store, job, comparison, now, champion=champion)
    claimed = store.jobs.claim(job.id, now)
    assert claimed is not None
    end = JobEnd(state=JobState.DONE, progress=JobProgress(done=1, total=1))
    store.jobs.end(claimed, end, now)
    return job


def add_run(
    store: Store,
    job: Job,
    comparison: Comparison,
    now: datetime,
    *,
    champion: str = DEFAULT_BUNDLE,
) -> None:
    """Keep a comparison; the gate says yes when F1 rose."""
    is_better = (comparison.rows[0].gain or 0.0) > 0
    store.training_runs.add(
        TrainingRun(
            job_id=job.id,
            organisation_id=job.organisation_id,
            candidate=CANDIDATE,
            champion=champion,
            gate=GateWord.YES if is_better else GateWord.NO,
            comparison=comparison,
            recorded_at=now,
        )
    )
