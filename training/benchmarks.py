"""An encoder measured on a benchmark, beside its floors; resumes after a stop."""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from training.benchmarks_recipe import Recipe, Scores, scores, tune
from training.benchmarks_sets import BenchmarkSet, Spoiling, spoiled
from training.encoders import Encoder

FORMAT_VERSION: Final = 1
PRETRAINED, RANDOM, LINEAR = "pretrained", "random", "tfidf"
SPOILING_SEED: Final = 1

Answer = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which runs a measurement needs.

    Attributes:
        seeds: How many, from 1; the linear floor has no seed.
        robustness: Also measure on spoiled test texts.
        recipe: Of the fine-tuning.
        kinds: Which of pretrained, random and tfidf.
        device: Such as "cpu" or "cuda".
    """

    seeds: int
    robustness: bool
    recipe: Recipe
    kinds: tuple[str, ...] = (LINEAR, PRETRAINED, RANDOM)
    device: str = "cpu"

    def runs(self) -> Iterator[tuple[str, int]]:
        """Kind and seed of each run, the quick floor first."""
        if LINEAR in self.kinds:
            yield LINEAR, 0
        for seed in range(1, self.seeds + 1):
            for kind in (PRETRAINED, RANDOM):
                if kind in self.kinds:
                    yield kind, seed


def measure(
    encoder: Encoder,
    data: BenchmarkSet,
    plan: Plan,
    *,
    target: Path,
    tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, Any]:
    """All runs of a plan; finished ones are taken from `target`, which is kept current.

    Args:
        encoder: What is measured.
        data: On what.
        plan: Which runs.
        target: A JSON file; runs in it of the same weights, recipe and data are
            not repeated.
        tell: Given a line after each run.

    Returns:
        What the file then holds: see `docs/encoder.md`.
    """
    report = _described(encoder, data, plan)
    report["runs"] = _earlier_runs(target, report)
    for kind, seed in plan.runs():
        if _is_done(report["runs"], kind, seed, robustness=plan.robustness):
            continue
        done = _run(encoder, data, plan, kind=kind, seed=seed)
        report["runs"] = [
            run for run in report["runs"] if (run["kind"], run["seed"]) != (kind, seed)
        ] + [done]
        report["summary"] = summary(report["runs"])
        _write(target, report)
        tell(f"{kind} {seed}: {json.dumps(done['test'])} {done['seconds']} s")
    report["summary"] = summary(report["runs"])
    _write(target, report)
    return report


def _described(encoder: Encoder, data: BenchmarkSet, plan: Plan) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "task": data.task.name,
        "title": data.task.title,
        "published": [asdict(figure) for figure in data.task.published],
        "counts": {
            "train": len(data.train.texts),
            "dev": len(data.dev.texts),
            "test": len(data.test.texts),
            "unseen": sum(data.unseen),
        },
        "encoder": describe(encoder),
        "recipe": asdict(plan.recipe),
    }


def describe(encoder: Encoder) -> dict[str, Any]:
    """Name, shape and digest of an encoder, and the tokens that it has seen."""
    folder = Path(encoder.source)
    state = folder / "training_state.json"
    seen = json.loads(state.read_text("utf-8")) if state.is_file() else {}
    return {
        "name": folder.name if folder.is_dir() else encoder.source,
        "layers": int(encoder.config.num_hidden_layers),
        "hidden": int(encoder.config.hidden_size),
        "vocabulary": int(encoder.config.vocab_size),
        "tokens_seen": seen.get("progress", {}).get("tokens"),
        "weights": weights_digest(folder) if folder.is_dir() else None,
    }


def weights_digest(folder: Path) -> str:
    """The SHA-256 of a folder's weights files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.bin")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _earlier_runs(target: Path, report: dict[str, Any]) -> list[dict[str, Any]]:
    if not target.is_file():
        return []
    earlier = json.loads(target.read_text("utf-8"))
    fixed = ("format_version", "task", "counts", "encoder", "recipe")
    if any(earlier.get(key) != report[key] for key in fixed):
        return []
    runs: list[dict[str, Any]] = earlier["runs"]
    return runs


def _is_done(
    runs: Sequence[dict[str, Any]], kind: str, seed: int, *, robustness: bool
) -> bool:
    return any(
        run["kind"] == kind
        and run["seed"] == seed
        and (bool(run["robustness"]) or not robustness)
        for run in runs
    )


def _run(
    encoder: Encoder, data: BenchmarkSet, plan: Plan, *, kind: str, seed: int
) -> dict[str, Any]:
    began = time.monotonic()
    epoch = 0
    if kind == LINEAR:
        answer = linear_answers(data)
    else:
        tuned = tune(
            encoder,
            data,
            recipe=plan.recipe,
            seed=seed,
            pretrained=kind == PRETRAINED,
            device=plan.device,
        )
        answer, epoch = tuned.answers, tuned.epoch
    return {
        "kind": kind,
        "seed": seed,
        "epoch": epoch,
        "seconds": round(time.monotonic() - began, 1),
        **_measured(answer, data, robustness=plan.robustness),
    }


def _measured(
    answer: Answer, data: BenchmarkSet, *, robustness: bool
) -> dict[str, Any]:
    """Scores on the test part: whole, without seen texts, and spoiled."""
    labels = len(data.labels)
    said = answer(data.test.texts)
    unseen = data.unseen
    kept = [number for number, keep in zip(said, unseen, strict=True) if keep]
    others = [how for how in Spoiling if how is not Spoiling.NONE]
    return {
        "test": asdict(scores(data.test.labels, said, labels=labels)),
        "unseen": asdict(scores(data.test.chosen(unseen).labels, kept, labels=labels)),
        "robustness": {
            how.value: asdict(_spoiled_scores(answer, data, how))
            for how in (others if robustness else [])
        },
    }


def _spoiled_scores(answer: Answer, data: BenchmarkSet, how: Spoiling) -> Scores:
    texts = spoiled(data.test.texts, how, seed=SPOILING_SEED)
    return scores(data.test.labels, answer(texts), labels=len(data.labels))


def linear_answers(data: BenchmarkSet) -> Answer:
    """The floor: TF-IDF of words and characters with logistic regression.

    Dev chooses whether rare labels weigh as much as common ones.
    """
    # scikit-learn is slow to import; a resumed measurement may not need it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union

    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
        ),
    )
    rows = features.fit_transform(data.train.texts)
    found: list[Answer] = []
    for weights in (None, "balanced"):
        model = LogisticRegression(C=8.0, max_iter=1000, class_weight=weights)
        model.fit(rows, data.train.labels)
        found.append(_asked(features, model))
    return max(found, key=lambda answer: _dev_f1(answer, data))


def _asked(features: Any, model: Any) -> Answer:
    return lambda texts: [int(n) for n in model.predict(features.transform(texts))]


def _dev_f1(answer: Answer, data: BenchmarkSet) -> float:
    said = answer(data.dev.texts)
    return scores(data.dev.labels, said, labels=len(data.labels)).macro_f1 or 0.0


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Mean and standard deviation over the seeds, for each kind of run."""
    return {
        kind: {
            "seeds": len(group),
            "test": _spread([run["test"] for run in group]),
            "unseen": _spread([run["unseen"] for run in group]),
            "robustness": _robustness([run for run in group if run["robustness"]]),
        }
        for kind in (LINEAR, RANDOM, PRETRAINED)
        if (group := [run for run in runs if run["kind"] == kind])
    }


def _spread(found: Sequence[dict[str, float]]) -> dict[str, float | None]:
    return {
        f"{name}{suffix}": value
        for name in ("macro_f1", "accuracy")
        for suffix, value in zip(
            ("", "_sd"), _mean_sd([one[name] for one in found]), strict=True
        )
    }


def _mean_sd(values: Sequence[float]) -> tuple[float, float | None]:
    spread = statistics.stdev(values) if len(values) > 1 else None
    return statistics.fmean(values), spread


def _robustness(runs: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Accuracy and macro-F1 lost on spoiled texts, means over the seeds."""
    if not runs:
        return {}
    return {
        how: {
            name: statistics.fmean(
                run["test"][name] - run["robustness"][how][name] for run in runs
            )
            for name in ("accuracy", "macro_f1")
        }
        for how in runs[0]["robustness"]
    }


def _write(target: Path, report: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, target)
