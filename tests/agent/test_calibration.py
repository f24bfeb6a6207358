from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from agent.calibration import MOST_SHIFT, Calibration, Calibrator, calibrated
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from models.registry import build_embedder
from store import generations
from store.db import Store
from tests.agent.seaview import NAME, ask, furnish

TODAY = date(2026, 11, 20)
# A dozen things whose words stand in pairs all over: robbed of one, the next looks like an answer.
ALIKE = [
    (f"{colour} {thing}", f"A {thing} of {colour.lower()} wood. It stands in the {room}.")
    for colour, room in (("Red", "hall"), ("Green", "loft"), ("White", "yard"), ("Black", "barn"))
    for thing in ("cupboard", "ladder", "bench", "mirror", "cradle")
]


def recall_of(store: Store) -> Recall:
    return Recall(store, build_embedder(), NAME)


def test_with_too_few_cases_nothing_is_shifted(store: Store) -> None:
    furnish(store, (("Cats", "Cats are welcome."), ("Tea", "Tea is at four.")), facts=())

    found = calibrated(recall_of(store), TODAY)

    assert found.shift == 0.0
    assert found.cases < 10
    assert found.in_words() == ""


def test_a_house_of_unlike_things_keeps_the_limit(store: Store) -> None:
    furnish(store)

    assert calibrated(recall_of(store), TODAY).shift == 0.0


def test_a_house_whose_things_are_all_alike_is_answered_for_more_carefully(store: Store) -> None:
    furnish(store, ALIKE, facts=())

    found = calibrated(recall_of(store), TODAY)

    assert found.cases >= 10
    assert found.fooled > found.cases / 3
    assert 0.0 < found.shift <= MOST_SHIFT
    assert f"{found.fooled} of {found.cases}" in found.in_words()


def test_the_trace_tells_why_this_house_needs_more(store: Store) -> None:
    furnish(store, ALIKE, facts=())
    desk = Desk(NAME, ZoneInfo("Europe/London"), ("en",))

    answer = ask(StructuredComposer(recall_of(store), desk), "is there a purple bench")

    assert "own questions" in answer.trace["decision"]


def test_each_generation_is_learnt_once(store: Store) -> None:
    furnish(store)
    with store.reading() as tx:
        published = generations.published_id(tx)
    calibrator = Calibrator(recall_of(store))

    assert calibrator.of(published, TODAY) is calibrator.of(published, TODAY)
    assert calibrator.of(None, TODAY) == Calibration()
