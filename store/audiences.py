"""Whom a source is for: guests, or staff alone.

Guests are answered only from what is for them: retrieval, facts and the indexes of a generation
leave the rest out.
"""

from __future__ import annotations

from store import events, search
from store.db import Tx
from store.errors import Invalid
from store.tables import Source

AUDIENCES = ("guests", "staff")


def set_audience(tx: Tx, source: Source, audience: str) -> bool:
    """Whether that is new. Older generations change with it, so that going back shows no guest what
    is for staff. Who keeps a generation in memory learns of it with the next one: publish it."""
    if audience not in AUDIENCES:
        raise Invalid(f"{audience!r} is no audience.", "Say guests or staff.")
    changed = source.audience != audience
    source.audience = audience
    if changed:
        tx.flush()
        search.build_again(tx)
        events.happened(tx, "source.changed", source_id=source.id, status=source.status)
    return changed
