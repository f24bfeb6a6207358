"""A guest who writes quickly is answered in the order they wrote."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from agent.composer import Answer, Turn, no_preview
from store import turns
from store.db import Store
from store.invariants import check
from tests.conftest import Serve


class SlowFirst:
    """Thinks long about the first question, and answers the others at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.answered: list[str] = []

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        if turn.question == "one":
            self.go.wait(20)
        self.answered.append(turn.question)
        return Answer(f"You asked {turn.question}", confidence=1.0)


@pytest.mark.timeout(60)
def test_the_second_message_waits_for_the_first_ones_turn(serve: Serve, store: Store) -> None:
    composer = SlowFirst()
    guest = serve(composer).guest()

    for text in ("one", "two", "three"):
        assert guest.say(text, text).status_code == 202
    threading.Event().wait(0.5)
    assert composer.answered == []
    composer.go.set()
    for _ in range(400):
        with store.reading() as tx:
            if turns.count_waiting(tx) == 0:
                break
        threading.Event().wait(0.05)

    said = [m["text"] for m in guest.read()["messages"] if m["author"] == "concierge"]
    assert said == ["You asked one", "You asked two", "You asked three"]
    assert check(store) == []
