"""Settings that an administrator changes on a page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "preferences",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_preferences"),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name="fk_preferences_changed_by"
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("preferences")
