"""The figures that data cards show, and where they stand in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from screener.domain.labels import Category
from screener.lexicon.matcher import Matcher
from training.agreement import Agreement, agreement_of
from training.articles import Article, sentences_of
from training.corpus_quality import Limits, quality_of, quality_text
from training.dataset import Example, examples_digest

_START: Final = "<!-- counts: python -m training data card -->"
_END: Final = "<!-- end of counts -->"
_BLOCK: Final = re.compile(f"{re.escape(_START)}.*?{re.escape(_END)}", re.DOTALL)


def with_figures(card: str, block: str) -> str:
    """A card with the block of figures in the place of its old one."""
    return _BLOCK.sub(lambda _: block, card)


def figures_block(
    sentences: Sequence[Example],
    articles: Sequence[Article],
    keyed: Collection[Mapping[str, Any]],
    matcher: Matcher,
) -> str:
    """The figures as the data cards hold them, between their two marks."""
    in_articles = sentences_of(articles)
    quality = quality_of(sentences, matcher, limits=Limits())
    parts = {
        "sentences.jsonl": stats_text(count_examples(sentences)),
        "quality": quality_text(quality),
        "blind labels": agreement_text(agreement_of(sentences)),
        "articles.jsonl": stats_text(count_articles(articles)),
        "blind labels of articles": agreement_text(agreement_of(in_articles)),
        "mined-labels.jsonl": stats_text(count_keyed(keyed)),
    }
    text = "\n\n".join(f"[{name}]\n{part}" for name, part in parts.items())
    return f"{_START}\n```\n{text}\n```\n{_END}"


def count_articles(articles: Sequence[Article]) -> dict[str, Any]:
    """Articles by type and genre, and the labels of their sentences."""
    types = Counter(article.type.value for article in articles)
    figures = count_examples(sentences_of(articles))
    dropped = ("examples", "groups", "with context", "who", "kind", "region")
    return {
        "articles": len(articles),
        "type": dict(types.most_common()),
        "sentences": figures["examples"],
        **{name: value for name, value in figures.items() if name not in dropped},
    }


def agreement_text(agreement: Agreement) -> str:
    """The agreement as lines for people and cards; "-" where it is undefined."""
    rows = {
        "judged twice": str(agreement.examples),
        "alpha, medium and high": _figure(agreement.flag),
        "alpha, any severity": _figure(agreement.any_flag),
        "alpha, severity": _figure(agreement.severity),
        "alpha, stance": _figure(agreement.stance),
        **{
            f"alpha, {category}": _figure(value)
            for category, value in agreement.categories
        },
        "spans, character F1": _figure(agreement.spans),
    }
    return "\n".join(f"{name:24}{value}" for name, value in rows.items())


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def count_keyed(records: Collection[Mapping[str, Any]]) -> dict[str, Any]:
    """Labels of real sentences by severity, category and where they come from."""
    categories = Counter(name for one in records for name in one["categories"])
    figures: dict[str, Any] = {"labels": len(records)}
    for field in ("severity", "stance", "origin"):
        figures[field] = dict(Counter(one[field] for one in records).most_common())
    figures["category"] = dict(categories.most_common())
    figures["judged twice"] = sum(len(one["labels"]) > 1 for one in records)
    return figures


def stats_text(figures: dict[str, Any]) -> str:
    """The counts as lines for people."""
    lines: list[str] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {count}" for key, count in value.items())
        lines.append(f"{name:14} {value}".rstrip())
    return "\n".join(lines)


def count_examples(examples: Sequence[Example]) -> dict[str, Any]:
    """Sizes by every label and source, for cards and checks."""
    flagged = [example for example in examples if example.is_flagged]
    return {
        "examples": len(examples),
        "flagged": len(flagged),
        "groups": len({example.group for example in examples if example.group}),
        "with context": sum(
            bool(example.before or example.after) for example in examples
        ),
        "severity": _counted(examples, lambda example: example.severity),
        "stance": _counted(examples, lambda example: example.stance),
        "category": {
            category.value: sum(category in example.categories for example in flagged)
            for category in Category
        },
        "who": _counted(flagged, lambda example: example.who),
        "kind": _counted(examples, lambda example: example.kind),
        "genre": _counted(examples, lambda example: example.genre),
        "region": _counted(examples, lambda example: example.region),
        "batch": _counted(examples, lambda example: example.batch),
        "split": _counted(examples, lambda example: example.split),
        "mean words": round(
            sum(len(example.text.split()) for example in examples)
            / max(len(examples), 1),
            1,
        ),
        "sha256": examples_digest(examples),
    }


def _counted(
    examples: Iterable[Example], value_of: Callable[[Example], str]
) -> dict[str, int]:
    counts = Counter(str(value_of(example)) for example in examples)
    counts.pop("", None)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
