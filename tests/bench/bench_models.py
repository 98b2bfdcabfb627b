"""What the shipped model is worth beside simpler ways, on the repository's own test.

A keyword linter in the manner of alex or write-good (every expression of our lexicon
is an alarm), the n-grams of the shipped bundle alone, and the shipped model. The
time is that of scoring the same sentences one after another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from models.linear import LinearNgramClassifier
from models.registry import Registry
from models.token_classifier import TokenClassifier
from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Severity
from screener.lexicon.matcher import Matcher
from screener.ports import Classifier
from training.dataset import Example, Split
from training.judging import judge, score_examples
from training.labelled_files import read_labelled
from training.metrics import Counts, flag_counts
from training.operating_points import choose_points

_CORPUS = Path(str(files("training").joinpath("data/sentences.jsonl")))

Flags = Callable[[Sequence[Example]], list[bool]]


def main() -> None:
    """Print precision, recall, F1 and time of each, the time as a ratio."""
    examples = read_labelled(_CORPUS)
    dev = [example for example in examples if example.split is Split.DEV]
    test = [example for example in examples if example.split is Split.TEST]
    shipped = Registry().load()
    ways: dict[str, Flags] = {
        "keyword linter": keyword_flags(Matcher(shipped_lexicon()))
    }
    if isinstance(shipped, TokenClassifier) and shipped.linear is not None:
        ways["n-grams alone"] = classifier_flags(retuned(shipped.linear, dev))
    ways[shipped.card.name] = classifier_flags(shipped)
    print(f"{len(test)} sentences of the corpus test, medium and high against clean")
    first_s = 0.0
    for name, flags in ways.items():
        begin = time.perf_counter()
        counts = counted(test, flags(test))
        spent_s = time.perf_counter() - begin
        first_s = first_s or spent_s
        print(
            f"{name:16} P {_n(counts.precision)} R {_n(counts.recall)} "
            f"F1 {_n(counts.f1)}   {spent_s / first_s:6.1f} x the linter's time"
        )


def keyword_flags(matcher: Matcher) -> Flags:
    """Every sentence that holds an expression of medium severity or above."""
    return lambda examples: [
        any(
            match.entry.severity.rank >= Severity.MEDIUM.rank
            for match in matcher.find(example.text)
        )
        for example in examples
    ]


def classifier_flags(classifier: Classifier) -> Flags:
    """What a classifier flags at its default operating point."""
    point = next(
        point
        for point in classifier.card.operating_points
        if point.name == classifier.card.default_operating_point
    )
    return lambda examples: [
        judgement.is_flagged
        for judgement in judge(score_examples(classifier, examples), point)
    ]


def retuned(
    classifier: LinearNgramClassifier, dev: Sequence[Example]
) -> LinearNgramClassifier:
    """The classifier with thresholds of its own, so that the comparison is fair."""
    points = choose_points(score_examples(classifier, dev))
    card = replace(
        classifier.card,
        operating_points=points,
        default_operating_point=points[0].name,
    )
    return replace(classifier, card=card)


def counted(examples: Sequence[Example], flagged: Sequence[bool]) -> Counts:
    """Right and wrong over the sentences that are scored."""
    return flag_counts([example.is_counted for example in examples], flagged)


def _n(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
