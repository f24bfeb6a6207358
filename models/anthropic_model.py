"""Anthropic's models, over `POST /v1/messages`."""

from __future__ import annotations

import base64
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, ClassVar

from models.door import Door
from models.doorways import client_for_httpx2
from models.model import (
    Event,
    Failed,
    Message,
    Request,
    Stop,
    StopReason,
    TextDelta,
    ToolSpec,
    Usage,
)
from models.patience import Limits, Patience
from models.refusals import refused
from models.speaker import Events, Heard, Speaker, count, read_call

KIND = "anthropic"
MOST_MARKS = 4
FIRST_THINKING_LINE = 5
_LINE = re.compile(r"claude-(?:[a-z]+-)?(\d+)")
MARK = {"type": "ephemeral"}
_STOPS: dict[str, StopReason] = {
    "end_turn": "done",
    "stop_sequence": "done",
    "pause_turn": "done",
    "tool_use": "tools",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refused",
}
_CHOICES = {"auto": "auto", "none": "none", "required": "any"}


class AnthropicModel(Speaker):
    kind = KIND
    address = "https://api.anthropic.com"
    spare: ClassVar[Mapping[str, str]] = {"effort": "effort", "output_config": "effort"}

    def __init__(
        self, model: str, base_url: str = "", api_key: str = "", limits: Limits | None = None
    ) -> None:
        super().__init__(model, base_url, api_key, limits)
        self._thoughts = Thoughts()

    @property
    def thinks(self) -> bool:
        """From their fifth line on models think unasked, and some cannot be told not to."""
        found = _LINE.match(self.model)
        return found is not None and int(found[1]) >= FIRST_THINKING_LINE

    def headers(self) -> dict[str, str]:
        return {"x-api-key": self._key} if self._key else {}

    def open(self, door: Door) -> Any:
        from anthropic import Anthropic

        # The key is put on at the door; what the environment holds for others stays there.
        return Anthropic(
            api_key="at-the-door",
            base_url=self.base_url,
            max_retries=0,
            timeout=None,
            http_client=client_for_httpx2(door),
        )

    def ask(self, request: Request, patience: Patience, heard: Heard) -> Events:
        body = _asked(self.model, request, self._thoughts) | {
            "max_tokens": self.most_output(request)
        }
        if self.thinks and "effort" not in self.without:
            body["output_config"] = {"effort": "low"}
        with self.asked(patience):
            stream = self.client().messages.create(**body, stream=True)
        with closing(stream):
            yield from _events(stream, self.name, patience, heard, self._thoughts)

    def names(self) -> list[str]:
        return [model.id for model in self.client().models.list(limit=100).data]

    def translate(self, error: Exception) -> Failed | None:
        from anthropic import APIStatusError

        if not isinstance(error, APIStatusError):
            return None
        return refused(self.name, error.status_code, _words(error), error.response.headers)


def _words(error: Any) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error")
    if not isinstance(told, dict):
        return str(error.message)
    return f"{told.get('type', '')}: {told.get('message', '')}"


# --- the request -------------------------------------------------------------------------------


class Thoughts:
    """What a model thought before it called a tool: it wants it back, word for word, with the
    result. Kept for a while by the call's id; lost ones only make it think again."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, list[dict[str, Any]]] = OrderedDict()

    def keep(self, call_id: str, blocks: list[dict[str, Any]]) -> None:
        with self._lock:
            self._kept[call_id] = blocks
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def before(self, message: Message) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._kept.get(message.calls[0].id, ())) if message.calls else []


def _asked(model: str, request: Request, thoughts: Thoughts) -> dict[str, Any]:
    """Without a temperature: the library has none any more, since newer models refuse it."""
    marks = _Marks(request)
    asked: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_tokens,
        "messages": [_message(message, marks, thoughts) for message in request.messages],
    }
    if request.system:
        asked["system"] = [
            {"type": "text", "text": block.text} | marks.of(block.cached)
            for block in request.system
            if block.text
        ]
    called = {call.name for message in request.messages for call in message.calls}
    if request.tools:
        asked["tools"] = [_tool(tool) for tool in request.tools]
        asked["tool_choice"] = {"type": _CHOICES[request.tool_choice]}
    elif called:
        # A conversation with calls in it is refused without tools, also when none is offered now.
        asked["tools"] = [_tool(ToolSpec(name, "Not offered now.", {})) for name in sorted(called)]
        asked["tool_choice"] = {"type": "none"}
    return asked


class _Marks:
    """Four are allowed, and the last ones reach furthest; messages are written before system
    blocks here, so the count is taken beforehand."""

    def __init__(self, request: Request) -> None:
        in_system = sum(block.cached and bool(block.text) for block in request.system)
        in_messages = sum(message.cached for message in request.messages)
        self._skip = max(0, in_system + in_messages - MOST_MARKS)
        self._skip_messages = max(0, self._skip - in_system)

    def of(self, cached: bool) -> dict[str, Any]:
        if not cached:
            return {}
        if self._skip > 0:
            self._skip -= 1
            return {}
        return {"cache_control": MARK}

    def of_message(self, cached: bool) -> dict[str, Any]:
        if not cached:
            return {}
        if self._skip_messages > 0:
            self._skip_messages -= 1
            return {}
        return {"cache_control": MARK}


def _message(message: Message, marks: _Marks, thoughts: Thoughts) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = thoughts.before(message)
    blocks += [
        {
            "type": "tool_result",
            "tool_use_id": result.call_id,
            "content": result.text,
            "is_error": result.failed,
        }
        for result in message.results
    ]
    blocks += [_picture(picture) for picture in message.pictures]
    if message.text:
        blocks.append({"type": "text", "text": message.text})
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in message.calls
    ]
    if blocks:
        blocks[-1] |= marks.of_message(message.cached)
    return {"role": message.role, "content": blocks or "…"}


def _picture(picture: bytes) -> dict[str, Any]:
    data = base64.b64encode(picture).decode()
    return {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": data},
    }


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": {"type": "object", **tool.parameters},
    }


# --- the answer --------------------------------------------------------------------------------


def _events(
    stream: Any, name: str, patience: Patience, heard: Heard, thoughts: Thoughts
) -> Iterator[Event]:
    usage, thought = Usage(), list[dict[str, Any]]()
    reason: str | None = None
    block: Any = None
    written: list[str] = []
    for event in stream:
        patience.token()
        match event.type:
            case "message_start":
                usage = _usage(event.message.usage, usage)
                heard.used(usage, whole=False)
            case "content_block_start":
                block, written = event.content_block, []
                if block.type == "text" and block.text:
                    yield TextDelta(block.text)
                if block.type in ("thinking", "redacted_thinking"):
                    thought.append(block.model_dump(exclude_none=True))
            case "content_block_delta" if event.delta.type == "thinking_delta":
                thought[-1]["thinking"] += event.delta.thinking
            case "content_block_delta" if event.delta.type == "signature_delta":
                thought[-1]["signature"] = event.delta.signature
            case "content_block_delta" if event.delta.type == "text_delta":
                if event.delta.text:
                    yield TextDelta(event.delta.text)
            case "content_block_delta" if event.delta.type == "input_json_delta":
                written.append(event.delta.partial_json)
            case "content_block_stop" if block is not None and block.type == "tool_use":
                if thought:
                    thoughts.keep(block.id, thought)
                yield read_call(block.id, block.name, "".join(written))
            case "message_delta":
                usage = _usage(event.usage, usage)
                reason = event.delta.stop_reason
                heard.used(usage, whole=True)
            case "message_stop":
                if reason is None:
                    return
                yield Stop(_STOPS.get(reason, "refused"), name)
                return
            case _:
                pass


def _usage(told: Any, before: Usage) -> Usage:
    """Figures are running totals; those left out stay as they were."""

    def figure(key: str, old: int) -> int:
        value = getattr(told, key, None)
        return old if value is None else count(value)

    return Usage(
        input=figure("input_tokens", before.input),
        output=figure("output_tokens", before.output),
        cache_read=figure("cache_read_input_tokens", before.cache_read),
        cache_write=figure("cache_creation_input_tokens", before.cache_write),
    )
