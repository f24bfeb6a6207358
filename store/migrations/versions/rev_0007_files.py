"""files of guests, ratings and links to pages of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.tables.base

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("messages", sa.Column("extra", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "guest_files",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_guest_files_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_guest_files_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_files")),
        sa.UniqueConstraint("message_id", name=op.f("uq_guest_files_message_id")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_guest_files_stored_as")),
    )
    op.create_index(
        "ix_guest_files_conversation_id", "guest_files", ["conversation_id", "created_at"]
    )
    op.create_table(
        "ratings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("rated_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_ratings_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_ratings_conversation_id")),
    )
    op.create_index(op.f("ix_ratings_rated_at"), "ratings", ["rated_at"])
    op.create_table(
        "portals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", store.tables.base.Instant(), nullable=False),
        sa.Column("expires_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_portals_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portals")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_portals_token_hash")),
    )
    op.create_index(op.f("ix_portals_contact_id"), "portals", ["contact_id"])


def downgrade() -> None:
    for table in ("portals", "ratings", "guest_files"):
        op.drop_table(table)
    op.drop_column("messages", "extra")
