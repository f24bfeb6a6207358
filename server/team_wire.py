"""What crosses the wire about accounts: sessions, second steps, links, tokens, the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from server.wire import Asked, Short, StaffOut, Told

Password = Annotated[str, StringConstraints(max_length=200)]
Code = Annotated[str, StringConstraints(max_length=20)]
Role = Literal["owner", "manager", "agent", "viewer"]


class SessionOut(Told):
    """`current` is the one that asks."""

    id: int
    email: str
    device: str = ""
    address: str = ""
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool = False


class PasswordIn(Asked):
    current: Password
    new: Password


class ProofIn(Asked):
    password: Password


class CodeIn(Asked):
    code: Code


class SecondStepOut(Told):
    """`address` is what an authenticator reads from a QR code."""

    secret: str
    address: str


class CodesOut(Told):
    """Told this once."""

    codes: list[str]


class LinkIn(Asked):
    """What a link to an account is followed with."""

    token: Annotated[str, StringConstraints(max_length=100)]
    password: Password


class InviteIn(Asked):
    """`mail` sends the link to the address; without it, it is in the answer."""

    email: Short
    name: Short = ""
    role: Role = "agent"
    mail: bool = False


class ResetIn(Asked):
    mail: bool = False


class MemberOut(StaffOut):
    """`state` is active, invited or disabled; `sessions` those that count."""

    state: str
    second_step: bool = False
    sessions: int = 0


class LinkOut(Told):
    """`address` is empty when the link went by mail. It is told this once."""

    member: MemberOut
    address: str = ""
    expires_at: datetime


class MemberIn(Asked):
    """What is left out stays."""

    name: Short | None = None
    role: Role | None = None
    disabled: bool | None = None


class TokenIn(Asked):
    """`days` until it ends; null: never."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    scopes: list[Annotated[str, StringConstraints(max_length=20)]] = Field(max_length=20)
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class TokenOut(Told):
    """`start` are its first letters; `secret` is told when it is made or rotated, never again."""

    id: int
    email: str
    name: str
    start: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    secret: str = ""


class PauseOut(Told):
    """Whether automatic replies are paused, since when and by whom."""

    paused: bool = False
    since: datetime | None = None
    by: str = ""


class AuditOut(Told):
    """One line. `hash` covers it and `previous`, the hash of the line before it."""

    id: int
    at: datetime
    actor: str
    action: str
    about: str = ""
    sender: str = ""
    detail: dict[str, Any] = Field(default_factory=dict)
    previous: str
    hash: str


class AuditPage(Told):
    """Newest first; `next` is the cursor of the older ones, "" at the end."""

    lines: list[AuditOut]
    next: str = ""


class VerdictOut(Told):
    """`broken` is the first line that is not as it was written. Keep `head`, and name it next time:
    it shows lines cut off the end."""

    ok: bool
    lines: int
    head: str
    broken: int | None = None
    known_head: bool = True
