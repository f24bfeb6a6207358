"""what tools did, and proofs of who a guest is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.tables.base

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _tool_runs()
    _identity_proofs()
    _compositions()


def _tool_runs() -> None:
    op.create_table(
        "tool_runs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("tool", sa.String(length=64), nullable=False),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("read_back", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("confirmed_by", _ID, nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("took_ms", sa.Double(), nullable=True),
        sa.Column("proposed_at", store.tables.base.Instant(), nullable=False),
        sa.Column("ended_at", store.tables.base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_tool_runs_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_tool_runs_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["messages.id"], name=op.f("fk_tool_runs_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_runs")),
        sa.UniqueConstraint("key", name=op.f("uq_tool_runs_key")),
    )
    op.create_index("ix_tool_runs_conversation_id", "tool_runs", ["conversation_id", "id"])
    op.create_index("ix_tool_runs_proposed_at", "tool_runs", ["proposed_at"])


def _identity_proofs() -> None:
    op.create_table(
        "identity_proofs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("proved_by", _ID, nullable=True),
        sa.Column("proved_at", store.tables.base.Instant(), nullable=False),
        sa.Column("expires_at", store.tables.base.Instant(), nullable=False),
        sa.Column("revoked_at", store.tables.base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_identity_proofs_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proved_by"], ["users.id"], name=op.f("fk_identity_proofs_proved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_proofs")),
    )
    op.create_index("ix_identity_proofs_conversation_id", "identity_proofs", ["conversation_id"])
    op.create_index("ix_identity_proofs_person", "identity_proofs", ["person"])


def _compositions() -> None:
    op.create_table(
        "compositions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("composed_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_compositions_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_compositions_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compositions")),
        sa.UniqueConstraint("message_id", name=op.f("uq_compositions_message_id")),
    )
    op.create_index("ix_compositions_composed_at", "compositions", ["composed_at"])


def downgrade() -> None:
    for table in ("compositions", "identity_proofs", "tool_runs"):
        op.drop_table(table)
