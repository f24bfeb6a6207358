"""Every request has an id: it is in the lines of the log, and in the answer's X-Request-Id.

An id that a proxy sends is taken on when it looks like one, so that both logs can be read together.
"""

from __future__ import annotations

import re
import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store import tracks

NAME = b"x-request-id"
LOOKS_LIKE_ONE = re.compile(rb"[A-Za-z0-9._-]{8,64}")
CONVERSATION = re.compile(r"/v1/(?:staff/)?conversations/([A-Za-z0-9_-]{1,64})")


class Tracked:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == NAME), b"")
        own = given if LOOKS_LIKE_ONE.fullmatch(given) else secrets.token_hex(6).encode()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (NAME, own)]}
            await send(message)

        about = CONVERSATION.match(scope["path"])
        with tracks.on(request=own.decode(), conversation=about.group(1) if about else ""):
            await self.app(scope, receive, marked)
