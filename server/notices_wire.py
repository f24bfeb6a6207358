"""What crosses the wire about how staff are told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from server.wire import Asked, Short, Told

Means = Annotated[list[Annotated[str, StringConstraints(max_length=20)]], Field(max_length=5)]


class NoticeChoiceOut(Told):
    """`kinds` says what each kind is. `webhook_secret` is told when the webhook is new."""

    means: dict[str, list[str]]
    kinds: dict[str, str]
    quiet_from: str = ""
    quiet_to: str = ""
    webhook: str = ""
    webhook_secret: str = ""


class NoticeChoiceIn(Asked):
    """What is left out stays. `quiet` is like 22:00-07:00, "" for none."""

    means: Annotated[dict[str, Means], Field(max_length=20)] | None = None
    quiet: Annotated[str, StringConstraints(max_length=20)] | None = None
    webhook: Annotated[str, StringConstraints(max_length=2000)] | None = None


class NoticeOut(Told):
    """`quiet`: it came in quiet hours, so only the list and the title told of it."""

    id: int
    kind: str
    said: str
    conversation_id: str = ""
    means: list[str]
    quiet: bool = False
    told_at: datetime
    read_at: datetime | None = None


class NoticesOut(Told):
    unread: int
    notices: list[NoticeOut]


class ReadIn(Asked):
    """All up to this one."""

    upto: Annotated[int, Field(ge=0, lt=2**63)]


class TriedOut(Told):
    """What was sent off: mail, webhook, where they are set up."""

    owed: list[str]


class OnCallOut(Told):
    """Addresses, in the order they are called."""

    emails: list[str]


class OnCallIn(Asked):
    emails: Annotated[list[Short], Field(max_length=50)]
