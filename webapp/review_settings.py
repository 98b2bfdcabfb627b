"""How sentences are labelled here: what an administrator chose on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webapp.state import WebState

LABELS_NEEDED: Final = "review_labels"
OWN_DISPUTES: Final = "review_own_disputes"
SUGGESTION_FIRST: Final = "review_suggestion_first"
MOST_LABELS: Final = 2


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The rules of labelling.

    Attributes:
        labels_needed: Blind labels before a sentence can be settled, 1 or 2.
        allows_own: Whether one of the two may decide a dispute.
        shows_first: Whether the model's suggestion may be asked for before answering.
    """

    labels_needed: int
    allows_own: bool
    shows_first: bool


def review_settings(state: WebState) -> ReviewSettings:
    """The rules as they stand now; on one PC one label is enough.

    There a second pair of eyes is missing, not the will; so who was not sure of a
    sentence decides it as well.
    """
    chosen = state.store.preferences.values()
    default = MOST_LABELS if state.has_accounts else 1
    default_own = int(not state.has_accounts)
    return ReviewSettings(
        labels_needed=int(chosen.get(LABELS_NEEDED, default)),
        allows_own=bool(chosen.get(OWN_DISPUTES, default_own)),
        shows_first=bool(chosen.get(SUGGESTION_FIRST, 0)),
    )
