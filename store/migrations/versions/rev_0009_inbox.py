"""what staff add to a conversation: notes, tags, who sees to it, and words to find it by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.tables.base import Instant

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What staff search in, kept by the write that changes it. The words themselves stay where they are.
_SEARCHED = {"messages": ("text",), "contacts": ("name", "email", "phone")}
_SEEN_TO = {
    "assigned_to": "assigned_to IS NOT NULL",
    "snoozed_until": "snoozed_until IS NOT NULL",
    "speaker_user_id": "speaker_user_id IS NOT NULL",
}


def upgrade() -> None:
    # Without a named constraint: SQLite adds a column at once only so.
    op.add_column("conversations", sa.Column("assigned_to", _ID, nullable=True))
    op.add_column("conversations", sa.Column("snoozed_at", Instant(), nullable=True))
    op.add_column("conversations", sa.Column("snoozed_until", Instant(), nullable=True))
    for column, where in _SEEN_TO.items():
        op.create_index(
            f"ix_conversations_{column}",
            "conversations",
            [column],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.add_column("escalations", sa.Column("called_again_at", Instant(), nullable=True))
    op.create_table(
        "notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_notes_conversation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_conversation_id"), "notes", ["conversation_id"])
    op.create_table(
        "tags",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_tags_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("conversation_id", "name", name=op.f("uq_tags_conversation_id_name")),
    )
    op.create_index(op.f("ix_tags_name"), "tags", ["name"])
    op.create_table(
        "canned_answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_by", _ID, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name=op.f("fk_canned_answers_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answers")),
        sa.UniqueConstraint("name", name=op.f("uq_canned_answers_name")),
    )
    for table, columns in _SEARCHED.items():
        _index_words(table, columns)


def _index_words(table: str, columns: tuple[str, ...]) -> None:
    """An FTS5 index over a table of ours, with triggers that keep it in the same transaction."""
    words, named = f"words_{table}", ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    put = f"INSERT INTO {words} (rowid, {named}) VALUES (new.id, {new});"  # noqa: S608 - our names
    take = (
        f"INSERT INTO {words} ({words}, rowid, {named}) "  # noqa: S608 - our names
        f"VALUES ('delete', old.id, {old});"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {words} USING fts5({named}, content='{table}', content_rowid='id', "
        "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")  # noqa: S608 - our names
    for name, when, what in (
        ("put", "INSERT", put),
        ("taken", "DELETE", take),
        ("changed", f"UPDATE OF {named}", f"{take} {put}"),
    ):
        op.execute(f"CREATE TRIGGER {words}_{name} AFTER {when} ON {table} BEGIN {what} END")


def downgrade() -> None:
    for table in _SEARCHED:
        for name in ("put", "taken", "changed"):
            op.execute(f"DROP TRIGGER words_{table}_{name}")
        op.execute(f"DROP TABLE words_{table}")
    for table in ("canned_answers", "tags", "notes"):
        op.drop_table(table)
    op.drop_column("escalations", "called_again_at")
    for column in _SEEN_TO:
        op.drop_index(f"ix_conversations_{column}", "conversations")
    for column in ("snoozed_until", "snoozed_at", "assigned_to"):
        op.drop_column("conversations", column)
