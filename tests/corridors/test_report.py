"""The report corridor: a real server killed at every point of a scheduled report and its mails.

Afterwards: the report is there once, and each recipient has it once, or a person is asked whether
they have (`unknown`), because a mail server cannot be.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store import conversations, schedules
from store.home import Home
from store.invariants import check
from store.migrate import open_store
from store.tables import Delivery, Event, Report, Schedule, utcnow
from tests.corridors.processes import Server
from tests.corridors.witness import Witness, listening

REPORT_POINTS = ("report.claimed", "report.figured", "report.before_commit", "report.stored")
DELIVERY_POINTS = ("delivery.claimed", "delivery.sent", "delivery.settled")
RECIPIENTS = ("owner@seaview.example", "manager@seaview.example", "night@seaview.example")
CRON = "0 7 * * *"
CONFIG = """\
[business]
name = "Seaview"

[reports]
daily = "{cron}"
recipients = ["{recipients}"]

[mail]
host = "127.0.0.1"
port = {port}
sender = "desk@seaview.example"
security = "none"
"""


@pytest.fixture
def witness() -> Iterator[Witness]:
    with listening() as mail_server:
        yield mail_server


Owing = Callable[..., Server]


@pytest.fixture
def owing(tmp_path: Path, witness: Witness) -> Iterator[Owing]:
    """Makes a house that owes its daily report to the first few recipients; a name for each."""
    made: list[Server] = []

    def make(name: str, recipients: int = 2) -> Server:
        (tmp_path / name).mkdir()
        home = Home(tmp_path / name / "home").create()
        home.config.write_text(
            CONFIG.format(
                cron=CRON, recipients='", "'.join(RECIPIENTS[:recipients]), port=witness.port
            )
        )
        store = open_store(home, create=True)
        with store.writing() as tx:
            started = conversations.start(
                tx, channel="widget", now=utcnow() - timedelta(days=1)
            ).conversation
            conversations.close(tx, started.id, "guest")
            due = utcnow() - timedelta(minutes=5)
            schedules.declare(tx, "report.daily", CRON, "UTC", due)
        store.close()
        made.append(Server(home))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def delivered(server: Server, recipients: int = 2) -> bool:
    store = open_store(server.home)
    try:
        with store.reading() as tx:
            states = [delivery.state for delivery in tx.query(Delivery)]
        return len(states) == recipients and set(states) <= {"sent", "unknown"}
    finally:
        store.close()


def wait_until(reached: Callable[[], bool], server: Server) -> None:
    for _ in range(600):
        if reached():
            return
        time.sleep(0.1)
    raise AssertionError(f"It never came to it: {server.log()[-4_000:]}")


def assert_each_has_it_once(
    server: Server, witness: Witness, killed_at: str, recipients: int = 2
) -> None:
    store = open_store(server.home)
    assert check(store) == []
    with store.reading() as tx:
        reports = tx.query(Report).count()
        told = tx.query(Event).filter_by(kind="report.ready").count()
        (schedule,) = tx.query(Schedule).all()
        states = {d.recipient: d.state for d in tx.query(Delivery)}
    store.close()
    assert (reports, told) == (1, 1)
    assert schedule.next_at is not None
    assert schedule.next_at > utcnow()
    assert schedule.leased_by == ""
    taken = {recipient: witness.took(recipient) for recipient in RECIPIENTS[:recipients]}
    assert taken == dict.fromkeys(taken, 1)
    unknown = [recipient for recipient, state in states.items() if state == "unknown"]
    # Between the mail server's yes and our writing it down, only a person can tell.
    assert len(unknown) == (1 if killed_at == "delivery.sent" else 0)
    witness.taken.clear()


def kill_and_go_on(server: Server, point: str, number: int, recipients: int = 2) -> None:
    server.start(f"{point}:{number}")
    wait_until(server.was_killed, server)
    server.start()
    wait_until(lambda: delivered(server, recipients), server)
    server.stop()


@pytest.mark.timeout(280)
def test_a_report_killed_at_each_point_is_made_once_and_reaches_everybody_once(
    owing: Owing, witness: Witness
) -> None:
    server = owing("in-turn")

    # One house, killed at each point of making the report in turn, then while its mails leave.
    for point in (*REPORT_POINTS, "delivery.claimed", "delivery.settled"):
        server.start(f"{point}:1")
        wait_until(server.was_killed, server)
    server.start()
    wait_until(lambda: delivered(server), server)
    server.stop()

    assert_each_has_it_once(server, witness, "")


@pytest.mark.timeout(280)
def test_a_mail_that_may_have_left_is_laid_before_a_person_and_not_sent_again(
    owing: Owing, witness: Witness
) -> None:
    server = owing("sent")

    kill_and_go_on(server, "delivery.sent", 1)

    assert_each_has_it_once(server, witness, "delivery.sent")


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("recipients", [1, 2, 3])
@pytest.mark.parametrize("point", [*REPORT_POINTS, *DELIVERY_POINTS])
def test_a_report_killed_at_the_nth_step_is_made_once_and_reaches_everybody_once(
    owing: Owing, witness: Witness, point: str, recipients: int
) -> None:
    for number in range(1, 2 if point in REPORT_POINTS else 1 + recipients):
        server = owing(f"{point}-{number}", recipients)
        kill_and_go_on(server, point, number, recipients)
        assert_each_has_it_once(server, witness, point, recipients)
