"""How many replies a model may write: in a conversation, for one guest a day, in a day, in a month.

    ask     before a model is asked: "open"; "tight" from 80 percent of any of them on, which means
            the cheap model with less context; "spent", which means structured mode
    count   what was written stands in the database (`compositions`); what is being written is known
            here, so that many turns at once do not pass together through the last place

One server keeps one house, so knowing it here is exact. Of two conversations that one guest has at
the same moment, each may use the last reply that is left to them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from models.owner_mail import owner_mail
from store import compositions, events, outbox
from store.db import Store, Tx
from store.spending import FULL, TIGHT, Level
from store.tables import utcnow

# No turn lasts as long; one that is not written down by then never will be.
FORGOTTEN_S = 120.0


@dataclass(frozen=True, slots=True)
class Ration:
    """Replies; 0 is no limit. `contact` is a day's, over all conversations of one guest."""

    conversation: int = 0
    contact: int = 0
    day: int = 0
    month: int = 0

    def __bool__(self) -> bool:
        return any((self.conversation, self.contact, self.day, self.month))


@dataclass(frozen=True, slots=True)
class Allowed:
    """`why` says in words what is used up, "" while nothing is."""

    level: Level = "open"
    why: str = ""


@dataclass(slots=True)
class _Count:
    """Replies since the beginning of a period; each row is read once."""

    begins: datetime
    replies: int = 0
    last_id: int = 0


@dataclass(slots=True)
class _Books:
    day: _Count
    month: _Count
    under_way: dict[int, float] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


class Rations:
    """The business's. `owners` are mailed. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        ration: Ration,
        zone: ZoneInfo,
        owners: Sequence[str] = (),
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._store, self.ration, self._zone = store, ration, zone
        self._owners, self._clock = owners, clock
        self._lock = threading.Lock()
        never = datetime.min.replace(tzinfo=UTC)
        self._books = _Books(_Count(never), _Count(never))

    def ask(self, conversation_id: int, message_id: int) -> Allowed:
        """Whether a model may write the reply to this message. What is allowed counts from now on.
        Of what is not kept (0) only day and month are looked at."""
        if not self.ration:
            return Allowed()
        now = self._clock()
        with self._store.reading() as tx, self._lock:
            used = self._used(tx, conversation_id, message_id, now)
            allowed = _verdict(used)
            if allowed.level != "spent" and message_id:
                self._books.under_way[message_id] = time.monotonic()
            due = [one for one in used if one.period and one.percent >= TIGHT]
            news = [one for one in due if one.key not in self._books.told]
            self._books.told.update(one.key for one in news)
        if news:
            self._tell(news)
        return allowed

    def look(self) -> Allowed:
        """As `ask`, of day and month alone, without counting anything or telling anybody."""
        with self._store.reading() as tx, self._lock:
            return _verdict(self._used(tx, 0, 0, self._clock()))

    def counted(self) -> tuple[int, int]:
        """Replies a model has written today and this month."""
        with self._store.reading() as tx, self._lock:
            day, month, *_ = self._used(tx, 0, 0, self._clock())
        return day.replies, month.replies

    def _used(self, tx: Tx, conversation_id: int, message_id: int, now: datetime) -> list[_Used]:
        today = now.astimezone(self._zone).date()
        day, month = self._begins(today), self._begins(today.replace(day=1))
        books, ration = self._books, self.ration
        in_day = self._counted(tx, books.day, day)
        in_month = self._counted(tx, books.month, month)
        others = len([one for one in books.under_way if one != message_id])
        used = [
            _Used("The day's", ration.day, in_day + others, today.isoformat()),
            _Used("The month's", ration.month, in_month + others, today.isoformat()[:7]),
        ]
        if conversation_id and ration.conversation:
            said = compositions.replies_in(tx, conversation_id)
            used.append(_Used("This conversation's", ration.conversation, said))
        if conversation_id and ration.contact:
            said = compositions.replies_for_guest_of(tx, conversation_id, day)
            used.append(_Used("This guest's", ration.contact, said))
        return used

    def _begins(self, day: date) -> datetime:
        return datetime.combine(day, clock_time.min, self._zone).astimezone(UTC)

    def _counted(self, tx: Tx, count: _Count, begins: datetime) -> int:
        """All replies of the period; those that are written down are under way no more."""
        if count.begins != begins:
            count.begins, count.replies, count.last_id = begins, 0, 0
        for row_id, message_id, by_model in compositions.written_after(tx, count.last_id, begins):
            count.last_id = row_id
            count.replies += by_model
            self._books.under_way.pop(message_id, None)
        long_ago = time.monotonic() - FORGOTTEN_S
        for message_id, since in list(self._books.under_way.items()):
            if since < long_ago:
                del self._books.under_way[message_id]
        return count.replies

    def _tell(self, news: Sequence[_Used]) -> None:
        with self._store.writing() as tx:
            for one in news:
                told = [
                    outbox.queue(tx, "mail", owner, one.mail(), key=f"{one.key}:{owner.lower()}")
                    for owner in dict.fromkeys(address.strip() for address in self._owners)
                ]
                if any(told):
                    events.happened(
                        tx, "budget.reached", period=one.period, percent=one.reached, replies=True
                    )


@dataclass(frozen=True, slots=True)
class _Used:
    """`period` is that of a limit the owner hears of, "" for the others."""

    said: str
    limit: int
    replies: int
    period: str = ""

    @property
    def percent(self) -> int:
        return self.replies * 100 // self.limit if self.limit else 0

    @property
    def reached(self) -> int:
        return FULL if self.percent >= FULL else TIGHT

    @property
    def key(self) -> str:
        return f"replies:{self.period}:{self.reached}:{self.limit}"

    def mail(self) -> dict[str, str]:
        what = "month" if len(self.period) == len("2026-11") else "day"
        more = f"To allow more: concierge config set budget.{what}_replies NUMBER"
        if self.reached == FULL:
            return owner_mail(
                f"The {what}'s {self.limit} replies by a language model are used up",
                "Guests are answered in structured mode, in the words of your own pages.",
                more,
            )
        return owner_mail(
            f"{self.reached} % of the {what}'s {self.limit} replies by a language model are used",
            "From now on guests are answered by the cheaper model, with less context.",
            more,
        )


def _verdict(used: Sequence[_Used]) -> Allowed:
    worst = max(used, key=lambda one: one.percent)
    if worst.percent >= FULL:
        return Allowed("spent", f"{worst.said} {worst.limit} replies by a model are used up.")
    if worst.percent >= TIGHT:
        return Allowed("tight", f"{worst.said} {worst.limit} replies are nearly used up.")
    return Allowed()
