"""What answers stand on, as one value: it changes whenever another answer could be right.

Asked before each use of anything kept in memory, so it is one statement, built once.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import String, cast, func, select

from store import rows
from store.db import Tx
from store.generations import PUBLISHED
from store.tables import HouseAnswer, Pointer, Settlement


class Standing(NamedTuple):
    """Equal for two moments between which nothing was published, answered or settled."""

    generation_id: int | None
    house_answers: int
    answers_changed: str | None
    settlements: int
    settled: str | None


_POINTERS, _ANSWERS = rows.table_of(Pointer).c, rows.table_of(HouseAnswer).c
_SETTLED = rows.table_of(Settlement).c
_STANDING = select(
    select(_POINTERS.value).where(_POINTERS.name == PUBLISHED).scalar_subquery(),
    select(func.count(_ANSWERS.id)).scalar_subquery(),
    cast(select(func.max(_ANSWERS.changed_at)).scalar_subquery(), String),
    select(func.count(_SETTLED.id)).scalar_subquery(),
    cast(select(func.max(_SETTLED.decided_at)).scalar_subquery(), String),
)


def standing(tx: Tx) -> Standing:
    """What stands at this moment. The instants are as the database writes them: to be compared."""
    (row,) = rows.look(tx, _STANDING)
    return Standing(int(row[0]) if row[0] else None, *row[1:])
