"""A real house, killed again and again behind a bad cable: no word is lost, doubled or moved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from store.home import Home
from store.invariants import check
from store.migrate import open_store
from store.tables import Message
from tests.browser.cable import Cable
from tests.browser.guest import said, say
from tests.conftest import CONFIG
from tests.corridors.processes import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    home = Home(tmp_path / "home").create()
    home.config.write_text(CONFIG)
    open_store(home, create=True).close()
    running = Server(home)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bad_cable(server: Server) -> Iterator[Cable]:
    cable = Cable(int(server.address.rpartition(":")[2]))
    yield cable
    cable.remove()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("messages", "deaths", "seed"),
    [(50, 2, 7), pytest.param(200, 4, 8, marks=pytest.mark.slow)],
    ids=["fifty", "two hundred"],
)
def test_messages_arrive_once_and_in_order_through_cuts_delays_repeats_and_kills(
    server: Server, bad_cable: Cable, page: Page, messages: int, deaths: int, seed: int
) -> None:
    chance = random.Random(seed)
    texts = [f"message {number:03}" for number in range(messages)]
    kills = set(chance.sample(range(5, messages - 5), deaths))
    page.goto(bad_cable.url + "/chat")

    for number, text in enumerate(texts):
        if number in kills:
            server.kill()
            bad_cable.mend()
            server.start()
        elif chance.random() < 0.15:
            fault = chance.choice(["cut", "mend", "slow", "quick", "swallow", "reload"])
            if fault == "reload":
                bad_cable.mend()
                bad_cable.slow(0)
                page.reload()
            elif fault == "slow":
                bad_cable.slow(0.05)
            elif fault == "quick":
                bad_cable.slow(0)
            elif fault == "swallow":
                bad_cable.swallow_answers()
            else:
                bad_cable.cut() if fault == "cut" else bad_cable.mend()
        say(page, text)
    bad_cable.slow(0)
    bad_cable.mend()

    expect(page.locator(".fate:is(.sending, .waiting, .failed)")).to_have_count(0, timeout=180_000)
    assert stored_by(server) == texts
    page.reload()
    expect(page.locator(".message.guest", has_text=texts[-1])).to_have_count(1)
    shown = said(page)
    assert shown == texts[-len(shown) :]
    server.stop()
    store = open_store(server.home)
    assert check(store) == []
    store.close()


def stored_by(server: Server) -> list[str]:
    store = open_store(server.home)
    with store.reading() as tx:
        guests = select(Message.text).where(Message.author == "guest").order_by(Message.id)
        texts = list(tx.scalars(guests))
    store.close()
    return texts
