"""The turn corridor: a real server killed at every point of a turn, while guests write.

Afterwards: all that was acknowledged is there once, in order, with one reply or one draft each.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.run import ingest
from models.registry import build_embedder
from store import turns
from store.db import Store
from store.home import Home
from store.invariants import check
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Conversation, Draft, Message
from tests.corridors.guests import Guest
from tests.corridors.papers import edition, write_folder
from tests.corridors.processes import Server

POINTS = (
    "turn.received",
    "turn.started",
    "turn.composed",
    "turn.before_reply_commit",
    "turn.replied",
)
CONFIG = """\
[business]
name = "Seaview"

[server]
messages_per_minute = 60000
conversations_per_hour = 60000

[answers]
autonomy = "{autonomy}"

[reports]
daily = ""
"""


def made_home(folder: Path, seed: int, autonomy: str = "auto") -> Home:
    """A home that can answer some of what guests ask."""
    home = Home(folder / "home").create()
    home.config.write_text(CONFIG.format(autonomy=autonomy))
    write_folder(folder / "papers", edition(seed, 1))
    store = open_store(home, create=True)
    ingest(store, build_embedder(), read_settings(home), [str(folder / "papers")])
    store.close()
    return home


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    options = getattr(request, "param", {})
    running = Server(made_home(tmp_path, **{"seed": 1, **options}))
    yield running
    running.stop()


def settled(server: Server, guests: Sequence[Guest]) -> None:
    """Waits until nothing is owed to anybody."""
    for guest in guests:
        guest.stop()
    store = open_store(server.home)
    try:
        for _ in range(1_200):
            with store.reading() as tx:
                if turns.count_waiting(tx) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(f"Turns are still waiting: {server.log()[-4_000:]}")
    finally:
        store.close()


def assert_nothing_lost_nothing_doubled(server: Server, guests: Sequence[Guest]) -> None:
    for guest in guests:
        stored = [m for m in guest.read() if m["author"] == "guest"]
        assert [m["text"] for m in stored] == [a.text for a in guest.acknowledged]
        assert guest.acknowledged_again() == guest.acknowledged
    server.stop()
    store = open_store(server.home)
    assert check(store) == []
    for guest in guests:
        _assert_each_was_answered_in_order(store, guest)
    store.close()


def _assert_each_was_answered_in_order(store: Store, guest: Guest) -> None:
    with store.reading() as tx:
        conversation = tx.query(Conversation).filter_by(public_id=guest.id).one()
        said = tx.query(Message).filter_by(conversation_id=conversation.id).order_by(Message.seq)
        messages = said.all()
        drafts = tx.query(Draft).filter_by(conversation_id=conversation.id).order_by(Draft.id).all()
    asked = [m.id for m in messages if m.author == "guest"]
    replied = [m.in_reply_to or 0 for m in messages if m.author == "concierge"]
    drafted = [draft.message_id for draft in drafts]
    assert sorted(asked) == sorted([*replied, *drafted])
    assert replied == sorted(replied)
    assert drafted == sorted(drafted)


@pytest.mark.timeout(280)
def test_a_server_killed_at_each_point_of_a_turn_in_turn_loses_and_doubles_nothing(
    server: Server,
) -> None:
    server.start(f"{POINTS[0]}:2")
    guests = [Guest(server.address, seed, wanted=500).start() for seed in (1, 2)]

    # Each server goes on with what the last one left, and is killed in its turn.
    for following in (*(f"{point}:2" for point in POINTS[1:]), ""):
        while not server.was_killed():
            time.sleep(0.02)
        server.start(following)

    settled(server, guests)
    assert all(len(guest.acknowledged) > 2 for guest in guests)
    assert_nothing_lost_nothing_doubled(server, guests)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_blind_kills_under_load_lose_and_double_nothing(server: Server, seed: int) -> None:
    chance = random.Random(seed)
    server.start()
    guests = [Guest(server.address, 100 * seed + n, wanted=2_000).start() for n in range(8)]

    for _ in range(12):
        time.sleep(chance.uniform(0.0, 0.8))
        server.kill()
        server.start()

    settled(server, guests)
    assert_nothing_lost_nothing_doubled(server, guests)


AUTONOMY = [
    pytest.param({"seed": seed, "autonomy": autonomy}, id=f"{autonomy}-{seed}")
    for seed in (1, 2, 3)
    for autonomy in ("auto", "draft")
]


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("server", AUTONOMY, indirect=True)
def test_a_server_killed_at_the_nth_turn_loses_and_doubles_nothing(
    server: Server, point: str
) -> None:
    everybody: list[Guest] = []
    for number in (1, 2, 3, 5):
        server.start(f"{point}:{number}")
        guests = [Guest(server.address, 10 * number + n, wanted=4).start() for n in (1, 2)]
        everybody += guests
        while not server.was_killed():
            time.sleep(0.02)
        server.start()
        settled(server, guests)
        server.stop()

    server.start()
    assert_nothing_lost_nothing_doubled(server, everybody)
