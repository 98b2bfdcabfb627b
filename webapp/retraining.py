"""A retraining: what is asked for, how far it has come, what is compared (pure)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from typing import Final

from screener.domain.wording import Bilingual
from screener.messages.catalogue import message
from training.dataset import Example, Split
from training.gate_comparison import Comparison, FrozenSet
from training.gate_decision import Reason

# Names of the frozen sets; words are ``frozen_set.<name>`` in the catalogue.
HOLDOUT_SET: Final = "holdout"
CORPUS_SET: Final = "corpus"
_JUDGING: Final = (Split.HOLDOUT, Split.TEST)
_LIBRARIES: Final = ("scipy", "sklearn")
_SHORT: Final = 6
_CANDIDATE: Final = re.compile(r"review-\d{8}-.{6}")


class Phase(StrEnum):
    """What a retraining is busy with; the codes are stored."""

    FITTING = "fitting"
    COMPARING = "comparing"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrainRequest:
    """What is to be made and compared.

    Attributes:
        candidate: Name of the bundle that is made, or of one that is only compared.
        base: Name of the bundle that goes on learning; "" when nothing is fitted.
        dataset_id: Version with the corrections; "" when nothing is fitted.
        dataset_name: As the version was called then.
        version: Of the bundle that is made.
    """

    candidate: str
    base: str = ""
    dataset_id: str = ""
    dataset_name: str = ""
    version: str = ""

    @property
    def is_fitted(self) -> bool:
        """Whether a bundle is made, and not only compared."""
        return bool(self.base)

    def to_json(self) -> str:
        """The request as a job keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def retrain_request_from(text: str) -> RetrainRequest:
    """The request that a job keeps."""
    return RetrainRequest(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrainStatus:
    """How far a retraining has come.

    Attributes:
        stage: What the training says that it does; "progress.<stage>".
        step: Steps of the phase that are done.
        of: Its steps in all; 0 while nobody knows.
        loss: Of what was fitted last; None where nothing is fitted.
        left_s: Seconds to go in this phase; None while nobody can tell.
    """

    phase: Phase = Phase.FITTING
    stage: str = ""
    step: int = 0
    of: int = 0
    loss: float | None = None
    left_s: float | None = None

    def to_json(self) -> str:
        """The status as a job keeps it."""
        return json.dumps(asdict(self))


def retrain_status_from(text: str) -> RetrainStatus:
    """The status that a job keeps; a fresh one where it keeps none."""
    if not text:
        return RetrainStatus()
    known = {f.name for f in fields(RetrainStatus)}
    record = {k: v for k, v in json.loads(text).items() if k in known}
    return RetrainStatus(**{**record, "phase": Phase(record["phase"])})


def missing_library() -> str:
    """A library that retraining needs and that is not here; "" when all are."""
    return next((name for name in _LIBRARIES if find_spec(name) is None), "")


def candidate_name(key: str, now: datetime) -> str:
    """What a bundle is called that a job makes: the same however often it begins."""
    return f"review-{now:%Y%m%d}-{key[:_SHORT]}"


def is_candidate(name: str) -> bool:
    """Whether a bundle's name is one that a retraining gives."""
    return _CANDIDATE.fullmatch(name) is not None


def frozen_sets(
    examples: Sequence[Example], corpus: Sequence[Example]
) -> tuple[FrozenSet, ...]:
    """The sentences that both bundles are compared on.

    Args:
        examples: Of the dataset version; only its holdout and test sides judge.
        corpus: The test side of the project's own corpus.
    """
    held_out = tuple(example for example in examples if example.split in _JUDGING)
    sets = (FrozenSet(HOLDOUT_SET, held_out), FrozenSet(CORPUS_SET, tuple(corpus)))
    return tuple(one for one in sets if one.examples)


def corrections(examples: Sequence[Example]) -> tuple[Example, ...]:
    """What the bundle may learn from: nothing of the sides that judge."""
    return tuple(example for example in examples if example.split not in _JUDGING)


def without_texts(comparison: Comparison) -> Comparison:
    """The comparison without the words of drafts, which may be erased one day.

    The sentences of the project's own corpus stay; the others are looked up in the
    dataset version when somebody reads the page.
    """
    return replace(
        comparison,
        changes=tuple(
            replace(change, text="") if change.set_name == HOLDOUT_SET else change
            for change in comparison.changes
        ),
    )


def signed_digest(comparison: Comparison) -> str:
    """What a signature is given for: this candidate in the place of this champion."""
    both = comparison.candidate.sha256 + comparison.champion.sha256
    return hashlib.sha256(both.encode()).hexdigest()


def reason_words(reason: Reason) -> Bilingual:
    """A reason of the gate, its frozen set called as people call it."""
    name = dict(reason.facts).get("set")
    if name not in (HOLDOUT_SET, CORPUS_SET):
        return reason.words
    called = set_words(str(name))
    return Bilingual(
        vi=_with_set(reason, called.vi).words.vi,
        en=_with_set(reason, called.en).words.en,
    )


def set_words(name: str) -> Bilingual:
    """What a frozen set is called."""
    return message(f"frozen_set.{name}")


def _with_set(reason: Reason, called: str) -> Reason:
    facts = tuple((k, called if k == "set" else v) for k, v in reason.facts)
    return replace(reason, facts=facts)
