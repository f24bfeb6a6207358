"""The gap corridor: a guest asks what nobody knows, staff answer once, the next guest is told.

ask → gap → topic → answered from the command line beside the running server → asked otherwise
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from ingest.run import ingest
from models.registry import build_embedder
from store import gaps
from store.db import Store
from store.settings import Settings
from store.tables import GapTopic, User
from tests.cli.conftest import Inside, inside
from tests.conftest import Serve

__all__ = ["inside"]

GYM = "Yes: the gym is in the cellar, open day and night."


def topics_of(store: Store) -> list[GapTopic]:
    with store.reading() as tx:
        return list(gaps.topics(tx))


def the_topic(store: Store, guests: int) -> GapTopic:
    """Waits for the loop that files gaps."""
    for _ in range(400):
        found = topics_of(store)
        if len(found) == 1 and found[0].guests == guests:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no topic of {guests} guests: {topics_of(store)}")


def test_what_nobody_knew_is_answered_once_and_known_from_then_on(
    serve: Serve,
    store: Store,
    settings: Settings,
    ana: User,
    inside: Inside,
    tmp_path: Path,
) -> None:
    page = tmp_path / "practical.md"
    page.write_text("# Practical\n\n## Breakfast\n\nBreakfast is served from 7:30 to 10:30.\n")
    ingest(store, build_embedder(), settings, [str(page)])
    served = serve()
    for question in ("Is there a gym?", "Do you have a fitness room?"):
        guest = served.guest()
        guest.ask(question, "k1")
        assert guest.read()["messages"][-1]["outcome"] == "handed_over"

    topic = the_topic(store, guests=2)
    done = inside("gap", "answer", str(topic.id), GYM, "--json")

    assert done.code == 0, done.err
    told: list[dict[str, Any]] = []
    for question in ("Have you got a gym?", "Gym?", "is there a fitness room at Seaview"):
        guest = served.guest()
        guest.ask(question, "k1")
        told.append(guest.read()["messages"][-1])
    assert all(GYM in reply["text"] for reply in told), json.dumps(told)
    assert {reply["outcome"] for reply in told} == {"answered"}
    assert topics_of(store) == []
    other = served.guest()
    other.ask("Is there a pool?", "k1")
    assert GYM not in other.read()["messages"][-1]["text"]
