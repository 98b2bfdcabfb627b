"""Candidates compared with the model in service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; no row can be changed or taken out."""
    op.create_table(
        "training_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("candidate", sa.String(200), nullable=False),
        sa.Column("champion", sa.String(200), nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("comparison", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training_runs"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_training_runs_organisation_id",
        ),
    )
    op.create_index("ix_training_runs_job_id", "training_runs", ["job_id"])
    refuse_changes("training_runs", deletes=True)


def downgrade() -> None:
    """Drop it; its triggers go with it."""
    op.drop_table("training_runs")
