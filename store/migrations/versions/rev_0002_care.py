"""house answers, topics of gaps, settled contradictions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.tables.base

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Plain ADD COLUMN: a batch would drop the tables, and what hangs on them would go too.
    op.add_column(
        "passages", sa.Column("read_by", sa.String(8), nullable=False, server_default="text")
    )
    op.add_column(
        "documents", sa.Column("alternates", sa.JSON(), nullable=False, server_default="{}")
    )
    op.create_table(
        "house_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", store.tables.base.Instant(), nullable=False),
        sa.Column("changed_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_house_answers_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_answers")),
    )
    with op.batch_alter_table("house_answers", schema=None) as batch_op:
        batch_op.create_index("ix_house_answers_state", ["state", "id"], unique=False)

    op.create_table(
        "settlements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", store.tables.base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_settlements_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("key", name=op.f("uq_settlements_key")),
    )
    op.create_table(
        "gap_topics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_since", sa.Integer(), nullable=False),
        sa.Column("first_at", store.tables.base.Instant(), nullable=False),
        sa.Column("last_at", store.tables.base.Instant(), nullable=False),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", store.tables.base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["house_answers.id"], name=op.f("fk_gap_topics_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_gap_topics_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_topics")),
    )
    with op.batch_alter_table("gap_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_topics_key"), ["key"], unique=False)
        batch_op.create_index("ix_gap_topics_state_guests", ["state", "guests"], unique=False)

    op.create_table(
        "phrasings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["house_answers.id"],
            name=op.f("fk_phrasings_answer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrasings")),
    )
    with op.batch_alter_table("phrasings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phrasings_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phrasings_key"), ["key"], unique=False)

    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.create_index(batch_op.f("ix_gaps_topic_id"), ["topic_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_gaps_topic_id"), "gap_topics", ["topic_id"], ["id"]
        )

    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_column("documents", "alternates")
    op.drop_column("passages", "read_by")
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_gaps_topic_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_gaps_topic_id"))
        batch_op.drop_column("topic_id")

    with op.batch_alter_table("phrasings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phrasings_key"))
        batch_op.drop_index(batch_op.f("ix_phrasings_answer_id"))

    op.drop_table("phrasings")
    with op.batch_alter_table("gap_topics", schema=None) as batch_op:
        batch_op.drop_index("ix_gap_topics_state_guests")
        batch_op.drop_index(batch_op.f("ix_gap_topics_key"))

    op.drop_table("gap_topics")
    op.drop_table("settlements")
    with op.batch_alter_table("house_answers", schema=None) as batch_op:
        batch_op.drop_index("ix_house_answers_state")

    op.drop_table("house_answers")
    # ### end Alembic commands ###
