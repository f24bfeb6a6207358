"""A guest's question to a house with a language model, over real sockets, the vendor's included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from store import compositions
from store.db import Store
from store.settings import Settings
from store.tables import Composition, ToolRun, utcnow
from tests.agent.seaview import furnish
from tests.conftest import Serve, Served
from tests.models.doubles.running import Running, running

LONG = (
    "We arrive with two dogs and would like to know what they cost, what breakfast costs and "
    "where we can leave the car over the weekend?"
)
DOGS = "Dogs are welcome in the garden rooms for €12 a night."


@pytest.fixture(scope="module")
def vendor() -> Iterator[Running]:
    with running("ollama") as double:
        yield double


@pytest.fixture
def hotel(serve: Serve, settings: Settings, store: Store, vendor: Running) -> Any:
    """Call it with what the vendor shall do."""
    furnish(store)

    def start(name: str, **changed: float) -> Served:
        model = settings.model.model_copy(
            update={"provider": "ollama", "name": name, "base_url": vendor.url, **changed}
        )
        return serve(changed=settings.model_copy(update={"model": model}))

    return start


def said(text: str) -> str:
    return "says:" + text.replace(" ", "_")


def test_a_reply_streams_from_the_vendor_to_the_guest_with_its_citation(
    hotel: Any, store: Store
) -> None:
    guest = hotel(said(DOGS)).guest()

    events = guest.ask(LONG, "1")

    names = [name for name, _ in events]
    shown = "".join(data["text"] for name, data in events if name == "reply.delta")
    (whole,) = (data for name, data in events if name == "reply.completed")
    assert names[0] == "message.accepted"
    assert whole["text"].endswith(DOGS)
    assert "automatic concierge" in whole["text"]
    assert shown == whole["text"]
    assert any("€12" in citation["quote"] for citation in whole["citations"])
    with store.reading() as tx:
        (made,) = tx.query(Composition).all()
    assert (made.version, made.outcome, made.route) == ("main", "answered", "strong")
    assert made.model.startswith("ollama:")


@pytest.mark.parametrize(
    "fault",
    ["says-429", "says-500", "says-401", "empty", "garbage", "cut-90", "hangs-up", "refuses"],
)
def test_whatever_the_vendor_does_the_guest_has_a_whole_answer(hotel: Any, fault: str) -> None:
    guest = hotel(fault, turn_s=2.0).guest()

    events = guest.ask(LONG, "1")

    (whole,) = (data for name, data in events if name == "reply.completed")
    assert whole["text"]
    assert "Breakfast is served from 7 to 10:30 on the terrace" not in whole["text"]


def test_what_the_vendor_makes_up_is_never_shown(hotel: Any) -> None:
    guest = hotel(said("The suite is €99 tonight. It is yours.")).guest()

    events = guest.ask(LONG, "1")

    pieces = [data["text"] for name, data in events if name == "reply.delta"]
    (whole,) = (data for name, data in events if name == "reply.completed")
    said_of_it = [*pieces, whole["text"], *(cited["quote"] for cited in whole["citations"])]
    assert "99" not in " ".join(said_of_it)


def test_a_wish_is_read_back_and_done_only_after_the_guest_s_yes(hotel: Any, store: Store) -> None:
    """The vendor's double calls the first tool it is offered, with arguments of its own."""
    guest = hotel("tools").guest()

    guest.ask(LONG, "1")

    with store.reading() as tx:
        runs = tx.query(ToolRun).all()
    assert [run for run in runs if run.acting and run.state != "proposed"] == []


def test_replies_are_counted_by_version(hotel: Any, store: Store) -> None:
    guest = hotel(said(DOGS)).guest()
    guest.ask(LONG, "1")
    guest.ask("Thank you", "2")

    with store.reading() as tx:
        (row,) = compositions.by_version(
            tx, utcnow() - timedelta(hours=1), utcnow() + timedelta(hours=1)
        )
    assert (row.version, row.conversations, row.turns) == ("main", 1, 2)
