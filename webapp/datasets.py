"""Dataset versions as values: contents, sides of documents, differences (pure)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from screener.errors import ExampleError
from screener.text.folding import fold_for_matching
from training.dataset import Example, Split, example_to_json
from training.split import SplitPlan, position
from webapp.review import Source

# Every document lies on one of these, for ever.
SIDES: Final = (Split.TRAIN, Split.DEV, Split.TEST, Split.HOLDOUT)
# A deal of its own, so that the holdout is no part of any other deal's corner.
_HOLDOUT_SEED: Final = 20262
_LONGEST_KEY: Final = 64
_JUDGES: Final = (Split.HOLDOUT, Split.TEST, Split.DEV)


class VersionOrigin(StrEnum):
    """How a version came to be; the codes are stored."""

    FROZEN = "frozen"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """A named set of labelled sentences; nothing in it is ever changed.

    Attributes:
        digest: SHA-256 of its examples in canonical form, sides included.
        examples: How many it held when it was frozen.
        parent_id: The version that it was made from; None for a first one.
    """

    id: str
    organisation_id: str
    name: str
    note: str
    origin: VersionOrigin
    digest: str
    examples: int
    parent_id: str | None
    author_id: str
    author_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A sentence of a version.

    Attributes:
        example: Its side is the version's.
        source: Why reviewers had it, as a code; "" for what was imported.
        outlet: Who published it, or "".
    """

    example: Example
    source: str = ""
    outlet: str = ""

    @property
    def document_key(self) -> str:
        """What all sentences of its article share, short enough for the tables."""
        return document_key(self.example)


@dataclass(frozen=True, slots=True)
class Contents:
    """What can be had of a version now.

    Attributes:
        members: In the order of their ids.
        withheld: Sentences whose draft is confidential, or lent no longer.
        erased: Sentences that went with their draft.
    """

    members: tuple[Member, ...]
    withheld: int
    erased: int

    @property
    def examples(self) -> tuple[Example, ...]:
        """The members' examples."""
        return tuple(member.example for member in self.members)


@dataclass(frozen=True, slots=True)
class Dealt:
    """Sentences with their sides.

    Attributes:
        members: Of every side.
        new: Documents that had no side yet, with the one that they have now.
        doubles: Left out, since the same words stand on a side that judges.
    """

    members: tuple[Member, ...]
    new: Mapping[str, Split]
    doubles: int


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A sentence that two versions label differently."""

    before: Example
    after: Example


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version has and another has not.

    Attributes:
        same: Sentences that both label alike.
    """

    added: tuple[Example, ...]
    removed: tuple[Example, ...]
    relabelled: tuple[Relabelled, ...]
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """How documents are dealt that have no side yet.

    Attributes:
        plan: Shares for dev and test.
        holdout: Share of new documents for the holdout, in [0, 1].
        held_out: Documents that a reviewer wants in the holdout.
    """

    plan: SplitPlan = field(default_factory=SplitPlan)
    holdout: float = 0.0
    held_out: Collection[str] = ()

    def side_of(self, key: str) -> Split:
        """The side of a document; depends on its key alone, unless it is held out."""
        is_drawn = position(key, seed=_HOLDOUT_SEED) < self.holdout
        if is_drawn or key in self.held_out:
            return Split.HOLDOUT
        return self.plan.split_of(key)


def deal_sides(
    members: Sequence[Member],
    *,
    known: Mapping[str, Split],
    judged_texts: Mapping[str, Split],
    deal: Deal,
    source: str = "",
) -> Dealt:
    """The sentences on their sides, all of one document on one.

    A document that has a side keeps it, whatever is asked for now: once holdout,
    always holdout, and what trained once never judges. A new one takes the side that
    its examples name, else the one that it is dealt.

    Args:
        members: With the sides that a file gave them, if any.
        known: Side by document key, from earlier versions.
        judged_texts: Side by text key of sentences that judge in earlier versions.
        deal: For new documents.
        source: What errors call the file.

    Raises:
        ExampleError: When a file puts one document on two sides.
    """
    wished = _wished(members, source=source)
    new = {
        key: wished.get(key) or deal.side_of(key)
        for key in dict.fromkeys(member.document_key for member in members)
        if key not in known
    }
    sides = {**new, **known}
    placed = [_on(member, sides[member.document_key]) for member in members]
    kept = _without_doubles(placed, judged_texts)
    return Dealt(
        tuple(sorted(kept, key=lambda member: member.example.id)),
        new,
        doubles=len(placed) - len(kept),
    )


def difference(old: Iterable[Example], new: Iterable[Example]) -> Difference:
    """What changed between two versions, sentence by sentence."""
    before = {example.id: example for example in old}
    after = {example.id: example for example in new}
    both = [(before[key], after[key]) for key in after if key in before]
    relabelled = tuple(Relabelled(*pair) for pair in both if _labels_differ(*pair))
    return Difference(
        added=tuple(after[key] for key in after if key not in before),
        removed=tuple(before[key] for key in before if key not in after),
        relabelled=relabelled,
        same=len(both) - len(relabelled),
    )


def document_key(example: Example) -> str:
    """What all sentences of an article share; a lone sentence stands for itself."""
    key = example.group or example.id
    if len(key) <= _LONGEST_KEY:
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def to_member(example: Example) -> Member:
    """An example out of a file; one that was exported keeps why reviewers had it."""
    known = {source.value for source in Source}
    return Member(example, source=example.batch if example.batch in known else "")


def text_key(example: Example) -> str:
    """Names the words: equal for the same sentence with other capitals."""
    folded = " ".join(fold_for_matching(example.text).split())
    return hashlib.sha256(folded.encode()).hexdigest()


def record_text(example: Example) -> str:
    """The example as it is kept: canonical JSON, without its side."""
    bare = replace(example, split=Split.UNSET)
    return json.dumps(example_to_json(bare), ensure_ascii=False, separators=(",", ":"))


def sentence_digest(member: Member, *, organisation_id: str) -> str:
    """Names a sentence with its label among all that are kept."""
    parts = (organisation_id, member.source, member.outlet, record_text(member.example))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def merged(base: Iterable[Member], extra: Iterable[Member]) -> tuple[Member, ...]:
    """Both sets; of two sentences with one id the extra one holds."""
    found = {member.example.id: member for member in (*base, *extra)}
    return tuple(found[key] for key in sorted(found))


def side_counts(examples: Iterable[Example]) -> dict[Split, int]:
    """How many sentences lie on each side."""
    counts = dict.fromkeys(SIDES, 0)
    for example in examples:
        counts[example.split] += 1
    return counts


def _wished(members: Sequence[Member], *, source: str) -> dict[str, Split]:
    wished: dict[str, Split] = {}
    for number, member in enumerate(members, start=1):
        side = member.example.split
        if side is Split.UNSET:
            continue
        key = member.document_key
        if (other := wished.setdefault(key, side)) is not side:
            raise ExampleError(
                source=source,
                line=number,
                field="split",
                reason=f"{side} and {other} in one document, {key}",
            )
    return wished


def _on(member: Member, side: Split) -> Member:
    return replace(member, example=replace(member.example, split=side))


def _without_doubles(
    members: Sequence[Member], judged_texts: Mapping[str, Split]
) -> list[Member]:
    """Those whose words do not stand on a side that judges more strictly."""
    strictest = dict(judged_texts)
    keys = [text_key(member.example) for member in members]
    for key, member in zip(keys, members, strict=True):
        side = member.example.split
        if side in _JUDGES and _strictness(side) < _strictness(strictest.get(key)):
            strictest[key] = side
    return [
        member
        for key, member in zip(keys, members, strict=True)
        if strictest.get(key, member.example.split) is member.example.split
    ]


def _strictness(side: Split | None) -> int:
    return _JUDGES.index(side) if side in _JUDGES else len(_JUDGES)


def _labels_differ(one: Example, two: Example) -> bool:
    return _labels(one) != _labels(two)


def _labels(example: Example) -> tuple[object, ...]:
    return (
        example.text,
        example.stance,
        example.categories,
        example.severity,
        example.spans,
        example.mentions,
    )
