"""Putting a month of made-up history into a demonstration's home, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from agent.house import Phrased, phrased
from cli.history.month import KEY, Lived, Month
from cli.history.plan import month
from cli.history.staff import hired
from models.protocols import Embedder
from server.gapkeeper import Gapkeeper
from server.house import open_house
from store import accounts, answers, gaps, library
from store.db import Store, Tx
from store.errors import Invalid
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Message, User
from templates.demonstration.demo import Demonstration, demonstration

LONGEST_DAYS = 120
# Part of the gaps is looked after in a month; most wait, so that there is something to do.
DISMISSED_EVERY = 4
FEWEST_GAPS = 5


def days_of(text: str) -> int:
    """ "30d", "30" or "2w" in days. Raises Invalid."""
    said = re.fullmatch(r"(\d{1,3})([dw]?)", text.strip())
    days = int(said[1]) * (7 if said[2] == "w" else 1) if said else 0
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(
            f"{text!r} is no length of history.", f"For example 30d; {LONGEST_DAYS} days at most."
        )
    return days


def is_made(home: Home) -> bool:
    """Whether a month was begun here; real guests of the demonstration do not count."""
    store = open_store(home)
    try:
        with store.reading() as tx:
            made_up = exists().where(Message.client_id.startswith(KEY))
            return bool(tx.scalar(select(made_up)))
    finally:
        store.close()


def make(home: Home, days: int, now: datetime, told: Callable[[str], None]) -> Lived:
    """No server may run meanwhile: its loops would act on what is not finished."""
    settings = read_settings(home)
    demo = demonstration(settings.server.demonstration)
    house = open_house(settings)
    try:
        began = now - timedelta(days=days)
        with house.store.writing() as tx:
            domain = demo.business.owner_email.partition("@")[2]
            staff = hired(tx, demo.business.staff, domain, began) or _owners(tx)
        evenings = _Evenings(house.store, house.embedder, demo, staff[0], began, days)
        talks = month(demo, house.template, days, now, settings.business.zone)
        told(f"Living through {days} days with {len(talks)} conversations")
        life = Month(house.store, house.composer, settings, demo, staff, now)
        return life.live(talks, evenings)
    finally:
        house.close()


def _owners(tx: Tx) -> list[User]:
    return [user for user in accounts.listed(tx) if user.role == "owner"]


class _Evenings:
    """What is done once a day: gaps are filed, some looked after, a house answer is added."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        demo: Demonstration,
        user: User,
        began: datetime,
        days: int,
    ) -> None:
        self._store, self._embedder, self._user = store, embedder, user
        self._business = demo.business.name
        self._keeper = Gapkeeper(store, embedder, demo.business.name)
        self._evening = 0
        with store.reading() as tx:
            there = bool(answers.listed(tx))
        self._answers = (
            {}
            if there
            else {
                int((number + 1) * days / (len(demo.answers) + 1)): answered
                for number, answered in enumerate(demo.answers)
            }
        )

    def __call__(self, at: datetime) -> None:
        self._evening += 1
        while self._keeper.step():
            pass
        answered = self._answers.get(self._evening)
        made = answered and phrased(self._embedder, self._business, [answered.question])
        with self._store.writing() as tx:
            if answered and made:
                self._add(tx, answered.question, answered.answer, made, at)
            if self._evening % DISMISSED_EVERY == 0:
                self._dismiss(tx, at)

    def _add(self, tx: Tx, question: str, answer: str, made: Phrased, at: datetime) -> None:
        library.put_vectors(tx, self._embedder.name, made.vectors)
        answers.add(tx, question, answer, made.keys, by=self._user, now=at)

    def _dismiss(self, tx: Tx, at: datetime) -> None:
        """The one asked least, while enough others are left to look at."""
        waiting = list(gaps.topics(tx, limit=50))
        if len(waiting) > FEWEST_GAPS:
            gaps.close(tx, waiting[-1].id, "dismissed", self._user, now=at)
