"""How often somebody may ask, and how much they may send at once."""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import Spent, problem

MAX_BODY = 64 * 1024
REMEMBERED_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after one request; becomes the standard headers."""

    name: str
    quota: int
    window: int
    left: int
    reset: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.name}";r={self.left};t={self.reset}',
        }


class RateLimit:
    """A token bucket per key: `quota` requests in `window` seconds, refilled steadily.

    Held in memory and bounded: forgetting the key that was quiet longest only forgives it.
    """

    def __init__(
        self, name: str, quota: int, window: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name, self.quota, self.window = name, quota, window
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> Allowance:
        """Count one request. Raises Spent (a TooMany) with the wait in seconds."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (float(self.quota), now))
        rate = self.quota / self.window
        tokens = min(float(self.quota), tokens + (now - at) * rate)
        enough = tokens >= 1
        tokens -= 1 if enough else 0
        self._buckets[key] = (tokens, now)
        while len(self._buckets) > REMEMBERED_KEYS:
            self._buckets.popitem(last=False)
        if not enough:
            wait = math.ceil((1 - tokens) / rate)
            raise Spent(wait, Allowance(self.name, self.quota, self.window, 0, wait).headers())
        reset = math.ceil((self.quota - tokens) / rate)
        return Allowance(self.name, self.quota, self.window, int(tokens), reset)


def limit_of(request: Request, name: str, quota: int, window: int) -> RateLimit:
    """The limit of that name of the house that is asked: two houses in one process share none."""
    kept: dict[str, RateLimit] = request.app.state.limits
    return kept.setdefault(name, RateLimit(name, quota, window))


UPLOAD = re.compile(r"/v1/conversations/[^/]+/files")


class BodyLimit:
    """Refuses a body over 64 KiB with 413, declared or not, before anything parses it. Files of
    guests may have `upload` bytes, what a demo is made of `demo`."""

    def __init__(
        self, app: ASGIApp, most: int = MAX_BODY, upload: int = MAX_BODY, demo: int = MAX_BODY
    ) -> None:
        self.app, self._most = app, most
        self._upload, self._demo = max(most, upload), max(most, demo)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        most = self._most_at(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > most:
            await self._refuse(most, scope, receive, send)
            return
        seen = 0
        refused = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # The rest is not handed on: whatever the app makes of half a body, we answer 413.
            return message if seen <= most else {"type": "http.disconnect"}

        async def corrected(message: Message) -> None:
            nonlocal refused
            if seen <= most:
                await send(message)
            elif not refused:
                refused = True
                await self._refuse(most, scope, receive, send)

        try:
            await self.app(scope, counted, corrected)
        except ClientDisconnect:
            if seen <= most:
                raise
        if seen > most and not refused:
            await self._refuse(most, scope, receive, send)

    def _most_at(self, path: str) -> int:
        if path == "/demo":
            return self._demo
        return self._upload if UPLOAD.fullmatch(path) else self._most

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        response = problem(
            413,
            "too_large",
            f"A request may have {most // 1024} KiB at most.",
            headers={"Connection": "close"},
        )
        await response(scope, receive, send)
