"""PhoBERT's tokens: words joined by underthesea, cut by byte pairs, places kept.

PhoBERT reads text whose words are joined ("sinh_viên"), and its tokenizer keeps
no places. Here each character of the joined text remembers where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from transformers import PhobertTokenizer

from models.subwords import Pieces
from screener.errors import MissingExtraError

JOINT = "_"
_CONTINUED = "@@"

Segment = Callable[[str], Sequence[str]]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as PhoBERT reads it.

    Attributes:
        form: Its syllables, joined.
        places: Start and end of each character of `form` in the text.
    """

    form: str
    places: tuple[Place, ...]


def underthesea_segment() -> Segment:
    """The word segmenter that PhoBERT's users take where no Java is.

    Raises:
        MissingExtraError: When underthesea is not installed.
    """
    try:
        from underthesea import word_tokenize
    except ImportError as exc:
        raise MissingExtraError(
            source="PhoBERT", library="underthesea", extra="train"
        ) from exc

    def segment(text: str) -> Sequence[str]:
        # Its normalisation moves tone marks; the text must stay as it is.
        return list(word_tokenize(text, use_token_normalize=False))

    return segment


def joined_words(text: str, segmented: Sequence[str]) -> list[Word]:
    """The words of a text with the places of their characters.

    The segmenter only says where words end; the characters are the text's own,
    since a segmenter may write some differently. One that drops or adds a
    character is not followed: the words are then what stands between spaces.

    Args:
        text: In NFC.
        segmented: Its words in order, syllables separated by spaces.
    """
    if len(_solid(text)) != len(_solid("".join(segmented))):
        segmented = text.split()
    solid = [place for place, character in enumerate(text) if not character.isspace()]
    words: list[Word] = []
    at = 0
    for part in segmented:
        form: list[str] = []
        places: list[Place] = []
        for syllable in part.split():
            own = solid[at : at + len(syllable)]
            at += len(syllable)
            if form:
                form.append(JOINT)
                places.append((places[-1][1], own[0]))
            form += [text[place] for place in own]
            places += [(place, place + 1) for place in own]
        if form:
            words.append(Word("".join(form), tuple(places)))
    return words


def _solid(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class PhobertSubwords:
    """PhoBERT's slow tokenizer, with places.

    Attributes:
        tokenizer: Knows the byte pairs and the vocabulary.
        segment: Cuts a text into words.
    """

    tokenizer: PhobertTokenizer
    segment: Segment

    @property
    def begin(self) -> int:
        """The token before a text."""
        return int(self.tokenizer.cls_token_id)

    @property
    def end(self) -> int:
        """The token after a text."""
        return int(self.tokenizer.sep_token_id)

    @property
    def pad(self) -> int:
        """The token that fills a batch up."""
        return int(self.tokenizer.pad_token_id)

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each text, which is in NFC."""
        return [self._cut(text) for text in texts]

    def _cut(self, text: str) -> Pieces:
        forms: list[str] = []
        places: list[Place] = []
        for word in joined_words(text, self.segment(text)):
            at = 0
            # `tokenize` would take a mark such as <s> in the text for its own.
            cut: str = self.tokenizer.bpe(word.form)  # type: ignore[no-untyped-call]
            *head, last = cut.split(" ")
            forms += [*head, last]
            for length in (
                *(len(piece) - len(_CONTINUED) for piece in head),
                len(last),
            ):
                places.append(_place(word, at, at + length))
                at += length
        ids = cast("list[int]", self.tokenizer.convert_tokens_to_ids(forms))
        return Pieces.of(ids, places)


def _place(word: Word, start: int, end: int) -> Place:
    """Where characters of a word stand, joints at the edges left out."""
    while start < end - 1 and word.form[start] == JOINT:
        start += 1
    while end - 1 > start and word.form[end - 1] == JOINT:
        end -= 1
    return word.places[start][0], word.places[end - 1][1]
