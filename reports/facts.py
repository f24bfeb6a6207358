"""What happened on one day, as a list of things with a noun each: the raw side of every figure.

    Talk        a conversation that a guest began on the day, with how it ended
    Question    a message of a guest on the day that wanted something, with what became of it
    Call        a person was asked for
    Unknown     a question the knowledge did not answer
    Saying      a message of the house or its staff
    Composed    a turn a language model was asked in
    ToolUse     a call of a tool
    Sending     something that was to leave the house
    Spent       what language models cost

A day is told as it stood at its *horizon*, 72 hours after its end: whatever came later changes
nothing of it. So the figures of a settled day are the same whenever they are reckoned, and may be
kept. Before the horizon a day is told as it stands now. No thing here holds a guest's words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class Question:
    message_id: int
    conversation_id: int
    at: datetime
    hour: int
    after_hours: bool
    end: str
    latency_ms: float | None = None
    page: tuple[str, str] | None = None


@dataclass(slots=True)
class Talk:
    """`end`: alone, assisted, abandoned, reopened, waiting, or greeting_only: nothing was asked.

    `first_reply_s` is the wait for anything a guest could read; `first_person_s` from the first
    message that needed a person to the first words of one; `solved_s` from the first message to
    the last reply, where it was answered.
    """

    conversation_id: int
    public_id: str
    channel: str
    lang: str
    began_at: datetime
    hour: int
    weekday: int
    after_hours: bool
    returning: bool
    end: str
    confirmed: bool = False
    handed_over: bool = False
    score: int | None = None
    first_reply_s: float | None = None
    first_person_s: float | None = None
    solved_s: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    conversation_id: int
    reason: str
    open: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Saying:
    conversation_id: int
    author: str


@dataclass(frozen=True, slots=True)
class Composed:
    conversation_id: int
    route: str
    version: str
    outcome: str
    checked: int
    repaired: int
    withheld: int
    tokens: int


@dataclass(frozen=True, slots=True)
class ToolUse:
    conversation_id: int
    tool: str
    state: str


@dataclass(frozen=True, slots=True)
class Sending:
    conversation_id: int | None
    courier: str
    state: str


@dataclass(frozen=True, slots=True)
class Spent:
    model: str
    nanos: int
    tokens: int
    conversation_id: int | None = None


@dataclass(slots=True)
class Facts:
    """Everything of one day, told as at `horizon`."""

    day: date
    horizon: datetime
    talks: list[Talk] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    gaps: list[Unknown] = field(default_factory=list)
    composed: list[Composed] = field(default_factory=list)
    tools: list[ToolUse] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
