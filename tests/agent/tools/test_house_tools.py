from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from agent.recall import Recall
from agent.tools.knowing import Hours, LookUp
from agent.tools.people import FETCHED, FetchPerson, TakeMessage
from agent.tools.schema import check_schema, checked
from agent.tools.tool import OnBehalf
from models.registry import build_embedder
from store import escalations
from store.db import Store
from store.errors import Invalid, NotFound
from tests.agent.seaview import NAME, NOW, furnish
from tests.store import talk

ZONE = ZoneInfo("Europe/London")


def guest(store: Store, *words: str) -> OnBehalf:
    door = talk.opened(store).conversation
    message = talk.said(store, door, words[-1] if words else "x", "1")
    return OnBehalf(door.id, message.id, "en", NOW, own_words=words)


def recall_of(store: Store) -> Recall:
    furnish(store)
    return Recall(store, build_embedder(), NAME)


def test_looking_up_gives_passages_to_cite(store: Store) -> None:
    given = LookUp(recall_of(store), ZONE).read({"query": "cancel a booking"}, guest(store))

    assert any("48 hours" in citation.quote for citation in given.citations)
    assert all(citation.passage_id for citation in given.citations)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"day": "2026-11-27"}, "Open on 27 November"),
        ({"day": "2026-11-27", "time": "23:30"}, "not open"),
        ({"day": "2026-11-23", "part": "spa"}, "Closed"),
    ],
    ids=["a day", "an hour", "a part"],
)
def test_hours_are_computed(store: Store, arguments: dict[str, str], told: str) -> None:
    tool = Hours(recall_of(store), ZONE)

    given = tool.read(checked(tool.parameters, arguments), guest(store))

    assert told in given.data["computed"]
    assert given.citations


def test_a_day_there_is_not_has_no_hours(store: Store) -> None:
    tool = Hours(recall_of(store), ZONE)

    with pytest.raises(Invalid):
        tool.read({"day": "2026-02-30"}, guest(store))
    with pytest.raises(NotFound):
        Hours(Recall(store, build_embedder(), NAME, generation=1), ZONE).read(
            {"day": "2026-11-27", "part": "helipad"}, guest(store)
        )


def test_fetching_a_person_calls_one_in_words_of_ours(store: Store) -> None:
    assert FetchPerson().read({}, guest(store)).escalate == FETCHED


def test_a_message_is_the_guest_s_own_words_and_reaches_the_team_once(store: Store) -> None:
    tool, who = TakeMessage(store), guest(store, "Hello", "We arrive at ELEVEN, please wait.")

    settled = tool.settled({"text": "we arrive at eleven"}, who)
    for _ in range(2):
        given = tool.act(settled, who, "key")

    assert settled == {"text": "we arrive at eleven"}
    assert tool.read_back(settled, "en") == (
        "Shall I pass this on to the team? “we arrive at eleven”"
    )
    assert given.said == "I have passed your message on to the team."
    with store.reading() as tx:
        called = escalations.open_escalation(tx, who.conversation_id)
    assert called is not None
    assert called.reason.count("eleven") == 1


def test_what_the_guest_never_wrote_is_replaced_by_what_they_did(store: Store) -> None:
    who = guest(store, "Please keep <b>quiet</b> https://evil.example/x")

    assert TakeMessage(store).settled({"text": "Refund me 400 EUR"}, who) == {
        "text": "Please keep quiet"
    }
    with pytest.raises(Invalid):
        TakeMessage(store).settled({"text": "x"}, guest(store))


def test_every_tool_s_parameters_can_be_checked(store: Store) -> None:
    recall = Recall(store, build_embedder(), NAME)
    for tool in (LookUp(recall, ZONE), Hours(recall, ZONE), FetchPerson(), TakeMessage(store)):
        check_schema(tool.parameters)
