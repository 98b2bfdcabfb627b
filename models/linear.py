"""The runtime of linear n-gram bundles: numpy and nothing else.

A sentence becomes blocks of tf-idf weighted n-grams (its own, and those of the
sentences beside it). The base heads are linear in them, where a gate may weigh two
experts by the kind of the sentence; the outputs are linear in the base heads:
P(category at a severity or above) and three numbers about stance.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.bundle import Bundle
from models.evidence import best_stretch, smoothed, without_outer_marks
from models.features import (
    SHAPES,
    Source,
    Tokens,
    grams,
    joined,
    neighbourhoods,
    shapes,
    tokenise,
)
from models.linear_decisions import (
    blended,
    gate_shares,
    product,
)
from models.linear_weights import (
    WEIGHTS,
    Block,
    LinearModel,
    SpanRule,
    model_from,
)
from models.outputs import (
    Believed,
    Floats,
    believed,
    sentence_scores,
    sigmoid,
    with_best_category,
)
from screener.domain.detections import Evidence, SentenceScores
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.errors import BundleCorruptError
from screener.ports import ClassifierCard, SentencesOfText

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entries:
    """The non-zero features of all sentences: a sparse matrix as triples.

    ``token`` is the first token of the occurrence behind the entry and ``length``
    how many it covers; occurrences of one n-gram share its value evenly.
    """

    rows: Positions
    features: Positions
    values: Floats
    token: Positions
    length: Positions


def block_entries(
    block: Block, tokens: Tokens, *, sentences: int, offset: int
) -> Entries:
    """The entries of one block, each sentence's vector scaled to the spec.

    Args:
        block: Known n-grams; others are ignored.
        tokens: Of the whole text.
        sentences: How many there are.
        offset: Index of the block's first feature.
    """
    found = grams(tokens, block.spec)
    place, known = _looked_up(block, found.hashes)
    rows = tokens.rows[found.first]
    unknown = rows[~known & (found.length == 1)]
    rows, place, first, length = (
        values[known] for values in (rows, place, found.first, found.length)
    )
    key = rows * max(len(block.hashes), 1) + place
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    count = counts[inverse].astype(np.float32)
    # Each of n occurrences carries 1/n of the value of the n-gram.
    whole = (1.0 + np.log(count)) * block.idf[place]
    squares = np.bincount(rows, weights=whole * whole / count, minlength=sentences)
    # A word never seen counts as the rarest one seen: a line of which one word is
    # known ("VP: CVP") must not be judged as if that word were all of it.
    rarest = float(block.idf.max(initial=0.0))
    squares = squares + rarest * rarest * np.bincount(unknown, minlength=sentences)
    norm = np.sqrt(squares)[rows].astype(np.float32)
    values = (block.spec.scale * whole / (count * norm)).astype(np.float32)
    rows = rows + SHIFTS[block.spec.source]
    inside = (rows >= 0) & (rows < sentences)
    return Entries(
        rows[inside],
        (place + offset)[inside],
        values[inside],
        first[inside],
        length[inside],
    )


def _looked_up(
    block: Block, hashes: NDArray[np.uint64]
) -> tuple[Positions, NDArray[np.bool_]]:
    """Index of each n-gram in the block, and whether the block knows it."""
    place = np.searchsorted(block.hashes, hashes)
    if not len(block.hashes):
        return place, np.zeros(len(place), dtype=bool)
    place[place == len(block.hashes)] = 0
    return place, block.hashes[place] == hashes


# The sentence before a sentence has a smaller index: its n-grams move down one row.
SHIFTS: Final = {Source.OWN: 0, Source.BEFORE: 1, Source.AFTER: -1}


def text_entries(
    blocks: Sequence[Block], tokens: Tokens, *, sentences: int
) -> tuple[Entries, ...]:
    """The entries of every block, features numbered through."""
    result: list[Entries] = []
    offset = 0
    for block in blocks:
        result.append(block_entries(block, tokens, sentences=sentences, offset=offset))
        offset += len(block.hashes)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Look:
    """What a linear model saw of some sentences.

    Attributes:
        base: The base heads' decision values; shape (chosen, base heads).
        shares: How much each expert counts; shape (chosen, experts).
        rows: Where the chosen stand among the sentences of ``tokens``.
        tokens: Of the chosen and of their neighbours.
        entries: The features behind the values.
    """

    base: Floats
    shares: Floats
    rows: Positions
    tokens: Tokens
    entries: tuple[Entries, ...]


@dataclass(frozen=True, slots=True)
class LinearNgramClassifier:
    """A ``screener.ports.Classifier`` on a linear model."""

    model: LinearModel
    card: ClassifierCard
    span_rule: SpanRule

    @classmethod
    def from_bundle(cls, bundle: Bundle) -> LinearNgramClassifier:
        """The classifier that a bundle's arrays and settings make.

        Raises:
            BundleCorruptError: When an array is missing or has another shape.
        """
        arrays = bundle.arrays(WEIGHTS)
        try:
            model = model_from(arrays, bundle.manifest.settings)
            rule = SpanRule(**bundle.manifest.settings["span_rule"])
        except (KeyError, TypeError, ValueError) as exc:
            raise BundleCorruptError(
                source=bundle.folder.name, file=WEIGHTS, reason=str(exc)
            ) from exc
        return cls(model, bundle.manifest.card, rule)

    def score_sentences(
        self, text: str, sentences: Sequence[Span]
    ) -> tuple[SentenceScores, ...]:
        """Scores for each sentence, judged with its neighbours."""
        return self.score_some(text, sentences, range(len(sentences)))

    def contexts(self, text: str, sentences: Sequence[Span]) -> tuple[Hashable, ...]:
        """The sentence, the two beside it, and whether a quotation runs into it."""
        return neighbourhoods(text, sentences)

    def score_some(
        self, text: str, sentences: Sequence[Span], chosen: Sequence[int]
    ) -> tuple[SentenceScores, ...]:
        """Scores for the chosen sentences, judged with their neighbours."""
        return self._said(self.look(text, sentences, chosen)) if chosen else ()

    def score_texts(
        self, texts: Sequence[SentencesOfText]
    ) -> tuple[tuple[SentenceScores, ...], ...]:
        """Scores for the sentences of several texts, from one pass over the weights."""
        counts = [len(sentences) for _, sentences in texts]
        said = self._said(self._look_at(texts)) if any(counts) else ()
        ends = [*accumulate(counts)]
        return tuple(
            said[end - count : end] for count, end in zip(counts, ends, strict=True)
        )

    def _said(self, look: Look) -> tuple[SentenceScores, ...]:
        logits = product(look.base, self.model.mix) + self.model.offset
        probabilities = sigmoid(with_best_category(logits))
        evidence = self._evidence(believed(probabilities, self.card), look)
        return sentence_scores(probabilities, evidence)

    def _look_at(self, texts: Sequence[SentencesOfText]) -> Look:
        """What the base heads say of all sentences, those of a text beside each other.

        An empty row after each text keeps the sentences of two texts from becoming
        neighbours.
        """
        tokens = joined([(tokenise(*text), len(text[1]) + 1) for text in texts])
        gap = np.zeros((1, len(SHAPES)), dtype=np.float32)
        marks = np.vstack([part for text in texts for part in (shapes(*text), gap)])
        entries = text_entries(self.model.blocks, tokens, sentences=len(marks))
        columns = self._columns(marks, entries)
        shares = gate_shares(columns, self.model.gate)
        starts = accumulate((len(s) + 1 for _, s in texts), initial=0)
        rows = np.concatenate(
            [
                np.arange(start, start + len(sentences), dtype=np.int64)
                for (_, sentences), start in zip(texts, starts, strict=False)
            ]
        )
        return Look(blended(columns, shares)[rows], shares[rows], rows, tokens, entries)

    def look(self, text: str, sentences: Sequence[Span], chosen: Sequence[int]) -> Look:
        """What the base heads say of the chosen sentences, and from what."""
        around = sorted({near for i in chosen for near in (i - 1, i, i + 1)})
        # Strangers become neighbours in this list, but never of a chosen sentence.
        kept = [index for index in around if 0 <= index < len(sentences)]
        tokens = tokenise(text, [sentences[index] for index in kept])
        entries = text_entries(self.model.blocks, tokens, sentences=len(kept))
        columns = self._columns(shapes(text, sentences)[kept], entries)
        shares = gate_shares(columns, self.model.gate)
        places = {index: place for place, index in enumerate(kept)}
        rows = np.array([places[index] for index in chosen], dtype=np.int64)
        return Look(blended(columns, shares)[rows], shares[rows], rows, tokens, entries)

    def base_decisions(self, text: str, sentences: Sequence[Span]) -> Floats:
        """The base heads' decision values; shape (sentences, base heads)."""
        columns = self.columns(text, sentences)
        return blended(columns, gate_shares(columns, self.model.gate))

    def columns(self, text: str, sentences: Sequence[Span]) -> Floats:
        """Decision values of every column; shape (sentences, columns of weights)."""
        tokens = tokenise(text, sentences)
        entries = text_entries(self.model.blocks, tokens, sentences=len(sentences))
        return self._columns(shapes(text, sentences), entries)

    def _columns(self, marks: Floats, entries: Sequence[Entries]) -> Floats:
        weights = self.model.weights
        scaled = self.model.shape_scale * marks
        base = self.model.bias + product(scaled, weights[-len(SHAPES) :])
        for part in entries:
            base += _summed_by_row(part, weights, len(marks))
        return base.astype(np.float32)

    def _evidence(
        self, flagged: Sequence[Believed], look: Look
    ) -> dict[int, list[Evidence]]:
        own = [
            (part, _rows_index(part.rows))
            for block, part in zip(self.model.blocks, look.entries, strict=True)
            if block.spec.source is Source.OWN
        ]
        found: dict[int, list[Evidence]] = {}
        for item in flagged:
            direction = self._direction(item.category, look.shares[item.row])
            span = self._span(int(look.rows[item.row]), direction, own, look.tokens)
            if span is not None:
                named = tuple(Category)[item.category]
                found.setdefault(item.row, []).append(Evidence(named, span, item.score))
        return found

    def _direction(self, category: int, shares: Floats) -> Floats:
        """What each column of the weights counts for a category at low and medium."""
        outputs = slice(3 * category, 3 * category + 2)
        of_heads = self.model.mix[:, outputs].sum(axis=1)
        direction = np.zeros(len(self.model.bias), dtype=np.float32)
        for expert, share in enumerate(shares):
            start = expert * self.model.heads
            direction[start : start + self.model.heads] = share * of_heads
        return direction

    def _span(
        self,
        row: int,
        direction: Floats,
        own: Sequence[tuple[Entries, _RowsIndex]],
        tokens: Tokens,
    ) -> Span | None:
        begin, end = np.searchsorted(tokens.rows, (row, row + 1)).tolist()
        if begin == end:
            return None
        values = np.zeros(end - begin, dtype=np.float32)
        for part, index in own:
            _add_contributions(
                values, part, index.of(row), self.model.weights, direction, begin
            )
        values = smoothed(values, weight=self.span_rule.smoothing)
        stretch = best_stretch(values, fraction=self.span_rule.fraction)
        words = tokens.words[begin:end]
        first, last = without_outer_marks(words, *(stretch or (0, end - begin)))
        return Span(
            int(tokens.starts[begin + first]), int(tokens.ends[begin + last - 1])
        )


@dataclass(frozen=True, slots=True)
class _RowsIndex:
    """Where the entries of each row stand, so that none is searched for twice.

    Attributes:
        order: Entries sorted by row, stable; shape (entries,).
        rows: Their rows, ascending; shape (entries,).
    """

    order: Positions
    rows: Positions

    def of(self, row: int) -> Positions:
        """The entries of one row, in their own order."""
        begin, end = np.searchsorted(self.rows, (row, row + 1)).tolist()
        return self.order[begin:end]


def _rows_index(rows: Positions) -> _RowsIndex:
    order = np.argsort(rows, kind="stable")
    return _RowsIndex(order, rows[order])


def _summed_by_row(part: Entries, weights: Floats, sentences: int) -> Floats:
    result = np.zeros((sentences, weights.shape[1]), dtype=np.float32)
    if not len(part.rows):
        return result
    order = np.argsort(part.rows, kind="stable")
    rows = part.rows[order]
    weighted = part.values[order, None] * weights[part.features[order]]
    starts = np.nonzero(np.diff(rows, prepend=-1))[0]
    result[rows[starts]] = np.add.reduceat(weighted, starts, axis=0)
    return result


def _add_contributions(
    values: Floats,
    part: Entries,
    chosen: Positions,
    weights: Floats,
    direction: Floats,
    first: int,
) -> None:
    length = part.length[chosen]
    amounts = part.values[chosen] * (weights[part.features[chosen]] @ direction)
    for step in range(int(length.max(initial=0))):
        reached = length > step
        place = part.token[chosen][reached] - first + step
        np.add.at(values, place, (amounts / length)[reached])
