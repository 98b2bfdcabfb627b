"""Speed of a scan: ``python -m tests.bench.bench_batch [--documents N]``.

On a machine that does other work, wall-clock times say little; documents per
second of processor time, and the ratios, are what compares.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from screener.batch.contents import ContentReader
from screener.batch.groups import MOST_FILES
from screener.batch.journal import Journal
from screener.batch.local_engine import LocalEngine
from screener.batch.plan import Inputs, make_plan
from screener.batch.progress import Progress, ScanOutcome
from screener.batch.results import write_results
from screener.batch.scan import ScanJob, run_scan
from screener.batch.tasks import (
    DEFAULT_MEMORY_BYTES,
    DEFAULT_TIMEOUT_S,
    Pages,
    WorkOrder,
)
from screener.bootstrap import make_classifier, make_screener, scan_stamp
from screener.config import Settings
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes
from screener.ports import BatchClassifier, SentencesOfText
from screener.text.sentences import read_document
from tests.bench.batch_corpus import USUAL_LENGTH, texts, write_corpus
from tests.conftest import NOW

_LIMIT_OUTSIDE: Final = 0.30
_LIMIT_GROWTH: Final = 1.10
_SAMPLE: Final = 150
_ROUNDS: Final = 3


@dataclass(slots=True)
class Memory:
    """Resident memory of this process and of its workers, as a scan goes on."""

    engine: LocalEngine
    samples: list[tuple[float, int, int]] = field(default_factory=list)

    def note(self, progress: Progress) -> None:
        """Look once for each hundredth part of the scan."""
        share = progress.done / max(progress.total, 1)
        if not self.samples or share - self.samples[-1][0] >= 0.01:
            workers = sum(map(_resident_bytes, self.engine.process_ids()))
            self.samples.append((share, _resident_bytes("self"), workers))

    def at(self, share: float) -> tuple[int, int]:
        """Bytes of this process and of the workers at that part of the scan."""
        found = next((s for s in self.samples if s[0] >= share), self.samples[-1])
        return found[1], found[2]


def _resident_bytes(process: int | str) -> int:
    with suppress(OSError, IndexError):
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize()
    return 0


def _own_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _cpu_s() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    usages = [resource.getrusage(kind) for kind in kinds]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@dataclass(frozen=True, slots=True)
class Run:
    """One scan, measured."""

    outcome: ScanOutcome
    cpu_s: float
    parent_cpu_s: float
    results_s: float
    results_cpu_s: float
    memory: Memory
    size_bytes: int
    output_bytes: int

    @property
    def files(self) -> int:
        """Documents screened."""
        return self.outcome.tally.screened


def scan(drafts: Path, settings: Settings, *, processes: int) -> Run:
    """Scan a folder with the model of the settings and write all results."""
    order = WorkOrder(
        make_screener=partial(make_screener, settings), pages=Pages.FINDINGS
    )
    stamp = scan_stamp(
        settings, timeout_s=DEFAULT_TIMEOUT_S, memory_bytes=DEFAULT_MEMORY_BYTES
    )
    plan = make_plan(Inputs(paths=(str(drafts),)))
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
        engine = LocalEngine(order, log=Path(folder, "log"), processes=processes)
        memory = Memory(engine)
        job = ScanJob(
            journal=journal,
            engine=engine,
            contents=ContentReader(),
            stamp=stamp,
            on_progress=memory.note,
        )
        begin_cpu, begin_own = _cpu_s(), _own_cpu_s()
        outcome = run_scan(plan, job)
        cpu_s, parent_cpu_s = _cpu_s() - begin_cpu, _own_cpu_s() - begin_own
        begin = time.perf_counter()
        journal.settle(file.key for file in plan.files)
        write_results(journal, language="vi", agency="", now=NOW)
        results_s = time.perf_counter() - begin
        results_cpu_s = _cpu_s() - begin_cpu - cpu_s
        written = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    return Run(
        outcome,
        cpu_s,
        parent_cpu_s,
        results_s,
        results_cpu_s,
        memory,
        plan.size_bytes,
        written,
    )


def print_run(run: Run, *, processes: int) -> dict[str, Any]:
    """Print a scan's figures, and return them."""
    tally, seconds = run.outcome.tally, run.outcome.seconds
    outside = 1 - tally.screen_s / run.cpu_s
    parent = [run.memory.at(share)[0] for share in (0.1, 0.5, 1.0)]
    workers = [run.memory.at(share)[1] for share in (0.1, 0.5, 1.0)]
    growth = (parent[2] + workers[2]) / max(parent[0] + workers[0], 1)
    values = {
        "documents": run.files,
        "failed": tally.failed,
        "processes": processes,
        "megabytes": round(run.size_bytes / 1e6, 2),
        "wall_s": round(seconds, 1),
        "cpu_s": round(run.cpu_s, 1),
        "parent_cpu_s": round(run.parent_cpu_s, 1),
        "results_s": round(run.results_s, 1),
        "results_cpu_s": round(run.results_cpu_s, 1),
        "documents_per_wall_s": round(run.files / seconds, 1),
        "with_results_per_wall_s": round(run.files / (seconds + run.results_s), 1),
        "documents_per_cpu_s": round(run.files / run.cpu_s, 1),
        "megabytes_per_cpu_s": round(run.size_bytes / 1e6 / run.cpu_s, 2),
        "read_s": round(tally.read_s, 1),
        "screen_s": round(tally.screen_s, 1),
        "outside_pipeline": round(outside, 3),
        "parent_mib": [round(size / 2**20) for size in parent],
        "workers_mib": [round(size / 2**20) for size in workers],
        "memory_growth": round(growth, 3),
        "output_mb": round(run.output_bytes / 1e6, 1),
    }
    for name, value in values.items():
        print(f"  {name}: {value}")
    return values


def shares(documents: int, settings: Settings) -> dict[str, float]:
    """Processor time of each step of one document, as shares of the whole."""
    screener = make_screener(settings)
    classifier = make_classifier(settings)
    steps = ("read", "sentences", "classifier", "pipeline", "together")
    times = dict.fromkeys(steps, 0.0)
    asked: list[SentencesOfText] = []
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), documents=documents, seed=5)
        for path in sorted(Path(folder).rglob("*.*")):
            content = path.read_bytes()
            document = _timed(
                times,
                "read",
                partial(
                    read_bytes,
                    content,
                    name=path.name,
                    limits=ReadLimits(),
                    is_caged=True,
                ),
            )
            reading = _timed(times, "sentences", partial(read_document, document))
            spans = [sentence.span for sentence in reading.sentences]
            _timed(
                times,
                "classifier",
                partial(classifier.score_sentences, document.text, spans),
            )
            _timed(times, "pipeline", partial(screener.screen, document))
            asked.append((document.text, spans))
    if isinstance(classifier, BatchClassifier):
        for start in range(0, len(asked), MOST_FILES):
            group = asked[start : start + MOST_FILES]
            _timed(times, "together", partial(classifier.score_texts, group))
    whole = times["read"] + times["pipeline"]
    rules = times["pipeline"] - times["sentences"] - times["classifier"]
    return {
        "read": times["read"] / whole,
        "sentences": times["sentences"] / whole,
        "classifier": times["classifier"] / whole,
        "rules and policy": rules / whole,
        "classifier, in groups": times["together"] / whole,
    }


def _timed(times: dict[str, float], name: str, act: Callable[[], Any]) -> Any:
    begin = time.process_time()
    found = act()
    times[name] += time.process_time() - begin
    return found


def phobert_documents_per_cpu_s(documents: int) -> float:
    """A plain script around an encoder of PhoBERT-base's shape, weights at random.

    Sentences are cut already and words are hashed, so only the model is paid for; as
    such scripts do, it maps over the data set in batches of padded sentences.
    """
    import torch
    from datasets import Dataset
    from datasets.utils.logging import disable_progress_bar
    from transformers import RobertaConfig, RobertaForSequenceClassification

    disable_progress_bar()
    shape = RobertaConfig(
        vocab_size=64_001,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        max_position_embeddings=258,
    )
    model = RobertaForSequenceClassification(shape)
    model.train(mode=False)

    def classify(batch: dict[str, list[str]]) -> dict[str, list[list[float]]]:
        ids = [_token_ids(text) for text in batch["text"]]
        longest = max(map(len, ids))
        padded = torch.tensor([row + [1] * (longest - len(row)) for row in ids])
        with torch.no_grad():
            scores = model(padded, attention_mask=(padded != 1).long()).logits
        return {"scores": torch.sigmoid(scores).tolist()}

    sentences = [text for document in texts(documents=documents) for text in document]
    data = Dataset.from_dict({"text": sentences})
    begin = time.process_time()
    data.map(classify, batched=True, batch_size=16)
    return documents / (time.process_time() - begin)


def _token_ids(text: str) -> list[int]:
    """One id a syllable, about what PhoBERT's own pieces come to."""
    words = text.split()[:254]
    return [0, *(5 + sum(map(ord, word)) * 7919 % 63_000 for word in words), 2]


def main(arguments: Sequence[str] | None = None) -> None:
    """Generate documents, scan them, print figures and what they are held to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--speed-up", type=int, default=300, help="documents; 0: none")
    parser.add_argument("--compare", type=int, default=12, help="documents; 0: none")
    parser.add_argument("--bundle", help="model; default: the one that ships")
    parser.add_argument(
        "--sentences",
        type=int,
        nargs=2,
        default=USUAL_LENGTH,
        help="the least and the most of one document",
    )
    parser.add_argument("--json", action="store_true", help="one line at the end")
    asked = parser.parse_args(arguments)
    settings = Settings(bundle=asked.bundle)
    values: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        least, most = asked.sentences
        write_corpus(Path(folder), documents=asked.documents, length=(least, most))
        print(f"scan of {asked.documents} documents, 2 processes")
        run = scan(Path(folder), settings, processes=2)
        values["scan"] = print_run(run, processes=2)
    _judge(values["scan"])
    values["shares"] = shares(min(_SAMPLE, asked.documents), settings)
    print("processor time of one document")
    for name, share in values["shares"].items():
        print(f"  {name}: {share:.0%}")
    if asked.speed_up:
        values["speed_up"] = _speed_up(asked.speed_up, settings)
    if asked.compare:
        theirs = phobert_documents_per_cpu_s(asked.compare)
        ratio = values["scan"]["documents_per_cpu_s"] / theirs
        values["phobert_documents_per_cpu_s"] = round(theirs, 3)
        values["ratio"] = round(ratio, 1)
        print(f"PhoBERT-base shape: {theirs:.2f} documents per processor second")
        print(f"  ours, reading and writing included: {ratio:.0f} x")
    if asked.json:
        print(json.dumps(values))


def _judge(values: dict[str, Any]) -> None:
    outside, growth = values["outside_pipeline"], values["memory_growth"]
    said = "ok" if outside <= _LIMIT_OUTSIDE else "too much"
    print(f"outside the pipeline: {outside:.0%} (limit {_LIMIT_OUTSIDE:.0%}): {said}")
    said = "flat" if growth <= _LIMIT_GROWTH else "grows"
    print(f"memory at the end over memory at a tenth: {growth:.2f}: {said}")


def _speed_up(documents: int, settings: Settings) -> float:
    """One process against two: the best of some rounds each, taken in turn."""
    times: dict[int, list[float]] = {1: [], 2: []}
    cpu_ms: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), documents=documents, seed=9)
        for _ in range(_ROUNDS):
            for processes, found in times.items():
                run = scan(Path(folder), settings, processes=processes)
                found.append(round(run.outcome.seconds, 1))
                spent_ms = 1000 * run.cpu_s / max(run.files, 1)
                cpu_ms[processes].append(round(spent_ms, 1))
    one, two = min(times[1]), min(times[2])
    print(f"1 to 2 processes, {documents} documents: {one:.1f} s to {two:.1f} s")
    print(f"  all rounds: {times}")
    print(f"  processor ms a document, workers' start included: {cpu_ms}")
    print(f"  speed-up {one / two:.2f}")
    return round(one / two, 2)


if __name__ == "__main__":
    main()
