"""Models whose words a test can foretell, behind the same protocol as the vendors' own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from models.model import (
    Again,
    Event,
    Failed,
    Request,
    Stop,
    StopReason,
    TextDelta,
    ToolCall,
    Usage,
)

Line = str | ToolCall | Failed | Again
Script = Line | Sequence[Line] | Callable[[Request], Any]


class ScriptedModel:
    """Says what stands in the script, one entry a request, letter by letter or so; and remembers
    what it was asked. The last entry is said again when the script has ended."""

    def __init__(self, *script: Script, stop: StopReason = "done", name: str = "test:one") -> None:
        self.asked: list[Request] = []
        self._script, self._stop, self._name = list(script), stop, name

    @property
    def name(self) -> str:
        return self._name

    def stream(self, request: Request) -> Generator[Event, None, None]:
        self.asked.append(request)
        entry = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if callable(entry):
            entry = entry(request)
        lines = [entry] if isinstance(entry, str | ToolCall | Failed | Again) else entry
        called = False
        for line in lines:
            if isinstance(line, Failed):
                raise line
            if isinstance(line, str):
                yield from (TextDelta(line[n : n + 7]) for n in range(0, len(line), 7))
            else:
                called = called or isinstance(line, ToolCall)
                yield line
        yield Usage(100, 20)
        yield Stop("tools" if called else self._stop, self._name)


def last_words(request: Request) -> str:
    """The newest message of a request: the hour, the sources and the guest's words."""
    return request.messages[-1].text


def whole(request: Request) -> str:
    """Everything a model is told."""
    parts = [block.text for block in request.system]
    for message in request.messages:
        parts += [message.text, *(result.text for result in message.results)]
    return "\n".join(parts)
