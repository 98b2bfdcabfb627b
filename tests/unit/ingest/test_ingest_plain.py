"""Plain text: encodings, wrapped lines, what was read."""

from __future__ import annotations

import pytest

from screener.domain.documents import Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes
from tests.fixtures.old_encodings import as_windows_1258

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


@pytest.mark.parametrize(
    "content",
    [
        STORY.encode(),
        b"\xef\xbb\xbf" + STORY.encode(),
        STORY.encode("utf-16"),
        STORY.encode("utf-16-be"),
        as_windows_1258(STORY),
        STORY.replace("\n", "\r\n").encode(),
        STORY.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "windows-1258", "windows", "old mac"],
)
def test_text_file_reads_the_same_in_every_encoding(content: bytes) -> None:
    """Offices have files of thirty years."""
    document = read_bytes(content, name="a.txt", limits=LIMITS)

    assert document.text.split("\n") == [line for line in STORY.split("\n") if line]
    assert document.coverage.trust is Trust.TRUSTED


def test_guessed_encoding_is_told() -> None:
    """A conversion is part of how far the text can be believed."""
    document = read_bytes(as_windows_1258(STORY), name="a.txt", limits=LIMITS)

    assert [w.code for w in document.warnings] == ["encoding.guessed"]


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    """A sentence cut by a mail program is still one sentence."""
    import textwrap

    long = [f"Đoạn {n}. " + "Nước lên từ từ, ghe chở lúa về bến. " * 6 for n in (1, 2)]
    wrapped = "\n\n".join(textwrap.fill(text.strip(), 72) for text in long)

    document = read_bytes(wrapped.encode(), name="thư.txt", limits=LIMITS)

    assert document.text.split("\n") == [text.strip() for text in long]


def test_short_lines_are_not_joined() -> None:
    """A poem or a list has short lines that end where they want."""
    poem = "\n".join(
        f"Dòng thơ thứ {n} ngắn thôi mà cũng đủ ý để nhớ" for n in range(12)
    )

    document = read_bytes(poem.encode(), name="thơ.txt", limits=LIMITS)

    assert len(document.paragraphs) == 12


def test_coverage_counts_what_was_read() -> None:
    """The parts that were read add up to the paragraphs."""
    document = read_bytes(STORY.encode(), name="a.txt", limits=LIMITS)

    read = {
        p.part: p.count for p in document.coverage.parts if p.status is PartStatus.READ
    }
    assert read == {Part.TITLE: 1, Part.BODY: 1}
