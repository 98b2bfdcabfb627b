"""Raw text: read, without duplicates, a fixed part held out."""

from __future__ import annotations

import lzma
import random
import unicodedata
from pathlib import Path

import pytest

from screener.errors import CorruptInputError, EmptyInputError
from tests.unit.training.pretrain_corpus import paragraphs, write_corpus
from training.pretrain.corpus import (
    is_held_out,
    read_documents,
    split_corpus,
    strip_diacritics,
    text_files,
    weaken_diacritics,
)


def _split(folder: Path, out: Path) -> tuple[list[str], list[str]]:
    """The held-out documents and the training documents of a folder."""
    out.mkdir()
    buckets = (out / "0.txt", out / "1.txt")
    split_corpus(text_files(folder), held_out=out / "held.txt", buckets=buckets)
    kept = [text for bucket in buckets for text in read_documents(bucket)]
    return list(read_documents(out / "held.txt")), kept


def _held_out_text() -> str:
    return next(
        text for n in range(1000) if is_held_out(text := f"{paragraphs()[0]}\nSố {n}.")
    )


def test_blank_lines_part_documents(tmp_path: Path) -> None:
    """The format promises one paragraph a line, a blank line between documents."""
    path = tmp_path / "a.txt"
    path.write_text("Một.\nHai.\n\n\n  Ba. \n", encoding="utf-8")

    assert list(read_documents(path)) == ["Một.\nHai.", "Ba."]


def test_decomposed_text_is_composed(tmp_path: Path) -> None:
    """Else equal paragraphs would not be seen as duplicates."""
    path = tmp_path / "a.txt.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(unicodedata.normalize("NFD", "Chị thuỷ thủ.\n"))

    assert list(read_documents(path)) == ["Chị thuỷ thủ."]


@pytest.mark.parametrize("content", [b"not xz at all", lzma.compress(b"\xff\xfe\xff")])
def test_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A corpus read halfway would look like a small corpus."""
    path = tmp_path / "a.txt.xz"
    path.write_bytes(content)

    with pytest.raises(CorruptInputError):
        list(read_documents(path))


def test_folder_without_text_is_refused(tmp_path: Path) -> None:
    """A wrong path must not give an empty tokenizer."""
    with pytest.raises(EmptyInputError):
        text_files(tmp_path)


def test_news_comes_first(tmp_path: Path) -> None:
    """Of two equal paragraphs the one in the news is kept."""
    for name in ("forum.txt", "news_b.txt", "blog.txt", "picture.png"):
        (tmp_path / name).touch()

    names = [path.name for path in text_files(tmp_path)]

    assert names == ["news_b.txt", "blog.txt", "forum.txt"]


def test_documents_are_held_out_whole_or_trained_on(tmp_path: Path) -> None:
    """The rule is the text's hash, so everybody sets the same ones aside."""
    texts = write_corpus(tmp_path / "raw")

    held, kept = _split(tmp_path / "raw", tmp_path / "out")

    assert held == [text for text in texts if is_held_out(text)]
    assert held
    assert sorted(held + kept) == sorted(texts)


def test_paragraph_of_a_held_out_document_is_not_trained_on(tmp_path: Path) -> None:
    """A quotation elsewhere would leak it, whichever document comes first."""
    quoted, held_out = paragraphs()[0], _held_out_text()
    text = f"{quoted}\nĐoạn riêng.\n\n{held_out}\n\nĐoạn khác.\n{quoted}\n"
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")

    held, kept = _split(tmp_path, tmp_path / "out")

    assert held == [held_out]
    assert sorted(kept) == ["Đoạn khác.", "Đoạn riêng."]


def test_repeated_paragraph_is_kept_once(tmp_path: Path) -> None:
    """Boilerplate would otherwise be learnt by heart."""
    (tmp_path / "a.txt").write_text("Một.\nHai.\n\nMột.\nBa.\n", encoding="utf-8")

    _held, kept = _split(tmp_path, tmp_path / "out")

    assert sorted("\n".join(kept).split("\n")) == ["Ba.", "Hai.", "Một."]


def test_strip_diacritics_leaves_plain_letters() -> None:
    """The way people type without an input method."""
    assert strip_diacritics("Đường về, người phụ nữ!") == "Duong ve, nguoi phu nu!"


def test_weakened_paragraph_differs_only_in_marks() -> None:
    """The words must stay, or the noise would teach nonsense."""
    for seed, paragraph in enumerate(paragraphs()):
        weak = weaken_diacritics(paragraph, chance=random.Random(seed))

        assert strip_diacritics(weak) == strip_diacritics(paragraph)
