"""Websites that embed the widget and may not: remembered, so that the owner's doctor can name them.

A browser tells a refused page nothing, and the owner sees only a chat that does not answer.
Anybody may claim to be any website, so only a few are kept, and each is written down once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from store import visits
from store.db import Store
from store.errors import ConciergeError
from store.tables import utcnow

log = logging.getLogger(__name__)

MOST = 10
FORGOTTEN_AFTER = timedelta(days=7)


class TurnedAway:
    """Stands before the rule on origins and notes whom it will refuse."""

    def __init__(self, app: ASGIApp, store: Store, allowed: list[str]) -> None:
        self.app, self._store, self._allowed = app, store, frozenset(allowed)
        self._noted: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/v1/con"):
            headers = dict(scope["headers"])
            origin = headers.get(b"origin", b"").decode("latin-1")
            # Our own page, by whatever name guests reach it, is refused nothing.
            own = origin.partition("://")[2] == headers.get(b"host", b"").decode("latin-1")
            if origin and not own and origin not in self._allowed | self._noted:
                await self._note(origin)
        await self.app(scope, receive, send)

    async def _note(self, origin: str) -> None:
        parts = urlsplit(origin)
        plain = origin == f"{parts.scheme}://{parts.netloc}" and len(origin) <= 200
        if len(self._noted) >= MOST or parts.scheme not in ("http", "https") or not plain:
            return
        self._noted.add(origin)
        log.warning("%s embeds the widget and may not: see server.origins.", ascii(origin))
        try:
            await to_thread.run_sync(self._write, origin)
        except ConciergeError as error:
            log.warning("It could not be noted: %s", error)

    def _write(self, origin: str) -> None:
        with self._store.writing() as tx:
            visits.note_turned_away(tx, origin, keep=MOST, since=utcnow() - FORGOTTEN_AFTER)
