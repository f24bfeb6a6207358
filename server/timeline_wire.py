"""What crosses the wire about how a conversation came about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from server.wire import CitationOut, ContactOut, Told


class StepOut(Told):
    """One thing that happened. `kind`: guest, concierge, staff, system, composed, tool, draft,
    call, gap, sent, rated, or the name of an event of the log. `notes` are said in words, `figures`
    are the numbers behind them; `seq` is the message's, where the step is one."""

    at: datetime
    kind: str
    who: str = ""
    text: str = ""
    notes: list[str] = Field(default_factory=list)
    figures: dict[str, Any] = Field(default_factory=dict)
    citations: list[CitationOut] = Field(default_factory=list)
    seq: int | None = None


class TimelineOut(Told):
    """Oldest first. `earlier`: there were more messages than are told here."""

    id: str
    channel: str
    title: str
    status: str
    contact: ContactOut
    earlier: bool = False
    steps: list[StepOut]


class CandidateOut(Told):
    """A line of the knowledge that was weighed for an answer, and why it was not enough."""

    title: str
    heading: str = ""
    text: str
    score: float
    coverage: float
    cosine: float
    bm25: float
    missing: list[str] = Field(default_factory=list)


class AgainOut(Told):
    """A guest's message, the reply it had ("" when none was given), and the one it would have now:
    composed without a language model, from the knowledge as it is published."""

    seq: int
    question: str
    before: str
    now: str
    outcome: str
    confidence: float
    decision: str
    candidates: list[CandidateOut] = Field(default_factory=list)
    citations: list[CitationOut] = Field(default_factory=list)
