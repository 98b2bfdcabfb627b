"""Sentences to label, labels as events, and drafts that lend their sentences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; no draft lends anything until its owner says so."""
    _create_items()
    _create_events()
    refuse_changes("review_events", deletes=False)
    op.add_column(
        "drafts",
        sa.Column(
            "lends_sentences", sa.Boolean, nullable=False, server_default=sa.false()
        ),
    )


def downgrade() -> None:
    """Drop column and tables; indexes and the trigger go with them."""
    op.drop_column("drafts", "lends_sentences")
    op.drop_table("review_events")
    op.drop_table("review_items")


def _create_items() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("document_key", sa.String(64), nullable=False),
        sa.Column("genre", sa.String(32), nullable=False),
        sa.Column("outlet", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("text_key", sa.String(64), nullable=False),
        sa.Column("suggestion", sa.Text, nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("model_name", sa.String(200), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("signals", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.String(32), nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        sa.UniqueConstraint(
            "organisation_id",
            "text_key",
            name="uq_review_items_organisation_id_text_key",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_review_items_organisation_id",
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["users.id"], name="fk_review_items_claimed_by"
        ),
    )
    op.create_index("ix_review_items_document_key", "review_items", ["document_key"])
    op.create_index(
        "ix_review_items_queue", "review_items", ["organisation_id", "state", "value"]
    )


def _create_events() -> None:
    op.create_table(
        "review_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("author_id", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("is_unsure", sa.Boolean, nullable=False),
        sa.Column("saw_suggestion", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_events"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["review_items.id"],
            name="fk_review_events_item_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_review_events_author_id"
        ),
    )
    op.create_index("ix_review_events_item_id", "review_events", ["item_id"])
    op.create_index(
        "ix_review_events_author", "review_events", ["author_id", "recorded_at"]
    )
