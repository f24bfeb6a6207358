"""What crosses the wire about the knowledge: its sources and generations, and what staff add."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from server.wire import Asked, Told

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


# --- what was read --------------------------------------------------------------------------


class SourceOut(Told):
    id: int
    address: str
    kind: str
    label: str
    status: str
    documents: int = 0
    ingested_at: datetime | None = None


class IngestOut(Told):
    """An ingest that is at work. `total` is 0 and `left` None while nobody knows."""

    generation: int
    stage: str
    source: str = ""
    address: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left: float | None = None


class GenerationOut(Told):
    """One state of the knowledge, with what it changed against the one before."""

    id: int
    state: str
    created_at: datetime
    documents: int = 0
    headline: str = ""
    changes: list[str] = Field(default_factory=list)


class KnowledgeOut(Told):
    generation: int | None
    running: IngestOut | None = None
    generations: list[GenerationOut] = Field(default_factory=list)
    published_at: datetime | None = None
    documents: int = 0
    passages: int = 0
    facts: int = 0
    sources: list[SourceOut] = Field(default_factory=list)
    gaps: list[str] = Field(default_factory=list)


# --- what staff add -------------------------------------------------------------------------


class ScopeIn(Asked):
    """When a house answer holds: whole days of the business; `yearly` reads them as a season."""

    lang: Annotated[str, StringConstraints(pattern="^([a-z]{2})?$")] = ""
    valid_from: date | None = None
    valid_to: date | None = None
    yearly: bool = False


class AnswerIn(ScopeIn):
    """`also` are other ways to ask it."""

    question: Question
    answer: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    also: list[Question] = Field(default_factory=list, max_length=20)


class GapAnswerIn(ScopeIn):
    """`question` puts the gap in better words; "" leaves it."""

    answer: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    question: Annotated[str, StringConstraints(max_length=300)] = ""


class SettleIn(Asked):
    """One of the three: the number of a choice, from 1; what is right, in own words; both hold."""

    choose: int | None = None
    value: Annotated[str, StringConstraints(max_length=1000)] = ""
    both: bool = False


class HouseAnswerOut(Told):
    id: int
    question: str
    answer: str
    also: list[str] = Field(default_factory=list)
    lang: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    yearly: bool = False
    origin: str = ""


class GapOut(Told):
    """A question nobody knew, however guests put it. `asked_since`: after it was answered."""

    id: int
    question: str
    lang: str = ""
    state: str
    guests: int
    asked: int
    asked_since: int = 0
    last_at: datetime
    ways: list[str] = Field(default_factory=list)


class FactOut(Told):
    kind: str
    subject: str = ""
    value: dict[str, Any] = Field(default_factory=dict)
    text: str
    source: str
    page: int | None = None
    read_at: datetime
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class SideOut(Told):
    value: str
    text: str
    source: str
    page: int | None = None
    read_at: datetime | None = None


class DisputeOut(Told):
    """A question to the owner. `kind`: contradiction, expired or stale; `settled` is what was
    decided, None while it is open."""

    key: str
    kind: str
    about: str
    subject: str = ""
    question: str
    choices: list[str]
    sides: list[SideOut] = Field(default_factory=list)
    settled: dict[str, Any] | None = None
