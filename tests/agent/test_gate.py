from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from agent.gate import gate
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from models.registry import build_embedder
from store import cases, generations
from store.cases import Expected
from store.db import Store
from store.errors import Conflict
from tests.agent.seaview import NAME, NOW, PASSAGES, furnish

LONDON = ZoneInfo("Europe/London")


def composer_of(store: Store, generation: int) -> StructuredComposer:
    recall = Recall(store, build_embedder(), NAME, generation=generation)
    return StructuredComposer(recall, Desk(NAME, LONDON))


def asked(store: Store, published: int | None, new: int) -> str:
    return gate(store, lambda g: composer_of(store, g), LONDON, lambda: NOW)(published, new)


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Breakfast is known in the first generation and gone in the second, which is published."""
    furnish(store)
    with store.reading() as tx:
        first = generations.published_id(tx)
    furnish(store, passages=[p for p in PASSAGES if p[0] != "Breakfast"])
    with store.reading() as tx:
        second = generations.published_id(tx)
    assert first
    assert second
    with store.writing() as tx:
        cases.add(tx, "When is breakfast served?", Expected(facts=[["7:30"]]))
        cases.add(tx, "How much is an extra bed?", Expected(facts=[["35"]]))
    return first, second


def test_a_generation_that_makes_a_case_worse_is_named_with_the_case(
    store: Store, two: tuple[int, int]
) -> None:
    first, second = two

    reason = asked(store, first, second)

    assert reason.startswith("1 of 2 cases got worse")
    assert '"When is breakfast served?" was right and is ' in reason


def test_one_that_makes_them_better_passes(store: Store, two: tuple[int, int]) -> None:
    first, second = two

    assert asked(store, second, first) == ""
    assert asked(store, None, second) == ""


def test_what_is_held_is_published_only_by_force(store: Store) -> None:
    embedder = build_embedder()
    furnish(store)
    with store.writing() as tx:
        held = generations.begin(tx, "test", embedder.name, resume_key="held")
        generations.index(tx, held)
        generations.hold(tx, held, "1 of 2 cases got worse.")

    with store.writing() as tx, pytest.raises(Conflict, match="is held: 1 of 2"):
        generations.publish(tx, generations.find(tx, held.id))

    with store.writing() as tx:
        generations.publish(tx, generations.find(tx, held.id), force=True)
        assert generations.published_id(tx) == held.id
        assert generations.held(generations.find(tx, held.id)) == ""
