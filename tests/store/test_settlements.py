from __future__ import annotations

import pytest

from store import settlements
from store.db import Store
from store.errors import NotFound

KEY = settlements.dispute_key("clock", "Check-in", ["15:00", "14:00"])


def test_a_dispute_is_known_again_whatever_the_order_of_its_sides() -> None:
    assert settlements.dispute_key("clock", " check-in", ["14:00", "15:00"]) == KEY
    assert settlements.dispute_key("clock", "check-in", ["14:00", "16:00"]) != KEY


def test_what_was_decided_can_be_decided_anew_and_undone(store: Store) -> None:
    with store.writing() as tx:
        settlements.settle(tx, KEY, "clock", "check-in", {"value": "15:00"})
    with store.writing() as tx:
        settlements.settle(tx, KEY, "clock", "check-in", {"both": True})

    with store.reading() as tx:
        assert [s.chosen for s in settlements.all_of(tx)] == [{"both": True}]
    with store.writing() as tx:
        settlements.undo(tx, KEY)
    with store.writing() as tx, pytest.raises(NotFound):
        settlements.undo(tx, KEY)
