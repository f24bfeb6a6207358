from __future__ import annotations

import threading

import pytest

from store import accounts
from store.db import Store
from store.settings import Settings
from store.tables import User
from tests.conftest import PASSWORD, Serve, Served, read_events, staff_member
from tests.server.composers import Echo


@pytest.fixture
def careful(settings: Settings) -> Settings:
    """Everything waits for approval."""
    return settings.model_copy(
        update={"answers": settings.answers.model_copy(update={"autonomy": "draft"})}
    )


@pytest.fixture
def served(serve: Serve, careful: Settings, ana: User) -> Served:
    return serve(Echo(), careful)


def test_a_wrong_password_and_an_unknown_address_sound_the_same(served: Served) -> None:
    wrong = {"email": "ana@seaview.example", "password": "not this one"}
    nobody = {"email": "nobody@seaview.example", "password": "not this one"}

    answers = [served.client.post("/v1/staff/sessions", json=asked) for asked in (wrong, nobody)]

    assert [a.status_code for a in answers] == [401, 401]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_five_wrong_passwords_lock_the_address(served: Served) -> None:
    wrong = {"email": "ana@seaview.example", "password": "not this one"}
    for _ in range(5):
        served.client.post("/v1/staff/sessions", json=wrong)

    right = {"email": "ana@seaview.example", "password": PASSWORD}
    answer = served.client.post("/v1/staff/sessions", json=right)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 1000


def test_signing_out_ends_the_token(served: Served) -> None:
    staff = served.sign_in()

    assert served.client.get("/v1/staff/me", headers=staff).json()["name"] == "Ana"
    assert served.client.delete("/v1/staff/sessions/current", headers=staff).status_code == 204
    assert served.client.get("/v1/staff/me", headers=staff).status_code == 401


def test_an_approved_draft_reaches_the_guest_with_its_citations(served: Served) -> None:
    staff = served.sign_in()
    guest = served.guest()
    guest.ask("Is the pool heated?", "a")
    (draft,) = served.client.get("/v1/staff/drafts", headers=staff).json()

    sent = served.client.post(
        f"/v1/staff/drafts/{draft['id']}/approve",
        json={"version": draft["version"]},
        headers=staff,
    )

    assert sent.status_code == 200
    reply = guest.read()["messages"][-1]
    assert reply["author"] == "concierge"
    assert reply["text"] == "You said: Is the pool heated?"
    assert reply["citations"][0]["title"] == "Home"


def test_an_edited_draft_is_marked_as_a_persons_words(served: Served) -> None:
    staff = served.sign_in()
    guest = served.guest()
    guest.ask("Is the pool heated?", "a")
    (draft,) = served.client.get("/v1/staff/drafts", headers=staff).json()

    served.client.post(
        f"/v1/staff/drafts/{draft['id']}/approve",
        json={"version": draft["version"], "text": "Yes, to 28 degrees."},
        headers=staff,
    )

    reply = guest.read()["messages"][-1]
    assert (reply["author"], reply["author_name"]) == ("staff", "Ana")
    assert reply["text"] == "Yes, to 28 degrees."


def test_two_staff_on_one_draft_one_decides_and_the_other_is_told(
    served: Served, store: Store
) -> None:
    staff_member(store, "ben@seaview.example", "Ben", "agent")
    ana, ben = served.sign_in(), served.sign_in("ben@seaview.example")
    guest = served.guest()
    guest.ask("Is the pool heated?", "a")
    (draft,) = served.client.get("/v1/staff/drafts", headers=ana).json()
    path = f"/v1/staff/drafts/{draft['id']}"

    edited = served.client.post(f"{path}/edit", json={"version": 1, "text": "Yes."}, headers=ana)
    late = served.client.post(f"{path}/approve", json={"version": 1}, headers=ben)
    won = served.client.post(f"{path}/approve", json={"version": 2}, headers=ben)
    lost = served.client.post(f"{path}/reject", json={"version": 2}, headers=ana)

    assert edited.json()["version"] == 2
    assert (late.status_code, won.status_code, lost.status_code) == (409, 200, 409)
    assert "approved" in lost.json()["detail"]
    assert len([m for m in guest.read()["messages"] if m["author"] != "guest"]) == 1


def test_a_person_takes_over_speaks_and_hands_back(served: Served) -> None:
    staff = served.sign_in()
    guest = served.guest()
    guest.ask("Hello?", "a")
    path = f"/v1/staff/conversations/{guest.id}"

    row = served.client.post(f"{path}/take-over", headers=staff).json()
    said = {"client_id": "s1", "text": "Ana here."}
    first = served.client.post(f"{path}/messages", json=said, headers=staff)
    again = served.client.post(f"{path}/messages", json=said, headers=staff)
    back = served.client.post(f"{path}/hand-back", headers=staff).json()

    assert (row["speaker"], row["speaker_name"]) == ("staff", "Ana")
    assert first.json()["id"] == again.json()["id"]
    assert back["speaker"] == "concierge"
    headers = {**guest.headers, "Last-Event-ID": "0"}
    seen = []
    with served.client.stream("GET", f"{guest.path}/events", headers=headers) as response:
        for name, data in read_events(response):
            seen.append(name)
            if name == "message.posted":
                assert (data["author"], data["author_name"]) == ("staff", "Ana")
            if name == "staff.left":
                break
    assert [n for n in seen if n.startswith(("staff", "message.posted"))] == [
        "staff.joined",
        "message.posted",
        "staff.left",
    ]


def test_the_log_tells_nothing_more_to_an_account_that_was_closed(
    served: Served, store: Store
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    headers = {**served.sign_in("ben@seaview.example"), "Last-Event-ID": "0"}

    with served.client.stream("GET", "/v1/staff/events", headers=headers) as response:
        told = read_events(response)
        next(told)
        with store.writing() as tx:
            accounts.disable(tx, accounts.find(tx, ben.email))
        served.guest().ask("Is anybody there?", "a")
        after = [name for name, _ in told]

    assert "message.received" not in after


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "one"])
def test_a_number_nobody_has_is_refused_plainly(served: Served, number: str) -> None:
    staff = served.sign_in()
    cursor = served.client.get(f"/v1/staff/inbox?cursor=1-{number}9999999999", headers=staff)
    refused = [
        served.client.get(f"/v1/staff/drafts/{number}", headers=staff),
        served.client.post(f"/v1/staff/gaps/{number}/dismiss", headers=staff),
        served.client.delete(f"/v1/staff/answers/{number}", headers=staff),
        served.client.get("/v1/staff/reports/daily?day=0001-01-01", headers=staff),
    ]

    assert cursor.status_code in (200, 422)
    assert [answer.status_code for answer in refused] == [422, 422, 422, 422]


def test_a_viewer_looks_and_does_not_act(served: Served, store: Store) -> None:
    staff_member(store, "vera@seaview.example", "Vera", "viewer")
    vera = served.sign_in("vera@seaview.example")
    guest = served.guest()
    guest.ask("Hello?", "a")

    inbox = served.client.get("/v1/staff/inbox", headers=vera)
    taken = served.client.post(f"/v1/staff/conversations/{guest.id}/take-over", headers=vera)

    assert inbox.status_code == 200
    assert taken.status_code == 403


def test_the_inbox_pages_without_losing_or_doubling_a_row(served: Served) -> None:
    staff = served.sign_in()
    guests = [served.guest() for _ in range(7)]
    for guest in guests:
        guest.say("Hello?", "a")
    served.guest()  # one who never said a word is no work for anybody

    seen: list[str] = []
    cursor = ""
    for _ in range(5):
        page = served.client.get(
            "/v1/staff/inbox", params={"limit": 3, "cursor": cursor}, headers=staff
        ).json()
        seen += [row["id"] for row in page["rows"]]
        cursor = page["next"]
        if not cursor:
            break

    assert seen == [guest.id for guest in reversed(guests)]
    assert page["counts"]["open"] == 7


def test_the_staffs_stream_tells_what_happens_as_it_happens(served: Served) -> None:
    staff = served.sign_in()
    guest = served.guest()
    told: list[str] = []
    listening = threading.Event()

    def listen() -> None:
        with served.client.stream("GET", "/v1/staff/events", headers=staff) as response:
            listening.set()
            for name, data in read_events(response):
                assert data["conversation_id"] == guest.id
                told.append(name)
                if name == "draft.waiting":
                    return

    ear = threading.Thread(target=listen)
    ear.start()
    assert listening.wait(10)
    guest.ask("Hello?", "a")
    ear.join(10)

    assert told == ["message.received", "draft.waiting"]


def test_an_escalation_is_resolved_once(served: Served, store: Store) -> None:
    from store import conversations, escalations

    staff = served.sign_in()
    guest = served.guest()
    with store.writing() as tx:
        row = conversations.by_public_id(tx, guest.id)
        escalations.escalate(tx, row.id, "Angry.", priority=1)
    (found,) = served.client.get("/v1/staff/escalations", headers=staff).json()
    path = f"/v1/staff/escalations/{found['id']}/resolve"

    first = served.client.post(path, json={"note": "Called."}, headers=staff)
    second = served.client.post(path, headers=staff)

    assert (first.json()["state"], second.status_code) == ("resolved", 409)
    assert served.client.get("/v1/staff/escalations", headers=staff).json() == []
