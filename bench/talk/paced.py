"""A language model with a steady pace, speaking Ollama's and OpenAI's streams.

    python -m bench.talk.paced PORT FIRST_MS BETWEEN_MS

Every answer is the same 60 pieces, each a write of its own. With both paces 0 they come as quickly
as they can be written.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

SENTENCE = "Breakfast is served from seven until half past ten in the garden room."
TEXT = (
    f"{SENTENCE} The pool opens at eight in the morning, and towels are at the desk. Late "
    "check-out can be asked for until noon on the day before. A taxi to the station takes ten "
    "minutes and is called at the desk by whoever is there."
)
PIECES = re.findall(r"\s*[^\s.,]+|[.,]", TEXT)


async def _pace(request: web.Request) -> tuple[float, float]:
    return request.app["first"], request.app["between"]


async def openai(request: web.Request) -> web.StreamResponse:
    await request.read()
    out = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await out.prepare(request)
    base = {"id": "x", "created": 1, "model": "paced", "object": "chat.completion.chunk"}

    async def send(choices: list[object], **more: object) -> None:
        await out.write(
            b"data: " + json.dumps({**base, "choices": choices, **more}).encode() + b"\n\n"
        )

    await _said(request, lambda piece: send([{"index": 0, "delta": {"content": piece}}]))
    await send([{"index": 0, "delta": {}, "finish_reason": "stop"}])
    await send([], usage={"prompt_tokens": 100, "completion_tokens": 60, "total_tokens": 160})
    await out.write(b"data: [DONE]\n\n")
    return out


async def ollama(request: web.Request) -> web.StreamResponse:
    await request.read()
    out = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await out.prepare(request)

    async def send(piece: str, **more: object) -> None:
        message = {"role": "assistant", "content": piece}
        told = {"model": "paced", "created_at": "2026-01-01T00:00:00Z", "message": message}
        await out.write(json.dumps({**told, "done": bool(more), **more}).encode() + b"\n")

    await _said(request, send)
    await send("", done_reason="stop", prompt_eval_count=100, eval_count=60)
    return out


async def _said(request: web.Request, send: Callable[[str], Awaitable[None]]) -> None:
    first, between = await _pace(request)
    at = time.perf_counter() + first
    for piece in PIECES:
        # Each has its moment, so that a late one does not make the rest later.
        if (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        await send(piece)
        at += between


async def show(_request: web.Request) -> web.Response:
    return web.json_response({"capabilities": ["completion", "tools"]})


def main() -> None:
    port, first, between = (int(word) for word in sys.argv[1:4])
    app = web.Application()
    app["first"], app["between"] = first / 1000, between / 1000
    app.router.add_post("/v1/chat/completions", openai)
    app.router.add_post("/api/chat", ollama)
    app.router.add_post("/api/show", show)
    app.router.add_get("/health", show)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
