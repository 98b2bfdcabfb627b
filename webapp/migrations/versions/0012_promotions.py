"""Which model is in service, and who signed for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both tables; no row can be changed or taken out."""
    op.create_table(
        "promotions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("bundle", sa.String(200), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("replaced", sa.String(200), nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor_id", sa.String(32), nullable=False),
        sa.Column("signers", sa.Text, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_promotions"),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name="fk_promotions_actor_id"
        ),
    )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
        sa.UniqueConstraint(
            "job_id", "sha256", "user_id", name="uq_signatures_job_id_sha256_user_id"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_signatures_user_id"
        ),
    )
    refuse_changes("promotions", deletes=True)
    refuse_changes("signatures", deletes=True)


def downgrade() -> None:
    """Drop both; their triggers go with them."""
    op.drop_table("signatures")
    op.drop_table("promotions")
