"""The bell and the previews: how streams learn within milliseconds that something happened.

Nothing here is remembered. What happened stands in the event log; a stream that missed a ring reads
the log a second later, and one that reconnects reads it from the last event it saw. Previews of a
reply that is being composed are only shown, never stored.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

EVERYTHING = 0


class Preview(NamedTuple):
    """A piece of a reply to `message_id`; an empty text says that composing has begun."""

    message_id: int
    text: str


class Watch:
    """One stream's ear. Use it from one task only."""

    def __init__(self, live: Live, topic: int) -> None:
        self._live, self.topic = live, topic
        self._rung = asyncio.Event()
        self._happened = False
        self._previews: list[Preview] = []

    def __enter__(self) -> Watch:
        self._live.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.remove(self)

    def wake(self, preview: Preview | None = None) -> None:
        if preview is None:
            self._happened = True
        else:
            self._previews.append(preview)
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Until something rings, or `seconds` pass (then False)."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True

    def happened(self) -> bool:
        """Whether the log has grown since this was last asked; a preview alone is not that."""
        grown, self._happened = self._happened, False
        return grown

    def previews(self) -> list[Preview]:
        taken, self._previews = self._previews, []
        return taken


class Live:
    """Rings from any thread; streams listen on the server's event loop."""

    def __init__(self) -> None:
        self._watches: dict[int, set[Watch]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._pending: set[int] = set()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def add(self, watch: Watch) -> None:
        self._watches[watch.topic].add(watch)

    def remove(self, watch: Watch) -> None:
        listening = self._watches.get(watch.topic, set())
        listening.discard(watch)
        if not listening:
            self._watches.pop(watch.topic, None)

    def watch(self, conversation_id: int) -> Watch:
        return Watch(self, conversation_id)

    def watch_everything(self) -> Watch:
        return Watch(self, EVERYTHING)

    def ring(self, *conversation_ids: int) -> None:
        """Something happened in these conversations (none: in the house)."""
        with self._lock:
            first = not self._pending
            self._pending.update(conversation_ids)
            self._pending.add(EVERYTHING)
        if first:
            self._on_loop(self._wake)

    def preview(self, conversation_id: int, preview: Preview) -> None:
        if conversation_id in self._watches:
            self._on_loop(self._show, conversation_id, preview)

    def _on_loop(self, call: object, *arguments: object) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(call, *arguments)  # type: ignore[arg-type]

    def _wake(self) -> None:
        with self._lock:
            topics, self._pending = self._pending, set()
        self.wake_now(topics)

    def wake_now(self, topics: Iterable[int]) -> None:
        for topic in topics:
            for watch in tuple(self._watches.get(topic, ())):
                watch.wake()

    def wake_all(self) -> None:
        self.wake_now(tuple(self._watches))

    def _show(self, conversation_id: int, preview: Preview) -> None:
        for watch in tuple(self._watches.get(conversation_id, ())):
            watch.wake(preview)

    @property
    def listeners(self) -> int:
        return sum(len(watches) for watches in self._watches.values())
