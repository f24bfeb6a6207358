"""`ask` and `chat` answer with the language model that the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Inside
from tests.models.doubles.running import running

QUESTION = "We come with our two children; when could they have breakfast with us, please?"
SAID = "says:Breakfast_is_served_from_7:30_to_10:30_every_day."


@pytest.fixture
def talking(inside: Inside, founded: Path, menu: Path) -> Inside:
    assert inside("ingest", menu).code == 0
    inside("config", "set", "model.provider", "ollama")
    inside("config", "set", "model.name", SAID)
    return inside


def test_a_question_is_answered_by_the_model_and_the_trace_says_so(talking: Inside) -> None:
    with running("ollama") as double:
        talking("config", "set", "model.base_url", double.url)

        done = talking("ask", QUESTION, "--json", "--trace")

    assert done.code == 0, done.err
    told = done.json
    assert told["answer"] == "Breakfast is served from 7:30 to 10:30 every day."
    assert told["mode"] == "chat"
    assert told["trace"]["chat"]["model"] == f"ollama:{SAID}"
    assert told["citations"]


def test_a_talk_shows_who_was_asked_and_what_the_model_said_by_itself(talking: Inside) -> None:
    with running("ollama") as double:
        talking("config", "set", "model.base_url", double.url)

        said = talking("chat", typed=f"{QUESTION}\n/why\n").out

    assert "automatic concierge" in said
    assert "7:30 to 10:30" in said
    assert "route: " in said
    assert "its own words: Breakfast is served from 7:30 to 10:30 every day." in said


def test_when_the_model_is_away_the_house_answers_by_itself(talking: Inside) -> None:
    talking("config", "set", "model.base_url", "http://127.0.0.1:9")

    done = talking("ask", QUESTION, "--json")

    assert done.code == 0, done.err
    assert done.json["answer"]
    assert done.json["mode"] == "structured"
