"""``python -m training data …``: import, check, count and export examples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from screener.bootstrap import shipped_lexicon
from screener.lexicon.matcher import Matcher
from training.agreement import add_labels, agreement_of, settle
from training.article_drafts import read_article_drafts
from training.articles import read_articles, write_articles
from training.corpus_quality import Limits, faults_of, quality_of
from training.data_cards import (
    agreement_text,
    count_examples,
    figures_block,
    stats_text,
    with_figures,
)
from training.dataset import (
    read_examples,
    write_examples,
)
from training.exchange import export_csv, export_parquet, to_hugging_face
from training.keyed_labels import read_keyed_labels
from training.labelled_files import check_labelled, read_labelled, rewrite_labelled
from training.markup import read_drafts
from training.ordinary import sample_ordinary
from training.split import SplitPlan

SENTENCES: Final = Path(__file__).parent / "data" / "sentences.jsonl"
ARTICLES: Final = SENTENCES.with_name("articles.jsonl")
MINED: Final = SENTENCES.with_name("mined-labels.jsonl")
CARDS: Final = ("README.md", "README.vi.md")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def data() -> None:
    """The labelled corpus: import drafts, check, count, export."""


@data.command(name="import-drafts")
@click.argument("drafts", nargs=-1, required=True, type=_FILE)
@click.option("--out", "target", default=SENTENCES, show_default=True, type=_FILE)
def import_drafts(drafts: tuple[Path, ...], target: Path) -> None:
    """Add the DRAFTS to a corpus file; each group gets its frozen split.

    The batches of the DRAFTS replace what the file held of them; others stay.
    """
    plan = SplitPlan()
    imported = [
        replace(example, split=plan.split_of(example.group, batch=example.batch))
        for path in drafts
        for example in read_drafts(path)
    ]
    batches = {example.batch for example in imported}
    kept = [
        example
        for example in (read_examples(target) if target.exists() else ())
        if example.batch not in batches
    ]
    write_examples(target, [*kept, *imported])
    click.echo(f"{target}: {len(imported)} imported, {len(kept)} kept")


@data.command(name="import-articles")
@click.argument("drafts", nargs=-1, required=True, type=_FILE)
@click.option("--out", "target", default=ARTICLES, show_default=True, type=_FILE)
def import_articles(drafts: tuple[Path, ...], target: Path) -> None:
    """Add the article DRAFTS to an article file; each gets its frozen split.

    The batches of the DRAFTS replace what the file held of them; others stay.
    """
    plan = SplitPlan()
    imported = [
        article for path in drafts for article in read_article_drafts(path, plan=plan)
    ]
    batches = {article.batch for article in imported}
    kept = [
        article
        for article in (read_articles(target) if target.exists() else ())
        if article.batch not in batches
    ]
    write_articles(target, [*kept, *imported])
    click.echo(f"{target}: {len(imported)} imported, {len(kept)} kept")


@data.command()
@click.argument("files", nargs=-1, type=_FILE)
def check(files: tuple[Path, ...]) -> None:
    """Say every fault of the FILES, one a line; exit 1 when there is any.

    Without FILES the project's own corpus is checked, and as a whole too:
    repetition, openings, length, words of the lexicon, balance.
    """
    faults = [
        f"{path}:{error.facts['line']}: {error.facts['field']}: {error.facts['reason']}"
        for path in files or (SENTENCES, ARTICLES)
        for error in check_labelled(path)
    ]
    if not files and not faults:
        limits = Limits()
        quality = quality_of(
            read_examples(SENTENCES), Matcher(shipped_lexicon()), limits=limits
        )
        faults.extend(faults_of(quality, limits=limits))
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} faults")
    if faults:
        raise SystemExit(1)


@data.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def stats(files: tuple[Path, ...], as_json: bool) -> None:
    """Count the examples of the FILES by label, genre, writer and split."""
    examples = [
        example for path in files or (SENTENCES,) for example in read_labelled(path)
    ]
    figures = count_examples(examples)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    click.echo(stats_text(figures))


@data.command()
@click.option("--corpus", default=SENTENCES, show_default=True, type=_FILE)
def card(corpus: Path) -> None:
    """Bring the counts in the corpus's data cards up to date."""
    block = figures_block(
        read_examples(corpus),
        read_articles(corpus.with_name(ARTICLES.name)),
        read_keyed_labels(corpus.with_name(MINED.name)).values(),
        Matcher(shipped_lexicon()),
    )
    for name in CARDS:
        path = corpus.with_name(name)
        text = path.read_text(encoding="utf-8")
        path.write_text(with_figures(text, block), encoding="utf-8")
        click.echo(path)


@data.command()
@click.argument("source", type=_FILE)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(("csv", "parquet", "datasets")),
    default="csv",
    show_default=True,
)
@click.option("--out", "target", required=True, type=click.Path(path_type=Path))
def export(source: Path, file_format: str, target: Path) -> None:
    """Write the examples of SOURCE for other tools."""
    examples = read_labelled(source)
    if file_format == "csv":
        export_csv(target, examples)
    elif file_format == "parquet":
        export_parquet(target, examples)
    else:
        to_hugging_face(examples).save_to_disk(str(target))
    click.echo(f"{target}: {len(examples)} examples")


@data.command(name="add-labels")
@click.argument("labels", type=_FILE)
@click.option("--annotator", required=True, help="A code for who judged.")
@click.option("--corpus", default=SENTENCES, show_default=True, type=_FILE)
def add_second_labels(labels: Path, annotator: str, corpus: Path) -> None:
    """Lay another annotator's blind LABELS (same format, same ids) beside the first."""
    examples = add_labels(
        read_labelled(corpus), read_labelled(labels), annotator=annotator
    )
    rewrite_labelled(corpus, examples)
    count = sum(len(example.labels) > 1 for example in examples)
    click.echo(f"{corpus}: {count} of {len(examples)} judged twice")


@data.command()
@click.argument("decisions", type=_FILE)
@click.option("--corpus", default=SENTENCES, show_default=True, type=_FILE)
def adjudicate(decisions: Path, corpus: Path) -> None:
    """Let the DECISIONS (same format, same ids) stand; blind labels stay beside."""
    examples = settle(read_labelled(corpus), read_labelled(decisions))
    rewrite_labelled(corpus, examples)
    click.echo(f"{corpus}: {len(examples)} examples")


@data.command(name="agreement")
@click.argument("files", nargs=-1, type=_FILE)
def show_agreement(files: tuple[Path, ...]) -> None:
    """Tell how far the two blind labels of each example agree."""
    examples = [
        example for path in files or (SENTENCES,) for example in read_labelled(path)
    ]
    click.echo(agreement_text(agreement_of(examples)))


@data.command(name="sample-ordinary")
@click.argument("texts", nargs=-1, required=True, type=_FILE)
@click.option("--sentences", default=4000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--out", "target", required=True, type=_FILE)
def ordinary(texts: tuple[Path, ...], sentences: int, seed: int, target: Path) -> None:
    """Draw ordinary sentences from raw TEXTS, taken to be clean, for training."""
    examples = sample_ordinary(texts, sentences=sentences, seed=seed)
    write_examples(target, examples)
    click.echo(f"{target}: {len(examples)} sentences")
