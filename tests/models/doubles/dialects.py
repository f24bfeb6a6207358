"""The three vendors' bodies: a whole stream, and a refusal, as each would write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.models.doubles.scripts import CALL_ID, SIGNATURE, Script

WHEN = "2026-11-20T13:00:00Z"
INPUT, CACHED, WRITTEN = 40, 30, 20


def sse(data: Any, event: str = "") -> bytes:
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"


# --- anthropic ---------------------------------------------------------------------------------


def anthropic_events(model: str, script: Script) -> list[dict[str, Any]]:
    reasons = {"text": "end_turn", "tools": "tool_use", "refused": "refusal"}
    usage = {
        "input_tokens": INPUT,
        "cache_read_input_tokens": CACHED,
        "cache_creation_input_tokens": WRITTEN,
        "output_tokens": 1,
    }
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}]
    index = 0
    if script.thought:
        events += _thinking(script.thought)
        index += 1
    if script.words:
        events += _block(index, {"type": "text", "text": "", "citations": None}, script.words)
        index += 1
    if script.kind == "tools":
        block = {
            "type": "tool_use",
            "id": CALL_ID,
            "name": script.tool,
            "input": {},
            "caller": {"type": "direct"},
        }
        written = json.dumps(script.arguments)
        events += _block(index, block, ("", written[:9], written[9:]), json_pieces=True)
    delta = {"stop_reason": reasons.get(script.kind, "max_tokens"), "stop_sequence": None}
    told = usage | {"output_tokens": 1 + len(script.words)}
    events += [
        {"type": "message_delta", "delta": delta, "usage": told},
        {"type": "message_stop"},
    ]
    return events


def _thinking(thought: str) -> list[dict[str, Any]]:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    told = {"type": "thinking_delta", "thinking": thought, "estimated_tokens": 5}
    signed = {"type": "signature_delta", "signature": SIGNATURE}
    return [
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": told},
        {"type": "content_block_delta", "index": 0, "delta": signed},
        {"type": "content_block_stop", "index": 0},
    ]


def _block(
    index: int, block: dict[str, Any], pieces: tuple[str, ...], json_pieces: bool = False
) -> list[dict[str, Any]]:
    kind, key = ("input_json_delta", "partial_json") if json_pieces else ("text_delta", "text")
    return [
        {"type": "content_block_start", "index": index, "content_block": block},
        *(
            {
                "type": "content_block_delta",
                "index": index,
                "delta": {"type": kind, key: piece},
            }
            for piece in pieces
        ),
        {"type": "content_block_stop", "index": index},
    ]


def anthropic_stream(model: str, script: Script) -> list[bytes]:
    return [sse(event, event["type"]) for event in anthropic_events(model, script)]


def anthropic_error(status: int, kind: str = "", message: str = "No.") -> dict[str, Any]:
    kinds = {
        400: "invalid_request_error",
        401: "authentication_error",
        403: "permission_error",
        404: "not_found_error",
        429: "rate_limit_error",
        529: "overloaded_error",
    }
    told = kind or kinds.get(status, "api_error")
    error = {"type": told, "message": message}
    return {"type": "error", "error": error, "request_id": "req_1"}


# --- openai ------------------------------------------------------------------------------------


def openai_events(model: str, script: Script) -> list[dict[str, Any]]:
    reasons = {"text": "stop", "tools": "tool_calls", "refused": "content_filter"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in script.words]
    if script.kind == "tools":
        written = json.dumps(script.arguments)
        named = {"name": script.tool, "arguments": ""}
        deltas.append(
            {"tool_calls": [{"index": 0, "id": CALL_ID, "type": "function", "function": named}]}
        )
        deltas += [
            {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
            for piece in (written[:9], written[9:])
        ]
    chunks = [_chunk(model, [_choice(delta, None)]) for delta in deltas]
    chunks.append(_chunk(model, [_choice({}, reasons.get(script.kind, "length"))]))
    output = len(script.words)
    usage = {
        "prompt_tokens": INPUT + CACHED,
        "completion_tokens": output,
        "total_tokens": INPUT + CACHED + output,
        "prompt_tokens_details": {"cached_tokens": CACHED},
    }
    return [*chunks, _chunk(model, []) | {"usage": usage}]


def _chunk(model: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_795_000_000,
        "model": model,
        "choices": choices,
    }


def _choice(delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": reason}


def openai_stream(model: str, script: Script) -> list[bytes]:
    return [*(sse(chunk) for chunk in openai_events(model, script)), b"data: [DONE]\n\n"]


def openai_error(status: int, kind: str = "", message: str = "No.") -> dict[str, Any]:
    kinds = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
    code = kind or kinds.get(status, "server_error")
    error = {"message": message, "type": "api_fault", "param": None, "code": code}
    return {"error": error}


# --- ollama ------------------------------------------------------------------------------------


def ollama_events(model: str, script: Script) -> list[dict[str, Any]]:
    def part(message: dict[str, Any]) -> dict[str, Any]:
        said = {"role": "assistant", "content": ""} | message
        return {"model": model, "created_at": WHEN, "message": said, "done": False}

    parts = [part({"content": word}) for word in script.words]
    if script.kind == "tools":
        call = {"function": {"name": script.tool, "arguments": script.arguments}}
        parts.append(part({"tool_calls": [call]}))
    end = {
        "done": True,
        "done_reason": "length" if script.kind == "length" else "stop",
        "prompt_eval_count": INPUT,
        "eval_count": len(script.words),
        "total_duration": 1_000_000,
    }
    return [*parts, part({}) | end]


def ollama_stream(model: str, script: Script) -> list[bytes]:
    return [line(part) for part in ollama_events(model, script)]


def ollama_error(_status: int, _kind: str = "", message: str = "No.") -> dict[str, Any]:
    return {"error": message}


# --- one table ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one vendor writes. `path` is the call that answers."""

    path: str
    content_type: str
    events: Callable[[str, Script], list[dict[str, Any]]]
    stream: Callable[[str, Script], list[bytes]]
    error: Callable[..., dict[str, Any]]
    ping: bytes
    fault: bytes
    unpaid: tuple[int, str, str]
    too_long: tuple[int, str, str]


DIALECTS: dict[str, Dialect] = {
    "anthropic": Dialect(
        "/v1/messages",
        "text/event-stream",
        anthropic_events,
        anthropic_stream,
        anthropic_error,
        sse({"type": "ping"}, "ping"),
        sse(anthropic_error(529, message="Overloaded"), "error"),
        (400, "invalid_request_error", "Your credit balance is too low to use this API."),
        (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    ),
    "openai": Dialect(
        "/chat/completions",
        "text/event-stream",
        openai_events,
        openai_stream,
        openai_error,
        b": still here\n\n",
        sse({"error": {"message": "Fault.", "type": "server_error", "param": None, "code": None}}),
        (429, "insufficient_quota", "You exceeded your current quota."),
        (400, "context_length_exceeded", "This model's maximum context length is 8192 tokens."),
    ),
    "ollama": Dialect(
        "/api/chat",
        "application/x-ndjson",
        ollama_events,
        ollama_stream,
        ollama_error,
        b" ",
        line({"error": "model runner has unexpectedly stopped"}),
        (402, "", "insufficient balance"),
        (400, "", "prompt is too long for the context"),
    ),
}
