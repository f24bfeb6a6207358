"""What is kept for good: the figures of a day, without a guest's word in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Rollup(Base):
    """The figures of one day of the business, as they stood 72 hours after its end.

    `basis` names what they were reckoned by: the time zone and the staffed hours. `guest_messages`
    is what the day held then, so that a later look can tell whether messages were deleted since.
    """

    __tablename__ = "rollups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    basis: Mapped[str] = mapped_column(String(120))
    guest_messages: Mapped[int]
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
