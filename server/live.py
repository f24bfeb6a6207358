"""The bell and the previews: how streams learn within milliseconds that something happened.

Nothing here is remembered. What happened stands in the event log; a stream that missed a ring reads
the log a second later, and one that reconnects reads it from the last event it saw. Previews of a
reply that is being composed are only shown, never stored.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Container, Iterable
from typing import Any, NamedTuple

EVERYTHING = 0
# Pieces of a reply that come within this travel together: half the sends, and nobody reads faster.
BUNDLE_S = 0.015
MOST_ANNOUNCED = 4_096

# An event as a guest is told of it: its id, its name and what it says.
Named = tuple[int, str, dict[str, Any]]


class Preview(NamedTuple):
    """A piece of a reply to `message_id`; an empty text says that composing has begun. With no
    message (0) a person is writing, of that name. To the desk: a guest is, in that conversation.
    """

    message_id: int
    text: str


class Watch:
    """One stream's ear. Use it from one task only."""

    def __init__(self, live: Live, topic: int) -> None:
        self._live, self.topic = live, topic
        self._rung = asyncio.Event()
        self._happened = False
        self._previews: list[Preview] = []
        self._told: list[Named] = []

    def __enter__(self) -> Watch:
        self._live.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.remove(self)

    def wake(self, previews: Iterable[Preview] = (), told: Named | None = None) -> None:
        """With `previews` alone the log has not grown; `told` is an event read from it already."""
        self._previews += previews
        if told is not None:
            self._told.append(told)
        self._happened = self._happened or told is not None or not previews
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

    def told(self) -> list[Named]:
        """Events that came with the bell. They stand in the log too, perhaps behind others."""
        taken, self._told = self._told, []
        return taken


class Live:
    """Rings from any thread; streams listen on the server's event loop."""

    def __init__(self) -> None:
        self._watches: dict[int, set[Watch]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._pending: set[int] = set()
        self._unshown: dict[int, list[Preview]] = {}
        self._announced: OrderedDict[int, None] = OrderedDict()

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

    def announced(self, event_id: int) -> None:
        """This event of our own was rung for: whoever looks through the log need not ring again."""
        self._announced[event_id] = None
        while len(self._announced) > MOST_ANNOUNCED:
            self._announced.popitem(last=False)

    @property
    def known(self) -> Container[int]:
        """Ids of the events announced of late."""
        return self._announced

    def tell(self, conversation_id: int, event: Named) -> None:
        """Ring, and bring the event along for those who wait for no other."""
        self.announced(event[0])
        self._on_loop(self._tell, conversation_id, event)

    def preview(self, conversation_id: int, preview: Preview, within: float = BUNDLE_S) -> None:
        """Show it within so many seconds, together with what else comes by then."""
        if conversation_id not in self._watches:
            return
        with self._lock:
            unshown = self._unshown.setdefault(conversation_id, [])
            unshown.append(preview)
        if len(unshown) == 1:
            self._on_loop(self._show_soon, conversation_id, within)

    def _on_loop(self, call: object, *arguments: object) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(call, *arguments)  # type: ignore[arg-type]

    def _wake(self) -> None:
        with self._lock:
            topics, self._pending = self._pending, set()
        for topic in topics:
            self._show(topic)
        self.wake_now(topics)

    def wake_now(self, topics: Iterable[int], but: Watch | None = None) -> None:
        """From the event loop itself. `but` has been told already."""
        for topic in topics:
            for watch in tuple(self._watches.get(topic, ())):
                if watch is not but:
                    watch.wake()

    def wake_all(self) -> None:
        self.wake_now(tuple(self._watches))

    def _tell(self, conversation_id: int, event: Named) -> None:
        # What was shown of a reply comes before the reply.
        self._show(conversation_id)
        for watch in tuple(self._watches.get(conversation_id, ())):
            watch.wake(told=event)
        self.wake_now((EVERYTHING,))

    def _show_soon(self, conversation_id: int, within: float) -> None:
        if self._loop is not None:
            self._loop.call_later(within, self._show, conversation_id)

    def _show(self, conversation_id: int) -> None:
        with self._lock:
            previews = self._unshown.pop(conversation_id, None)
        if previews:
            for watch in tuple(self._watches.get(conversation_id, ())):
                watch.wake(previews)

    def is_watched(self, topic: int) -> bool:
        return topic in self._watches

    @property
    def listeners(self) -> int:
        return sum(len(watches) for watches in self._watches.values())
