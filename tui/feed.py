"""The house's event stream as Textual messages.

One worker of the app runs `listen` for as long as somebody is signed in. It connects, says so
(the screens then read what they show, so nothing that happened before is missed), passes events
on, and when the line breaks waits a little longer each time and resumes after the last event seen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from textual.message import Message

from server.client import StaffClient
from server.wire import TypingOut
from store.errors import ConciergeError, TooMany, Unauthorized
from tui.messages import EventHappened, GuestTypes, Line, LineChanged, SessionEnded

log = logging.getLogger(__name__)

WAITS: Final = (1, 2, 4, 8, 15, 30)


class Feed:
    """Remembers the last event seen, so that it can be asked to listen again later."""

    def __init__(
        self,
        post: Callable[[Message], object],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.last_seen: int | None = None
        self._post = post
        self._sleep = sleep
        self._failures = 0
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """Do not wait for the rest of the pause: somebody asked for it now."""
        self._hurry.set()

    async def listen(self, client: StaffClient) -> None:
        """Until the worker is cancelled or the session ends."""
        self._post(LineChanged(Line("connecting")))
        while True:
            try:
                async for event in client.events(self.last_seen, opened=self._opened):
                    if isinstance(event, TypingOut):
                        self._post(GuestTypes(event.conversation_id))
                        continue
                    self.last_seen = event.id
                    self._post(EventHappened(event))
            except Unauthorized as error:
                self._post(SessionEnded(error))
                return
            except ConciergeError as error:
                await self._pause(error)
            except Exception as error:
                # A loop: a stream that fails unforeseen must not leave the desk deaf for good.
                log.exception("The event stream failed.")
                await self._pause(ConciergeError(f"The event stream failed: {error}."))

    def _opened(self) -> None:
        self._failures = 0
        self._post(LineChanged(Line("live")))

    async def _pause(self, error: ConciergeError) -> None:
        seconds = WAITS[min(self._failures, len(WAITS) - 1)]
        if isinstance(error, TooMany):
            seconds = max(seconds, round(error.retry_after))
        self._failures += 1
        self._hurry.clear()
        for left in range(seconds, 0, -1):
            self._post(LineChanged(Line("lost", error.message, left)))
            await self._sleep(1)
            if self._hurry.is_set():
                return
