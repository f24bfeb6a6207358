"""The loops that keep the house going. Each is a thread, and one bad row never stops one.

turns       answers what waits, oldest first, a few conversations at a time
watch       notices what other processes wrote, within a second
outbox      sends what must leave
clock       runs schedules, closes quiet conversations
desk        wakes what staff snoozed, gives back what they answered, calls again where nobody came
refresh     has the sources read again when it is time
gaps        files what nobody knew under topics, by meaning
notices     tells staff of what happens, as each one chose
receipts    seals the receipts of replies
figures     keeps the figures of days for good
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from agent.receipts import seal_all
from agent.turn import Ended, give_up, take_turn
from server.desk_clock import tend
from server.gapkeeper import Gapkeeper
from server.house import House
from server.live import BUNDLE_S, Live, Preview
from server.noticing import Noticing
from server.refreshing import Refresher
from server.stream import completed
from store import (
    conversations,
    events,
    generations,
    outbox,
    receipts,
    schedules,
    tool_runs,
    tracks,
    turns,
)
from store.errors import ConciergeError, Unavailable
from store.tables import utcnow
from store.turns import Due

log = logging.getLogger(__name__)

# More would only wait for one another: composing without a model is all computing.
WORKERS = max(2, min(4, os.cpu_count() or 2))
# A turn that waits for a language model costs a thread and hardly anything else.
TALKING = 128
STARTED_S = 0.1
BROKE = "The concierge met an unforeseen fault while answering."


class Loop:
    """Repeats `step` while it returns True, then waits `seconds` or for the bell."""

    def __init__(self, name: str, seconds: float, step: Callable[[], bool]) -> None:
        self.name, self.seconds, self.step = name, seconds, step
        self.failures = 0
        self.last_ok = time.monotonic()
        self._bell = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        self._bell.set()

    def stop(self) -> None:
        self._closing = True
        self._bell.set()

    def join(self, seconds: float) -> None:
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._closing:
            again = False
            try:
                again = self.step()
                self.last_ok = time.monotonic()
                self.failures = 0
            except ConciergeError as error:
                self.failures += 1
                log.warning("The %s loop waits: %s", self.name, error.message)
            except Exception:
                self.failures += 1
                log.exception("The %s loop met an unforeseen fault and goes on", self.name)
            if not again and not self._closing:
                # After failures it waits longer, so that a full disk is not hammered.
                self._bell.wait(min(self.seconds * (1 + self.failures), 30.0))
                self._bell.clear()


class Turns:
    """A small pool that takes turns; one conversation is in one worker's hands at a time."""

    def __init__(self, house: House, live: Live, workers: int = WORKERS) -> None:
        self._house, self._live = house, live
        self._free = threading.Semaphore(workers * 4)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="turn")
        self._closing = False

    def submit(self, due: Due) -> None:
        """Take the turn of a message whose conversation is leased to this house."""
        self._free.acquire()
        try:
            self._pool.submit(self._run, due)
        except RuntimeError:
            self._free.release()
            log.info("The house is closing; message %s waits for its next opening", due.message_id)

    def sweep(self) -> bool:
        """Lease and take what waits though nobody rang. True while there may be more."""
        if self._closing or not self._free.acquire(blocking=False):
            return False
        self._free.release()
        with self._house.store.reading() as tx:
            if not turns.anything_due(tx):
                return False
        with self._house.store.writing() as tx:
            due = turns.lease_next(tx, self._house.worker)
        if due is None:
            return False
        self.submit(due)
        return True

    def stop(self) -> None:
        """Finish the turns in hand; what is queued stays in the database and is owed."""
        self._closing = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, due: Due) -> None:
        with tracks.on(conversation=str(due.conversation_id)):
            self._go_through(due)

    def _go_through(self, due: Due) -> None:
        try:
            message_id: int | None = due.message_id
            too_late = due.too_late
            while message_id is not None:
                ended = self._take(due.conversation_id, message_id, too_late)
                if ended.reply is not None and ended.event_id:
                    told = completed(ended.reply, ended.event_id)
                    self._live.tell(due.conversation_id, told)
                else:
                    self._live.ring(due.conversation_id)
                message_id, too_late = ended.next_message_id, False
        except Exception:
            log.exception("The turn of message %s could not even be set aside", due.message_id)
        finally:
            self._free.release()

    def _take(self, conversation_id: int, message_id: int, too_late: bool) -> Ended:
        house = self._house

        # A model's first sentence shows at once; what follows travels together.
        waits = [BUNDLE_S] if house.answers_alone else [BUNDLE_S, 0.0]

        def preview(text: str) -> None:
            within = waits.pop() if len(waits) > 1 else waits[0]
            self._live.preview(conversation_id, Preview(message_id, text), within)

        # Mostly the reply comes sooner, and nobody need be told that it is being composed.
        self._live.preview(conversation_id, Preview(message_id, ""), STARTED_S)
        try:
            return take_turn(
                house.store,
                house.composer,
                message_id,
                answers=house.settings.answers,
                worker=house.worker,
                too_late=too_late,
                preview=preview,
            )
        except Unavailable:
            # The disk or the lock, not the words: the turn is still owed, so leave it waiting.
            raise
        except Exception:
            log.exception("The turn of message %s broke; a person is asked for", message_id)
            return give_up(house.store, message_id, BROKE, house.worker)


class Watcher:
    """Rings for events that other processes wrote: a command beside the server, a replica."""

    def __init__(self, house: House, live: Live) -> None:
        self._house, self._live = house, live
        self._seen: int | None = None

    def step(self) -> bool:
        with self._house.store.reading() as tx:
            newest = events.newest(tx)
            if self._seen is None or newest < self._seen:
                self._seen = newest
                return False
            if newest == self._seen:
                return False
            self._seen, touched = events.touched_after(tx, self._seen, known=self._live.known)
        self._live.ring(*touched)
        return self._seen < newest


class Loops:
    """All of them, started and stopped together."""

    def __init__(self, house: House, live: Live) -> None:
        self._house, self._live = house, live
        self.turns = Turns(house, live, WORKERS if house.answers_alone else TALKING)
        watcher = Watcher(house, live)
        noticing = Noticing(house.store)
        keeper = Gapkeeper(house.store, house.embedder, house.settings.business.name)
        self._refresher = Refresher(house)
        self.sweeper = Loop("turns", 1.0, self.turns.sweep)
        self.outbox = Loop("outbox", 2.0, self._deliver)
        # Gaps are filed a batch at a time, however many wait: guests come before bookkeeping.
        self.all = [
            self.sweeper,
            Loop("watch", 1.0, watcher.step),
            self.outbox,
            Loop("clock", 30.0, self._run_schedules),
            Loop("quiet", 600.0, self._close_quiet),
            Loop("desk", 15.0, self._tend_desk),
            Loop("notices", 1.0, lambda: noticing.step(house.settings)),
            Loop("gaps", 5.0, lambda: keeper.step() and False),
            Loop("refresh", 5.0, self._refresher.step),
            Loop("receipts", 15.0, self._seal_receipts),
            Loop("figures", 60.0, self._keep_figures),
        ]

    def start(self) -> None:
        """Free what a killed server of this home left claimed, then begin."""
        from server.clockwork import declare_schedules

        with self._house.store.writing() as tx:
            turns.release_all(tx)
            outbox.release_claims(tx)
            schedules.release_all(tx)
            generations.release_building(tx)
        declare_schedules(self._house.store, self._house.settings, utcnow())
        for loop in self.all:
            loop.start()

    def stop(self) -> None:
        for loop in self.all:
            loop.stop()
        self.turns.stop()
        for loop in self.all:
            loop.join(5.0)
        self._refresher.stop()

    def _deliver(self) -> bool:
        from channels.registry import build_channels
        from server.deliver import deliver_one
        from server.webhooks import Webhook

        now = utcnow()
        with self._house.store.reading() as tx:
            if not outbox.anything_due(tx, now):
                return False
        couriers = build_channels(self._house.settings)
        couriers[Webhook.name] = Webhook(self._house.store)
        return deliver_one(self._house.store, couriers, self._house.worker, now)

    def _run_schedules(self) -> bool:
        from server.clockwork import run_due

        return run_due(self._house.store, self._house.settings, self._house.worker, utcnow()) > 0

    def _keep_figures(self) -> bool:
        from reports import days

        days.keep_up(self._house.store, self._house.settings, utcnow())
        return False

    def _seal_receipts(self) -> bool:
        with self._house.store.reading() as tx:
            if not receipts.anything_unsealed(tx):
                return False
        seal_all(self._house.store, self._house.settings.home.path)
        return False

    def _tend_desk(self) -> bool:
        settings = self._house.settings
        changed = tend(self._house.store, settings.desk, settings.business.zone, utcnow())
        if changed:
            self._live.ring(*changed)
        return False

    def _close_quiet(self) -> bool:
        with self._house.store.writing() as tx:
            tool_runs.forget(tx, utcnow() - tool_runs.KEPT)
            return conversations.close_quiet(tx) > 0
