"""What an ingest tells: while it runs (`Step`), and when it is done (`Summary`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ingest.changes import Change

Stage = Literal["read", "store", "embed", "index", "publish"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step forward. `total` is 0 while nobody knows it, and grows while a site is crawled;
    `rate` is things done a second, `left` the seconds this stage will still take, None if unknown.
    """

    stage: Stage
    source: str = ""
    address: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left: float | None = None


Progress = Callable[[Step], None]


def untold(_step: Step) -> None:
    """For those who wait for the summary."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An address that was not read, and why."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A page of a file (1-based) that nobody could read, and why."""

    file: str
    page: int
    reason: str


@dataclass(slots=True)
class SourceSummary:
    """What came of one source. `kept` pages did not answer and stay as they were known;
    `error` is set when the source could not be read at all."""

    source_id: int
    address: str
    label: str
    kind: str
    read: int = 0
    unchanged: int = 0
    kept: int = 0
    gone: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    passages: int = 0
    facts: int = 0
    error: str = ""


@dataclass(slots=True)
class Summary:
    """What came of it all. `changed` is False when everything was known already; then no
    generation is published, and `generation_id` is the one that answers guests anyway."""

    generation_id: int | None = None
    changed: bool = False
    dry_run: bool = False
    sources: list[SourceSummary] = field(default_factory=list)
    documents: int = 0
    passages: int = 0
    facts: int = 0
    embedded: int = 0
    questions: list[str] = field(default_factory=list)
    held: str = ""
    """Why the new generation is not published, when the gate held it."""
    headline: str = ""
    """What changed against the generation before, in one line; the changes one by one below."""
    changes: list[Change] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)
