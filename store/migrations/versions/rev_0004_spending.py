"""what language models cost"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.tables.base

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HELD = sa.text("state = 'held'")


def upgrade() -> None:
    op.create_table(
        "spendings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("held_nanos", sa.BigInteger(), nullable=False),
        sa.Column("held_tokens", sa.BigInteger(), nullable=False),
        sa.Column("nanos", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("held_at", store.tables.base.Instant(), nullable=False),
        sa.Column("settled_at", store.tables.base.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spendings")),
    )
    op.create_index("ix_spendings_day", "spendings", ["day"])
    op.create_index(
        "ix_spendings_held",
        "spendings",
        ["held_at"],
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.create_table(
        "budgets",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("nanos", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("held_nanos", sa.BigInteger(), nullable=False),
        sa.Column("held_tokens", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_budgets")),
    )


def downgrade() -> None:
    op.drop_table("budgets")
    op.drop_index("ix_spendings_held", "spendings")
    op.drop_index("ix_spendings_day", "spendings")
    op.drop_table("spendings")
