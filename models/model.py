"""What the rest of the house may ask of a language model, whoever made it.

    Request   system blocks, messages, tools, how much may be said, and until when
    Event     what comes back, piece by piece: TextDelta, ToolCall, Usage, and at the end one Stop;
              Again, from a chain, takes back what came before it
    Failed    why nothing whole came back; `retry` says whether asking again may help

Two promises hold for every model, a chain of them included:

1. A stream that is whole ends with exactly one `Usage` and then one `Stop`, as its last two events;
   what was said is what came after the last `Again`, or all of it where there was none.
   Everything else ends with `Failed` raised out of the iterator: text without a `Stop` is half
   a text, and must not be told as an answer.
2. A stream ends by `request.deadline`, and soon after `request.halt` was called, whatever the
   other side does.

The iterator is to be used by one thread. Leave it early by closing it (`with closing(stream)`), or
from any other thread with `request.halt.now()`. What a model says is as foreign as what a guest
says: its words and the arguments of its tool calls are data, to be checked before they have effect.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from store.errors import Unavailable

TURN_S = 20.0
LONGEST_SIDE = 1_568
"""Pixels. What is larger, vendors make smaller before their models see it."""


# --- what is asked -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SystemBlock:
    """A piece of the standing orders. `cached` marks the end of a stretch that stays the same from
    turn to turn, so that a vendor who can may keep it (at most four marks count, the last ones;
    where a vendor keeps what he likes, marks mean nothing). Put what changes least first."""

    text: str
    cached: bool = False


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool the model may call. `parameters` is a JSON schema of type object. Names match
    `[a-zA-Z0-9_-]{1,64}`, which every vendor takes."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave for the call `call_id`; `text` is data to the model, JSON or words."""

    call_id: str
    name: str
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One side's words. Of the assistant: `text`, then the `calls` it made. Of the user: `results`
    of the calls of the message before it (every one of them, or the vendor refuses), then
    `pictures` (each a PNG, its sides at most `LONGEST_SIDE` pixels; for a model that can see), then
    `text`. `cached` as for system blocks: the conversation up to here will be sent again."""

    role: Literal["user", "assistant"]
    text: str = ""
    calls: Sequence[ToolCall] = ()
    results: Sequence[ToolResult] = ()
    cached: bool = False
    pictures: Sequence[bytes] = ()


class Halt:
    """A bell one thread rings to end another's stream; rung once, it stays rung."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._closers: list[Callable[[], None]] = []

    @property
    def rung(self) -> bool:
        return self._rung.is_set()

    def now(self) -> None:
        """End the stream: it raises `Failed` with reason "halted"."""
        with self._lock:
            self._rung.set()
            closers, self._closers = self._closers, []
        for close in closers:
            close()

    def wait(self, seconds: float) -> bool:
        """Sleep, unless it rings; whether it has."""
        return self._rung.wait(seconds)

    def attach(self, close: Callable[[], None]) -> None:
        """For models: `close` wakes whoever reads; called at once when the bell has rung."""
        with self._lock:
            if not self._rung.is_set():
                self._closers.append(close)
                return
        close()

    def detach(self, close: Callable[[], None]) -> None:
        with self._lock:
            if close in self._closers:
                self._closers.remove(close)


def in_time(seconds: float = TURN_S) -> float:
    """A deadline so many seconds from now."""
    return time.monotonic() + seconds


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. `deadline` is a moment of `time.monotonic()`; `tool_choice` "none"
    forbids calls and "required" wants one. `temperature` is passed on where
    the vendor takes one."""

    messages: Sequence[Message]
    system: Sequence[SystemBlock] = ()
    tools: Sequence[ToolSpec] = ()
    tool_choice: Literal["auto", "none", "required"] = "auto"
    max_tokens: int = 800
    temperature: float | None = None
    deadline: float = field(default_factory=in_time)
    halt: Halt = field(default_factory=Halt)

    @property
    def may_call(self) -> bool:
        """Whether a call of a tool is wanted at all."""
        return bool(self.tools) and self.tool_choice != "none"

    @property
    def left(self) -> float:
        """Seconds until the deadline, never below nought."""
        return max(0.0, self.deadline - time.monotonic())


# --- what comes back ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the text, never empty. Its borders mean nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A whole call. `fault` says why the arguments could not be read ("" when they could; they
    have then been read as JSON, not yet checked against the tool's schema)."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. `input` counts those neither read from the vendor's cache nor written to it.
    `told` is false where the vendor told no figures and these are our estimate."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    told: bool = True

    @property
    def total(self) -> int:
        return self.input + self.output + self.cache_read + self.cache_write

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cache_read + other.cache_read,
            self.cache_write + other.cache_write,
            self.told and other.told,
        )


Why = Literal[
    "unreachable",  # no connection, or it broke before anything was said
    "slow",  # one of the time limits passed
    "busy",  # 429: too many requests or tokens
    "overloaded",  # 503, 529, or "still loading"
    "broken",  # any other 5xx
    "key",  # 401, 403: the key is missing, wrong, or not for this model
    "unpaid",  # the vendor's account has no money or no quota left
    "unknown_model",  # 404: the vendor has no such model, or it is not pulled
    "too_long",  # the conversation does not fit the model
    "invalid",  # any other 4xx: we asked what this vendor does not take
    "cut",  # the stream ended before its end
    "garbled",  # what came was not what the vendor's contract allows
    "empty",  # it ended well and said nothing
    "halted",  # our own doing: `Halt.now()`
    "budget",  # our own doing: the day's or the month's allowance is spent
]
StopReason = Literal["done", "tools", "length", "refused"]


@dataclass(frozen=True, slots=True)
class Stop:
    """The end. "length": it was cut off at `max_tokens`, so its last sentence is not whole.
    "refused": the vendor or the model would not; what text came before is no answer. `model` is
    the one that spoke, as vendor:name, after whatever fallbacks."""

    reason: StopReason
    model: str


@dataclass(frozen=True, slots=True)
class Again:
    """Every `TextDelta` and `ToolCall` so far is void: the one who said them broke off, and the
    answer begins anew, maybe from another model. Only a chain says this. Whoever cannot take back
    what he has shown closes the stream here and falls back instead."""

    why: Why


Event = TextDelta | ToolCall | Usage | Again | Stop


# --- what goes wrong ---------------------------------------------------------------------------

# Asking the same vendor the same once more may help; of the rest only another vendor may.
PASSING: frozenset[Why] = frozenset(
    {"unreachable", "slow", "busy", "overloaded", "broken", "cut", "garbled", "empty"}
)
# Asking any other vendor does not help either.
FINAL: frozenset[Why] = frozenset({"halted", "budget"})


class Failed(Unavailable):
    """No whole answer. Whoever catches `Unavailable` to fall back on structured mode catches this.

    `retry_after` is the seconds the vendor asked us to wait, 0 when he said nothing. `usage` is
    what was spent all the same, so far as it is known.
    """

    def __init__(
        self,
        why: Why,
        message: str,
        hint: str = "",
        *,
        model: str = "",
        retry_after: float = 0.0,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.why: Why = why
        self.model = model
        self.retry_after = retry_after
        self.usage = usage or Usage(told=False)

    @property
    def retry(self) -> bool:
        """Whether the same vendor may be asked again."""
        return self.why in PASSING

    @property
    def another(self) -> bool:
        """Whether another vendor may be asked."""
        return self.why not in FINAL


# --- the protocol ------------------------------------------------------------------------------


class Model(Protocol):
    """Safe to share between threads: each call of `stream` has its own connection."""

    @property
    def name(self) -> str:
        """vendor:name, as in prices, spendings and receipts."""
        ...

    def stream(self, request: Request) -> Generator[Event, None, None]:
        """Nothing is sent before the first `next`. Raises `Failed` and nothing else on purpose."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole stream, gathered."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage
    stop: Stop


def gather(model: Model, request: Request) -> Reply:
    """For those who need no pieces. Raises `Failed` as the stream does."""
    said: list[str] = []
    calls: list[ToolCall] = []
    usage = Usage(told=False)
    with closing(model.stream(request)) as stream:
        for event in stream:
            match event:
                case TextDelta(text):
                    said.append(text)
                case ToolCall():
                    calls.append(event)
                case Again():
                    said, calls = [], []
                case Usage():
                    usage = event
                case Stop():
                    return Reply("".join(said), tuple(calls), usage, event)
    raise Failed("cut", "The model's stream ended before its end.", model=model.name)
