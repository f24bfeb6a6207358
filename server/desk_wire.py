"""What crosses the wire about the work at the desk: who sees to what, notes, texts at hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.knowledge_wire import ScopeIn
from server.team_wire import PauseOut
from server.wire import Asked, RowId, StaffOut, Told

Reason = Literal["", "solved", "no_reply", "elsewhere", "spam"]
Words = Annotated[str, StringConstraints(max_length=4000)]
Name = Annotated[str, StringConstraints(max_length=100)]


class CloseIn(Asked):
    reason: Reason = ""


class HandleIn(Asked):
    """What to do to each of these conversations, all of it or nothing; what is left out stays.
    `assign_to` 0 is nobody; `snooze_until` wins over `wake`."""

    ids: Annotated[list[str], Field(min_length=1, max_length=200)]
    assign_to: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    tag: list[Name] = Field(default_factory=list, max_length=20)
    untag: list[Name] = Field(default_factory=list, max_length=20)
    snooze_until: datetime | None = None
    wake: bool = False
    close: bool = False
    reason: Reason = ""


class HandOverIn(Asked):
    user_id: RowId


class NoteIn(Asked):
    text: Words


class PriorityIn(Asked):
    """1 is the most urgent."""

    priority: Annotated[int, Field(ge=1, le=3)]


class VersionIn(Asked):
    """The version that was looked at; a newer one makes this a conflict."""

    version: int


class RememberIn(ScopeIn):
    """A draft is sent, and its words become a house answer to this question from then on."""

    version: int
    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    text: str | None = None


class CannedIn(Asked):
    """`{guest}`, `{me}`, `{business}`, `{channel}` and `{title}` are filled in at the desk."""

    name: Name
    text: Words


class CannedOut(Told):
    id: int
    name: str
    text: str


class DeskOut(Told):
    """What a desk knows before it opens a conversation. `writes`: a language model is set, which
    rewords and translates. `team`: those who may speak to guests. `places` are what stands in a
    canned answer to be filled in."""

    writes: bool
    languages: list[str]
    pause: PauseOut
    team: list[StaffOut]
    tags: list[str]
    canned: list[CannedOut]
    places: list[str]
