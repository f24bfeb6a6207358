"""A model with a budget around it: nothing is asked before its cost is set aside.

    hold      the most this request can cost, at the price of this model, durably
    ask       the model itself
    settle    what it did cost; where nobody told, a careful estimate

Every try of a chain passes here by itself, so that retries are counted too. What a call did cost is
written with the next call's hold, or a moment later: until then it counts as the most, which a kill
cannot make less. Near the end of a budget a call waits a little for what others give back. When day
or month is used up the request fails with "budget", and the caller falls back on structured mode;
the owner gets one mail at 80 percent and one at 100.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.estimate import Learned, careful
from models.model import Event, Failed, Halt, Request, TextDelta, ToolCall, Usage, Why
from models.owner_mail import owner_mail
from models.prices import NANOS, PriceList, in_dollars
from models.speaker import Speaker
from store import outbox, spending
from store.db import Store, Tx
from store.errors import ConciergeError
from store.settings import Settings
from store.spending import Allowance, Held, Level, Reached
from store.tables import utcnow

log = logging.getLogger(__name__)

TIDY_EVERY_S = 60.0
SETTLED_WITHIN_S = 0.1
SETTLE_TRIES = 3
# How long a call waits for money that others hold, and how often it looks.
ROOM_S, LOOK_EVERY_S = 1.0, 0.1
# A refusal at the door costs nothing; of what was cut or timed out nobody knows.
_FREE: frozenset[Why] = frozenset(
    {"unreachable", "busy", "overloaded", "key", "unpaid", "unknown_model", "too_long", "invalid"}
)


@dataclass(frozen=True, slots=True)
class _Owed:
    """A call that is over and not written down yet."""

    held: int
    nanos: int
    tokens: int


class Purse:
    """The business's. `owners` are mailed. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        allowance: Allowance,
        prices: PriceList,
        zone: ZoneInfo,
        owners: Sequence[str] = (),
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._store, self.allowance, self.prices = store, allowance, prices
        self._zone, self._owners, self._clock = zone, owners, clock
        self.learned = Learned()
        self._tidied = float("-inf")
        self._lock = threading.Lock()
        self._owed: list[_Owed] = []
        self._freed = threading.Condition(self._lock)
        self._timer: threading.Timer | None = None

    def level(self) -> Level:
        """ "open"; "tight" from 80 percent on: shorter context and the cheap model; "spent"."""
        with self._store.reading() as tx:
            return spending.level(tx, self.allowance, self.today())

    def today(self) -> date:
        """The business's own."""
        return self._clock().astimezone(self._zone).date()

    def hold(
        self, model: str, tokens_in: int, tokens_out: int, halt: Halt | None = None
    ) -> int | None:
        """The number of what was set aside; None when it might not fit. With a `halt` it waits for
        calls under way, should what they leave be enough."""
        until = time.monotonic() + (ROOM_S if halt else 0.0)
        while True:
            held = self._hold(model, tokens_in, tokens_out)
            left = until - time.monotonic()
            if held.id is not None or not held.later or left <= 0 or (halt and halt.rung):
                return held.id
            with self._freed:
                if not self._owed:
                    self._freed.wait(min(left, LOOK_EVERY_S))

    def _hold(self, model: str, tokens_in: int, tokens_out: int) -> Held:
        price = self.prices.of(model)
        with self._books() as tx:
            self._tidy(tx)
            held = spending.hold(
                tx,
                self.allowance,
                model,
                nanos=price.at_most(tokens_in, tokens_out),
                tokens=tokens_in + tokens_out,
                day=self.today(),
                now=self._clock(),
            )
            self._tell(tx, held.reached)
        return held

    # --- settling --------------------------------------------------------------------------------

    def settle(self, held: int, model: str, usage: Usage) -> None:
        """Written within a moment."""
        owed = _Owed(held, self.prices.of(model).of(usage), usage.total)
        with self._freed:
            self._owed.append(owed)
            self._freed.notify()
            if self._timer is None:
                self._set_timer(SETTLE_TRIES)

    def settle_now(self) -> None:
        """Write what is owed: before somebody looks at the books, or the process ends."""
        with self._books():
            pass

    def _set_timer(self, tries: int) -> None:
        """A process that ends waits for this thread, and so for its books."""
        self._timer = threading.Timer(SETTLED_WITHIN_S, self._settle_soon, (tries,))
        self._timer.start()

    def _settle_soon(self, tries: int) -> None:
        """What cannot be settled stays held, and counts as the most."""
        try:
            self.settle_now()
        except ConciergeError as error:
            log.warning("Calls of models are not settled: %s", error.message)
        with self._lock:
            self._timer = None
            if self._owed and tries > 1:
                self._set_timer(tries - 1)

    @contextmanager
    def _books(self) -> Iterator[Tx]:
        """One write, and in it first what is owed."""
        owed: list[_Owed] = []
        try:
            with self._store.writing() as tx:
                with self._lock:
                    owed, self._owed = self._owed, []
                for one in owed:
                    reached = spending.settle(
                        tx,
                        one.held,
                        self.allowance,
                        nanos=one.nanos,
                        tokens=one.tokens,
                        now=self._clock(),
                    )
                    self._tell(tx, reached)
                yield tx
        except BaseException:
            with self._lock:
                self._owed = owed + self._owed
            raise

    def _tidy(self, tx: Tx) -> None:
        """What dead processes held counts as spent; looked for once a minute."""
        with self._lock:
            if time.monotonic() - self._tidied < TIDY_EVERY_S:
                return
            self._tidied = time.monotonic()
        lost = spending.give_up(tx, now=self._clock())
        if lost:
            log.warning("%s calls of models were never settled; they count as the most.", lost)

    def _tell(self, tx: Tx, reached: Sequence[Reached]) -> None:
        for one in reached:
            for owner in dict.fromkeys(address.strip() for address in self._owners):
                limit, tokens = self.allowance.of(one.period)
                key = f"budget:{one.period}:{one.percent}:{limit}:{tokens}:{owner.lower()}"
                payload = _mail(one, spending.spent(tx, one.period).nanos, limit)
                outbox.queue(tx, "mail", owner, payload, key=key, now=self._clock())


def purse_of(store: Store, settings: Settings, prices: PriceList) -> Purse:
    budget = settings.budget
    allowance = Allowance(
        day_nanos=round(budget.day * NANOS),
        month_nanos=round(budget.month * NANOS),
        day_tokens=budget.day_tokens,
        month_tokens=budget.month_tokens,
    )
    mailed = settings.reports.recipients if settings.mail.host else ()
    return Purse(store, allowance, prices, settings.business.zone, mailed)


class Metered:
    """A model that pays for itself out of a purse."""

    def __init__(self, model: Speaker, purse: Purse) -> None:
        self._model, self.purse = model, purse

    @property
    def name(self) -> str:
        return self._model.name

    def stream(self, request: Request) -> Generator[Event, None, None]:
        tokens_in = self.purse.learned.most(self.name, request)
        tokens_out = self._model.most_output(request)
        held = self._hold(tokens_in, tokens_out, request.halt)
        if held is None:
            said = "The budget for language models is used up."
            raise Failed("budget", said, "concierge config get budget.day", model=self.name)
        usage = Usage(input=tokens_in // 2, told=False)
        said_letters = 0
        try:
            with closing(self._model.stream(request)) as stream:
                for event in stream:
                    match event:
                        case TextDelta(text):
                            said_letters += len(text)
                        case ToolCall():
                            said_letters += len(str(event.arguments))
                        case Usage():
                            usage = event
                            self.purse.learned.note(self.name, request, usage)
                        case _:
                            pass
                    yield event
        except Failed as failure:
            usage = failure.usage if failure.usage.total or failure.why in _FREE else usage
            raise
        finally:
            if not usage.told:
                usage = careful(usage, said_letters, tokens_in, tokens_out)
            self.purse.settle(held, self.name, usage)

    def _hold(self, tokens_in: int, tokens_out: int, halt: Halt) -> int | None:
        try:
            return self.purse.hold(self.name, tokens_in, tokens_out, halt)
        except ConciergeError as error:
            # What cannot be set aside durably is not spent.
            raise Failed("budget", error.message, error.hint, model=self.name) from error


def _mail(reached: Reached, nanos: int, limit: int) -> dict[str, str]:
    what = "day" if len(reached.period) > len("2026-11") else "month"
    of = f" of {in_dollars(limit)}" if limit else ""
    if reached.percent >= spending.FULL:
        subject = f"The {what}'s budget for language models is used up ({reached.period})"
        then = "Guests are answered in structured mode, in the words of your own pages."
    else:
        subject = f"{reached.percent} % of the {what}'s language model budget is spent"
        then = "From now on guests are answered by the cheaper model, with less context."
    return owner_mail(
        subject,
        f"Spent in {reached.period}: {in_dollars(nanos)}{of}.",
        then,
        f"To allow more: concierge config set budget.{what} DOLLARS",
    )
