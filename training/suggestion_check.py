"""Safe edits tried on the corpus: applied, screened again, printed to be read."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from screener.bootstrap import Screener, make_screener
from screener.config import Settings
from screener.detect.suggest import suggestions_for
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import Document, Sentence
from screener.domain.labels import Category
from screener.domain.reports import Report
from screener.domain.spans import Span
from screener.ingest.json_lines import read_json_line
from screener.text.sentences import read_document
from training.data_commands import SENTENCES
from training.dataset import Example, read_examples
from training.json_lines import write_records
from training.judging import example_text

_SAMPLE: Final = 60


@dataclass(frozen=True, slots=True)
class Trial:
    """One safe edit of one biased sentence.

    Attributes:
        category: Of the finding that it mends.
        edited: The sentence after one click.
        was_flagged: Whether the screener flags that category before the edit.
        is_flagged: Whether it still does afterwards.
    """

    example: Example
    category: Category
    edited: str
    was_flagged: bool
    is_flagged: bool


def trials(screener: Screener, examples: Iterable[Example]) -> Iterator[Trial]:
    """Every safe edit that the screener offers for its findings, tried.

    Where the screener misses a labelled category, the rules beyond the lexicon are
    asked for the labelled words, as they would be had it found them.
    """
    for example in examples:
        text = example_text(example)
        document = _document(text.text)
        target = text.sentences[text.target]
        report = screener.screen(document)
        before = _flagged(report, target)
        for category, suggestion in _offered(report, example, document, target):
            edited = _applied(suggestion, text.text)
            grown = len(edited) - len(text.text)
            place = Span(target.start, target.end + grown)
            after = _flagged(screener.screen(_document(edited)), place)
            yield Trial(
                example,
                category,
                place.of(edited),
                was_flagged=category in before,
                is_flagged=category in after,
            )


def figures(tried: Iterable[Trial]) -> str:
    """How many edits there are by category, and how many still are flagged."""
    rows = {category: Counter[str]() for category in Category}
    sentences: set[str] = set()
    for trial in tried:
        row = rows[trial.category]
        sentences.add(trial.example.id)
        row["edits"] += 1
        row["flagged before"] += trial.was_flagged
        row["mended"] += trial.was_flagged and not trial.is_flagged
        row["flagged after"] += trial.is_flagged
    names = ("edits", "flagged before", "mended", "flagged after")
    head = f"{'':16}" + "".join(f"{name:>16}" for name in names)
    total = sum(rows.values(), Counter[str]())
    lines = [
        f"{label:16}" + "".join(f"{row[name]:>16}" for name in names)
        for label, row in (*rows.items(), ("all", total))
    ]
    return "\n".join((head, *lines, f"sentences with an edit: {len(sentences)}"))


@click.command("suggestions")
@click.option("--sample", default=_SAMPLE, show_default=True, help="Edits to print.")
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every edit with its sentence here, JSON Lines.",
)
def suggestions(sample: int, seed: int, out: Path | None) -> None:
    """Apply every safe edit to the corpus's biased sentences and screen again."""
    screener = make_screener(Settings())
    biased = [example for example in read_examples(SENTENCES) if example.is_flagged]
    tried = tuple(trials(screener, biased))
    click.echo(figures(tried))
    for trial in random.Random(seed).sample(tried, min(sample, len(tried))):
        mark = "!" if trial.is_flagged else " "
        click.echo(f"\n{mark} {trial.category} {trial.example.id}")
        click.echo(f"  - {trial.example.text}\n  + {trial.edited}")
    if out is not None:
        write_records(out, map(_record, tried))


def _offered(
    report: Report, example: Example, document: Document, target: Span
) -> Iterator[tuple[Category, Suggestion]]:
    """Each safe edit once, with the category that it mends."""
    offered = [
        (finding.category, suggestion)
        for finding in report.findings
        if finding.sentence.overlaps(target)
        for suggestion in finding.suggestions
    ]
    missed = set(example.categories) - {category for category, _ in offered}
    for sentence in _sentences(document, target):
        for labelled in example.spans:
            if labelled.category in missed:
                span = labelled.span.shifted(target.start)
                if span.overlaps(sentence.span):
                    offered += (
                        (labelled.category, suggestion)
                        for suggestion in suggestions_for(
                            labelled.category, sentence, span
                        )
                    )
    for category, suggestion in dict.fromkeys(offered):
        if suggestion.kind is not SuggestionKind.QUESTION:
            yield category, suggestion


def _sentences(document: Document, target: Span) -> list[Sentence]:
    reading = read_document(document)
    return [s for s in reading.sentences if s.span.overlaps(target)]


def _flagged(report: Report, target: Span) -> frozenset[Category]:
    return frozenset(
        finding.category
        for finding in report.findings
        if finding.sentence.overlaps(target)
    )


def _applied(suggestion: Suggestion, text: str) -> str:
    span = suggestion.span
    return text[: span.start] + suggestion.replacement + text[span.end :]


def _document(text: str) -> Document:
    line = json.dumps({"id": "example", "text": text}, ensure_ascii=False)
    return read_json_line(line.encode(), number=1, source="corpus")


def _record(trial: Trial) -> dict[str, object]:
    return {
        "id": trial.example.id,
        "category": trial.category,
        "text": trial.example.text,
        "edited": trial.edited,
        "was_flagged": trial.was_flagged,
        "is_flagged": trial.is_flagged,
    }
