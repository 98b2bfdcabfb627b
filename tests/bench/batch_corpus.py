"""Documents of mixed formats made from the project's own corpus, for benchmarks."""

from __future__ import annotations

import html
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

_ROOT: Final = Path(__file__).parents[2]
_SENTENCES: Final = _ROOT / "training" / "data" / "sentences.jsonl"
_FONT: Final = _ROOT / "screener" / "report" / "fonts" / "BeVietnamPro_400Regular.ttf"
# What a department is sent: mostly Word and web pages, some PDF.
_SHARES: Final = {"txt": 20, "html": 30, "docx": 35, "md": 5, "pdf": 10}
_USUAL_STYLES: Final = frozenset(
    (
        *("Normal", "Title", "Heading1", "Heading2", "Heading3", "ListParagraph"),
        *("DefaultParagraphFont", "TableNormal", "NoList", "Header", "Footer"),
    )
)
_LINE: Final = 84
_LINES_A_PAGE: Final = 50

Paragraphs = Sequence[str]
Length = tuple[int, int]
USUAL_LENGTH: Final[Length] = (8, 40)


def write_corpus(
    folder: Path, *, documents: int, seed: int = 1, length: Length = USUAL_LENGTH
) -> int:
    """Fill the folder with so many different documents; their size in bytes.

    About one in twelve sentences is a biased one, so that the share of findings is
    nearer to a newspaper's than to the corpus's.

    Args:
        folder: Where they are put, a thousand to a folder.
        documents: How many.
        seed: Decides which.
        length: The least and the most sentences of one.
    """
    chance = random.Random(seed)
    clean, biased = _sentences()
    writers: dict[str, Callable[[Paragraphs], bytes]] = {
        "txt": _as_text,
        "md": _as_markdown,
        "html": _as_page,
        "docx": _WordFiles().write,
        "pdf": _PdfFiles().write,
    }
    size_bytes = 0
    for number in range(documents):
        kind = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
        title, *body = _chosen(chance, clean, biased, number, length)
        paragraphs = [title, *_paragraphs(body)]
        content = writers[kind](paragraphs)
        place = folder / f"{number // 1000:03}" / f"bai-{number:06}.{kind}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        size_bytes += len(content)
    return size_bytes


def texts(*, documents: int, seed: int = 1) -> list[list[str]]:
    """The sentences of so many documents, without any format."""
    chance = random.Random(seed)
    clean, biased = _sentences()
    found = []
    for number in range(documents):
        chance.choices(list(_SHARES), list(_SHARES.values()))
        found.append(list(_chosen(chance, clean, biased, number, USUAL_LENGTH)))
    return found


def _sentences() -> tuple[list[str], list[str]]:
    clean: list[str] = []
    biased: list[str] = []
    with _SENTENCES.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            (biased if record["categories"] else clean).append(record["text"])
    return clean, biased


def _chosen(
    chance: random.Random,
    clean: list[str],
    biased: list[str],
    number: int,
    length: Length,
) -> Iterator[str]:
    yield f"Bài thử số {number}"
    for _ in range(chance.randint(*length)):
        yield chance.choice(biased if chance.random() < 1 / 12 else clean)


def _paragraphs(body: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(body), 4):
        yield " ".join(body[start : start + 4])


def _as_text(paragraphs: Paragraphs) -> bytes:
    return "\n\n".join(paragraphs).encode()


def _as_markdown(paragraphs: Paragraphs) -> bytes:
    return f"# {paragraphs[0]}\n\n".encode() + _as_text(paragraphs[1:])


def _as_page(paragraphs: Paragraphs) -> bytes:
    title, *body = map(html.escape, paragraphs)
    menu = "".join(f'<li><a href="/{n}">Mục {n}</a></li>' for n in range(12))
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in body)
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}'
        f"</title></head><body><nav><ul>{menu}</ul></nav><main><article><h1>{title}"
        f"</h1>\n{text}</article></main><footer>Toà soạn</footer></body></html>"
    ).encode()


class _WordFiles:
    """Word files: one made by python-docx, its body replaced for each document.

    That library's template brings ten times the styles of a file that Word itself
    saves; all but the usual ones are dropped, which leaves about as many.
    """

    def __init__(self) -> None:
        target = io.BytesIO()
        document = docx.Document()
        styles = document.styles.element
        for style in styles.findall(qn("w:style")):
            if style.get(qn("w:styleId")) not in _USUAL_STYLES:
                styles.remove(style)
        document.save(target)
        with zipfile.ZipFile(target) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        # A copy of all styles for Word 2010, which nothing reads.
        self._parts["word/stylesWithEffects.xml"] = self._parts["word/styles.xml"]

    def write(self, paragraphs: Paragraphs) -> bytes:
        body = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
            for text in paragraphs
        )
        name = "word/document.xml"
        head, _, rest = self._parts[name].decode().partition("<w:body>")
        content = f"{head}<w:body>{body}{rest}".encode()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for part, old in self._parts.items():
                package.writestr(part, content if part == name else old)
        return target.getvalue()


class _PdfFiles:
    """PDF files of plain lines, with an embedded font."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(TTFont("bench", str(_FONT)))

    def write(self, paragraphs: Paragraphs) -> bytes:
        target = io.BytesIO()
        page = canvas.Canvas(target, pagesize=A4)
        lines = [line for text in paragraphs for line in (*_wrapped(text), "")]
        for start in range(0, len(lines), _LINES_A_PAGE):
            page.setFont("bench", 11)
            for row, line in enumerate(lines[start : start + _LINES_A_PAGE]):
                page.drawString(60, 790 - 15 * row, line)
            page.showPage()
        page.save()
        return target.getvalue()


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= _LINE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
