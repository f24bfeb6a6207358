"""A made-up month: the same from one seed, true to every promise, and there for every screen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from cli.founding import Wanted, found
from cli.history.making import days_of, is_made, make
from cli.history.month import Lived
from cli.history.plan import month, when_staff_see
from ingest.run import ingest
from models.registry import build_embedder
from store import invariants
from store.db import Store
from store.errors import Invalid
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Base, Conversation, Draft, Escalation, Gap, Message, Rating, Spending, User
from templates.demonstration.demo import demonstration
from templates.industry import load_template

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
DAYS = 6
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Store, Lived]]:
    """A demonstration that read two pages of its site and lived through some days."""
    demo = demonstration()
    home = Home(tmp_path_factory.mktemp("history") / "home")
    more = {"server.demonstration": demo.name, "ingest.allow_private": True}
    found(home, Wanted(name=demo.business.name, template="boutique_hotel", more=more))
    store = open_store(home)
    pages: list[str] = [str(demo.site / name) for name in ("policies.html", "restaurant.html")]
    ingest(store, build_embedder(), read_settings(home), pages)
    store.close()
    assert not is_made(home)
    done = make(home, DAYS, NOW, lambda _told: None)
    store = open_store(home)
    yield home, store, done
    store.close()


def counted(store: Store, shape: type[Base]) -> int:
    with store.reading() as tx:
        return tx.scalar(select(func.count()).select_from(shape)) or 0


def test_every_promise_of_the_database_holds(lived: tuple[Home, Store, Lived]) -> None:
    home, store, _ = lived

    assert invariants.check(store, now=NOW) == []
    assert is_made(home)


def test_every_screen_has_something_to_show(lived: tuple[Home, Store, Lived]) -> None:
    _, store, done = lived

    rows = {shape: counted(store, shape) for shape in (Draft, Escalation, Gap, Rating, Spending)}
    with store.reading() as tx:
        channels = Counter(tx.scalars(select(Conversation.channel)))
        staff = [user.name for user in tx.scalars(select(User))]
        open_calls = tx.scalar(select(func.count()).where(Escalation.state == "open"))
        waiting = tx.scalar(select(func.count()).where(Draft.state == "waiting"))

    assert all(rows.values()), rows
    assert set(channels) == {"widget", "mail", "whatsapp", "web_form", "sms"}
    assert sum(channels.values()) <= done.conversations
    assert len(staff) == 2
    assert open_calls
    assert waiting


def test_everything_happened_within_its_days(lived: tuple[Home, Store, Lived]) -> None:
    _, store, _ = lived

    with store.reading() as tx:
        moments = list(tx.scalars(select(Message.created_at)))

    assert NOW - timedelta(days=DAYS) <= min(moments)
    assert max(moments) <= NOW
    assert len({moment.date() for moment in moments}) == DAYS + 1


def test_the_same_month_is_planned_twice() -> None:
    demo, template = demonstration(), load_template("boutique_hotel")

    once, again = (month(demo, template, 30, NOW, LONDON) for _ in range(2))

    assert once == again
    assert len(once) > 250
    assert {talk.kind for talk in once} == {"questions", "person", "upset", "emergency"}


def test_made_up_guests_can_be_nobody() -> None:
    talks = month(demonstration(), load_template("boutique_hotel"), 10, NOW, LONDON)

    assert all(talk.guest.email.endswith("@guests.example") for talk in talks)
    assert all(talk.guest.phone.startswith("+44 7700 900") for talk in talks)


def test_at_night_only_what_is_urgent_wakes_somebody() -> None:
    night = datetime(2026, 11, 20, 2, 0, tzinfo=LONDON)

    calm = when_staff_see(night, LONDON, random.Random(1), urgent=False)
    urgent = when_staff_see(night, LONDON, random.Random(1), urgent=True)

    assert calm.hour >= 8
    assert urgent - night < timedelta(minutes=10)


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("7", 7), ("2w", 14)])
def test_a_length_is_read_as_people_write_it(text: str, days: int) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "0d", "a month", "999d"])
def test_another_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="length of history"):
        days_of(text)
