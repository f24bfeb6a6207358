"""Keeping the demos: what is made is read, what is counted is written down, what ended is removed.

Two helpers, for as long as the main house is open. One reads waiting demos, one at a time, each in
a process of its own. The other goes round every few seconds: it ends what has expired, closes what
nobody uses, and removes homes that belong to no living demo, whatever happened before.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter

from anyio import to_thread

from server.demos.home import home_of, homes_in, remove
from server.demos.houses import Application, DemoHouses
from server.demos.reading import Unreadable, read
from server.house import House
from server.loops import Loop
from store import demos
from store.errors import ConciergeError
from store.tables import utcnow

log = logging.getLogger(__name__)

ROUND_S = 5.0


class Keeper:
    """Of one main house. `wake` is for whoever just made a demo."""

    def __init__(self, house: House, application: Application) -> None:
        self._house = house
        self.houses = DemoHouses(house.settings.home, house.settings.demos.most_open, application)
        self._closing = False
        self._reader = Loop("demos", ROUND_S, self.read_next)
        self._rounds: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await to_thread.run_sync(self._release)
        self._rounds = asyncio.create_task(self._go_round())
        self._reader.start()

    async def stop(self) -> None:
        self._closing = True
        self._reader.stop()
        if self._rounds is not None:
            self._rounds.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._rounds
        await self.houses.close()
        await to_thread.run_sync(self.write_counts)
        await to_thread.run_sync(self._reader.join, 5.0)

    def wake(self) -> None:
        self._reader.ring()

    def read_next(self) -> bool:
        """Read the demo that has waited longest. True while there may be another."""
        store = self._house.store
        with store.reading() as tx:
            if not demos.any_waiting(tx):
                return False
        with store.writing() as tx:
            demo = demos.take_next(tx)
        if demo is None:
            return False
        home = home_of(self._house.settings.home, demo.public_id)
        try:
            questions = read(home, demo.website, lambda: self._closing)
        except Unreadable as error:
            with store.writing() as tx:
                demos.failed(tx, demo.id, str(error))
            return True
        if questions is None:
            return False
        with store.writing() as tx:
            demos.ready(tx, demo.id, questions)
        return True

    async def go_round(self) -> None:
        """Once: counts written down, what expired ended, what ended closed and removed."""
        await to_thread.run_sync(self.write_counts)
        living = await to_thread.run_sync(self._end_expired)
        await self.houses.close_idle(living)
        await to_thread.run_sync(self._remove_ended)

    async def _go_round(self) -> None:
        while True:
            try:
                await self.go_round()
            except ConciergeError as error:
                log.warning("Demos are kept later: %s", error.message)
            except Exception:
                log.exception("Keeping the demos met an unforeseen fault and goes on")
            await asyncio.sleep(ROUND_S)

    def _release(self) -> None:
        with self._house.store.reading() as tx:
            if not demos.any_left(tx):
                return
        with self._house.store.writing() as tx:
            demos.release_reading(tx)

    def write_counts(self) -> None:
        """What was counted since the last time."""
        opened, asked = self.houses.take_counts()
        if not (opened or asked):
            return
        with self._house.store.writing() as tx:
            for public_id in Counter(opened) | Counter(asked):
                demos.count(tx, public_id, opened=opened[public_id], asked=asked[public_id])

    def _end_expired(self) -> set[str]:
        with self._house.store.reading() as tx:
            due = demos.anything_to_end(tx, utcnow())
        if due:
            with self._house.store.writing() as tx:
                demos.end_expired(tx)
        with self._house.store.reading() as tx:
            return demos.with_homes(tx)

    def _remove_ended(self) -> None:
        # Homes first: one that is made meanwhile has its row already.
        homes = homes_in(self._house.settings.home)
        if not homes:
            return
        with self._house.store.reading() as tx:
            kept = demos.with_homes(tx)
        for public_id in homes - kept:
            log.info("The demo %s is removed", public_id)
            remove(self._house.settings.home, public_id)
