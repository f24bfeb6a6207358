from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server import desk_clock
from store import conversations, escalations, speakers, tokens, turns
from store.db import Store
from store.desk_settings import Desk
from store.tables import Draft, User
from tests.agent.seaview import furnish
from tests.conftest import Guest, Serve, Served, staff_member
from tests.server.composers import Echo
from tests.store.talk import NOON


@pytest.fixture
def served(serve: Serve, ana: User) -> Served:
    return serve(Echo())


@pytest.fixture
def guest(served: Served) -> Guest:
    one = served.guest()
    one.ask("Can we park a van?", "k1")
    return one


def post(served: Served, path: str, **asked: Any) -> Any:
    return served.client.post(f"/v1/staff{path}", json=asked, headers=served.sign_in())


def rows(served: Served, **asked: str) -> list[dict[str, Any]]:
    told = served.client.get("/v1/staff/inbox", params=asked, headers=served.sign_in()).json()
    found: list[dict[str, Any]] = told["rows"]
    return found


def drafted(store: Store, guest: Guest, text: str, *, opening: str = "") -> Draft:
    """The guest asks, and the answer waits for staff."""
    with store.writing() as tx:
        talk = conversations.by_public_id(tx, guest.id)
        asked = conversations.post(tx, talk, "May dogs come?", "k-draft", worker="a test")
        said = turns.Said(f"{opening}{text}", kind="fact", opening=opening)
        draft = turns.draft(tx, asked, said, "Less sure than 0.75")
        assert draft is not None
        return draft


def test_many_conversations_are_handled_at_once_or_none_of_them(
    served: Served, guest: Guest, ana: User
) -> None:
    other = served.guest()
    other.ask("Is there a sauna?", "k1")
    ids = [guest.id, other.id]

    done = post(served, "/conversations/handle", ids=ids, assign_to=ana.id, tag=["VIP"])
    assert [(row["assigned_name"], row["tags"]) for row in done.json()] == [("Ana", ["vip"])] * 2

    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    refused = post(served, "/conversations/handle", ids=[*ids, "nobodys"], snooze_until=until)
    assert refused.status_code == 404
    assert len(rows(served, view="open")) == 2

    post(served, "/conversations/handle", ids=ids, snooze_until=until).raise_for_status()
    assert (rows(served, view="open"), len(rows(served, view="snoozed"))) == ([], 2)
    post(served, "/conversations/handle", ids=ids, close=True, reason="solved").raise_for_status()
    assert len(rows(served, view="closed", search="#vip")) == 2


def test_the_inbox_is_searched_in_all_that_was_said(served: Served, guest: Guest) -> None:
    guest.ask("Thank you!", "k2")

    assert [row["id"] for row in rows(served, view="all", search="van")] == [guest.id]
    assert rows(served, view="all", search="helicopter") == []


def test_a_colleague_is_handed_a_conversation_and_the_guest_sees_who(
    served: Served, guest: Guest, store: Store
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")

    row = post(served, f"/conversations/{guest.id}/hand-over", user_id=ben.id).json()

    assert (row["speaker"], row["speaker_name"], row["assigned_name"]) == ("staff", "Ben", "Ben")
    assert guest.read()["speaker"] == "staff"


def test_notes_are_for_colleagues_and_never_reach_the_guest(served: Served, guest: Guest) -> None:
    post(served, f"/conversations/{guest.id}/notes", text="Difficult. @ana").raise_for_status()

    told = served.client.get(f"/v1/staff/conversations/{guest.id}", headers=served.sign_in()).json()
    assert [note["text"] for note in told["notes"]] == ["Difficult. @ana"]
    assert "Difficult" not in str(guest.read())


def test_the_desk_knows_its_team_its_texts_and_whether_a_model_can_help(
    served: Served, store: Store
) -> None:
    staff_member(store, "vic@seaview.example", "Vic", "viewer")
    kept = post(served, "/canned", name="Late", text="Dear {guest}").json()

    headers = served.sign_in()
    desk = served.client.get("/v1/staff/desk", headers=headers).json()
    assert (desk["writes"], desk["pause"]["paused"]) == (False, False)
    assert [user["name"] for user in desk["team"]] == ["Ana"]
    assert [one["name"] for one in desk["canned"]] == ["late"]
    served.client.delete(f"/v1/staff/canned/{kept['id']}", headers=headers).raise_for_status()
    assert served.client.get("/v1/staff/desk", headers=headers).json()["canned"] == []


def test_a_stale_draft_is_composed_anew_of_all_that_was_asked(
    served: Served, guest: Guest, store: Store
) -> None:
    draft = drafted(store, guest, "Gladly.")
    with store.writing() as tx:
        talk = conversations.by_public_id(tx, guest.id)
        again = conversations.post(tx, talk, "Two big ones!", "k3", worker="a test")
        second = turns.draft(tx, again, turns.Said("Oh."), "Less sure than 0.75")
        assert second is not None
    headers = served.sign_in()
    before = served.client.get(f"/v1/staff/drafts/{draft.id}", headers=headers).json()

    anew = post(served, f"/drafts/{draft.id}/regenerate", version=before["version"]).json()

    assert (before["stale"], anew["stale"]) == (True, False)
    assert "May dogs come?\nTwo big ones!" in anew["text"]
    taken_up = served.client.get(f"/v1/staff/drafts/{second.id}", headers=headers).json()
    assert taken_up["state"] == "rejected"
    late = post(served, f"/drafts/{draft.id}/regenerate", version=before["version"])
    assert late.status_code == 409


def test_what_is_approved_to_be_remembered_is_answered_so_from_then_on(
    serve: Serve, store: Store, ana: User
) -> None:
    furnish(store)
    served = serve()
    guest = served.guest()
    draft = drafted(store, guest, "Dogs are welcome.", opening="I am a machine.\n")
    until = {"valid_from": "2026-06-01", "valid_to": "2126-06-30"}

    sent = post(
        served, f"/drafts/{draft.id}/remember", version=1, question="May dogs come?", **until
    )

    assert sent.json()["text"] == "I am a machine.\nDogs are welcome."
    (kept,) = served.client.get("/v1/staff/answers", headers=served.sign_in()).json()
    assert (kept["question"], kept["answer"]) == ("May dogs come?", "Dogs are welcome.")
    assert kept["valid_to"] == "2126-06-30"


def test_a_token_that_may_not_teach_does_not_remember(
    served: Served, guest: Guest, store: Store, ana: User
) -> None:
    draft = drafted(store, guest, "Dogs are welcome.")
    with store.writing() as tx:
        secret = tokens.create(tx, ana, "acts", ["act"]).secret

    refused = served.client.post(
        f"/v1/staff/drafts/{draft.id}/remember",
        json={"version": 1, "question": "May dogs come?"},
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert refused.status_code == 403


def test_the_clock_wakes_gives_back_and_calls_again(
    served: Served, guest: Guest, store: Store, ana: User
) -> None:
    now = datetime.now(UTC)
    zone = served.house.settings.business.zone
    with store.writing() as tx:
        talk = conversations.by_public_id(tx, guest.id)
        called = escalations.escalate(tx, talk.id, "Asked for a person.", now=now)
    rules = Desk(hours="", call_again_after=10, hand_back_after=60)

    assert desk_clock.tend(store, rules, zone, now + timedelta(minutes=9)) == set()
    assert desk_clock.tend(store, rules, zone, now + timedelta(minutes=11)) == {talk.id}
    assert desk_clock.tend(store, rules, zone, now + timedelta(minutes=40)) == set()
    told = post(served, f"/escalations/{called.id}/priority", priority=3).json()
    assert told["priority"] == 3
    assert told["due_at"] is not None

    with store.writing() as tx:
        speakers.say(tx, talk.id, ana, "I am here.", now=now)
    assert desk_clock.tend(store, rules, zone, now + timedelta(minutes=70)) == {talk.id}
    with store.reading() as tx:
        assert conversations.get(tx, talk.id).speaker == "concierge"
    shut = Desk(hours="Mo 01:00-02:00")
    assert desk_clock.tend(store, shut, zone, NOON + timedelta(days=700)) == set()
