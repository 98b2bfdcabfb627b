"""Counts of what was screened, for monitoring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; no row can be changed or taken out."""
    op.create_table(
        "screening_tallies",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("subject_key", sa.String(64), nullable=False),
        sa.Column("model_name", sa.String(200), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("operating_point", sa.String(32), nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("sentences", sa.Integer, nullable=False),
        sa.Column("flagged", sa.Integer, nullable=False),
        sa.Column("scores", sa.Text, nullable=False),
        sa.Column("lengths", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_tallies"),
        # The name that the convention makes is longer than PostgreSQL takes.
        sa.UniqueConstraint(
            "organisation_id",
            "day",
            "subject_key",
            "model_name",
            "model_version",
            name="uq_screening_tallies_once_a_day",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_screening_tallies_organisation_id",
        ),
    )
    op.create_index(
        "ix_screening_tallies_organisation_day",
        "screening_tallies",
        ["organisation_id", "day"],
    )
    refuse_changes("screening_tallies", deletes=True)


def downgrade() -> None:
    """Drop the table; index and triggers go with it."""
    op.drop_table("screening_tallies")
