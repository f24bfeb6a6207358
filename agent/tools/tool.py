"""A tool: something a turn may do besides speaking, and what it gives back.

A `Reading` tool looks at something and runs at once. An `Acting` tool changes something, so it runs
only after the guest's own yes to `read_back`, which is made here from the arguments; the model has
no hand in it. Both have JSON-schema parameters. A `personal` one needs proof of who the guest is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from agent.composer import Citation


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose turn it is. `person` is who the guest proved to be, "" for nobody; `own_words` is all
    that the guest has written in this conversation, the newest last."""

    conversation_id: int
    message_id: int
    lang: str
    now: datetime
    person: str = ""
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a tool gave. `data` is JSON for the model and the record. `citations` are what its words
    rest on. `said` is what the guest is told of an action, in our own words; `escalate` the reason
    why a person is fetched besides."""

    data: Mapping[str, Any]
    citations: tuple[Citation, ...] = ()
    said: str = ""
    escalate: str = ""


class Tool(Protocol):
    """`seconds` is how long one call may take."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    @property
    def personal(self) -> bool: ...
    @property
    def seconds(self) -> float: ...


class Reading(Tool, Protocol):
    def read(self, arguments: Mapping[str, Any], who: OnBehalf) -> Given:
        """Raises ConciergeError when it cannot be told."""
        ...


class Acting(Tool, Protocol):
    def settled(self, arguments: Mapping[str, Any], who: OnBehalf) -> dict[str, Any]:
        """The arguments as they will be acted on; raises Invalid for those that make no sense."""
        ...

    def read_back(self, arguments: Mapping[str, Any], lang: str) -> str:
        """What the guest is asked: what, when and how much, as a question."""
        ...

    def act(self, arguments: Mapping[str, Any], who: OnBehalf, key: str) -> Given:
        """Do it, once per `key` however often it is called with it."""
        ...
