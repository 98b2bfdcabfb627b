"""Drafts, versions, files, shares and who opened them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _create_drafts()
    _create_versions()
    _create_files()
    _create_shares()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in ("draft_guests", "draft_shares", "draft_files", "draft_versions"):
        op.drop_table(table)
    op.drop_table("drafts")


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("genre", sa.String(32), nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("is_confidential", sa.Boolean, nullable=False),
        sa.Column("verdict", sa.String(32), nullable=True),
        sa.Column("open_findings", sa.Integer, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("erase_after", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_drafts_organisation_id"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_drafts_owner_id"),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner_id", "changed_at"])
    for column in ("organisation_id", "erase_after"):
        op.create_index(f"ix_drafts_{column}", "drafts", [column])


def _draft_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["draft_id"], ["drafts.id"], name=f"fk_{table}_draft_id", ondelete="CASCADE"
    )


def _create_versions() -> None:
    op.create_table(
        "draft_versions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("author_id", sa.String(32), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("verdict", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_draft_versions"),
        sa.UniqueConstraint(
            "draft_id", "number", name="uq_draft_versions_draft_id_number"
        ),
        _draft_key("draft_versions"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_draft_versions_author_id"
        ),
    )


def _create_files() -> None:
    op.create_table(
        "draft_files",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft_files"),
        sa.UniqueConstraint(
            "draft_id", "version", name="uq_draft_files_draft_id_version"
        ),
        _draft_key("draft_files"),
    )


def _create_shares() -> None:
    op.create_table(
        "draft_shares",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("right", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_draft_shares"),
        sa.UniqueConstraint("token_hash", name="uq_draft_shares_token_hash"),
        _draft_key("draft_shares"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name="fk_draft_shares_created_by"
        ),
    )
    op.create_index("ix_draft_shares_draft_id", "draft_shares", ["draft_id"])
    op.create_table(
        "draft_guests",
        sa.Column("share_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("share_id", "user_id", name="pk_draft_guests"),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["draft_shares.id"],
            name="fk_draft_guests_share_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_draft_guests_user_id"
        ),
    )
    op.create_index("ix_draft_guests_user_id", "draft_guests", ["user_id"])
