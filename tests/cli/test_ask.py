from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Inside
from tests.cli.words import command, environment

KEYS = [
    "id",
    "question",
    "answer",
    "outcome",
    "confidence",
    "citations",
    "lang",
    "latency_ms",
    "mode",
]


@pytest.fixture
def knowing(inside: Inside, founded: Path, menu: Path) -> Path:
    assert inside("ingest", menu).code == 0
    return founded


def test_an_answer_comes_with_its_citation_and_why(inside: Inside, knowing: Path) -> None:
    done = inside("ask", "How much is parking?")

    assert done.code == 0, done.err
    assert "£12" in done.out.splitlines()[0]
    assert "[1] Practical" in done.out
    assert "answered, " in done.out
    assert "confidence" in done.out


def test_the_trace_shows_every_candidate(inside: Inside, knowing: Path) -> None:
    done = inside("ask", "How much is parking?", "--trace", "--json")

    assert done.json["trace"]["candidates"]


def test_one_question_gives_one_object(inside: Inside, knowing: Path) -> None:
    told = inside("ask", "When is breakfast?", "--json").json

    assert list(told) == KEYS
    assert "7:30" in told["answer"]
    assert told["outcome"] == "answered"
    assert 0 <= told["confidence"] <= 1
    assert list(told["citations"][0]) == ["title", "url", "page", "quote"]
    assert told["citations"][0]["quote"]
    assert (told["lang"], told["mode"]) == ("en", "structured")


def test_every_line_gives_one_object_and_a_bad_one_stops_nothing(
    inside: Inside, knowing: Path
) -> None:
    lines = [
        b"When is breakfast?",
        b'{"question": "How much is parking?", "id": "q-7", "lang": "en"}',
        b"{not json",
        b"",
        b'{"id": 5}',
        b'["a"]',
        b"\xff\xfe broken",
        b'{"question": 7, "id": null}',
        b'{"question": "' + b"x" * 5000 + b'", "id": "long"}',
        b"[" * 5000,
        b"How much is parking?",
    ]

    done = inside("ask", "--stdin", "--json", typed=b"\n".join(lines) + b"\n")

    told = done.lines
    assert done.code == 0, done.err
    assert len(told) == len(lines)
    assert [row["id"] for row in told[:2]] == [1, "q-7"]
    assert list(told[1]) == KEYS
    assert ["error" in row for row in told] == [
        *(False, False, True, True, True, False, False, True, True, True, False)
    ]
    assert told[-1]["id"] == 11
    assert "£12" in told[-1]["answer"]


def test_each_answer_is_sent_before_the_next_question_is_read(knowing: Path) -> None:
    process = subprocess.Popen(
        command("ask", "--stdin", "--json", "--home", knowing),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None

    for number in range(3):
        process.stdin.write(json.dumps({"question": "Breakfast?", "id": number}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    process.stdin.close()

    assert process.wait(30) == 0
    process.stdout.close()


def test_nothing_is_stored_by_asking(inside: Inside, knowing: Path) -> None:
    inside("ask", "Is there a helipad?")

    assert inside("conversation", "list", "--json").json == []


def test_no_question_or_two_ways_to_ask_is_wrong_use(inside: Inside, knowing: Path) -> None:
    assert inside("ask").code == 2
    assert inside("ask", "When?", "--stdin").code == 2
    assert inside("ask", "x" * 4001).code == 2


def test_without_knowledge_a_question_is_handed_over(inside: Inside, founded: Path) -> None:
    assert inside("ask", "How much is parking?", "--json").json["outcome"] == "handed_over"
