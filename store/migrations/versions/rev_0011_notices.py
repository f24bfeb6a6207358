"""how staff are told, who is on call, and contacts that were merged or erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Instant

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=False),
        sa.Column("quiet_to", sa.String(length=5), nullable=False),
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("webhook_secret", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_choices_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "notices",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_notices_event_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_notices_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_notices_event_id_user_id")),
    )
    op.create_index("ix_notices_user_id", "notices", ["user_id", "id"])
    op.create_table(
        "on_call",
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_on_call_user_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_on_call")),
        sa.UniqueConstraint("user_id", name=op.f("uq_on_call_user_id")),
    )
    op.create_table(
        "contact_merges",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kept_id", _ID, nullable=False),
        sa.Column("gone_id", _ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.String(), nullable=False),
        sa.Column("merged_at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["contacts.id"], name=op.f("fk_contact_merges_kept_id")
        ),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["contacts.id"], name=op.f("fk_contact_merges_gone_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_merges")),
    )
    op.create_index(op.f("ix_contact_merges_kept_id"), "contact_merges", ["kept_id"])
    op.create_index(op.f("ix_contact_merges_gone_id"), "contact_merges", ["gone_id"])
    op.add_column("contacts", sa.Column("erased_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "erased_at")
    for table in ("contact_merges", "on_call", "notices", "notice_choices"):
        op.drop_table(table)
