"""House exceptions: proper names and waivers of a newsroom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "house_exceptions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("phrase", sa.String(300), nullable=False),
        sa.Column("category", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_house_exceptions"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_house_exceptions_organisation_id",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["users.id"], name=f"fk_house_exceptions_{column}"
            )
            for column in ("owner_id", "created_by", "ended_by")
        ),
    )
    op.create_index(
        "ix_house_exceptions_standing", "house_exceptions", ["organisation_id", "kind"]
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("house_exceptions")
