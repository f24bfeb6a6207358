from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.channel import Courier, Outbound, Sent, Uncertain, nothing_to_note
from channels.mail import Mail
from server.clockwork import declare_schedules
from server.deliver import deliver_one
from store import events, outbox
from store.db import Store
from store.errors import Conflict, Invalid, Unavailable
from store.home import Home
from store.settings import Mail as MailSettings
from store.settings import read_settings
from store.tables import Delivery, Report
from tests.channels.smtp_double import MailServer, running
from tests.server import post_office

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
ROOT = Path(__file__).resolve().parent.parent.parent


class ScriptedCourier:
    """Does as told, one step for each sending, and remembers what it was given."""

    def __init__(
        self, *script: Sent | BaseException, idempotent: bool = False, says_leaving: bool = True
    ) -> None:
        self.idempotent = idempotent
        self.was_given: list[Outbound] = []
        self.before_leaving: Callable[[], None] = lambda: None
        self._script, self._says_leaving = list(script), says_leaving

    def send(self, outbound: Outbound, leaving: Callable[[str], None] = nothing_to_note) -> Sent:
        self.was_given.append(outbound)
        self.before_leaving()
        if self._says_leaving:
            leaving("id-1")
        step = self._script.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs."""


def owe(store: Store, key: str = "k1", courier: str = "mail") -> None:
    with store.writing() as tx:
        outbox.queue(tx, courier, "owner@seaview.example", {"subject": "s"}, key=key, now=NOW)


def deliveries(store: Store) -> list[Delivery]:
    with store.reading() as tx:
        return list(tx.scalars(select(Delivery).order_by(Delivery.id)))


def state(store: Store) -> tuple[str, int]:
    (delivery,) = deliveries(store)
    return delivery.state, delivery.attempts


def happened(store: Store) -> list[str]:
    with store.reading() as tx:
        return [event.kind for event in events.after(tx, 0)]


def test_a_delivery_is_made_once_and_recorded(store: Store) -> None:
    owe(store)
    courier = ScriptedCourier(Sent("id-1"))

    made = [deliver_one(store, {"mail": courier}, "w", NOW) for _ in range(2)]

    assert made == [True, False]
    assert courier.was_given == [Outbound("k1", "owner@seaview.example", {"subject": "s"})]
    (delivery,) = deliveries(store)
    assert (delivery.state, delivery.vendor_id, delivery.sent_at) == ("sent", "id-1", NOW)


def test_no_transaction_is_open_while_the_courier_works(store: Store) -> None:
    owe(store)
    courier = ScriptedCourier(Sent())

    def somebody_else_writes() -> None:
        other = Store(store.path)
        owe(other, key="written meanwhile")
        other.close()

    courier.before_leaving = somebody_else_writes
    deliver_one(store, {"mail": courier}, "w", NOW)

    assert [d.state for d in deliveries(store)] == ["sent", "waiting"]


def test_what_is_unavailable_is_tried_later_with_the_same_key(store: Store) -> None:
    owe(store)
    courier = ScriptedCourier(Unavailable("busy"), Sent())

    assert deliver_one(store, {"mail": courier}, "w", NOW)
    assert not deliver_one(store, {"mail": courier}, "w", NOW)
    assert deliver_one(store, {"mail": courier}, "w", NOW + timedelta(seconds=5))

    assert state(store) == ("sent", 2)
    assert [given.key for given in courier.was_given] == ["k1", "k1"]


def test_what_never_works_becomes_a_dead_letter_that_staff_see(store: Store) -> None:
    owe(store)
    courier = ScriptedCourier(*[Unavailable("busy")] * 8)
    now = NOW
    while deliver_one(store, {"mail": courier}, "w", now):
        now += timedelta(days=1)

    assert state(store) == ("dead", 8)
    assert happened(store) == ["delivery.dead"]


def test_what_is_invalid_is_given_up_at_once(store: Store) -> None:
    owe(store)

    deliver_one(store, {"mail": ScriptedCourier(Invalid("no such user"))}, "w", NOW)

    assert state(store) == ("dead", 1)
    assert deliveries(store)[0].error == "no such user"


def test_what_may_have_left_is_laid_before_a_person(store: Store) -> None:
    owe(store)
    courier = ScriptedCourier(Uncertain("it may have left"))

    deliver_one(store, {"mail": courier}, "w", NOW)

    assert state(store) == ("unknown", 1)
    assert happened(store) == ["delivery.unknown"]
    assert not deliver_one(store, {"mail": courier}, "w", NOW + timedelta(days=1))


def killed_while(store: Store, courier: Courier) -> None:
    with pytest.raises(Killed):
        deliver_one(store, {"mail": courier}, "dead worker", NOW)


def test_a_delivery_whose_worker_died_before_it_left_is_tried_again(store: Store) -> None:
    owe(store)
    killed_while(store, ScriptedCourier(Killed(), says_leaving=False))
    courier = ScriptedCourier(Sent())

    assert not deliver_one(store, {"mail": courier}, "w", NOW + timedelta(minutes=1))
    assert deliver_one(store, {"mail": courier}, "w", LATER)

    assert state(store) == ("sent", 2)


def test_a_delivery_whose_worker_died_while_it_left_waits_for_a_person(store: Store) -> None:
    owe(store)
    killed_while(store, ScriptedCourier(Killed()))
    courier = ScriptedCourier()

    assert deliver_one(store, {"mail": courier}, "w", LATER)

    assert courier.was_given == []
    assert state(store) == ("unknown", 1)
    assert happened(store) == ["delivery.unknown"]


def test_a_courier_that_may_repeat_itself_does_so_with_the_same_key(store: Store) -> None:
    owe(store)
    killed_while(store, ScriptedCourier(Killed(), idempotent=True))
    courier = ScriptedCourier(Sent("id-1"), idempotent=True)

    assert deliver_one(store, {"mail": courier}, "w", LATER)

    assert [given.key for given in courier.was_given] == ["k1"]
    assert state(store) == ("sent", 2)


def test_an_earlier_refusal_leaves_no_doubt_behind(store: Store) -> None:
    owe(store)
    deliver_one(store, {"mail": ScriptedCourier(Unavailable("452 full"))}, "w", NOW)
    killed = ScriptedCourier(Killed(), says_leaving=False)
    with pytest.raises(Killed):
        deliver_one(store, {"mail": killed}, "w", LATER)

    assert deliver_one(store, {"mail": ScriptedCourier(Sent())}, "w", LATER + timedelta(minutes=3))

    assert state(store)[0] == "sent"


def test_a_worker_that_was_too_slow_is_stopped_before_anything_leaves(store: Store) -> None:
    owe(store)
    slow, quick = ScriptedCourier(Sent("slow")), ScriptedCourier(Sent("quick"))

    def somebody_is_quicker() -> None:
        deliver_one(store, {"mail": quick}, "w", LATER)

    slow.before_leaving = somebody_is_quicker

    assert deliver_one(store, {"mail": slow}, "w", NOW)

    assert state(store) == ("sent", 2)
    assert deliveries(store)[0].vendor_id == "quick"


def test_a_bug_in_a_courier_stops_one_delivery_and_not_the_house(store: Store) -> None:
    owe(store, "before")
    owe(store, "after")
    early = ScriptedCourier(KeyError("subject"), says_leaving=False)
    late = ScriptedCourier(KeyError("subject"))

    assert deliver_one(store, {"mail": early}, "w", NOW)
    assert deliver_one(store, {"mail": late}, "w", NOW)

    assert [delivery.state for delivery in deliveries(store)] == ["dead", "unknown"]


def test_a_delivery_without_a_way_out_waits_for_one(store: Store) -> None:
    owe(store)

    deliver_one(store, {}, "w", NOW)

    assert state(store) == ("waiting", 1)
    assert "no way out" in deliveries(store)[0].error


def test_a_conflict_from_the_store_leaves_the_claim_to_end_by_itself(store: Store) -> None:
    owe(store)

    assert deliver_one(store, {"mail": ScriptedCourier(Conflict("taken"))}, "w", NOW)

    assert state(store) == ("claimed", 1)


def test_the_mark_a_mail_leaves_is_its_message_id(store: Store) -> None:
    owe(store)
    with running(MailServer(hang_up_at="DOT")) as server:
        mail = Mail(
            MailSettings(host="127.0.0.1", port=server.port, security="none", sender="d@s.example"),
            "Seaview",
        )
        deliver_one(store, {"mail": mail}, "w", NOW)

        (delivery,) = deliveries(store)
        assert delivery.state == "unknown"
        assert delivery.vendor_id == server.taken[0].message["Message-ID"]


CONFIG = """\
[business]
name = "Seaview"

[reports]
daily = "0 6 * * *"
recipients = ["owner@seaview.example", "manager@seaview.example"]

[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "desk@seaview.example"
"""


@pytest.fixture
def mail_server(home: Home, store: Store) -> Iterator[MailServer]:
    """A report for two recipients is due at NOW."""
    with running(MailServer()) as server:
        home.config.write_text(CONFIG.format(port=server.port))
        declare_schedules(store, read_settings(home), NOW - timedelta(hours=2))
        yield server


def killed_at(point: str, home: Home, now: datetime) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.server.post_office", str(home.path), now.isoformat()],
        cwd=ROOT,
        env={**os.environ, "CONCIERGE_CRASH_AT": point},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 137, done.stderr


@pytest.mark.parametrize(
    ("point", "unknown"),
    [
        ("report.claimed:1", 0),
        ("report.figured:1", 0),
        ("report.before_commit:1", 0),
        ("report.stored:1", 0),
        ("delivery.claimed:1", 0),
        ("delivery.claimed:2", 0),
        ("delivery.sent:1", 1),
        ("delivery.sent:2", 1),
        ("delivery.settled:1", 0),
        ("delivery.settled:2", 0),
    ],
)
def test_a_report_survives_a_kill_at_every_step(
    home: Home, store: Store, mail_server: MailServer, point: str, unknown: int
) -> None:
    """Nothing is lost, nothing is mailed twice, and only a mail that had left is in doubt."""
    killed_at(point, home, NOW)

    post_office.main(home, NOW + timedelta(minutes=10))
    post_office.main(home, NOW + timedelta(minutes=20))

    with store.reading() as tx:
        assert len(tx.scalars(select(Report)).all()) == 1
    taken = sorted(mail.recipient for mail in mail_server.taken)
    assert taken == ["manager@seaview.example", "owner@seaview.example"]
    states = sorted(delivery.state for delivery in deliveries(store))
    assert states == ["sent"] * (2 - unknown) + ["unknown"] * unknown
