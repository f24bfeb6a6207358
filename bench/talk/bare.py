"""The least a chat server can do: one endpoint, one call of the model, two rows in SQLite.

UPSTREAM=http://... DB=bare.db python -m uvicorn bench.talk.bare:app
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

UPSTREAM = os.environ.get("UPSTREAM", "") + "/v1/chat/completions"


@asynccontextmanager
async def life(app: Starlette) -> AsyncIterator[None]:
    db = sqlite3.connect(os.environ.get("DB", ":memory:"), isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE m(id INTEGER PRIMARY KEY, c TEXT, role TEXT, body TEXT, at REAL)"
    )
    app.state.db = db
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as app.state.http:
        yield


async def chat(request: Request) -> Response:
    asked = await request.json()

    def put(role: str, text: str) -> None:
        row = (asked["conversation"], role, text, time.time())
        request.app.state.db.execute("INSERT INTO m(c,role,body,at) VALUES(?,?,?,?)", row)

    put("guest", asked["text"])

    async def out() -> AsyncIterator[bytes]:
        got: list[str] = []
        message = {"role": "user", "content": asked["text"]}
        body = {"model": "paced", "stream": True, "messages": [message]}
        async with request.app.state.http.post(UPSTREAM, json=body) as answer:
            async for line in answer.content:
                if line.startswith(b"data: {"):
                    choices = json.loads(line[6:])["choices"]
                    text = choices and choices[0]["delta"].get("content")
                    if text:
                        got.append(text)
                        yield b"data: " + json.dumps({"t": text}).encode() + b"\n\n"
        put("assistant", "".join(got))
        yield b'data: {"done":true}\n\n'

    return StreamingResponse(out(), media_type="text/event-stream")


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


app = Starlette(
    routes=[Route("/chat", chat, methods=["POST"]), Route("/health", health)], lifespan=life
)
