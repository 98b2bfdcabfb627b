"""Small files screened in groups: which go together, and that nothing shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from screener.batch.groups import MOST_FILES, Groups
from screener.batch.screening import TaskScreener
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.bootstrap import make_screener
from screener.config import Settings
from screener.domain.documents import Document
from screener.domain.reports import Report
from tests.phrase_screener import PhraseScreener

BIASED = "Chị vẫn không quên thiên chức làm vợ, làm mẹ."
TEXTS = (
    f"{BIASED} Trời hôm nay nhiều mây.",
    "Anh nói: “Đàn bà lái xe thì ai cũng phải tránh xa.",
    "Phụ nữ thì biết gì về máy móc. Con gái học nhiều làm gì.",
    "---",
    "Giá xăng tăng nhẹ từ chiều nay.",
    f"Đàn ông phải trụ cột trong nhà. {BIASED} Đó là một định kiến sai lầm.",
)


def make_task(name: str, text: str) -> Task:
    return Task(key=f"{name}.txt", document_id=name, content=text.encode())


def small_tasks(count: int) -> Iterator[Task]:
    return (make_task(f"{number}", BIASED) for number in range(count))


def test_looking_ahead_takes_one_task_and_loses_none() -> None:
    """An engine asks whether there is more before it starts another worker."""
    groups = Groups(small_tasks(2))

    seen = [groups.has_more(), groups.has_more()]
    taken = [task.key for _ in range(2) for task in groups.take()]

    assert seen == [True, True]
    assert taken == ["0.txt", "1.txt"]
    assert not groups.has_more()
    assert groups.take() == ()


def test_groups_grow_while_they_are_quick() -> None:
    """The first files show what a group costs here; then more go together."""
    groups = Groups(small_tasks(40))
    sizes = []

    while group := groups.take():
        sizes.append(len(group))
        groups.note(0.1)

    assert sizes == [1, 2, 4, *[MOST_FILES] * 4, 1]


def test_groups_shrink_when_they_are_slow() -> None:
    """Records must not wait long for each other, nor workers at the end."""
    groups = Groups(small_tasks(40))
    for seconds in (0.1, 0.1, 0.1):
        groups.take()
        groups.note(seconds)
    assert len(groups.take()) == MOST_FILES

    groups.note(5.0)
    assert len(groups.take()) == MOST_FILES // 2

    groups.note(0.6)
    assert len(groups.take()) == MOST_FILES // 2


def test_large_file_goes_alone_and_in_its_place() -> None:
    """What one file may cost must stay what one file is allowed."""
    tasks = [make_task("a", BIASED), make_task("to", "x" * 300_000), *small_tasks(9)]
    groups = Groups(iter(tasks))
    for _ in range(3):
        groups.note(0.1)

    taken = [groups.take(), groups.take(), groups.take()]

    assert [len(group) for group in taken] == [1, 1, MOST_FILES]
    assert taken[1][0].key == "to.txt"


def test_file_on_shared_storage_weighs_what_it_holds() -> None:
    """Its task carries no bytes; it may be large all the same."""
    task = Task(key="a", document_id="a", content=b"", path="/a", size_bytes=9_000_000)

    assert task.weight_bytes == 9_000_000


def test_records_from_a_group_are_those_of_each_file_alone() -> None:
    """With the model that ships, to the byte, pages and failures included."""
    screener = TaskScreener(WorkOrder(make_screener=lambda: make_screener(Settings())))
    tasks = [make_task(f"bài {n}", text) for n, text in enumerate(TEXTS)]
    tasks.insert(2, Task(key="hỏng", document_id="h", content=b"\x7fELF\0\0"))
    alone = {task.key: screener.answer(task) for task in tasks}

    together = {answer.key: answer for answer in screener.answers(tasks)}

    assert together.keys() == alone.keys()
    for key, answer in together.items():
        assert answer.record == alone[key].record
        assert answer.page == alone[key].page
        assert answer.facts.counts == alone[key].facts.counts
    assert sum(answer.facts.findings for answer in alone.values()) >= 3


@dataclass(frozen=True, slots=True)
class OneCall:
    """Takes several documents in one call, which fails when one of them is bad."""

    calls: list[int] = field(default_factory=list)
    phrases: PhraseScreener = field(default_factory=PhraseScreener)

    def screen(
        self, document: Document, *, operating_point: str | None = None
    ) -> Report:
        self.calls.append(1)
        if "HẾT BỘ NHỚ" in document.text:
            raise MemoryError
        if "LẠ" in document.text:
            raise RuntimeError
        return self.phrases.screen(document, operating_point=operating_point)

    def screen_many(
        self, documents: Sequence[Document], *, operating_point: str | None = None
    ) -> tuple[Report, ...]:
        self.calls.append(len(documents))
        assert operating_point is None
        if any("LẠ" in document.text for document in documents):
            raise RuntimeError
        return tuple(self.phrases.screen(document) for document in documents)


def answered(screener: OneCall, *texts: str) -> dict[str, Answer]:
    tasks = [make_task(f"{n}", text) for n, text in enumerate(texts)]
    made = TaskScreener(WorkOrder(make_screener=lambda: screener))
    return {answer.key: answer for answer in made.answers(tasks)}


def test_group_is_one_call() -> None:
    """That is what it is for."""
    screener = OneCall()

    answers = answered(screener, BIASED, "Trời mưa.", BIASED)

    assert screener.calls == [3]
    assert [answers[f"{n}.txt"].facts.findings for n in range(3)] == [1, 0, 1]


def test_one_bad_text_of_a_group_fails_alone() -> None:
    """Its neighbours have done nothing."""
    answers = answered(OneCall(), BIASED, "LẠ", BIASED)

    assert answers["1.txt"].facts.error == "job.document_crashed"
    assert json.loads(answers["0.txt"].record)["findings"]
    assert json.loads(answers["2.txt"].record)["findings"]


def test_long_text_of_a_small_file_is_screened_alone() -> None:
    """A small Word file may hold a book; it must not swell what others share."""
    screener = OneCall()

    answers = answered(screener, "Trời mưa. " * 30_000, BIASED, "Trời nắng.")

    assert screener.calls == [1, 2]
    assert len(answers) == 3


def test_group_ends_where_memory_ran_out() -> None:
    """A worn worker says nothing of the files after; another one is asked."""
    answers = answered(OneCall(), "HẾT BỘ NHỚ " * 30_000, BIASED)

    assert list(answers) == ["0.txt"]
    assert answers["0.txt"].is_worn
