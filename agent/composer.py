"""What a composer is asked and what it gives back; structured mode and chat mode share it.

A `Turn` is one guest's message with what was said before it. A `Composer` finds the words and
decides nothing else: sending, drafting and escalating happen around it, in `agent.turn`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from store.compositions import Made

Outcome = Literal["answered", "clarify", "handed_over"]
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands. `quote` is literal; pieces that lie apart are joined by newlines."""

    title: str
    url: str
    page: int | None
    quote: str
    passage_id: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The four keys that are public."""
        return {"title": self.title, "url": self.url, "page": self.page, "quote": self.quote}


def public_name(address: str) -> str:
    """What a guest may read of an address: a web address whole, of a local file its name alone."""
    return address if address.startswith(WEB) else address.rpartition("/")[2]


def public_url(address: str) -> str:
    """The address a guest can open; "" for a file of this machine."""
    return address if address.startswith(WEB) else ""


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier message: `author` is guest, concierge, staff or system."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message to answer. `now` is aware; `lang` is a hint and may be empty. The two ids are 0
    where nothing is stored: then nothing is remembered of the guest, and no tool acts."""

    question: str
    now: datetime
    said: Sequence[Said] = ()
    first_reply: bool = False
    channel: str = "widget"
    lang: str = ""
    conversation_id: int = 0
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, and what staff and the owner should know of it.

    `escalate` is the reason staff will read (`urgent` puts it before all others), `gap` the
    question to record; empty means none. `kind` says what sort of turn it was (answer, hours,
    contact, small_talk, person, unknown, ...); `opening` is the part of `text` that says who
    speaks, in the first reply; `trace` is JSON: every candidate with its
    scores, and the decision in words. `made` is kept with the turn, in chat mode.
    """

    text: str
    outcome: Outcome = "answered"
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    quick_replies: tuple[str, ...] = ()
    escalate: str = ""
    urgent: bool = False
    gap: str = ""
    lang: str = "en"
    mode: str = "structured"
    kind: str = "answer"
    opening: str = ""
    trace: dict[str, Any] = field(default_factory=dict)
    made: Made | None = None


def no_preview(_text: str) -> None:
    """For those who wait for the whole answer."""


class Composer(Protocol):
    """Raises `Unavailable`, and nothing else on purpose, when it cannot compose just now."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        """`preview` is called with pieces of text as they come; it must never block for long."""
        ...
