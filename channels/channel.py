"""What a channel is: it proves who called, reads what came, and sends what must leave.

A channel knows nothing of conversations; it speaks one outside thing's dialect, and the rest of the
house speaks `Inbound`, `Outbound` and `Sent`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from store.conversations import Inbound
from store.errors import ConciergeError


@dataclass(frozen=True, slots=True)
class Request:
    """What a provider posted to us, byte for byte: signatures are made over bytes."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outbound:
    """One delivery. `key` is the same at every attempt: it is the provider's idempotency key, or
    whatever comes nearest to one there. `payload` is as it was queued.
    """

    key: str
    recipient: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """It was accepted. `vendor_id` is the provider's name for it, "" when it has none."""

    vendor_id: str = ""


class Uncertain(ConciergeError):
    """It may have been accepted and may not, and there is nobody to ask: never try it again."""

    code = "unavailable"


def nothing_to_note(_vendor_id: str) -> None:
    """For a caller who keeps no account of what is about to leave."""


class Courier(Protocol):
    """Whoever makes deliveries: every channel does."""

    # Whether the provider makes one of two sendings with the same key. If so, an interrupted
    # delivery is simply made again.
    idempotent: bool

    def send(self, outbound: Outbound, leaving: Callable[[str], None] = nothing_to_note) -> Sent:
        """Hand it over. May block for as long as the provider takes, within the courier's timeouts.

        A courier that is not idempotent calls `leaving(vendor_id)` once, at the last moment when it
        is still certain that nothing has been accepted; when that raises, it must not go on.

        Raises `Unavailable` when it has not left and trying later may help, `Invalid` when it has
        not left and never will, `Uncertain` when it may have left.
        """
        ...


class Channel(Courier, Protocol):
    """A place where guests write to the business."""

    name: str

    def verify(self, request: Request) -> None:
        """Raises `Unauthorized` unless the provider itself sent this."""
        ...

    def read(self, raw: bytes) -> list[Inbound]:
        """The messages in a verified payload. Raises `Invalid` when it cannot be read."""
        ...
