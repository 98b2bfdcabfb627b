"""The model in service: who put it there, and who has to sign before (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromotionKind(StrEnum):
    """How a model came into service; the codes are stored."""

    PROMOTE = "promote"
    ROLL_BACK = "roll_back"


class GateWord(StrEnum):
    """What the gate said of it; the codes are stored."""

    YES = "yes"
    NO = "no"
    # A bundle that shipped, or was in service before: nothing was compared.
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One change of the model in service.

    Attributes:
        bundle: Name of its folder, for the registry.
        sha256: Of its manifest, which holds the digests of its files.
        replaced: The bundle whose place it took.
        job_id: The retraining that made it; "" for a bundle that came otherwise.
        signers: Names of those who signed.
    """

    kind: PromotionKind
    bundle: str
    version: str
    sha256: str
    replaced: str
    job_id: str
    gate: GateWord
    reason: str
    actor_id: str
    actor_name: str
    signers: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One person's word that a candidate may go into service."""

    job_id: str
    sha256: str
    user_id: str
    user_name: str
    reason: str
    recorded_at: datetime


class Hurdle(StrEnum):
    """Why a candidate cannot go into service yet; words are ``hurdle.<code>``."""

    UNSIGNED = "unsigned"
    GATE_SAYS_NO = "gate_says_no"
    REASON_MISSING = "reason_missing"


def hurdles(
    signatures: Sequence[Signature],
    *,
    needed: int,
    gate: GateWord,
    may_overrule: bool,
    reason: str,
) -> tuple[Hurdle, ...]:
    """What stands between a candidate and service; nothing when it may go.

    Args:
        signatures: Of different people, for this very candidate.
        needed: How many must sign.
        gate: What the gate said.
        may_overrule: Whether a "no" can be overruled with a reason here.
        reason: Why it is put into service.
    """
    found: list[Hurdle] = []
    if len({signature.user_id for signature in signatures}) < needed:
        found.append(Hurdle.UNSIGNED)
    if gate is GateWord.NO and not may_overrule:
        found.append(Hurdle.GATE_SAYS_NO)
    if gate is GateWord.NO and may_overrule and not reason.strip():
        found.append(Hurdle.REASON_MISSING)
    return tuple(found)


def before(history: Sequence[Promotion], *, shipped: str) -> str:
    """The bundle that a roll-back brings back: the one that the last change replaced.

    Args:
        history: The latest first.
        shipped: In service when nothing was ever promoted.
    """
    return history[0].replaced if history else shipped
