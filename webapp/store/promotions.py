"""Which model is in service, how it came there, and who signed."""

from __future__ import annotations

import json

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from screener.errors import ConflictError
from webapp.audit import Entry
from webapp.promotions import GateWord, Promotion, PromotionKind, Signature
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.accounts import UserRow
from webapp.tables.promotions import PromotionRow, SignatureRow


class PromotionRoom:
    """The changes of the model in service, and the signatures before them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_service(self) -> str | None:
        """The bundle that was put into service last; None when none ever was."""
        with self._connection.reading() as session:
            return session.scalar(_latest_bundle())

    def history(self, *, limit: int | None = None) -> tuple[Promotion, ...]:
        """All changes, the latest first."""
        query = (
            select(PromotionRow, UserRow.name)
            .join(UserRow, UserRow.id == PromotionRow.actor_id)
            .order_by(PromotionRow.id.desc())
            .limit(limit)
        )
        with self._connection.reading() as session:
            return tuple(_to_promotion(*found) for found in session.execute(query))

    def put_in_service(
        self, promotion: Promotion, *, expected: str | None, entry: Entry
    ) -> None:
        """Put a bundle into service, if the expected one still is.

        Args:
            promotion: The change.
            expected: The bundle that the person saw in service; None for none.
            entry: Of the audit trail.

        Raises:
            ConflictError: When somebody else changed it in the meantime.
        """
        with self._connection.writing() as session:
            if session.scalar(_latest_bundle()) != expected:
                raise ConflictError(source=promotion.bundle)
            session.add(_to_row(promotion))
            append(session, entry)

    def sign(self, signature: Signature, *, entry: Entry) -> None:
        """Keep a signature.

        Raises:
            ConflictError: When that person has signed for this candidate.
        """
        with self._connection.writing(conflict=signature.user_name) as session:
            session.add(
                SignatureRow(
                    job_id=signature.job_id,
                    sha256=signature.sha256,
                    user_id=signature.user_id,
                    reason=signature.reason,
                    recorded_at=signature.recorded_at,
                )
            )
            session.flush()
            append(session, entry)

    def signatures(self, job_id: str, sha256: str) -> tuple[Signature, ...]:
        """Who signed for a candidate, the first first."""
        with self._connection.reading() as session:
            return _signatures(session, job_id, sha256)


def _latest_bundle() -> Select[str]:
    return select(PromotionRow.bundle).order_by(PromotionRow.id.desc()).limit(1)


def _signatures(session: Session, job_id: str, sha256: str) -> tuple[Signature, ...]:
    query = (
        select(SignatureRow, UserRow.name)
        .join(UserRow, UserRow.id == SignatureRow.user_id)
        .where(SignatureRow.job_id == job_id, SignatureRow.sha256 == sha256)
        .order_by(SignatureRow.id)
    )
    return tuple(
        Signature(
            job_id=row.job_id,
            sha256=row.sha256,
            user_id=row.user_id,
            user_name=name,
            reason=row.reason,
            recorded_at=row.recorded_at,
        )
        for row, name in session.execute(query)
    )


def _to_row(promotion: Promotion) -> PromotionRow:
    return PromotionRow(
        kind=promotion.kind.value,
        bundle=promotion.bundle,
        version=promotion.version,
        sha256=promotion.sha256,
        replaced=promotion.replaced,
        job_id=promotion.job_id,
        gate=promotion.gate.value,
        reason=promotion.reason,
        actor_id=promotion.actor_id,
        signers=json.dumps(promotion.signers, ensure_ascii=False),
        recorded_at=promotion.recorded_at,
    )


def _to_promotion(row: PromotionRow, actor_name: str) -> Promotion:
    return Promotion(
        kind=PromotionKind(row.kind),
        bundle=row.bundle,
        version=row.version,
        sha256=row.sha256,
        replaced=row.replaced,
        job_id=row.job_id,
        gate=GateWord(row.gate),
        reason=row.reason,
        actor_id=row.actor_id,
        actor_name=actor_name,
        signers=tuple(json.loads(row.signers)),
        recorded_at=row.recorded_at,
    )
