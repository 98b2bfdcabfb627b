"""What every engine must do, on this machine or on many."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from screener.batch.engine import Engine
from screener.batch.entries import State
from screener.batch.groups import MOST_FILES
from screener.batch.local_engine import LocalEngine
from screener.batch.screening import TaskScreener
from screener.batch.tasks import Answer, DocumentScreener, Task, WorkOrder
from screener.errors import ScreenerError
from tests.batch_screeners import (
    DIES,
    EATS_MEMORY,
    FAILS,
    HANGS,
    SLOW,
    make_breakable,
)
from tests.unit.batch.batch_files import write_files

BIASED = "Chị vẫn không quên thiên chức làm vợ, làm mẹ."
MakeEngine = Callable[..., Engine]


def make_local(order: WorkOrder, folder: Path) -> Engine:
    return LocalEngine(order, log=folder / "scan.log", processes=2)


def make_ray(order: WorkOrder, _: Path) -> Engine:
    """An engine in the cluster that the tests share."""
    from screener.batch.ray_engine import RayEngine

    return RayEngine(order, address=None, workers=2)


_NEEDS_RAY = (
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None,
        reason="the extra `cluster` is not installed",
    ),
)
_RAY = pytest.param(make_ray, id="ray", marks=_NEEDS_RAY)


@pytest.fixture(params=[pytest.param(make_local, id="local"), _RAY])
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> MakeEngine:
    if request.param is make_ray:
        request.getfixturevalue("ray_address")

    def make(
        make_screener: Callable[[], DocumentScreener] = make_breakable,
        **changes: object,
    ) -> Engine:
        order = WorkOrder(make_screener=make_screener, **changes)  # type: ignore[arg-type]
        engine: Engine = request.param(order, tmp_path)
        return engine

    return make


def make_task(key: str, text: str) -> Task:
    return Task(key=f"{key}.txt", document_id=key, content=text.encode())


def answered(engine: Engine, *tasks: Task) -> dict[str, Answer]:
    answers = [a for batch in engine.answers(iter(tasks)) for a in batch]
    assert len(answers) == len({a.key for a in answers}), "a task was answered twice"
    return {answer.key.removesuffix(".txt"): answer for answer in answers}


def test_each_task_gets_one_answer_with_its_record(make_engine: MakeEngine) -> None:
    """Nothing is lost, nothing comes twice."""
    tasks = [make_task(f"bài {n}", f"{BIASED} Đây là bài số {n}.") for n in range(9)]

    answers = answered(make_engine(), *tasks)

    assert set(answers) == {f"bài {n}" for n in range(9)}
    record = json.loads(answers["bài 3"].record)
    assert record["document"]["id"] == "bài 3"
    assert record["findings"][0]["category"] == "role"
    assert answers["bài 3"].facts.counts == (("role", "medium", 1),)
    assert b"thi\xc3\xaan ch\xe1\xbb\xa9c" in answers["bài 3"].page


def test_no_tasks_give_no_answers(make_engine: MakeEngine) -> None:
    """A scan that is complete starts and ends."""
    assert answered(make_engine()) == {}


def test_file_that_cannot_be_read_is_an_answer(make_engine: MakeEngine) -> None:
    """One bad file never stops the others."""
    broken = make_task("hỏng", "").key
    tasks = (
        Task(key=broken, document_id="hỏng", content=b"\x7fELF" + b"\0" * 9),
        make_task("lành", BIASED),
    )

    answers = answered(make_engine(), *tasks)

    assert answers["hỏng"].facts.error == "input.unsupported"
    assert json.loads(answers["hỏng"].record)["schema"] == "screener.error/1"
    assert answers["lành"].facts.state is State.SCREENED


def test_unforeseen_failure_is_an_answer(make_engine: MakeEngine) -> None:
    """A bug that one text wakes up must not cost the whole scan."""
    answers = answered(make_engine(), make_task("lạ", FAILS), make_task("lành", BIASED))

    assert answers["lạ"].facts.error == "job.document_crashed"
    assert answers["lành"].facts.state is State.SCREENED


def test_file_that_kills_workers_is_quarantined(make_engine: MakeEngine) -> None:
    """A poison file takes two workers with it and nothing else."""
    tasks = [make_task(f"bài {n}", f"{BIASED} Bài {n}.") for n in range(6)]
    tasks.insert(1, make_task("độc", DIES))

    answers = answered(make_engine(), *tasks)

    assert answers["độc"].facts.state is State.QUARANTINED
    assert answers["độc"].facts.error == "job.worker_died"
    good = [a for key, a in answers.items() if key != "độc"]
    assert [a.facts.state for a in good] == [State.SCREENED] * 6


@pytest.mark.parametrize(
    ("poison", "timeout_s", "state", "error"),
    [
        (DIES, 60.0, State.QUARANTINED, "job.worker_died"),
        # What is late by the clock may only be slow: a busy machine needs some room.
        (HANGS, 4.0, State.QUARANTINED, "job.document_timeout"),
        (EATS_MEMORY, 60.0, State.FAILED, "input.reader_crashed"),
    ],
)
def test_poison_in_a_group_is_found_out(
    make_engine: MakeEngine, poison: str, timeout_s: float, state: State, error: str
) -> None:
    """Files are handed out in groups; none is blamed for its neighbour."""
    engine = make_engine(timeout_s=timeout_s)
    tasks = [make_task(f"bài {n}", f"{BIASED} Bài {n}.") for n in range(40)]
    tasks.insert(30, make_task("độc", poison))

    answers = answered(engine, *tasks)

    assert len(answers) == 41
    bad = answers.pop("độc").facts
    assert (bad.state, bad.error) == (state, error)
    assert {a.facts.state for a in answers.values()} == {State.SCREENED}


def test_killed_worker_costs_no_file(make_engine: MakeEngine) -> None:
    """Somebody else's out-of-memory killer may choose our worker."""
    engine = make_engine()
    tasks = [make_task(f"bài {n}", f"{SLOW}. {BIASED} Bài {n}.") for n in range(8)]
    is_killed = False
    answers: list[Answer] = []

    for batch in engine.answers(iter(tasks)):
        answers.extend(batch)
        if not is_killed and engine.running():
            os.kill(engine.process_ids()[0], signal.SIGKILL)
            is_killed = True

    assert is_killed
    assert sorted(a.key for a in answers) == sorted(t.key for t in tasks)
    assert {a.facts.state for a in answers} == {State.SCREENED}


def test_records_do_not_depend_on_the_engine(make_engine: MakeEngine) -> None:
    """A cluster must say what one computer says, to the byte."""
    tasks = [
        make_task("có", BIASED),
        make_task("không", "Giá xăng tăng nhẹ từ chiều nay."),
        make_task("lạ", FAILS),
        make_task("trống", " "),
    ]
    alone = TaskScreener(WorkOrder(make_screener=make_breakable))

    answers = answered(make_engine(), *tasks)

    for task in tasks:
        expected, found = alone.answer(task), answers[task.document_id]
        assert found.record == expected.record
        assert found.page == expected.page
        assert found.facts.counts == expected.facts.counts


def test_worker_reads_shared_files_itself(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    """Ten million files need not pass through one machine."""
    path = tmp_path / "a.txt"
    path.write_text(BIASED, "utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    same, other = (
        Task(key=key, document_id=key, content=b"", path=str(path), sha256=sha256)
        for key, sha256 in (("a.txt", digest), ("b.txt", "0" * 64))
    )

    answers = answered(make_engine(), same, other)

    assert answers["a"].facts.findings == 1
    assert answers["b"].facts.error == "input.unreadable"


def test_file_that_takes_too_long_is_quarantined(make_engine: MakeEngine) -> None:
    """A loop without end holds up one worker for as long as allowed."""
    engine = make_engine(timeout_s=4.0)

    answers = answered(engine, make_task("treo", HANGS), make_task("lành", BIASED))

    assert answers["treo"].facts.state is State.QUARANTINED
    assert answers["treo"].facts.error == "job.document_timeout"
    assert answers["lành"].facts.state is State.SCREENED


def test_file_that_wants_too_much_memory_is_refused(make_engine: MakeEngine) -> None:
    """The machine is not only ours."""
    engine = make_engine(memory_bytes=800_000_000)

    answers = answered(engine, make_task("to", EATS_MEMORY), make_task("lành", BIASED))

    assert answers["to"].facts.error == "input.reader_crashed"
    assert dict(answers["to"].facts.error_facts)["reason"] == "reason.out_of_memory"
    assert answers["lành"].facts.state is State.SCREENED


def test_tasks_are_taken_only_as_workers_get_free(make_engine: MakeEngine) -> None:
    """Ten million files must not be in memory at once."""
    engine = make_engine()
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield make_task(f"bài {number}", f"{BIASED} Bài {number}.")

    given = most_ahead = 0
    for batch in engine.answers(tasks()):
        most_ahead = max(most_ahead, taken - given)
        given += len(batch)

    assert given == 200
    # Two workers, each with a group in hand and one that waits.
    assert most_ahead <= 4 * MOST_FILES + 1


def test_busy_workers_tell_what_they_are_doing(make_engine: MakeEngine) -> None:
    """A person wants to know which file holds everything up."""
    engine = make_engine(timeout_s=3.0)
    seen: list[str] = []

    for _ in engine.answers(iter([make_task("treo", HANGS)])):
        seen.extend(running.key for running in engine.running())

    assert set(seen) == {"treo.txt"}


def test_engine_can_be_closed_while_it_works(make_engine: MakeEngine) -> None:
    """Cancelling must not wait for the slowest file."""
    engine = make_engine(timeout_s=60.0)
    answers = engine.answers(iter([make_task("treo", HANGS)]))
    while not engine.running():
        next(answers)

    begin = time.monotonic()
    engine.close()

    assert time.monotonic() - begin < 10


def refuse_to_start() -> DocumentScreener:
    raise ScreenerError(source="mô hình")


def test_worker_that_cannot_start_ends_the_run(make_engine: MakeEngine) -> None:
    """Without a model no file can be screened; that is not the files' fault."""
    engine = make_engine(make_screener=refuse_to_start)

    with pytest.raises(ScreenerError) as caught:
        answered(engine, make_task("a", BIASED))

    assert caught.value.code == "job.worker_start"


def with_marks(test: Callable[..., None]) -> Callable[..., None]:
    """The test, run only where Ray is."""
    for mark in _NEEDS_RAY:
        test = mark(test)
    return test


@with_marks
def test_scan_joins_a_cluster_by_its_address(ray_address: str, tmp_path: Path) -> None:
    """The command itself, as on the head machine of a department; as `local` says."""
    drafts = {f"{n}.txt": f"{BIASED} Bài số {n}." for n in range(6)}
    write_files(tmp_path / "bài", {**drafts, "hỏng.docx": b"PK\x03\x04 hong"})
    said = {}

    for name, engine in (
        ("cụm", ("--engine", "ray", "--address", ray_address, "--shared-storage")),
        ("máy", ("--engine", "local", "--processes", "1")),
    ):
        out = tmp_path / name
        command = [sys.executable, "-m", "screener", "scan", str(tmp_path / "bài")]
        done = subprocess.run(
            [*command, "--out", str(out), "--quiet", *engine],
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 3, done.stderr
        said[name] = (out / "results.jsonl").read_bytes()

    assert said["cụm"] == said["máy"]
    assert len(said["cụm"].splitlines()) == 7


@with_marks
def test_actor_that_finds_no_core_holds_nothing_up(ray_address: str) -> None:
    """Another scan may hold the rest of the cluster for hours."""
    from ray.util import placement_group, remove_placement_group

    assert ray_address, "nothing to hold a core of"
    core = placement_group([{"CPU": 1}])
    assert core.wait(60)
    engine = make_ray(WorkOrder(make_screener=make_breakable), Path())
    tasks = [make_task(f"bài {n}", f"{BIASED} Bài {n}.") for n in range(9)]

    answers = answered(engine, *tasks)
    remove_placement_group(core)

    assert len(answers) == 9


@with_marks
def test_cluster_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    """A wrong address is not a bug."""
    write_files(tmp_path / "bài", {"a.txt": BIASED})

    done = subprocess.run(
        [
            *(sys.executable, "-m", "screener", "scan", str(tmp_path / "bài")),
            *("--out", str(tmp_path / "kq"), "--engine", "ray", "--quiet"),
            *("--address", "127.0.0.1:9"),
        ],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 3, done.stderr
    assert "Không vào được cụm Ray (127.0.0.1:9)" in done.stderr
    assert "Traceback" not in done.stderr
