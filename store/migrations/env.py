"""Runs revisions on the connection that `store.migrate` hands over; there is no other way in."""

from __future__ import annotations

from alembic import context

from store.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    # Full-text and vector indexes are derived: one per generation, known to search.py, and those of
    # the inbox, known to finding.py.
    include_name=lambda name, kind, _parents: (
        not (kind == "table" and (name or "").startswith(("words_", "vec_")))
    ),
)
with context.begin_transaction():
    context.run_migrations()
