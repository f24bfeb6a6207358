"""Models that Ollama runs, over `POST /api/chat`; also listing them and fetching them.

Three habits of Ollama are met here. It cuts what does not fit its context without a word, so the
context is asked for by the size of what we send. A model that knows no tools refuses a request that
has any. And models that think do so unless told not to, while a guest waits.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from models.door import Door
from models.doorways import transport_for_httpx
from models.model import (
    Event,
    Failed,
    Message,
    Request,
    Stop,
    StopReason,
    TextDelta,
    ToolCall,
    ToolSpec,
    Usage,
    in_time,
)
from models.patience import Limits, Patience
from models.refusals import refused
from models.speaker import Events, Heard, Speaker, count, letters

KIND = "ollama"
KEEP_ALIVE = "30m"
LEAST_CONTEXT = 8_192
MOST_CONTEXT = 131_072
PICTURE_CONTEXT = 8_192
"""Tokens of room for one picture of the largest size we send."""
PULL_S = 12 * 3600.0
PULL_LIMITS = Limits(connect_s=5.0, first_s=60.0, between_s=120.0)
_STOPS: dict[str, StopReason] = {"stop": "done", "length": "length"}


class OllamaModel(Speaker):
    kind = KIND
    address = "http://127.0.0.1:11434"
    spare: ClassVar[Mapping[str, str]] = {"support tools": "tools", "think": "think"}

    @property
    def knows_tools(self) -> bool:
        """False once the model has refused them."""
        return "tools" not in self.without

    def open(self, door: Door) -> Any:
        from ollama import Client

        # The door puts the key on, and drops what the library found in the environment.
        return Client(
            host=self.base_url,
            transport=transport_for_httpx(door),
            trust_env=False,
            follow_redirects=False,
        )

    def ask(self, request: Request, patience: Patience, heard: Heard) -> Events:
        if not (self.knows_tools and request.may_call):
            request = replace(request, tools=())
        silent = {} if "think" in self.without else {"think": False}
        stream = self.client().chat(**_asked(self.model, request), **silent, stream=True)
        # The library sends when its generator is first asked, so each step is asked for inside.
        with closing(stream):
            yield from _events(self._each(stream, patience), self.name, patience, heard)

    def _each(self, stream: Iterator[Any], patience: Patience) -> Iterator[Any]:
        while True:
            with self.asked(patience):
                part = next(stream, None)
            if part is None:
                return
            yield part

    def names(self) -> list[str]:
        return sorted(str(model.model) for model in self.client().list().models)

    def pull(self) -> Iterator[Pulled]:
        """Fetch the model; that takes minutes. Raises `Failed`."""
        asked = Request((), deadline=in_time(PULL_S))
        patience = Patience(self.name, asked, PULL_LIMITS)
        stream = self.client().pull(self.model, stream=True)
        status = ""
        try:
            with closing(stream):
                for part in self._each(stream, patience):
                    patience.token()
                    status = str(part.status or "")
                    yield Pulled(status, count(part.completed), count(part.total))
        except Exception as error:
            raise self._failed(error, None) from error
        if status != "success":
            raise Failed("cut", f"{self.name} was not fetched whole.", model=self.name)

    def translate(self, error: Exception) -> Failed | None:
        from ollama import ResponseError

        if not isinstance(error, ResponseError):
            return None
        # -1 stands for a fault told in the middle of a stream.
        status = error.status_code if error.status_code > 0 else 200
        return refused(self.name, status, error.error)


@dataclass(frozen=True, slots=True)
class Pulled:
    """How far a pull has come; figures in bytes of the layer in hand, 0 when not told."""

    status: str
    completed: int
    total: int


# --- the request -------------------------------------------------------------------------------


def _asked(model: str, request: Request) -> dict[str, Any]:
    system = "\n\n".join(block.text for block in request.system if block.text)
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    for message in request.messages:
        messages += _messages(message)
    options: dict[str, Any] = {
        "num_predict": request.max_tokens,
        "num_ctx": _context(request),
    }
    if request.temperature is not None:
        options["temperature"] = request.temperature
    return {
        "model": model,
        "messages": messages,
        "tools": [_tool(tool) for tool in request.tools],
        "options": options,
        "keep_alive": KEEP_ALIVE,
    }


def _context(request: Request) -> int:
    """In steps of two, since another size loads the model anew."""
    pictures = sum(len(message.pictures) for message in request.messages)
    needed = letters(request) // 2 + request.max_tokens + pictures * PICTURE_CONTEXT
    size = LEAST_CONTEXT
    while size < needed and size < MOST_CONTEXT:
        size *= 2
    return size


def _messages(message: Message) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {"role": "tool", "tool_name": result.name, "content": result.text}
        for result in message.results
    ]
    calls = [
        {"function": {"name": call.name, "arguments": dict(call.arguments)}}
        for call in message.calls
    ]
    if calls:
        told.append({"role": message.role, "content": message.text, "tool_calls": calls})
    elif message.pictures:
        shown = [base64.b64encode(picture).decode() for picture in message.pictures]
        told.append({"role": message.role, "content": message.text, "images": shown})
    elif message.text or not told:
        told.append({"role": message.role, "content": message.text})
    return told


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": {"type": "object", **tool.parameters},
        },
    }


# --- the answer --------------------------------------------------------------------------------


def _events(parts: Iterator[Any], name: str, patience: Patience, heard: Heard) -> Iterator[Event]:
    calls = 0
    for part in parts:
        patience.token()
        message = part.message
        if message.content:
            yield TextDelta(message.content)
        for call in message.tool_calls or ():
            yield ToolCall(f"call_{calls}", call.function.name, dict(call.function.arguments))
            calls += 1
        if part.done:
            if part.prompt_eval_count is not None or part.eval_count is not None:
                used = Usage(count(part.prompt_eval_count), count(part.eval_count))
                heard.used(used, whole=True)
            yield Stop(_STOPS.get(part.done_reason or "stop", "done"), name)
            return
