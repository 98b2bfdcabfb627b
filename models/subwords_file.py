"""The tokenizer of a bundle: its file, and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from tokenizers import Tokenizer

from models.segmentation import segmenter
from models.subwords import FastSubwords, JoinedSubwords, Subwords

_SPECIALS: Final = ("<s>", "</s>", "<pad>", "<unk>", "<mask>")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubwordSettings:
    """What the manifest says of a tokenizer beside its file.

    Attributes:
        begin: The token before a text.
        end: The token after a text.
        pad: The token that fills a batch up.
        unknown: The token for what the vocabulary lacks.
        marks: All tokens that never stand for a piece of text.
        vocabulary: Tokens from this one on are steps between pieces, which the
            encoder does not know; 0 when there is none.
        segmentation: What joins syllables into words first; "" for nothing.
    """

    begin: int
    end: int
    pad: int
    unknown: int
    marks: tuple[int, ...]
    vocabulary: int = 0
    segmentation: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the manifest writes it."""
        return {**asdict(self), "marks": list(self.marks)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> SubwordSettings:
        """What ``to_json`` wrote.

        Raises:
            TypeError: When it has another form.
        """
        return cls(**{**record, "marks": tuple(record["marks"])})


def subwords_from(
    content: bytes, record: Mapping[str, Any] | None = None, *, source: str = ""
) -> Subwords:
    """The tokenizer of a bundle's ``tokenizer.json``.

    Args:
        content: Of the file.
        record: What the manifest says of it; None in bundles of before, whose
            special tokens are found by their names.
        source: Which bundle it is, for messages.

    Raises:
        ValueError: When it cannot be read or lacks a special token.
        MissingExtraError: When it needs a word segmenter that is not installed.
    """
    try:
        tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    # The library raises a bare Exception.
    except Exception as exc:
        raise ValueError(f"tokenizer: {exc}") from exc
    if record is None:
        return subwords_of(tokenizer, _by_name(tokenizer), source=source)
    return subwords_of(tokenizer, SubwordSettings.from_json(record), source=source)


def subwords_of(
    tokenizer: Tokenizer, settings: SubwordSettings, *, source: str
) -> Subwords:
    """The tokenizer with its special tokens and, where it needs one, its segmenter.

    Raises:
        ValueError: When no segmenter has that name.
        MissingExtraError: When the segmenter is not installed.
    """
    size = tokenizer.get_vocab_size()
    steps = range(settings.vocabulary or size, size)
    pieces = FastSubwords(
        tokenizer=tokenizer,
        begin=settings.begin,
        end=settings.end,
        pad=settings.pad,
        unknown=settings.unknown,
        marks=frozenset((*settings.marks, *steps)),
    )
    if not settings.segmentation:
        return pieces
    segment = segmenter(settings.segmentation, source=source)
    return JoinedSubwords(pieces, segment, settings.segmentation)


def _by_name(tokenizer: Tokenizer) -> SubwordSettings:
    begin, end, pad, unknown, mask = (_special(tokenizer, it) for it in _SPECIALS)
    return SubwordSettings(
        begin=begin,
        end=end,
        pad=pad,
        unknown=unknown,
        marks=(begin, end, pad, unknown, mask),
    )


def _special(tokenizer: Tokenizer, name: str) -> int:
    number: int | None = tokenizer.token_to_id(name)
    if number is None:
        raise ValueError(f"tokenizer: {name} is missing")
    return number
