"""The demos' houses, each an application of its own: opened when somebody comes, and let go.

An open house costs some memory and a few threads, so there are only so many at once. The one that
was quiet longest makes room; one that just spoke is not thrown out, and whoever comes waits a
moment. What a demo answers from, and all that is said in it, lies in its own home.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from server.demos.home import home_of, settings_of
from server.house import House, open_house
from store.errors import TooMany
from store.home import Home

IDLE_S = 600.0
JUST_NOW_S = 20.0
# What strangers reach of a demo: its chat, and nothing that staff or operators use.
GUESTS = re.compile(r"/chat(/.*)?|/widget\.js|/widget/.+|/v1/config|/v1/conversations(/.*)?")
ASKING = re.compile(r"/v1/conversations/[^/]+/messages")
LISTENING = re.compile(r"/v1/conversations/[^/]+/events")

# Makes the application of an open house; handed in, because that needs this file, too.
Application = Callable[[House], FastAPI]


@dataclass
class _Open:
    house: House
    app: FastAPI
    life: AbstractAsyncContextManager[Any]
    last: float


class DemoHouses:
    """`opened` and `asked` count visits and questions since they were last taken."""

    def __init__(self, main: Home, most: int, application: Application) -> None:
        self._main, self._most, self._application = main, most, application
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._lock = asyncio.Lock()
        self.opened: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    @property
    def now_open(self) -> list[str]:
        return list(self._open)

    async def serve(
        self, public_id: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request as that demo's own server would, with `path` behind its address. Raises
        TooMany while no room can be made, and NotFound when its home is gone."""
        app = await self._app_of(public_id, listens=bool(LISTENING.fullmatch(path)))
        inner = {
            **scope,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "state": {},
        }
        for name in ("app", "router", "endpoint", "route", "path_params"):
            inner.pop(name, None)
        await app(inner, receive, self._counting(public_id, path, scope["method"], send))

    def _counting(self, public_id: str, path: str, method: str, send: Send) -> Send:
        came = method == "GET" and path == "/chat"
        asks = method == "POST" and ASKING.fullmatch(path) is not None
        if not (came or asks):
            return send

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                (self.opened if came else self.asked)[public_id] += 1
            await send(message)

        return counted

    async def _app_of(self, public_id: str, *, listens: bool) -> FastAPI:
        async with self._lock:
            found = self._open.get(public_id)
            if found is None:
                await self._make_room()
                found = await self._opened(public_id)
            if not listens:
                # A tab that is only left open does not keep a house open.
                found.last = time.monotonic()
                self._open.move_to_end(public_id)
            return found.app

    async def _opened(self, public_id: str) -> _Open:
        house = await to_thread.run_sync(self._open_house, public_id)
        app = self._application(house)
        life = app.router.lifespan_context(app)
        await life.__aenter__()
        opened = self._open[public_id] = _Open(house, app, life, time.monotonic())
        return opened

    def _open_house(self, public_id: str) -> House:
        return open_house(settings_of(home_of(self._main, public_id)))

    async def _make_room(self) -> None:
        while len(self._open) >= self._most:
            quietest = next(iter(self._open))
            if time.monotonic() - self._open[quietest].last < JUST_NOW_S:
                raise TooMany(
                    "Many demos are being tried just now.",
                    "Try again in half a minute.",
                    retry_after=JUST_NOW_S,
                )
            await self._close(quietest)

    async def close_idle(self, living: set[str], idle_s: float = IDLE_S) -> None:
        """Those that ended, and those nobody has spoken to for a while."""
        async with self._lock:
            for public_id, found in list(self._open.items()):
                if public_id not in living or time.monotonic() - found.last > idle_s:
                    await self._close(public_id)

    def end_streams(self) -> None:
        """The whole house closes: whoever listens in a demo is let go, too."""
        for found in self._open.values():
            found.house.closing.set()
            found.app.state.live.wake_all()

    async def close(self) -> None:
        await self.close_idle(set())

    async def _close(self, public_id: str) -> None:
        found = self._open.pop(public_id)
        await found.life.__aexit__(None, None, None)
        await to_thread.run_sync(found.house.close)

    def take_counts(self) -> tuple[Counter[str], Counter[str]]:
        """Visits and questions by demo, which are counted from nothing again."""
        taken = self.opened, self.asked
        self.opened, self.asked = Counter(), Counter()
        return taken
