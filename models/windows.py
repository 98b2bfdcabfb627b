"""A sentence and its neighbours as the tokens that an encoder sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.subwords import Ids, Subwords


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlan:
    """How much of a sentence and of its neighbours a window holds, in tokens.

    Attributes:
        own: At most so many of the sentence itself.
        before: The last ones of the sentence before; 0 for none.
        after: The first ones of the sentence after; 0 for none.
    """

    own: int = 128
    before: int = 0
    after: int = 0


def fitted(plan: WindowPlan, *, longest: int) -> WindowPlan:
    """The plan, cut down to what an encoder reads at once.

    The sentence itself comes first; its neighbours share what it leaves.

    Args:
        plan: What is wanted.
        longest: The most tokens of a window, special ones included; at least 3.
    """
    own = min(plan.own, longest - 2)
    left = longest - 2 - own
    # Each neighbour brings a mark of its own.
    wanted_after = plan.after + 1 if plan.after else 0
    before = _beside(plan.before, left - min(wanted_after, left // 2))
    left -= before + 1 if before else 0
    return WindowPlan(own=own, before=before, after=_beside(plan.after, left))


def _beside(wanted: int, room: int) -> int:
    return max(0, min(wanted, room - 1))


def window_ids(
    own: Ids, before: Ids, after: Ids, subwords: Subwords, plan: WindowPlan
) -> tuple[Ids, tuple[int, int]]:
    """The tokens of a window, and where the sentence's own ones lie in it.

    The form is ``<s> before </s> own </s> after </s>``; a neighbour that is not
    there leaves no mark.
    """
    begin, end = np.array([subwords.begin]), np.array([subwords.end])
    left = before[-plan.before :] if plan.before else before[:0]
    right = after[: plan.after]
    head = [begin, left, end] if len(left) else [begin]
    tail = [end, right, end] if len(right) else [end]
    kept = own[: plan.own]
    start = sum(map(len, head))
    return np.concatenate([*head, kept, *tail]), (start, start + len(kept))
