"""A small stand-in for the house, as the widget sees it: the guest API over real HTTP.

It answers from a few fixed sentences, numbers and keeps what it says, streams it and resumes it,
and does on demand what a house on a bad day does: refuses, hangs up, forgets, takes its time.
It records what it received, and never asserts.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from server import page_views, widget_files
from store.settings import Settings

BUILT = Path(__file__).resolve().parents[2] / "server" / "pages" / "built"

Event = tuple[int, str, dict[str, Any]]


@dataclass
class Answer:
    """What the stand-in says to one message. `pieces` are streamed, then the whole is stored."""

    pieces: list[str]
    citations: list[dict[str, Any]] = field(default_factory=list)
    quick_replies: list[str] = field(default_factory=list)
    outcome: str = "answered"
    pending: bool = False
    seconds_between: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass
class Talk:
    """One conversation: what was said, what was announced, and who listens."""

    id: str
    token: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    listeners: list[asyncio.Queue[Event | None]] = field(default_factory=list)
    status: str = "open"
    speaker: str = "concierge"

    def announce(self, name: str, data: dict[str, Any], *, stored: bool = True) -> None:
        number = len(self.events) + 1 if stored else 0
        event = (number, name, data)
        if stored:
            self.events.append(event)
        for listener in self.listeners:
            listener.put_nowait(event)

    def say(self, author: str, text: str, **more: Any) -> dict[str, Any]:
        message = {
            "id": f"m{len(self.messages) + 1}",
            "seq": len(self.messages) + 1,
            "author": author,
            "author_name": None,
            "text": text,
            "at": datetime.now(UTC).isoformat(),
            "citations": [],
            "quick_replies": [],
            "outcome": None,
            **more,
        }
        self.messages.append(message)
        return message


def echo(text: str) -> Answer:
    return Answer([f"You said: {text}"])


class GuestApiDouble:
    """Serves until `stop`. Change `config` and `answer` freely; the verbs below are thread-safe."""

    def __init__(self) -> None:
        self.config: dict[str, Any] = {
            "business": {"name": "Harbour House"},
            "colour": "#1f5f5b",
            "locale": "en",
            "greeting": "Good day! How can we help?",
            "quick_replies": ["When is breakfast?", "Is there parking?"],
            "automatic": True,
            "paused": False,
        }
        self.answer: Callable[[str], Answer] = echo
        self.talks: dict[str, Talk] = {}
        self.received: list[dict[str, Any]] = []
        self.refusals: list[tuple[int, dict[str, str]]] = []
        self.requests: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        server = uvicorn.Config(
            self._app(), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(server)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    # -- what a test does to it

    def stop(self) -> None:
        self.hang_up()
        self._server.should_exit = True
        self._thread.join(10)

    def hang_up(self) -> None:
        """Ends every event stream, as a restart would."""

        def act() -> None:
            for listener in [q for talk in self.talks.values() for q in talk.listeners]:
                listener.put_nowait(None)

        self._soon(act)

    def refuse(self, status: int, times: int = 1, **headers: str) -> None:
        """Refuses the next messages. Header names take `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.refusals += [(status, named)] * times

    def forget(self) -> None:
        """Knows no conversation any more."""
        self.hang_up()
        self._soon(self.talks.clear)

    def staff_joins(self, name: str) -> None:
        def act() -> None:
            self.talk.speaker = "staff"
            self.talk.announce("staff.joined", {"name": name})

        self._soon(act)

    def staff_says(self, name: str, text: str) -> None:
        def act() -> None:
            message = self.talk.say("staff", text, author_name=name)
            data = {**message, "message_id": message["id"], "in_reply_to": None}
            self.talk.announce("message.posted", data)

        self._soon(act)

    def remembers(self, messages: list[dict[str, Any]]) -> None:
        """Has these in its history, and announced none of them."""
        self._soon(lambda: self.talk.messages.extend(messages))

    def announces(self, name: str, data: dict[str, Any]) -> None:
        self._soon(lambda: self.talk.announce(name, data))

    @property
    def talk(self) -> Talk:
        return list(self.talks.values())[-1]

    @property
    def guest_texts(self) -> list[str]:
        """What guests said, as stored, in order, over all conversations."""
        said = [m for talk in self.talks.values() for m in talk.messages]
        return [m["text"] for m in said if m["author"] == "guest"]

    # -- the house itself

    def _serve(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._server.serve())

    def _soon(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            try:
                act()
            finally:
                done.set()

        self._loop.call_soon_threadsafe(run)
        done.wait(5)

    def _app(self) -> Starlette:
        conversation = "/v1/conversations/{id}"
        return Starlette(
            routes=[
                Route("/widget.js", lambda _: FileResponse(newest_bell())),
                Mount("/widget", StaticFiles(directory=BUILT)),
                Route("/chat", lambda _: HTMLResponse(page_views.chat(Settings(), "en"))),
                Route("/v1/config", self._config),
                Route("/v1/conversations", self._begin, methods=["POST"]),
                Route(conversation, self._show),
                Route(conversation + "/messages", self._receive, methods=["POST"]),
                Route(conversation + "/events", self._events),
            ],
            middleware=[
                Middleware(
                    CORSMiddleware,
                    allow_origins=["*"],
                    allow_methods=["GET", "POST"],
                    allow_headers=["authorization", "content-type", "last-event-id"],
                    expose_headers=["Retry-After"],
                )
            ],
        )

    async def _config(self, request: Request) -> Response:
        self.requests.append("config")
        return JSONResponse({**self.config, "locale": request.query_params["locale"]})

    async def _begin(self, request: Request) -> Response:
        self.requests.append("begin")
        talk = Talk(str(uuid.uuid4()), uuid.uuid4().hex)
        self.talks[talk.id] = talk
        offers = {key: self.config[key] for key in ("greeting", "quick_replies")}
        return JSONResponse({"id": talk.id, "token": talk.token, **offers}, status_code=201)

    async def _show(self, request: Request) -> Response:
        talk = self._known(request)
        if isinstance(talk, Response):
            return talk
        if line := request.query_params.get("line"):
            self.requests.append(line)
        about = {"id": talk.id, "status": talk.status, "speaker": talk.speaker}
        last = {"last_event_id": str(len(talk.events))}
        return JSONResponse({**about, **last, "messages": talk.messages})

    async def _receive(self, request: Request) -> Response:
        body = await request.json()
        self.received.append(body)
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return _problem(status, headers)
        talk = self._known(request)
        if isinstance(talk, Response):
            return talk
        again = [m for m in talk.messages if m.get("client_id") == body["client_id"]]
        message = again[0] if again else self._store(talk, body)
        return JSONResponse({"message_id": message["id"], "seq": message["seq"]}, status_code=202)

    def _store(self, talk: Talk, body: dict[str, Any]) -> dict[str, Any]:
        message = talk.say("guest", body["text"], client_id=body["client_id"])
        talk.announce("message.accepted", {**message, "message_id": message["id"]})
        if talk.speaker == "concierge":
            task = asyncio.get_running_loop().create_task(self._reply(talk, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return message

    async def _reply(self, talk: Talk, to: dict[str, Any]) -> None:
        answer = self.answer(to["text"])
        about = {"in_reply_to": to["id"]}
        if answer.pending:
            talk.announce("reply.pending", about)
            return
        talk.announce("reply.started", about, stored=False)
        for piece in answer.pieces:
            await asyncio.sleep(answer.seconds_between)
            talk.announce("reply.delta", {"text": piece, **about}, stored=False)
        await asyncio.sleep(answer.seconds_between)
        message = talk.say(
            "concierge",
            answer.text,
            citations=answer.citations,
            quick_replies=answer.quick_replies,
            outcome=answer.outcome,
        )
        talk.announce("reply.completed", {**message, "message_id": message["id"], **about})

    async def _events(self, request: Request) -> Response:
        self.requests.append("events")
        talk = self._known(request)
        if isinstance(talk, Response):
            return talk
        seen = int(request.headers.get("last-event-id") or 0)
        stream = self._stream(talk, seen)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def _stream(self, talk: Talk, seen: int) -> AsyncIterator[str]:
        listener: asyncio.Queue[Event | None] = asyncio.Queue()
        for missed in talk.events[seen:]:
            listener.put_nowait(missed)
        talk.listeners.append(listener)
        try:
            yield ": hello\n\n"
            while (event := await listener.get()) is not None:
                number, name, data = event
                head = f"id: {number}\n" if number else ""
                yield f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"
        finally:
            talk.listeners.remove(listener)

    def _known(self, request: Request) -> Talk | Response:
        talk = self.talks.get(request.path_params["id"])
        if talk is None or request.headers.get("authorization") != f"Bearer {talk.token}":
            return _problem(401, {})
        return talk


def newest_bell() -> Path:
    return BUILT / widget_files.newest() / "widget.js"


def _problem(status: int, headers: dict[str, str]) -> Response:
    problem = {"type": "about:blank", "title": "Refused", "status": status, "code": "refused"}
    return JSONResponse(problem, status, headers, media_type="application/problem+json")
