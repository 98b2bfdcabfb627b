"""Texts cut into an encoder's tokens, each with its exact place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from models.segmentation import Segment, joined_words, place_of

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokens of one text, without special ones.

    Attributes:
        ids: In the encoder's vocabulary; shape (tokens,).
        places: Start and end of each in code points of the text; in order and
            without overlap; shape (tokens, 2).
    """

    ids: Ids
    places: Ids

    @classmethod
    def of(cls, ids: Sequence[int], places: Sequence[tuple[int, int]]) -> Pieces:
        """The same as arrays, of the right shape even when there is none."""
        return cls(
            np.array(ids, dtype=np.int64),
            np.array(places, dtype=np.int64).reshape(len(ids), 2),
        )


class Subwords(Protocol):
    """What cuts texts into an encoder's tokens."""

    @property
    def begin(self) -> int:
        """The token before a text."""
        ...

    @property
    def end(self) -> int:
        """The token after a text."""
        ...

    @property
    def pad(self) -> int:
        """The token that fills a batch up."""
        ...

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each text, which is in NFC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FastSubwords:
    """A tokenizer of the `tokenizers` library, which keeps count of places itself.

    Attributes:
        tokenizer: Marks such as ``<s>`` that stand in a text are text to it.
        begin: The token before a text.
        end: The token after a text.
        pad: The token that fills a batch up.
        unknown: The token for what the vocabulary lacks.
        marks: All tokens that never stand for a piece of text.
    """

    tokenizer: Tokenizer
    begin: int
    end: int
    pad: int
    unknown: int
    marks: frozenset[int]

    def __post_init__(self) -> None:
        self.tokenizer.encode_special_tokens = True
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each text, which is in NFC."""
        found = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [self._pieces(encoding) for encoding in found]

    def known(self, ids: Sequence[int]) -> list[int]:
        """The ids, those that never stand for a piece of text made unknown."""
        # A unigram vocabulary holds "<s>" as a word like any other.
        return [self.unknown if i in self.marks else i for i in ids]

    def _pieces(self, encoding: Encoding) -> Pieces:
        return _apart(Pieces.of(self.known(encoding.ids), encoding.offsets))


@dataclass(frozen=True, slots=True)
class JoinedSubwords:
    """The tokenizer of an encoder that reads syllables joined into words.

    Attributes:
        pieces: Cuts words into pieces.
        segment: Cuts a text into words.
        segmentation: Its name in a manifest.
    """

    pieces: FastSubwords
    segment: Segment
    segmentation: str

    @property
    def begin(self) -> int:
        """The token before a text."""
        return self.pieces.begin

    @property
    def end(self) -> int:
        """The token after a text."""
        return self.pieces.end

    @property
    def pad(self) -> int:
        """The token that fills a batch up."""
        return self.pieces.pad

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each text, which is in NFC."""
        words = [joined_words(text, self.segment(text)) for text in texts]
        found = self.pieces.tokenizer.encode_batch(
            [[word.form for word in of_text] for of_text in words],
            is_pretokenized=True,
            add_special_tokens=False,
        )
        # Offsets of words that were given apart count from the word's own start.
        return [
            Pieces.of(
                self.pieces.known(encoding.ids),
                [
                    place_of(of_text[index], start, end)
                    for index, (start, end) in zip(
                        encoding.word_ids, encoding.offsets, strict=True
                    )
                    if index is not None
                ],
            )
            for of_text, encoding in zip(words, found, strict=True)
        ]


def _apart(pieces: Pieces) -> Pieces:
    """The pieces with no character in two of them; changed in place."""
    # Tokenizers give a word's lone begin mark, and each byte of a character that
    # is not in the vocabulary, the place of the character; the last one keeps it.
    ends, starts = pieces.places[:-1, 1], pieces.places[1:, 0]
    np.minimum(ends, starts, out=ends)
    return pieces
