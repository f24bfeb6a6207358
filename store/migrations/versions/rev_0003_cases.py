"""the owner's evaluation cases, marks on replies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.tables.base

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", _ID, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("answerable", sa.Boolean(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("must_not", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer_id", _ID, nullable=True),
        sa.Column("message_id", _ID, nullable=True),
        sa.Column("created_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["house_answers.id"], name=op.f("fk_cases_answer_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_cases_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_state", ["state", "id"], unique=False)
    op.create_table(
        "marks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("marked_by", _ID, nullable=True),
        sa.Column("marked_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by"], ["users.id"], name=op.f("fk_marks_marked_by")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_marks_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint("message_id", name=op.f("uq_marks_message_id")),
    )


def downgrade() -> None:
    op.drop_table("marks")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_state")
    op.drop_table("cases")
