"""What crosses the wire when a guest does more than write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from server.wire import Asked, MessageAccepted, RowId, Short, Told

ClientId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\s@]+@[^\s@]+$")
]


class ReadIn(Asked):
    """The number of the last message they have read."""

    seq: RowId


class RatingIn(Asked):
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=2000)] = ""


class TranscriptIn(Asked):
    email: Address


class PassIn(Asked):
    """Who the guest is, signed by the website they are on."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class ContactIn(Asked):
    """Who a guest says they are. With `call_back` they wish to be called; `text` is that wish in
    their words, which becomes a message."""

    client_id: ClientId
    name: Short = ""
    email: Short = ""
    phone: Short = ""
    call_back: bool = False
    text: Annotated[str, StringConstraints(max_length=1000)] = ""


class PortalIn(Asked):
    days: Annotated[int, Field(ge=1, le=365)] = 30


class PortalOut(Told):
    """Told once: only the hash of what is in the address is kept."""

    url: str
    expires_at: datetime


class FileAccepted(MessageAccepted):
    """The message a file became. `kind` is photo, voice or file."""

    kind: str
    name: str
    size: int
