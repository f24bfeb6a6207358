"""What every vendor's model shares: the clock, the promises of `models.model`, its errors in ours.

ask        a dialect turns the request into the vendor's, and his answer into events
keep       text and calls are handed on as they come, usage and stop held to the end
check      an end without words is "empty", and no end is "cut"
translate  what a library raises becomes `Failed`, with what was spent so far
"""

from __future__ import annotations

import json
import logging
import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from models.door import Door, asking
from models.model import (
    Event,
    Failed,
    Message,
    Request,
    Stop,
    TextDelta,
    ToolCall,
    Usage,
    in_time,
)
from models.patience import Limits, Patience
from store.errors import Invalid

log = logging.getLogger(__name__)

THINKING_TOKENS = 1_500
LIST_S = 15.0

Events = Generator[Event, None, None]


class Speaker(ABC):
    """One model of one vendor. `ask` is for each dialect to fill."""

    kind = ""
    address = ""
    # What some of a vendor's models refuse, by the word they refuse it with: those are asked again
    # without, and it is remembered.
    spare: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, model: str, base_url: str = "", api_key: str = "", limits: Limits | None = None
    ) -> None:
        if not model:
            raise Invalid(
                f"No model of {self.kind} is named.", "concierge model use PROVIDER:NAME sets one."
            )
        self.model = model
        self.base_url = _address(base_url or self.address)
        self.limits = limits or Limits()
        self._key = api_key
        self._lock = threading.Lock()
        self._opened: Any = None
        self.without: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.model}"

    # --- for each dialect to fill -----------------------------------------------------------

    def headers(self) -> dict[str, str]:
        """What carries the key."""
        return {"authorization": f"Bearer {self._key}"} if self._key else {}

    @abstractmethod
    def open(self, door: Door) -> Any:
        """The library's client, made once; its import is slow."""

    @abstractmethod
    def ask(self, request: Request, patience: Patience, heard: Heard) -> Events:
        """Text and calls as they come, usage into `heard`, and one Stop. May raise anything."""

    @abstractmethod
    def names(self) -> list[str]:
        """The library's own list of what the vendor has; see `listed`."""

    @abstractmethod
    def translate(self, error: Exception) -> Failed | None:
        """What an error of the library means; None when it is not the library's."""

    @property
    def thinks(self) -> bool:
        """Whether the model thinks before it speaks, out of the same allowance of tokens."""
        return False

    def most_output(self, request: Request) -> int:
        """Tokens that may be paid for: a thinking model gets room for it besides the words."""
        return request.max_tokens + (THINKING_TOKENS if self.thinks else 0)

    # --- the protocol -----------------------------------------------------------------------

    def stream(self, request: Request) -> Generator[Event, None, None]:
        self.ready()
        patience = Patience(self.name, request, self.limits)
        heard = Heard(request)
        # Closed after the stop was told, as taking leave of a connection may take a moment.
        with closing(self._asked(request, patience, heard)) as answer:
            try:
                stop: Stop | None = None
                for event in answer:
                    if isinstance(event, Stop):
                        stop = event
                        break
                    heard.note(event)
                    yield event
            except Exception as error:  # what a library makes of hostile bytes is open
                raise self._failed(error, heard) from error
            yield from self._ended(stop, heard)

    def _ended(self, stop: Stop | None, heard: Heard) -> Iterator[Event]:
        if stop is None:
            said = f"The model {self.name} broke off in the middle of its answer."
            raise Failed("cut", said, model=self.name, usage=heard.usage)
        if stop.reason == "tools" and not heard.calls:
            said = f"The model {self.name} called a tool without naming one."
            raise Failed("garbled", said, model=self.name, usage=heard.usage)
        if heard.nothing and stop.reason == "done":
            said = f"The model {self.name} said nothing."
            raise Failed("empty", said, model=self.name, usage=heard.usage)
        yield heard.usage
        # Not every vendor says that he stopped for his calls.
        calling = stop.reason == "done" and heard.calls
        yield replace(stop, reason="tools") if calling else stop

    def _asked(self, request: Request, patience: Patience, heard: Heard) -> Events:
        while True:
            try:
                yield from self.ask(request, patience, heard)
                return
            except Exception as error:
                if heard.began or not self._lets_go(error):
                    raise

    def _lets_go(self, error: Exception) -> bool:
        failed = self.translate(error)
        if failed is None or failed.why != "invalid":
            return False
        words = str(error).lower()
        for word, name in self.spare.items():
            if word in words and name not in self.without:
                self.without |= {name}
                return True
        return False

    def listed(self) -> list[str]:
        """Names of the models one may use there. Raises `Failed`."""
        patience = Patience(self.name, Request((), deadline=in_time(LIST_S)), self.limits)
        self.ready()
        try:
            with self.asked(patience):
                return self.names()
        except Exception as error:
            raise self._failed(error, None) from error

    def ready(self) -> None:
        """Imports the library, which takes a second or two the first time in a process."""
        self.client()

    def client(self) -> Any:
        with self._lock:
            if self._opened is None:
                self._opened = self.open(Door(self.base_url, self.headers()))
            return self._opened

    @contextmanager
    def asked(self, patience: Patience) -> Iterator[None]:
        """Around every call of the library: the door learns whose clock it runs by."""
        mark = asking.set(patience)
        try:
            yield
        finally:
            asking.reset(mark)

    def _failed(self, error: Exception, heard: Heard | None) -> Failed:
        ours: BaseException | None = error
        while ours is not None and not isinstance(ours, Failed):
            ours = ours.__cause__ or ours.__context__
        failed = ours if isinstance(ours, Failed) else self.translate(error)
        if failed is None:
            log.info("The model %s said what no contract allows: %r", self.name, error)
            said = f"What answers for the model {self.name} cannot be read."
            failed = Failed("garbled", said, model=self.name)
        if heard is not None and heard.began:
            failed.usage = heard.usage
        return failed


class Heard:
    """What came so far; `usage` is the vendor's own, or where he told none our estimate."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._letters = 0
        self._told: Usage | None = None
        self._whole = False
        self.nothing = True
        self.began = False
        self.calls = 0

    def note(self, event: Event) -> None:
        self.began = True
        match event:
            case TextDelta(text):
                self._letters += len(text.encode())
                self.nothing = self.nothing and not text.strip()
            case ToolCall():
                self._letters += len(as_json(event.arguments))
                self.calls += 1
                self.nothing = False
            case _:
                pass

    def used(self, usage: Usage, *, whole: bool) -> None:
        """`whole` when the figures are the last ones, the output among them."""
        self.began = True
        self._told, self._whole = usage, whole

    @property
    def usage(self) -> Usage:
        said = math.ceil(self._letters / 3)
        if self._told is None:
            return Usage(input=math.ceil(letters(self._request) / 3), output=said, told=False)
        if self._whole:
            return self._told
        told = self._told
        output = max(told.output, said)
        return Usage(told.input, output, told.cache_read, told.cache_write, told=False)


def letters(request: Request) -> int:
    """Bytes of everything sent: no model's count of tokens is greater, its own frames apart."""
    count = sum(len(block.text.encode()) for block in request.system)
    for tool in request.tools:
        count += len(tool.name) + len(tool.description.encode()) + len(as_json(tool.parameters))
    return count + letters_of(request.messages)


def letters_of(messages: Sequence[Message]) -> int:
    """Bytes of the conversation alone."""
    count = 0
    for message in messages:
        count += len(message.text.encode())
        count += sum(len(result.text.encode()) for result in message.results)
        count += sum(len(call.name) + len(as_json(call.arguments)) for call in message.calls)
    return count


def as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def read_call(call_id: str, name: str, written: str) -> ToolCall:
    """A call whose arguments came as text."""
    try:
        arguments = json.loads(written or "{}")
    except ValueError:
        return ToolCall(call_id, name, {}, "The arguments are not JSON.")
    if not isinstance(arguments, dict):
        return ToolCall(call_id, name, {}, "The arguments are not an object.")
    return ToolCall(call_id, name, arguments)


def count(value: object) -> int:
    """A figure of a vendor's, whatever he sent for one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Invalid(
            f"{value!r} is no address of a model's server.",
            "Write it like http://127.0.0.1:11434, without a name or password in it.",
        )
    return value.rstrip("/")
