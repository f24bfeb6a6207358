from __future__ import annotations

import pytest

from agent.composer import Answer, Turn
from agent.phrases import phrases
from agent.router import Way, way
from tests.agent.seaview import NOW

ORIGINAL = phrases("en").original
SHORT = "How much is parking?"
LONG = "We come on Friday with a car, a trailer and two bicycles. Where could all of them be put?"


def routed(answer: Answer, question: str = SHORT) -> Way:
    return way(answer, Turn(question, NOW), original=ORIGINAL)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("Hello!", kind="small_talk", confidence=1.0),
        Answer("I'll get someone.", outcome="handed_over", kind="person", confidence=1.0),
        Answer("They do not agree.", outcome="handed_over", kind="conflict"),
        Answer("€15.", kind="house", confidence=0.95),
        Answer("Open until 22.", kind="hours", confidence=0.9),
        Answer("+44 1234", kind="contact", confidence=0.9),
        Answer("Parking costs €15 a day.", confidence=0.9),
    ],
    ids=["small talk", "person", "conflict", "house", "hours", "contact", "sure"],
)
def test_what_the_house_knows_needs_no_model(answer: Answer) -> None:
    assert routed(answer).route == "none"


@pytest.mark.parametrize(
    ("answer", "question", "route"),
    [
        (Answer("Parking costs €15 a day.", confidence=0.6), SHORT, "cheap"),
        (Answer(f"{ORIGINAL}\nParken: 15 €", confidence=0.95), SHORT, "cheap"),
        (Answer("Did you mean:", outcome="clarify", confidence=0.4), SHORT, "cheap"),
        (Answer("I don't know.", outcome="handed_over", kind="unknown"), SHORT, "strong"),
        (Answer("Parking costs €15 a day.", confidence=0.95), LONG, "strong"),
        (Answer("x" * 300, confidence=0.95), SHORT, "cheap"),
    ],
    ids=["unsure", "another language", "asks back", "unknown", "long", "a long quote"],
)
def test_the_rest_goes_to_a_model(answer: Answer, question: str, route: str) -> None:
    decided = routed(answer, question)

    assert decided.route == route
    assert decided.why
