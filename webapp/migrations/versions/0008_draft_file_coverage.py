"""What was read of a draft's file, kept with the file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of older files nothing is known."""
    op.add_column(
        "draft_files",
        sa.Column("coverage", sa.Text, nullable=False, server_default="{}"),
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("draft_files", "coverage")
