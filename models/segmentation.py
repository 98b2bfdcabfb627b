"""Words of Vietnamese text, for encoders that read syllables joined into words.

Such an encoder (PhoBERT) was pre-trained on "sinh_viên", not on "sinh viên". Each
character of the joined text remembers where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from screener.errors import MissingExtraError

# What the manifest of a bundle calls the only segmenter there is.
UNDERTHESEA: Final = "underthesea"
JOINT: Final = "_"

Segment = Callable[[str], Sequence[str]]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the encoder reads it.

    Attributes:
        form: Its syllables, joined.
        places: Start and end of each character of `form` in the text.
    """

    form: str
    places: tuple[Place, ...]


def segmenter(name: str, *, source: str) -> Segment:
    """The word segmenter of that name.

    Args:
        name: As a manifest writes it.
        source: Which encoder or bundle needs it, for the message.

    Raises:
        MissingExtraError: When its library is not installed.
        ValueError: When there is none of that name.
    """
    if name != UNDERTHESEA:
        raise ValueError(f"unknown segmentation {name}")
    try:
        from underthesea import word_tokenize
    except ImportError as exc:
        raise MissingExtraError(
            source=source, library=UNDERTHESEA, extra="phobert"
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


def place_of(word: Word, start: int, end: int) -> Place:
    """Where some characters of a word stand, joints at the edges left out."""
    while start < end - 1 and word.form[start] == JOINT:
        start += 1
    while end - 1 > start and word.form[end - 1] == JOINT:
        end -= 1
    return word.places[start][0], word.places[end - 1][1]


def _solid(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())
