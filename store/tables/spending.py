"""What language models cost: every call of one, and what a day and a month have left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Spending(Base):
    """One call of a model: held → settled, or lost when nobody lived to tell what it cost.

    Money is in billionths of a dollar. `held_` is what was set aside before the call, the most it
    could cost; the rest is what it did cost, and for a lost one the most again.
    """

    __tablename__ = "spendings"
    __table_args__ = (
        Index("ix_spendings_day", "day"),
        Index(
            "ix_spendings_held",
            "held_at",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    model: Mapped[str]
    state: Mapped[str] = mapped_column(String(8), default="held")
    held_nanos: Mapped[int] = mapped_column(BigInteger)
    held_tokens: Mapped[int] = mapped_column(BigInteger)
    nanos: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    held_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


class Budget(Base):
    """A day ("2026-11-20") or a month ("2026-11") of the business: spent, and held for calls under
    way. `told` is how full, in percent, the owner has been told it is: 0, 80 or 100."""

    __tablename__ = "budgets"

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    nanos: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    held_nanos: Mapped[int] = mapped_column(BigInteger, default=0)
    held_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    told: Mapped[int] = mapped_column(default=0)
