"""Articles: the draft format, the file format, and their sentences as examples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from screener.domain.labels import Category, Severity, Stance
from screener.errors import ExampleError
from training.__main__ import main
from training.article_drafts import read_article_drafts
from training.articles import (
    Article,
    ArticleType,
    read_articles,
    sentences_of,
    with_sentences,
    write_articles,
)
from training.labelled_files import check_labelled, read_labelled
from training.split import SplitPlan

HEAD = "@x09-001\tnews\tmixed"
ROWS = (
    "0\tnone\tnone\tXã Hòa Lộc mở lớp sửa máy nổ",
    "1\tnone\tnone\tLớp có 24 người theo học, học ba buổi một tuần.",
    "1\tnone\tnone\tThầy dạy là thợ máy Lò Văn Ón.",
    "2\tasserted\tmedium\tÔng bảo {ability|đàn bà không cầm nổi cờ lê}.",
    "2\tcountered\tnone\tChị Ngần cười cái câu {!ability|đàn bà không biết máy}.",
    "3\tnone\tnone\tBuổi đầu, cả lớp tháo rời một chiếc máy cày.",
    "3\tnone\tnone\tĐến trưa thì lắp xong.",
    "4\tnone\tnone\tLớp bế giảng ngày 30/6.",
)


def write_draft(
    folder: Path, *, head: str = HEAD, rows: tuple[str, ...] = ROWS
) -> Path:
    path = folder / "x09.tsv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def read_one(folder: Path, **parts: object) -> Article:
    path = write_draft(folder, **parts)  # type: ignore[arg-type]
    (article,) = read_article_drafts(path, plan=SplitPlan())
    return article


def test_draft_becomes_an_article_whose_sentences_know_their_neighbours(
    tmp_path: Path,
) -> None:
    """Context decides a stance, so it is taken from the article itself."""
    article = read_one(tmp_path)

    flagged = article.sentences[3]
    assert article.title == "Xã Hòa Lộc mở lớp sửa máy nổ"
    assert article.paragraphs == (0, 1, 1, 2, 2, 3, 3, 4)
    assert (flagged.id, flagged.group, flagged.genre) == (
        "x09-001-04",
        "x09-001",
        "news",
    )
    assert flagged.before == "Thầy dạy là thợ máy Lò Văn Ón."
    assert flagged.after == "Chị Ngần cười cái câu đàn bà không biết máy."
    assert flagged.categories == (Category.ABILITY,)


def test_article_lies_on_one_side_of_the_split(tmp_path: Path) -> None:
    """Sentences of one article share names and facts."""
    assert len({sentence.split for sentence in read_one(tmp_path).sentences}) == 1


@pytest.mark.parametrize(
    ("head", "rows", "line", "field"),
    [
        (HEAD, ROWS[:5], 1, "sentences"),
        (HEAD.replace("mixed", "ordinary"), ROWS, 1, "type"),
        (HEAD.replace("mixed", "heavy"), ROWS, 1, "type"),
        (HEAD.replace("mixed", "nặng"), ROWS, 1, "type"),
        (HEAD[1:], ROWS, 1, "id"),
        ("@x09-001\tnews", ROWS, 1, "-"),
        (HEAD, (*ROWS[:7], "5\tnone\tMột câu thiếu cột."), 9, "-"),
        (HEAD, (*ROWS[:7], "năm\tnone\tnone\tĐoạn không là số."), 9, "paragraph"),
        (HEAD, (*ROWS[:7], "0\tnone\tnone\tTít đứng ở cuối."), 1, "paragraph"),
        (HEAD, (*ROWS[:7], "1\tnone\tnone\tĐoạn đi lùi."), 1, "paragraph"),
        (HEAD, (*ROWS[:7], "5\tnone\tnone\tDấu {role|không đóng."), 9, "t"),
        (HEAD, (*ROWS[:7], "5\tasserted\tmedium\tKhông có dấu."), 9, "categories"),
    ],
)
def test_fault_of_a_draft_names_line_and_field(
    tmp_path: Path, head: str, rows: tuple[str, ...], line: int, field: str
) -> None:
    """Writers mend what the message points at."""
    path = write_draft(tmp_path, head=head, rows=rows)

    with pytest.raises(ExampleError) as caught:
        read_article_drafts(path, plan=SplitPlan())

    assert (caught.value.facts["line"], caught.value.facts["field"]) == (line, field)


def test_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """Nothing of an article may be lost on disk."""
    article, path = read_one(tmp_path), tmp_path / "articles.jsonl"

    write_articles(path, [article])

    assert read_articles(path) == (article,)
    record = json.loads(path.read_text("utf-8"))
    assert record["title"] == article.title
    assert not {"id", "context"} & set(record["sentences"][0])


def test_labelled_files_hold_sentences_or_articles(tmp_path: Path) -> None:
    """Commands that take labelled files take both."""
    article, path = read_one(tmp_path), tmp_path / "articles.jsonl"
    write_articles(path, [article])

    assert read_labelled(path) == article.sentences
    assert check_labelled(path) == ()


def test_check_finds_a_fault_in_an_article(tmp_path: Path) -> None:
    """`data check` reads articles as strictly as sentences."""
    path = tmp_path / "articles.jsonl"
    write_articles(path, [read_one(tmp_path)])
    record = json.loads(path.read_text("utf-8"))
    record["sentences"][3]["spans"][0]["end"] = 900
    path.write_text(json.dumps(record), encoding="utf-8")

    (fault,) = check_labelled(path)

    assert fault.facts["field"] == "spans"


def test_article_that_is_judged_otherwise_changes_its_type(tmp_path: Path) -> None:
    """A mixed article without a flagged sentence left is a clean one."""
    article = read_one(tmp_path)
    cleared = replace(
        article.sentences[3],
        stance=Stance.NONE,
        severity=Severity.NONE,
        categories=(),
        spans=(),
    )

    (judged,) = with_sentences([article], [cleared])

    assert judged.type is ArticleType.ABOUT_GENDER_CLEAN
    assert judged.fault() is None
    assert sentences_of([judged])[3] == cleared


def test_import_command_replaces_a_batch_and_keeps_the_others(tmp_path: Path) -> None:
    """Writers mend their drafts; nothing may stand twice."""
    target = tmp_path / "articles.jsonl"
    draft = str(write_draft(tmp_path))
    other = tmp_path / "x10.tsv"
    other.write_text(Path(draft).read_text("utf-8").replace("x09", "x10"), "utf-8")

    for path in (draft, str(other), draft):
        command = ["data", "import-articles", path, "--out", str(target)]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output

    assert [article.id for article in read_articles(target)] == ["x09-001", "x10-001"]


def test_second_labels_are_laid_beside_those_of_an_article(tmp_path: Path) -> None:
    """Articles are judged twice like single sentences."""
    target, labels = tmp_path / "articles.jsonl", tmp_path / "second.jsonl"
    article = read_one(tmp_path)
    for path in (target, labels):
        write_articles(path, [article])

    command = ["data", "add-labels", str(labels), "--annotator", "b", "--corpus"]
    result = CliRunner().invoke(main, [*command, str(target)])

    assert result.exit_code == 0, result.output
    labelled = read_labelled(target)
    assert [len(sentence.labels) for sentence in labelled] == [2] * 8
