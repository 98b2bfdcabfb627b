"""What the labelling page needs to know, as records for its script."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from webapp.accounts import Viewer
from webapp.language import day_start
from webapp.review import Guess, ReviewEvent, ReviewItem, State
from webapp.review_rules import rate_per_hour
from webapp.state import WebState
from webapp.store.review_rows import answer_json

Json = dict[str, object]
_RATE_OVER: Final = timedelta(hours=1)


def item_record(item: ReviewItem | None) -> Json | None:
    """A sentence as the page shows it.

    Neither what the model said of it nor why it is in the queue: that tells as much.
    """
    if item is None:
        return None
    return {
        "id": item.id,
        "version": item.version,
        "text": item.text,
        "before": item.before,
        "after": item.after,
        "genre": item.genre,
        "outlet": item.outlet,
        "state": item.state.value,
    }


def suggestion_record(item: ReviewItem) -> list[Json]:
    """What the model said of a sentence, surest first."""
    return [_guess(guess) for guess in item.guesses]


def said_record(event: ReviewEvent) -> Json:
    """An answer as the page shows it again."""
    return {
        "answer": answer_json(event.answer) if event.answer else None,
        "is_unsure": event.is_unsure,
        "note": event.note,
    }


def progress_record(state: WebState, by: Viewer) -> Json:
    """How many sentences somebody labelled today, how fast, and what is left."""
    now = state.clock()
    today = state.store.review_answers.moments(by.user, since=day_start(now))
    rate = rate_per_hour([moment for moment in today if moment >= now - _RATE_OVER])
    counts = state.store.review_queue.counts(by.user.organisation_id)
    return {
        "today": len(today),
        "rate": None if rate is None else round(rate),
        "left": counts[State.OPEN] + counts[State.WAITING],
        "disputed": counts[State.DISPUTED],
    }


def _guess(guess: Guess) -> Json:
    return {
        "category": guess.category.value,
        "severity": guess.severity.value,
        "stance": guess.stance.value,
        "score": guess.score,
        "start": guess.span.start,
        "end": guess.span.end,
    }
