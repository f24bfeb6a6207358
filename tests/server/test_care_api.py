from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ingest.run import ingest
from models.registry import build_embedder
from server.client import StaffClient
from server.gapkeeper import Gapkeeper
from server.knowledge_wire import AnswerIn, GapAnswerIn, SettleIn
from store import conversations, turns
from store.db import Store
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.settings import Settings
from store.tables import User
from tests.conftest import PASSWORD, Serve, Served, staff_member

GYM = "Yes, the gym is in the cellar."


@pytest.fixture
def torn(settings: Settings, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "house.md").write_text("# The house\n\n## Arrival\n\nCheck-in is from 15:00.\n")
    (folder / "letter.md").write_text("# Letter\n\n## Arrival\n\nCheck-in is from 14:00.\n")
    ingest(store, build_embedder(), settings, [str(folder)])


@pytest.fixture
def served(torn: None, serve: Serve, ana: User) -> Served:
    return serve()


@pytest.fixture
async def desk(served: Served) -> AsyncIterator[StaffClient]:
    async with StaffClient(served.address) as client:
        await client.sign_in("ana@seaview.example", PASSWORD)
        yield client


def unknown(store: Store, *questions: str) -> None:
    with store.writing() as tx:
        for question in questions:
            conversation = conversations.start(tx, channel="widget").conversation
            message = conversations.post(tx, conversation, question, "k", worker="t")
            turns.record_gap(tx, message, question)
    Gapkeeper(store, build_embedder(), "Seaview").step()


def told(served: Served, question: str) -> dict[str, Any]:
    served.guest().ask(question, "k1")
    guest = served.guest()
    guest.ask(question, "k1")
    reply: dict[str, Any] = guest.read()["messages"][-1]
    return reply


async def test_a_house_answer_is_written_changed_and_taken_back(
    served: Served, desk: StaffClient
) -> None:
    made = await desk.add_answer(AnswerIn(question="Is there a gym?", answer=GYM))
    first = told(served, "Do you have a fitness room?")
    changed = AnswerIn(question="Is there a gym?", answer="Not any more.", also=["Gym?"])
    await desk.change_answer(made.id, changed)
    second = told(served, "Do you have a fitness room?")
    listed = await desk.answers()
    await desk.remove_answer(made.id)

    assert GYM in first["text"]
    assert first["citations"][0]["title"] == "House answer"
    assert "Not any more." in second["text"]
    assert [answer.also for answer in listed] == [["Gym?"]]
    assert await desk.answers() == []
    with pytest.raises(NotFound):
        await desk.remove_answer(made.id)


async def test_a_scope_crosses_the_wire(desk: StaffClient) -> None:
    asked = AnswerIn.model_validate(
        {
            "question": "Is the terrace open?",
            "answer": "It sleeps until April.",
            "lang": "en",
            "valid_from": "2025-11-01",
            "valid_to": "2026-03-31",
            "yearly": True,
        }
    )
    made = await desk.add_answer(asked)

    assert (made.lang, made.yearly, str(made.valid_to)) == ("en", True, "2026-03-31")
    with pytest.raises(Invalid, match="ends before it begins"):
        await desk.add_answer(asked.model_copy(update={"yearly": False, "valid_to": None}
                                               | {"valid_to": asked.valid_from,
                                                  "valid_from": asked.valid_to}))  # fmt: skip


async def test_gaps_come_by_guests_affected_and_close_with_an_answer(
    served: Served, desk: StaffClient, store: Store
) -> None:
    unknown(store, "May I bring my own wine?", "Is there a gym?", "Gym?")
    gaps = await desk.gaps()
    done = await desk.answer_gap(gaps[0].id, GapAnswerIn(answer=GYM))

    assert [gap.guests for gap in gaps] == [2, 1]
    assert set(gaps[0].ways) == {"Is there a gym?", "Gym?"}
    assert done.state == "answered"
    assert GYM in told(served, "have you got a gym?")["text"]
    with pytest.raises(Conflict):
        await desk.answer_gap(gaps[0].id, GapAnswerIn(answer="No."))
    await desk.dismiss_gap(gaps[1].id)
    assert await desk.gaps() == []


async def test_facts_show_where_they_were_read(desk: StaffClient) -> None:
    clocks = await desk.facts("clock")

    assert {fact.source for fact in clocks} == {"The house", "Letter"}
    assert {fact.value["time"] for fact in clocks} == {"15:00", "14:00"}
    assert len(await desk.facts()) >= len(clocks)


async def test_a_contradiction_is_settled_and_guests_hear_one_side(
    served: Served, desk: StaffClient
) -> None:
    (dispute,) = await desk.disputes()
    before = told(served, "When is check-in?")
    settled = await desk.settle(dispute.key, SettleIn(choose=1))
    after = told(served, "When is check-in?")

    assert [side.value for side in dispute.sides] == ["15:00", "14:00"]
    assert "15:00" in before["text"]
    assert "14:00" in before["text"]
    assert settled.settled == {"side": "15:00"}
    assert "14:00" not in after["text"]
    with pytest.raises(Invalid):
        await desk.settle(dispute.key, SettleIn())
    with pytest.raises(NotFound):
        await desk.settle("nothing", SettleIn(choose=1))


async def test_a_viewer_sees_all_of_it_and_changes_nothing(
    served: Served, store: Store, desk: StaffClient
) -> None:
    unknown(store, "Is there a gym?")
    staff_member(store, "eva@seaview.example", "Eva", "viewer")
    async with StaffClient(served.address) as eva:
        await eva.sign_in("eva@seaview.example", PASSWORD)
        (gap,) = await eva.gaps()
        (dispute,) = await eva.disputes()
        for act in (
            eva.add_answer(AnswerIn(question="Q?", answer="A.")),
            eva.answer_gap(gap.id, GapAnswerIn(answer=GYM)),
            eva.dismiss_gap(gap.id),
            eva.settle(dispute.key, SettleIn(choose=1)),
        ):
            with pytest.raises(Forbidden):
                await act
