"""The audit trail: added, chained by hashes, never changed, never deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its guard."""
    op.create_table(
        "audit_events",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=True),
        sa.Column("actor_id", sa.String(32), nullable=True),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject_kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_events"),
        sa.UniqueConstraint("hash", name="uq_audit_events_hash"),
    )
    for column in ("recorded_at", "organisation_id", "actor_id", "action"):
        op.create_index(f"ix_audit_events_{column}", "audit_events", [column])
    op.create_index(
        "ix_audit_events_subject", "audit_events", ["subject_kind", "subject_id"]
    )
    refuse_changes("audit_events", deletes=True)


def downgrade() -> None:
    """Drop the table; its indexes and triggers go with it."""
    op.drop_table("audit_events")
