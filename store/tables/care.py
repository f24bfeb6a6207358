"""What staff add to the knowledge: house answers, topics of gaps, settled contradictions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class HouseAnswer(Base):
    """A question and answer written or approved by staff; outranks every passage.

    Scope: `lang` ("" = any), `valid_from`/`valid_to` (whole days of the business, both included;
    None = open), and `yearly`, which reads the two as days of every year (a season).
    """

    __tablename__ = "house_answers"
    __table_args__ = (Index("ix_house_answers_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question: Mapped[str]
    answer: Mapped[str]
    lang: Mapped[str] = mapped_column(String(16), default="")
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    yearly: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(16), default="staff")
    state: Mapped[str] = mapped_column(String(16), default="active")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Phrasing(Base):
    """One way to ask what a house answer answers; its own question is the first. `key` finds the
    vector."""

    __tablename__ = "phrasings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    answer_id: Mapped[int] = mapped_column(
        ForeignKey("house_answers.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    key: Mapped[str] = mapped_column(String(64), index=True)


class GapTopic(Base):
    """Gaps that mean the same: open → answered | dismissed. `guests` counts conversations."""

    __tablename__ = "gap_topics"
    __table_args__ = (Index("ix_gap_topics_state_guests", "state", "guests"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question: Mapped[str]
    lang: Mapped[str] = mapped_column(String(16), default="")
    key: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16), default="open")
    guests: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    asked_since: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("house_answers.id"), default=None)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


class Settlement(Base):
    """What an owner decided of a contradiction or a doubtful fact; outlives every re-ingest.

    `key` names the dispute by kind, subject and the values that stood against each other.
    """

    __tablename__ = "settlements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(default="")
    chosen: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    decided_at: Mapped[datetime]


class Case(Base):
    """A question of the owner's evaluation, with what its answer must hold: active → removed.

    `facts` are groups of regular expressions, of which each group must match; `reference` is an
    answer in words instead. `answerable` None: any answer will do that holds nothing of `must_not`.
    `origin`: template, house_answer, marked_bad or import.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question: Mapped[str]
    lang: Mapped[str] = mapped_column(String(16), default="")
    kind: Mapped[str] = mapped_column(String(32), default="")
    answerable: Mapped[bool | None]
    facts: Mapped[list[Any]] = mapped_column(default=list)
    must_not: Mapped[list[str]] = mapped_column(default=list)
    reference: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(String(16), default="import")
    state: Mapped[str] = mapped_column(String(16), default="active")
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("house_answers.id"), default=None)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    created_at: Mapped[datetime]


class Mark(Base):
    """What staff think of a reply of the concierge: good or bad, the last word counts."""

    __tablename__ = "marks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    mark: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(default="")
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    marked_at: Mapped[datetime]
