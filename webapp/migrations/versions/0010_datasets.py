"""Dataset versions, their sentences, and the side of every document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.migrations.guards import refuse_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; rows cannot be changed, sentences may be erased."""
    _create_versions()
    _create_sentences()
    _create_members()
    op.create_table(
        "dataset_documents",
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("document_key", sa.String(64), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("dealt_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "document_key", name="pk_dataset_documents"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_dataset_documents_organisation_id",
        ),
    )
    refuse_changes("dataset_versions", deletes=True)
    refuse_changes("dataset_sentences", deletes=False)
    refuse_changes("dataset_members", deletes=False)
    refuse_changes("dataset_documents", deletes=True)


def downgrade() -> None:
    """Drop the tables; indexes and triggers go with them."""
    op.drop_table("dataset_documents")
    op.drop_table("dataset_members")
    op.drop_table("dataset_sentences")
    op.drop_table("dataset_versions")


def _create_versions() -> None:
    op.create_table(
        "dataset_versions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("examples", sa.Integer, nullable=False),
        sa.Column("parent_id", sa.String(32), nullable=True),
        sa.Column("author_id", sa.String(32), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dataset_versions"),
        sa.UniqueConstraint(
            "organisation_id", "name", name="uq_dataset_versions_organisation_id_name"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_dataset_versions_organisation_id",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["dataset_versions.id"], name="fk_dataset_versions_parent_id"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_dataset_versions_author_id"
        ),
    )


def _create_sentences() -> None:
    op.create_table(
        "dataset_sentences",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("document_key", sa.String(64), nullable=False),
        sa.Column("text_key", sa.String(64), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("outlet", sa.String(200), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_dataset_sentences"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_dataset_sentences_organisation_id",
        ),
    )
    for name, column in (("document", "document_key"), ("text", "text_key")):
        op.create_index(
            f"ix_dataset_sentences_{name}",
            "dataset_sentences",
            ["organisation_id", column],
        )


def _create_members() -> None:
    op.create_table(
        "dataset_members",
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("sentence_digest", sa.String(64), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint(
            "version_id", "sentence_digest", name="pk_dataset_members"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["dataset_versions.id"],
            name="fk_dataset_members_version_id",
        ),
        sa.ForeignKeyConstraint(
            ["sentence_digest"],
            ["dataset_sentences.digest"],
            name="fk_dataset_members_sentence_digest",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_dataset_members_sentence_digest", "dataset_members", ["sentence_digest"]
    )
