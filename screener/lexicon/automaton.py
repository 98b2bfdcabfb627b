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

from screener.domain.spans import Span
from screener.lexicon.pattern import Break, Choice, Gap, Items, Pattern, Word
from screener.text.folding import fold_for_matching

_SYLLABLE = re.compile(r"\w+")
_NEXT_SYLLABLE = re.compile(r"(\W*)(\w+)")
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

    def after(self, syllable: str) -> Iterator[_State]:
        """The states reached by one more syllable."""
        state = self.words.get(syllable)
        if state is not None:
            yield state
        if self.free is not None:
            yield self.free


class Automaton:
    """All patterns at once; every match of each is found.

    Args:
        patterns: Numbered from 0 in this order.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        merger = _Merger()
        self._root = merger.merge(
            merger.before(pattern.items, _State(accepts=(number,)))
            for number, pattern in enumerate(patterns)
        )

    def find(self, text: str) -> Iterator[tuple[int, Span]]:
        """Number and span of every match, by start.

        Args:
            text: NFC; spans are positions in it.
        """
        folded = fold_for_matching(text)
        first = self._root.words
        for match in _SYLLABLE.finditer(folded):
            state = first.get(match.group())
            if state is not None:
                for number, end in _completions(state, text, folded, match.end()):
                    yield number, Span(match.start(), end)


def _completions(
    state: _State, text: str, folded: str, end: int
) -> Iterator[tuple[int, int]]:
    """Numbers of the patterns completed from here on, with their ends."""
    threads = [state]
    while threads:
        for thread in threads:
            for number in thread.accepts:
                yield number, end
        match = _NEXT_SYLLABLE.match(folded, end)
        if match is None:
            return
        if match[1] != " ":  # by far the commonest, and it changes nothing
            threads = _across(threads, match[1], text[end : match.end(1)])
        threads = [s for thread in threads for s in thread.after(match[2])]
        end = match.end()


def _across(threads: list[_State], between: str, unfolded: str) -> list[_State]:
    """The threads that survive what stands between two syllables."""
    visible = between.translate(_QUOTES)
    mark = visible.strip()
    if mark in _BREAKS and visible != "-":
        return [thread.pause for thread in threads if thread.pause is not None]
    # A blank line ends a paragraph; a single one may only end a line.
    is_border = mark not in ("", "-") or unfolded.count("\n") > 1
    return [] if is_border else threads


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
