"""Raw text files to documents, without duplicates, a fixed part of them held out."""

from __future__ import annotations

import hashlib
import lzma
import random
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from screener.errors import CorruptInputError, EmptyInputError

HELD_OUT_ONE_IN = 50
_D_STROKE = str.maketrans("đĐ", "dD")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusSizes:
    """What `split_corpus` read, kept and set aside.

    Attributes:
        documents: Documents read, held-out ones included.
        held_out: Documents set aside for measuring false alarms.
        paragraphs: Paragraphs kept for training.
        duplicates: Paragraphs dropped because they had been seen or held out.
        characters: Code points kept for training.
        syllables: Runs between spaces kept for training.
    """

    documents: int
    held_out: int
    paragraphs: int
    duplicates: int
    characters: int
    syllables: int


def text_files(folder: Path) -> tuple[Path, ...]:
    """The ``*.txt`` and ``*.txt.xz`` files of a folder, news first, then by name.

    Raises:
        EmptyInputError: When there is none.
    """
    found = [
        path
        for path in folder.glob("*")
        if path.name.endswith((".txt", ".txt.xz")) and path.is_file()
    ]
    if not found:
        raise EmptyInputError(source=str(folder))
    return tuple(sorted(found, key=lambda path: (path.name[:4] != "news", path.name)))


def read_documents(path: Path) -> Iterator[str]:
    """The documents of one file in NFC, paragraphs separated by line feeds.

    The file holds one paragraph a line and a blank line between documents.

    Raises:
        CorruptInputError: When the file is not UTF-8 or its compression is damaged.
    """
    paragraphs: list[str] = []
    try:
        with _open_text(path) as lines:
            for line in lines:
                if paragraph := unicodedata.normalize("NFC", line.strip()):
                    paragraphs.append(paragraph)
                elif paragraphs:
                    yield "\n".join(paragraphs)
                    paragraphs = []
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as exc:
        raise CorruptInputError(
            source=str(path), format="text", reason=str(exc)
        ) from exc
    if paragraphs:
        yield "\n".join(paragraphs)


def _open_text(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def document_digest(text: str) -> int:
    """The SHA-256 of a document in NFC, as a number."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def is_held_out(text: str) -> bool:
    """Whether a document is kept from pre-training, mining and labelling.

    The answer depends on the text alone, so whoever reads the same files in
    the same format (`read_documents`) sets the same documents aside.
    """
    return document_digest(text) % HELD_OUT_ONE_IN == 0


def paragraph_key(paragraph: str) -> int:
    """A 64-bit key under which equal paragraphs meet."""
    digest = hashlib.blake2b(paragraph.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def strip_diacritics(text: str) -> str:
    """The text without tone marks, vowel marks and the stroke of đ."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.translate(_D_STROKE)


def weaken_diacritics(paragraph: str, *, chance: random.Random) -> str:
    """The paragraph with the marks of a random part of its syllables removed.

    Half of the time all syllables lose them, otherwise 10 to 50 %.
    """
    if chance.random() < 0.5:
        return strip_diacritics(paragraph)
    rate = chance.uniform(0.1, 0.5)
    return " ".join(
        strip_diacritics(syllable) if chance.random() < rate else syllable
        for syllable in paragraph.split(" ")
    )


def split_corpus(
    paths: tuple[Path, ...], *, held_out: Path, buckets: tuple[Path, ...]
) -> CorpusSizes:
    """Write the held-out documents to one file, the others to buckets by hash.

    Held-out documents stay whole; a training paragraph equal to one of theirs,
    or to an earlier training paragraph, is dropped. Memory holds one key a
    paragraph, never the text.
    """
    seen, held_out_count = _write_held_out(paths, held_out)
    counts = dict.fromkeys(("documents", "paragraphs", "duplicates", "characters"), 0)
    syllables = 0
    with ExitStack() as stack:
        files = [stack.enter_context(b.open("w", encoding="utf-8")) for b in buckets]
        for path in paths:
            for text in read_documents(path):
                counts["documents"] += 1
                digest = document_digest(text)
                if digest % HELD_OUT_ONE_IN == 0:
                    continue
                paragraphs = text.split("\n")
                fresh = _unseen(paragraphs, seen)
                counts["duplicates"] += len(paragraphs) - len(fresh)
                counts["paragraphs"] += len(fresh)
                counts["characters"] += sum(map(len, fresh))
                syllables += sum(p.count(" ") + 1 for p in fresh)
                if fresh:
                    bucket = files[digest // HELD_OUT_ONE_IN % len(files)]
                    bucket.write("\n".join(fresh) + "\n\n")
    return CorpusSizes(held_out=held_out_count, syllables=syllables, **counts)


def _write_held_out(paths: tuple[Path, ...], held_out: Path) -> tuple[set[int], int]:
    """Write the held-out documents; return their paragraphs' keys and their number."""
    seen: set[int] = set()
    count = 0
    with held_out.open("w", encoding="utf-8") as file:
        for path in paths:
            for text in filter(is_held_out, read_documents(path)):
                seen.update(map(paragraph_key, text.split("\n")))
                file.write(text + "\n\n")
                count += 1
    return seen, count


def _unseen(paragraphs: list[str], seen: set[int]) -> list[str]:
    """The paragraphs whose key is not in `seen`, which then holds them."""
    fresh: list[str] = []
    for paragraph in paragraphs:
        key = paragraph_key(paragraph)
        if key not in seen:
            seen.add(key)
            fresh.append(paragraph)
    return fresh
