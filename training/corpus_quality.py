"""What a corpus must be like beyond the format of its lines, and where it is not.

A corpus of written sentences fails in ways that no single line shows: sentences that
repeat each other, a few openings used again and again, kinds that length gives away,
stereotypes that live on a handful of known words, labels that are too few to learn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from screener.domain.labels import Category, Severity
from screener.lexicon.matcher import Matcher
from training.dataset import Example, Kind, Who
from training.near_duplicates import NearDuplicate, near_duplicates

OPENING_WORDS: Final = 3
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The least and the most that a corpus is held to.

    Attributes:
        similarity: From here two sentences of different groups repeat each other.
        opening_share: Most of all sentences that may open with the same three words.
        length_auc_off: How far the AUC of "longer means flagged" may lie from 0.5.
        lexicon_free: Least share of flagged sentences in which no lexicon entry
            stands.
        not_women: Least share of flagged sentences about men or gender-diverse
            people, of those that say whom they are about.
        examples: Least number of sentences.
        flagged: Least number of flagged sentences.
        high: Least number of flagged sentences of severity high.
        category: Least number of flagged sentences of each category.
        genres: Least number of sentences of genres that have one.
    """

    similarity: float = 0.5
    opening_share: float = 0.005
    length_auc_off: float = 0.06
    lexicon_free: float = 0.5
    not_women: float = 0.25
    examples: int = 8000
    flagged: int = 3000
    high: int = 500
    category: int = 350
    genres: Mapping[str, int] = field(
        default_factory=lambda: {"family_advice": 900, "sport": 900}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The figures of a corpus; None where one is undefined.

    Attributes:
        duplicates: Near-duplicates of different groups, worst first.
        openings: The commonest openings with their counts.
        opening_share: Share of the commonest opening.
        mean_words: Mean length of each kind, in words.
        length_auc: Chance that a flagged sentence is longer than another.
        lexicon_free: Share of flagged sentences without any lexicon entry.
        not_women: Share of flagged sentences about men or gender-diverse people.
    """

    examples: tuple[Example, ...]
    duplicates: tuple[NearDuplicate, ...]
    openings: tuple[tuple[str, int], ...]
    opening_share: float
    mean_words: Mapping[Kind, float]
    length_auc: float | None
    lexicon_free: float | None
    not_women: float | None


def quality_of(
    examples: Sequence[Example], matcher: Matcher, *, limits: Limits
) -> Quality:
    """The figures of a corpus.

    Args:
        examples: All splits.
        matcher: Of the whole lexicon.
        limits: Only the similarity from which two sentences count as a pair.
    """
    flagged = [example for example in examples if example.is_flagged]
    openings = Counter(_opening(example.text) for example in examples)
    about = [example.who for example in flagged if example.who]
    return Quality(
        examples=tuple(examples),
        duplicates=duplicates_across_groups(examples, threshold=limits.similarity),
        openings=tuple(openings.most_common(5)),
        opening_share=max(openings.values(), default=0) / max(len(examples), 1),
        mean_words=_mean_words(examples),
        length_auc=length_auc(examples),
        lexicon_free=_share(flagged, lambda one: not matcher.find(one.text)),
        not_women=_share(about, lambda who: who is not Who.WOMEN),
    )


def faults_of(quality: Quality, *, limits: Limits) -> tuple[str, ...]:
    """What a corpus falls short of, a sentence each; empty when nothing."""
    return (
        *_repeating(quality),
        *_shaped(quality, limits),
        *_unbalanced(quality.examples, limits),
    )


def duplicates_across_groups(
    examples: Sequence[Example], *, threshold: float
) -> tuple[NearDuplicate, ...]:
    """Pairs that repeat each other; within a group that is the design."""
    pairs = near_duplicates([example.text for example in examples], threshold=threshold)
    return tuple(
        pair
        for pair in pairs
        if examples[pair.first].group != examples[pair.second].group
        or examples[pair.first].split is not examples[pair.second].split
    )


def length_auc(examples: Sequence[Example]) -> float | None:
    """The chance that a flagged sentence has more words than a clean one, ties half.

    None when either kind is missing.
    """
    flagged = Counter(_words(one) for one in examples if one.is_flagged)
    clean = Counter(_words(one) for one in examples if not one.is_flagged)
    pairs = flagged.total() * clean.total()
    if not pairs:
        return None
    won = sum(
        many * other * (1.0 if words > length else 0.5)
        for words, many in flagged.items()
        for length, other in clean.items()
        if words >= length
    )
    return won / pairs


def quality_text(quality: Quality) -> str:
    """The figures as lines for people and cards; "-" where one is undefined."""
    means = ", ".join(
        f"{kind or 'article'} {words:.1f}" for kind, words in quality.mean_words.items()
    )
    openings = ", ".join(f"{opening} {count}" for opening, count in quality.openings)
    rows = {
        "near-duplicates": str(len(quality.duplicates)),
        "openings": openings,
        "words by kind": means,
        "AUC of length": _figure(quality.length_auc),
        "free of lexicon": _figure(quality.lexicon_free),
        "not about women": _figure(quality.not_women),
    }
    return "\n".join(f"{name:16}{value}" for name, value in rows.items())


def _repeating(quality: Quality) -> Iterator[str]:
    for pair in quality.duplicates:
        one, two = quality.examples[pair.first], quality.examples[pair.second]
        yield f"{one.id} ({one.split}) repeats {two.id} ({two.split}): {two.text}"


def _shaped(quality: Quality, limits: Limits) -> Iterator[str]:
    if quality.opening_share > limits.opening_share:
        opening, count = quality.openings[0]
        yield f"{count} sentences open with “{opening}”"
    if _off(quality.length_auc, 0.5) > limits.length_auc_off:
        yield f"length gives the label away: AUC {_figure(quality.length_auc)}"
    for name, value, least in (
        ("free of lexicon entries", quality.lexicon_free, limits.lexicon_free),
        ("about men or gender-diverse people", quality.not_women, limits.not_women),
    ):
        if value is not None and value < least:
            yield f"only {value:.3f} of the flagged sentences are {name}"


def _unbalanced(examples: Sequence[Example], limits: Limits) -> Iterator[str]:
    flagged = [example for example in examples if example.is_flagged]
    high = sum(example.severity is Severity.HIGH for example in flagged)
    genres = Counter(example.genre for example in examples)
    counts = [
        ("sentences", len(examples), limits.examples),
        ("flagged sentences", len(flagged), limits.flagged),
        ("flagged sentences of severity high", high, limits.high),
    ]
    for category in Category:
        having = sum(category in example.categories for example in flagged)
        counts.append((f"flagged sentences of {category}", having, limits.category))
    for genre, least in limits.genres.items():
        counts.append((f"sentences of {genre}", genres[genre], least))
    for name, count, least in counts:
        if count < least:
            yield f"{count} {name}, {least} are needed"


def _mean_words(examples: Sequence[Example]) -> dict[Kind, float]:
    by_kind: dict[Kind, list[int]] = {}
    for example in examples:
        by_kind.setdefault(example.kind, []).append(_words(example))
    return {kind: sum(by_kind[kind]) / len(by_kind[kind]) for kind in sorted(by_kind)}


def _words(example: Example) -> int:
    return len(example.text.split())


def _opening(text: str) -> str:
    return " ".join(text.lower().split()[:OPENING_WORDS])


def _share(items: Sequence[_Item], holds: Callable[[_Item], bool]) -> float | None:
    return sum(map(holds, items)) / len(items) if items else None


def _off(value: float | None, middle: float) -> float:
    return 0.0 if value is None else abs(value - middle)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
