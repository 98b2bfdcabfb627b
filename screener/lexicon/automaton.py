"""Many patterns as one automaton over syllables, and its single pass over a text.

A character automaton (Aho–Corasick) knows neither free words nor syllable
borders, so the alphabet here is the syllable: every syllable of the text is
looked up once, and only the few that begin a pattern cost more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from screener.domain.spans import Span
from screener.lexicon.pattern import Break, Choice, Gap, Items, Pattern, Word
from screener.text.folding import fold_for_matching

_SYLLABLE = re.compile(r"(\w+)")
# Folding has made one of all quotation marks and one of all dashes.
_QUOTES = str.maketrans("", "", "\"'")
_BREAKS = frozenset((",", ";", ":", "-", "/", "…", "..."))


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Where a match may stand after some syllables.

    Attributes:
        words: The state that each possible next syllable leads to.
        free: The state that any syllable leads to.
        pause: The state that a comma or a dash leads to.
        accepts: Numbers of the patterns that are complete here.
    """

    words: Mapping[str, _State] = field(default_factory=dict)
    free: _State | None = None
    pause: _State | None = None
    accepts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What must come for a state to lead anywhere.

    Attributes:
        words: One of these has to follow, after free words or at once.
        reach: Within so many syllables.
    """

    words: frozenset[str]
    reach: int


class Automaton:
    """All patterns at once; every match of each is found.

    Args:
        patterns: Numbered from 0 in this order.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._outlooks: dict[_State, _Outlook] = {}
        self._merger = _Merger()
        self._root = self._merger.merge(
            self._merger.before(pattern.items, _State(accepts=(number,)))
            for number, pattern in enumerate(patterns)
        )

    def find(self, text: str) -> Iterator[tuple[int, Span]]:
        """Number and span of every match, by start.

        Args:
            text: NFC; spans are positions in it.
        """
        reading = _Reading(text)
        first = self._root.words
        for index, syllable in enumerate(reading.syllables):
            state = first.get(syllable)
            if state is not None and self._has_way(state, reading, index):
                start = reading.start(index)
                for number, end in self._completions(state, reading, index):
                    yield number, Span(start, end)

    def _completions(
        self, state: _State, reading: _Reading, index: int
    ) -> Iterator[tuple[int, int]]:
        """Numbers of the patterns completed from this syllable on, with their ends."""
        last = len(reading.syllables) - 1
        standing: _State | None = state
        while standing is not None:
            for number in standing.accepts:
                yield number, reading.end(index)
            if index == last:
                return
            index += 1
            standing = self._after(standing, reading, index)
            if standing is not None and not self._has_way(standing, reading, index):
                return

    def _has_way(self, state: _State, reading: _Reading, index: int) -> bool:
        """Whether the syllables after this one may lead the state anywhere.

        Most readings that begin with a common word end here, before any walk.
        """
        if state.accepts:
            return True
        outlook = self._outlooks.get(state)
        if outlook is None:
            outlook = self._outlooks[state] = _outlook(state)
        ahead = reading.syllables[index + 1 : index + 1 + outlook.reach]
        return not outlook.words.isdisjoint(ahead)

    def _after(self, state: _State, reading: _Reading, index: int) -> _State | None:
        """The state past one more syllable and what stands before it."""
        if state.free is None and state.pause is None:
            word = state.words.get(reading.syllables[index])
            is_over = word is None or reading.across(state, index) is None
            return None if is_over else word
        across = reading.across(state, index)
        if across is None:
            return None
        word = across.words.get(reading.syllables[index])
        if word is None or across.free is None:
            return across.free if word is None else word
        return self._merger.merge((word, across.free))


def _outlook(state: _State) -> _Outlook:
    words, reach = frozenset(state.words), 1
    for other, syllables in ((state.free, 1), (state.pause, 0)):
        if other is not None:
            beyond = _outlook(other)
            words |= beyond.words
            reach = max(reach, syllables + beyond.reach)
    return _Outlook(words, reach)


class _Reading:
    """A text cut into syllables, with what stands between them.

    Attributes:
        syllables: Folded.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # Every second part is a syllable; the others, empty ones too, lie around.
        parts = _SYLLABLE.split(fold_for_matching(text))
        self._ends = list(accumulate(map(len, parts)))
        self.syllables = parts[1::2]
        self._before = parts[::2]

    def start(self, index: int) -> int:
        """Where a syllable begins in the text."""
        return self._ends[2 * index]

    def end(self, index: int) -> int:
        """Where a syllable ends in the text."""
        return self._ends[2 * index + 1]

    def across(self, state: _State, index: int) -> _State | None:
        """The state past what stands before a syllable; None where that ends all."""
        between = self._before[index]
        if between == " ":  # by far the commonest, and it changes nothing
            return state
        visible = between.translate(_QUOTES)
        mark = visible.strip()
        if mark in _BREAKS and visible != "-":
            return state.pause
        # A blank line ends a paragraph; a single one may only end a line.
        is_border = mark not in ("", "-") or self._is_paragraph_border(index)
        return None if is_border else state

    def _is_paragraph_border(self, index: int) -> bool:
        return self._text.count("\n", self.end(index - 1), self.start(index)) > 1


class _Merger:
    """Builds states from their ends and joins those that are entered together."""

    def __init__(self) -> None:
        self._known: dict[frozenset[_State], _State] = {}

    def before(self, items: Items, follow: _State) -> _State:
        """The state from which ``items`` lead to ``follow``."""
        for item in reversed(items):
            follow = self._before_item(item, follow)
        return follow

    def _before_item(self, item: Word | Gap | Break | Choice, follow: _State) -> _State:
        if isinstance(item, Word):
            return _State(words={item.text: follow})
        if isinstance(item, Break):
            return self.merge((follow, _State(pause=follow)))
        if isinstance(item, Choice):
            return self.merge(self.before(option, follow) for option in item.options)
        state = follow
        for _ in range(item.most):
            state = self.merge((follow, _State(free=state)))
        return state

    def merge(self, states: Iterable[_State]) -> _State:
        """One state that stands for all of them."""
        members = dict.fromkeys(states)
        if len(members) == 1:
            return next(iter(members))
        key = frozenset(members)
        if key not in self._known:
            self._known[key] = self._joined(tuple(members))
        return self._known[key]

    def _joined(self, states: Sequence[_State]) -> _State:
        words: dict[str, list[_State]] = defaultdict(list)
        for state in states:
            for syllable, following in state.words.items():
                words[syllable].append(following)
        free = [state.free for state in states if state.free is not None]
        pause = [state.pause for state in states if state.pause is not None]
        return _State(
            words={syllable: self.merge(group) for syllable, group in words.items()},
            free=self.merge(free) if free else None,
            pause=self.merge(pause) if pause else None,
            accepts=tuple(sorted({n for state in states for n in state.accepts})),
        )
