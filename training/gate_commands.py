"""``python -m training gate``: may the candidate take the champion's place?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click

from training.dataset import Split
from training.gate import compare_bundles
from training.gate_comparison import FrozenSet
from training.gate_decision import GateRules, decide
from training.gate_report import gate_page, gate_text
from training.labelled_files import read_labelled
from training.own_corpus import own_corpus
from training.progress_lines import ProgressLines
from training.refit_commands import bundle_at, read_all

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
REFUSED: Final = 1


@click.command(name="gate")
@click.option("--champion", required=True, help="Folder or name; in service.")
@click.option("--candidate", required=True, help="Folder or name; would replace it.")
@click.option("--data", "files", multiple=True, required=True, type=_FILE)
@click.option(
    "--split",
    type=click.Choice([Split.TEST.value, Split.DEV.value]),
    default=Split.TEST.value,
    show_default=True,
    help="Sentences of this split and of none are compared on.",
)
@click.option(
    "--train",
    multiple=True,
    type=_FILE,
    help="What the candidate learnt from beside the own corpus, such as corrections.",
)
@click.option("--json", "target", type=_FILE, help="Also write everything here.")
@click.option("--html", "page", type=_FILE, help="Also write a page with plots here.")
def gate(
    *,
    champion: str,
    candidate: str,
    files: tuple[Path, ...],
    split: str,
    train: tuple[Path, ...],
    target: Path | None,
    page: Path | None,
) -> None:
    """Compare two bundles on frozen sentences; exit status 1 when it says no.

    Sentences that nearly stand among the training sentences are left out and counted.
    """
    comparison = compare_bundles(
        bundle_at(champion),
        bundle_at(candidate),
        [frozen_set(path, Split(split)) for path in files],
        ProgressLines(sys.stderr),
        trained=(
            *own_corpus(Split.TRAIN),
            *(row for row in read_all(train) if row.split in _LEARNT),
        ),
    )
    decision = decide(comparison, GateRules())
    click.echo(gate_text(comparison, decision), nl=False)
    if target is not None:
        record = {**comparison.to_json(), "decision": decision.to_json()}
        text = json.dumps(record, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
    if page is not None:
        page.write_text(gate_page(comparison, decision), encoding="utf-8")
    if not decision.promote:
        sys.exit(REFUSED)


_LEARNT: Final = (Split.TRAIN, Split.UNSET)


def frozen_set(path: Path, split: Split) -> FrozenSet:
    """The sentences of a file that may be compared on, under the file's name.

    Raises:
        InputError: When the file cannot be read or breaks the format.
    """
    return FrozenSet(
        path.name,
        tuple(row for row in read_labelled(path) if row.split in (split, Split.UNSET)),
    )
