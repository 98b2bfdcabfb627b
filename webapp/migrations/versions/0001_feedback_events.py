"""Feedback events: answers to findings, added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import drop_function, refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its guard."""
    op.create_table(
        "feedback_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("finding_id", sa.String(16), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("score", sa.Float, nullable=True),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("model_name", sa.String(200), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("operating_point", sa.String(64), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in ("draft_id", "finding_id"):
        op.create_index(f"ix_feedback_events_{column}", "feedback_events", [column])
    # An erased draft takes its answers with it, so deleting is allowed.
    refuse_changes("feedback_events", deletes=False)


def downgrade() -> None:
    """Drop the table; its indexes and trigger go with it."""
    op.drop_table("feedback_events")
    drop_function()
