"""Looking for wrong labels in a process of its own, with limits."""

from __future__ import annotations

from dataclasses import asdict

from screener.errors import MissingExtraError
from training.dataset import example_from_json
from training.label_errors import label_qualities
from webapp.child_side import Json, Tell, answer_order


def _done(order: Json, tell: Tell) -> Json:
    examples = [
        example_from_json(record, source=order["title"], line=line)
        for line, record in enumerate(order["examples"], start=1)
    ]
    try:
        found = label_qualities(
            examples, on_fold=lambda step, of: tell({"step": step, "of": of})
        )
    except MissingExtraError:
        found = None
    return {"qualities": None if found is None else [asdict(one) for one in found]}


if __name__ == "__main__":
    answer_order(_done)
