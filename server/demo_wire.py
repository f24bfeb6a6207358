"""What crosses the wire about demos."""

from __future__ import annotations

from datetime import datetime

from server.wire import Told


class DemoContact(Told):
    """Who left their details, unproven."""

    id: int
    name: str
    email: str
    phone: str


class DemoOut(Told):
    """A demo somebody had made. `state` is making, waiting, reading, ready, failed or ended."""

    id: int
    address: str
    label: str
    website: str
    files: int
    state: str
    error: str
    made_at: datetime
    expires_at: datetime
    opened: int
    asked: int
    left_at: datetime | None
    contact: DemoContact | None


class FunnelOut(Told):
    """How many demos came how far, and how many questions were asked in all."""

    made: int
    ready: int
    opened: int
    asked: int
    left_details: int
    questions: int


class DemosOut(Told):
    funnel: FunnelOut
    demos: list[DemoOut]
