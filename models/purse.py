"""A model with a budget around it: nothing is asked before its cost is set aside.

    hold      the most this request can cost, at the price of this model, durably
    ask       the model itself
    settle    what it did cost; where nobody told, a careful estimate

Every try of a chain passes here by itself, so that retries are counted too. When day or month is
used up the request fails with "budget", and the caller falls back on structured mode; the owner
gets one mail at 80 percent and one at 100.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.model import Event, Failed, Request, TextDelta, ToolCall, Usage, Why
from models.prices import NANOS, PriceList, in_dollars
from models.speaker import Speaker, letters
from store import outbox, spending
from store.db import Store, Tx
from store.errors import ConciergeError
from store.settings import Settings
from store.spending import Allowance, Level, Reached
from store.tables import utcnow

log = logging.getLogger(__name__)

# What a vendor adds to our words: roles and marks for each message, and orders for tools.
FRAME_TOKENS = 16
TOOLS_TOKENS = 600
TIDY_EVERY_S = 60.0
# A refusal at the door costs nothing; of what was cut or timed out nobody knows.
_FREE: frozenset[Why] = frozenset(
    {"unreachable", "busy", "overloaded", "key", "unpaid", "unknown_model", "too_long", "invalid"}
)


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
        self._tidied = float("-inf")
        self._lock = threading.Lock()

    def level(self) -> Level:
        """ "open"; "tight" from 80 percent on: shorter context and the cheap model; "spent"."""
        with self._store.reading() as tx:
            return spending.level(tx, self.allowance, self.today())

    def today(self) -> date:
        """The business's own."""
        return self._clock().astimezone(self._zone).date()

    def hold(self, model: str, tokens_in: int, tokens_out: int) -> int | None:
        """The number of what was set aside; None when it might not fit."""
        price = self.prices.of(model)
        with self._store.writing() as tx:
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
        return held.id

    def settle(self, held: int, model: str, usage: Usage) -> None:
        nanos = self.prices.of(model).of(usage)
        with self._store.writing() as tx:
            reached = spending.settle(
                tx, held, self.allowance, nanos=nanos, tokens=usage.total, now=self._clock()
            )
            self._tell(tx, reached)

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
        self._model, self._purse = model, purse

    @property
    def name(self) -> str:
        return self._model.name

    def stream(self, request: Request) -> Generator[Event, None, None]:
        tokens_in = _most_input(request)
        tokens_out = self._model.most_output(request)
        held = self._hold(tokens_in, tokens_out)
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
                        case _:
                            pass
                    yield event
        except Failed as failure:
            usage = failure.usage if failure.usage.total or failure.why in _FREE else usage
            raise
        finally:
            if not usage.told:
                usage = _careful(usage, said_letters, tokens_in, tokens_out)
            self._settle(held, usage)

    def _hold(self, tokens_in: int, tokens_out: int) -> int | None:
        try:
            return self._purse.hold(self.name, tokens_in, tokens_out)
        except ConciergeError as error:
            # What cannot be set aside durably is not spent.
            raise Failed("budget", error.message, error.hint, model=self.name) from error

    def _settle(self, held: int, usage: Usage) -> None:
        """What cannot be settled now stays held, and counts as the most: no reason to lose an
        answer that is there already."""
        try:
            self._purse.settle(held, self.name, usage)
        except ConciergeError as error:
            log.warning("A call of %s is not settled: %s", self.name, error.message)


def _most_input(request: Request) -> int:
    """No model counts more tokens than there are bytes, its own frames apart."""
    frames = FRAME_TOKENS * (len(request.messages) + len(request.system) + 1)
    return letters(request) + frames + (TOOLS_TOKENS if request.tools else 0)


def _careful(usage: Usage, said: int, tokens_in: int, tokens_out: int) -> Usage:
    """An estimate on the dear side, and never more than was set aside. Said means paid for."""
    if not usage.total and not said:
        return usage
    read, written = usage.cache_read, usage.cache_write
    most_in = max(0, tokens_in - read - written)
    paid_in = max(usage.input, 0 if read or written else tokens_in // 2)
    output = min(max(usage.output, said // 2), tokens_out)
    return Usage(min(paid_in, most_in), output, read, written, told=False)


def _mail(reached: Reached, nanos: int, limit: int) -> dict[str, str]:
    what = "day" if len(reached.period) > len("2026-11") else "month"
    of = f" of {in_dollars(limit)}" if limit else ""
    if reached.percent >= spending.FULL:
        subject = f"The {what}'s budget for language models is used up ({reached.period})"
        then = "Guests are answered in structured mode, in the words of your own pages."
    else:
        subject = f"{reached.percent} % of the {what}'s language model budget is spent"
        then = "From now on guests are answered by the cheaper model, with less context."
    lines = (
        f"{subject}.",
        f"Spent in {reached.period}: {in_dollars(nanos)}{of}.",
        then,
        f"To allow more: concierge config set budget.{what} DOLLARS",
    )
    text = "\n\n".join(lines) + "\n"
    html = "".join(f"<p>{line}</p>" for line in lines)
    return {
        "subject": subject,
        "text": text,
        "html": f"<!doctype html><html><body>{html}</body></html>",
    }
