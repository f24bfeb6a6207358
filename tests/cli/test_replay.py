"""A conversation made before, answered again by other knowledge or another model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store import conversations, turns
from store.db import Store
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside
from tests.models.doubles.running import running


@pytest.fixture
def talk(inside: Inside, founded: Path, menu: Path) -> str:
    """A guest asked about breakfast, and heard something that no page says."""
    assert inside("ingest", menu).code == 0
    with opened(founded) as store, store.writing() as tx:
        started = conversations.start(tx, channel="widget")
        message = conversations.post(tx, started.conversation, "When is breakfast served?", "1")
        turns.reply(tx, message, turns.Said("At noon."))
        return started.conversation.public_id


@contextmanager
def opened(home: Path) -> Iterator[Store]:
    store = open_store(Home(home))
    try:
        yield store
    finally:
        store.close()


def test_what_would_be_said_instead_is_shown_and_nothing_is_stored(
    inside: Inside, talk: str
) -> None:
    before = inside("conversation", "show", talk, "--json").json

    done = inside("replay", talk)
    row = json.loads(inside("replay", talk, "--json").out)

    assert done.code == 0, done.err
    assert "then: At noon." in done.out
    assert "7:30" in row["now"]
    assert (row["before"], row["mode"]) == ("At noon.", "structured")
    assert inside("conversation", "show", talk, "--json").json == before


def test_a_generation_is_replayed_that_is_still_there(inside: Inside, talk: str) -> None:
    assert "7:30" in inside("replay", talk, "--generation", "1").out
    assert inside("replay", talk, "--generation", "77").code == 4
    assert inside("replay", "nobody").code == 4
    assert inside("replay", talk, "--model", "llama").code == 2
    assert inside("replay", talk, "--model", "parrot:loud").code == 2


def test_another_model_answers_a_conversation_made_before(
    inside: Inside, founded: Path, talk: str
) -> None:
    with opened(founded) as store, store.writing() as tx:
        conversation = conversations.by_public_id(tx, talk)
        question = "We come with our two children; when could they have breakfast with us, please?"
        conversations.post(tx, conversation, question, "2")
    with running("ollama") as double:
        said = "says:Breakfast_is_served_from_7:30_to_10:30_every_day."
        inside("config", "set", "model.base_url", double.url)

        done = inside("replay", talk, "--model", f"ollama:{said}", "--json")

    assert done.code == 0, done.err
    row = json.loads(done.out.splitlines()[-1])
    assert row["now"].endswith("Breakfast is served from 7:30 to 10:30 every day.")
    assert (row["mode"], row["before"]) == ("chat", None)
    assert row["model"] == f"ollama:{said}"
    assert row["citations"]


def test_what_happened_then_is_told_step_by_step(inside: Inside, talk: str) -> None:
    steps = json.loads(inside("replay", talk, "--steps", "--json").out)["steps"]

    assert [s["text"] for s in steps if s["seq"]] == ["When is breakfast served?", "At noon."]
    assert "Guest" not in inside("replay", talk, "--steps").out
    assert "guest" in inside("replay", talk, "--steps").out
