"""demos that strangers had made of their own website"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Instant

revision = "0012"
down_revision = "0011"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "demos",
        sa.Column("id", _ID, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("contact_id", _ID, nullable=True),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_demos_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_demos_public_id")),
    )
    op.create_index(op.f("ix_demos_contact_id"), "demos", ["contact_id"])
    op.create_index("ix_demos_state", "demos", ["state", "expires_at"])


def downgrade() -> None:
    op.drop_table("demos")
