"""Putting a model into service and taking it back: what may be done, and doing it."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime

from models.bundle import MANIFEST, Bundle
from models.registry import DEFAULT_BUNDLE, Registry
from screener.config import Settings
from screener.errors import BundleCorruptError, ConflictError
from webapp.accounts import Right, Viewer
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.jobs import Job, JobKind
from webapp.model_switch import wanted_bundle
from webapp.promotions import (
    GateWord,
    Hurdle,
    Promotion,
    PromotionKind,
    Signature,
    before,
    hurdles,
)
from webapp.retraining import is_candidate, retrain_request_from, signed_digest
from webapp.retraining_job import MODELS
from webapp.state import WebState
from webapp.store.training_runs import TrainingRun


def registry_of(settings: Settings) -> Registry:
    """The bundles that this installation knows."""
    return Registry(extra_folder=settings.data_dir / MODELS)


def signatures_needed(state: WebState) -> int:
    """How many people sign before a model is put into service."""
    return state.settings.model_signatures or (2 if state.has_accounts else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a candidate stands before it may go into service.

    Attributes:
        is_stale: Whether another model came into service since it was compared.
        may_sign: Whether the visitor's signature is still missing and would count.
        may_overrule: Whether a "no" may be overruled with a reason here.
    """

    signatures: tuple[Signature, ...]
    needed: int
    hurdles: tuple[Hurdle, ...]
    in_service: str
    is_stale: bool
    may_sign: bool
    may_overrule: bool


def standing_of(
    state: WebState, by: Viewer, run: TrainingRun, *, reason: str = "-"
) -> Standing:
    """How a candidate stands now.

    Args:
        state: Of the application.
        by: Who asks.
        run: The candidate's last comparison.
        reason: Why it would go into service.
    """
    signatures = state.store.promotions.signatures(
        run.job_id, signed_digest(run.comparison)
    )
    in_service = wanted_bundle(state.settings, state.store.promotions)
    needed = signatures_needed(state)
    may_overrule = state.settings.overrule_gate
    has_signed = any(signature.user_id == by.user.id for signature in signatures)
    # Against a "no" every signer is an administrator.
    is_allowed = run.gate is GateWord.YES or (
        may_overrule and by.user.may(Right.ADMINISTER)
    )
    is_stale = in_service != run.champion
    return Standing(
        signatures=signatures,
        needed=needed,
        hurdles=hurdles(
            signatures,
            needed=needed,
            gate=run.gate,
            may_overrule=may_overrule,
            reason=reason,
        ),
        in_service=in_service,
        is_stale=is_stale,
        may_sign=is_allowed and not has_signed and not is_stale,
        may_overrule=may_overrule,
    )


def sign(
    state: WebState, by: Viewer, job: Job, run: TrainingRun, *, reason: str
) -> None:
    """Give one's word that a candidate may go into service.

    Raises:
        ConflictError: When one may not, has already, or the comparison is out of date.
    """
    if not standing_of(state, by, run).may_sign:
        raise ConflictError(source=job.title)
    now = state.clock()
    signature = Signature(
        job_id=job.id,
        sha256=signed_digest(run.comparison),
        user_id=by.user.id,
        user_name=by.user.name,
        reason=reason,
        recorded_at=now,
    )
    entry = _entry(
        by, Action.MODEL_SIGNED, run.candidate, now, job=job.id, gate=run.gate.value
    )
    state.store.promotions.sign(signature, entry=entry)


def promote(
    state: WebState, by: Viewer, job: Job, run: TrainingRun, *, reason: str
) -> None:
    """Put a candidate into service, for all processes at their next request.

    Raises:
        ConflictError: When something stands in the way, or came in between.
        ModelError: When the candidate is damaged, or not the one that was compared.
    """
    standing = standing_of(state, by, run, reason=reason)
    if standing.hurdles or standing.is_stale:
        raise ConflictError(source=job.title)
    side, now = run.comparison.candidate, state.clock()
    _check_sound(state.settings, run.candidate, sha256=side.sha256)
    promotion = Promotion(
        kind=PromotionKind.PROMOTE,
        bundle=run.candidate,
        version=side.version,
        sha256=side.sha256,
        replaced=standing.in_service,
        job_id=job.id,
        gate=run.gate,
        reason=reason,
        actor_id=by.user.id,
        actor_name=by.user.name,
        signers=tuple(signature.user_name for signature in standing.signatures),
        recorded_at=now,
    )
    _put(state, by, promotion, Action.MODEL_PROMOTED)


def roll_back(state: WebState, by: Viewer, *, seen: str, reason: str) -> str:
    """Bring back the bundle that the last change replaced; its name.

    Args:
        state: Of the application.
        by: Who does it.
        seen: The bundle that the person saw in service.
        reason: Why; may be "".

    Raises:
        ConflictError: When there is nothing to go back to, or another one serves now.
        ModelError: When the one before is damaged.
    """
    history = state.store.promotions.history(limit=1)
    in_service = wanted_bundle(state.settings, state.store.promotions)
    wanted = before(history, shipped=state.settings.bundle or DEFAULT_BUNDLE)
    if in_service != seen or wanted == in_service:
        raise ConflictError(source=in_service)
    bundle = registry_of(state.settings).bundle(wanted)
    promotion = Promotion(
        kind=PromotionKind.ROLL_BACK,
        bundle=wanted,
        version=bundle.manifest.version,
        sha256=_digest(bundle),
        replaced=in_service,
        job_id="",
        gate=GateWord.NONE,
        reason=reason,
        actor_id=by.user.id,
        actor_name=by.user.name,
        signers=(),
        recorded_at=state.clock(),
    )
    _put(state, by, promotion, Action.MODEL_ROLLED_BACK)
    return wanted


def erasable_candidates(state: WebState) -> tuple[str, ...]:
    """Bundles of retrainings that were never in service and that no job works on.

    One that was in service once stays: somebody may want to go back to it, and the
    history names it.
    """
    served = {
        name
        for promotion in state.store.promotions.history()
        for name in (promotion.bundle, promotion.replaced)
    }
    served.add(wanted_bundle(state.settings, state.store.promotions))
    at_work = {
        retrain_request_from(request).candidate
        for request in state.store.jobs.requests_at_work(JobKind.RETRAIN)
    }
    folder = state.settings.data_dir / MODELS
    return tuple(
        name
        for name in registry_of(state.settings).names()
        if is_candidate(name)
        and name not in served | at_work
        and (folder / name).is_dir()
    )


def erase_candidate(state: WebState, by: Viewer, name: str) -> None:
    """Take a bundle that nobody wanted off the disk; its comparison stays.

    Raises:
        ConflictError: When it is, or was, in service, or a job works on it.
        ModelError: When the disk refuses.
    """
    if name not in erasable_candidates(state):
        raise ConflictError(source=name)
    folder = state.settings.data_dir / MODELS / name
    # Another name first: nobody finds half a bundle.
    gone = folder.with_name(f".{name}.gone")
    try:
        folder.rename(gone)
        shutil.rmtree(gone)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise BundleCorruptError(source=name, file=".", reason=reason) from exc
    now = state.clock()
    state.store.audit.record(_entry(by, Action.MODEL_ERASED, name, now))


def _check_sound(settings: Settings, name: str, *, sha256: str) -> None:
    if _digest(registry_of(settings).bundle(name)) != sha256:
        raise BundleCorruptError(
            source=name, file=MANIFEST, reason="not the one that was compared"
        )


def _digest(bundle: Bundle) -> str:
    """Of the manifest, which holds those of the files."""
    return hashlib.sha256((bundle.folder / MANIFEST).read_bytes()).hexdigest()


def _put(state: WebState, by: Viewer, promotion: Promotion, action: Action) -> None:
    promotions = state.store.promotions
    entry = _entry(
        by,
        action,
        promotion.bundle,
        promotion.recorded_at,
        replaced=promotion.replaced,
        gate=promotion.gate.value,
        job=promotion.job_id,
    )
    expected = promotions.in_service()
    if wanted_bundle(state.settings, promotions) != promotion.replaced:
        raise ConflictError(source=promotion.bundle)
    promotions.put_in_service(promotion, expected=expected, entry=entry)


def _entry(
    by: Viewer, action: Action, bundle: str, at: datetime, **facts: str
) -> Entry:
    return entry_by(by, action, Subject.MODEL, bundle, at=at, **facts)
