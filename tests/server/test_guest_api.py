from __future__ import annotations

import threading
from datetime import timedelta

import httpx
import pytest

from store import conversations, messages, turns
from store.db import Store
from store.settings import Settings
from store.tables import User, utcnow
from tests.conftest import Serve, Served, read_events
from tests.server.composers import Broken, Echo, Ignorant, Slow


def names(events: list[tuple[str, dict[str, object]]]) -> list[str]:
    return [name for name, _ in events]


def test_a_guest_asks_and_the_turn_streams_to_its_cited_end(serve: Serve) -> None:
    guest = serve(Echo()).guest()

    events = guest.ask("When is breakfast?", "a")

    assert names(events) == [
        "message.accepted",
        "reply.started",
        "reply.delta",
        "reply.completed",
    ]
    reply = events[-1][1]
    assert reply["text"] == "You said: When is breakfast?"
    assert reply["citations"][0]["url"] == "https://seaview.example/"
    assert reply["author"] == "concierge"


def test_the_same_client_id_is_acknowledged_alike_and_stored_once(serve: Serve) -> None:
    guest = serve(Echo()).guest()

    first = guest.say("Hello?", "a")
    again = guest.say("Hello?", "a")
    streamed = guest.ask("Hello?", "a")

    assert (
        (first.status_code, first.json())
        == (again.status_code, again.json())
        == (
            202,
            first.json(),
        )
    )
    assert names(streamed)[0] == "message.accepted"
    assert names(streamed)[-1] == "reply.completed"
    assert [m["author"] for m in guest.read()["messages"]] == ["guest", "concierge"]


def test_a_token_opens_its_own_conversation_only(serve: Serve) -> None:
    served = serve(Echo())
    ann, bob = served.guest(), served.guest()

    for headers in (bob.headers, {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}):
        assert served.client.get(ann.path, headers=headers).status_code == 401
        assert served.client.get(f"{ann.path}/events", headers=headers).status_code == 401
        asked = {"client_id": "a", "text": "let me in"}
        answer = served.client.post(f"{ann.path}/messages", json=asked, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert ann.read()["messages"] == []


def test_the_stream_resumes_after_the_last_event_seen(serve: Serve) -> None:
    served = serve(Echo())
    guest = served.guest()
    guest.ask("one", "a")
    seen = guest.read()["last_event_id"]
    guest.ask("two", "b")

    headers = {**guest.headers, "Last-Event-ID": seen}
    told = []
    with served.client.stream("GET", f"{guest.path}/events", headers=headers) as response:
        for event in read_events(response):
            told.append(event)
            if event[0] == "reply.completed":
                break

    assert names(told) == ["message.accepted", "reply.completed"]
    assert told[-1][1]["text"] == "You said: two"


@pytest.mark.parametrize("seen", [b"\xb2", b"99999999999999999999", b"9" * 5000, b"-1", b"x"])
def test_an_event_nobody_was_told_of_means_from_now_on(serve: Serve, seen: bytes) -> None:
    served = serve(Echo())
    guest = served.guest()
    guest.ask("one", "a")

    headers = {b"Authorization": guest.headers["Authorization"].encode(), b"Last-Event-ID": seen}
    with served.client.stream("GET", f"{guest.path}/events", headers=headers) as response:
        assert response.status_code == 200
        guest.say("two", "b")
        told = read_events(response)
        first = next(data for name, data in told if name == "message.accepted")

    assert first["text"] == "two"


def test_what_a_guest_is_told_is_kept_by_no_cache(serve: Serve) -> None:
    served = serve(Echo())
    guest = served.guest()

    answers = [
        served.client.post("/v1/conversations"),
        served.client.get(guest.path, headers=guest.headers),
        served.client.get(guest.path),
    ]

    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert served.client.get("/v1/config").headers["cache-control"] == "public, max-age=60"


def test_monitors_may_ask_for_the_head_of_a_page(serve: Serve) -> None:
    served = serve(Echo())

    for path in ("/chat", "/widget.js"):
        answer = served.client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_a_draft_waits_and_the_guest_is_told_so(serve: Serve, settings: Settings) -> None:
    careful = settings.model_copy(
        update={"answers": settings.answers.model_copy(update={"draft_below": 0.95})}
    )
    served = serve(Echo(confidence=0.5), careful)
    guest = served.guest()

    events = guest.ask("Is the pool heated?", "a")

    assert names(events)[-1] == "reply.pending"
    assert "You said" not in str([data for name, data in events if name != "message.accepted"])
    assert [m["author"] for m in guest.read()["messages"]] == ["guest"]


def test_what_is_not_known_is_handed_over_with_a_gap(serve: Serve, store: Store) -> None:
    from store import desk, escalations

    guest = serve(Ignorant()).guest()

    events = guest.ask("Do you rent out zeppelins?", "a")

    assert events[-1][1]["outcome"] == "handed_over"
    with store.reading() as tx:
        assert [e.reason for e in escalations.waiting(tx)] == ["Not in the knowledge."]
        assert [g.question for g in desk.open_gaps(tx)] == ["Do you rent out zeppelins?"]


def test_a_composer_that_breaks_fetches_a_person(serve: Serve, store: Store) -> None:
    from store import escalations

    guest = serve(Broken()).guest()

    events = guest.ask("Hello?", "a")

    assert names(events)[-1] == "reply.pending"
    with store.reading() as tx:
        assert len(escalations.waiting(tx)) == 1
        assert turns.count_waiting(tx) == 0


def test_the_machine_falls_silent_when_a_person_takes_over_mid_turn(
    serve: Serve, store: Store, ana: User
) -> None:
    slow = Slow()
    served = serve(slow)
    guest = served.guest()
    events: list[tuple[str, dict[str, object]]] = []
    asking = threading.Thread(target=lambda: events.extend(guest.ask("Hello?", "a")))
    asking.start()
    assert slow.begun.wait(10)

    staff = served.sign_in()
    taken = served.client.post(f"/v1/staff/conversations/{guest.id}/take-over", headers=staff)
    slow.go.set()
    asking.join(20)

    assert taken.status_code == 200
    assert "staff.joined" in names(events)
    assert [m["author"] for m in guest.read()["messages"]] == ["guest"]


def test_messages_of_one_conversation_are_answered_in_their_order(serve: Serve) -> None:
    guest = serve(Echo()).guest()

    for number in range(12):
        assert guest.say(f"question {number}", str(number)).status_code == 202
    guest.ask("the last", "last")

    replies = [m["text"] for m in guest.read()["messages"] if m["author"] == "concierge"]
    assert replies == [f"You said: question {n}" for n in range(12)] + ["You said: the last"]


def test_a_message_found_waiting_for_hours_goes_to_staff(serve: Serve, store: Store) -> None:
    from store import escalations

    long_ago = utcnow() - timedelta(hours=3)
    with store.writing() as tx:
        started = conversations.start(tx, channel="widget", now=long_ago)
        conversations.post(tx, started.conversation, "Anyone?", "a", now=long_ago)

    served = serve(Echo())
    for _ in range(100):
        with store.reading() as tx:
            found = escalations.waiting(tx)
        if found:
            break
        threading.Event().wait(0.1)

    assert "over an hour" in found[0].reason
    with store.reading() as tx:
        said = messages.history(tx, started.conversation.id)
    assert [m.author for m in said] == ["guest"]
    assert served.client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"client_id": "a", "text": "x" * 4001}, 413),
        ({"client_id": "a", "text": "   "}, 422),
        ({"client_id": "", "text": "hi"}, 422),
        ({"text": "hi"}, 422),
        ({"client_id": "a", "text": "hi", "more": 1}, 422),
        ({"client_id": "a", "text": 5}, 422),
        ("not an object", 422),
    ],
)
def test_a_wrong_message_is_refused_in_one_shape(serve: Serve, body: object, status: int) -> None:
    guest = serve(Echo()).guest()

    answer = guest.served.client.post(f"{guest.path}/messages", json=body, headers=guest.headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= answer.json().keys()
    assert guest.read()["messages"] == []


def test_a_body_over_64_kib_is_refused_declared_or_not(serve: Serve) -> None:
    guest = serve(Echo()).guest()
    path = f"{guest.path}/messages"

    declared = guest.served.client.post(path, content=b"x" * 70_000, headers=guest.headers)
    chunked = guest.served.client.post(
        path, content=(b"x" * 1_000 for _ in range(70)), headers=guest.headers
    )

    assert (declared.status_code, chunked.status_code) == (413, 413)


def test_too_many_messages_are_refused_with_the_wait(serve: Serve, settings: Settings) -> None:
    strict = settings.model_copy(
        update={"server": settings.server.model_copy(update={"messages_per_minute": 2})}
    )
    guest = serve(Echo(), strict).guest()

    answers = [guest.say("hello", str(n)) for n in range(4)]

    assert [a.status_code for a in answers] == [202, 202, 429, 429]
    assert answers[-1].headers["RateLimit"].startswith('"messages";r=0;t=')
    assert answers[-1].headers["RateLimit-Policy"] == answers[0].headers["RateLimit-Policy"]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[0].headers["ratelimit-policy"] == '"messages";q=2;w=60'


def test_only_pages_of_the_business_may_talk_to_the_house(serve: Serve, settings: Settings) -> None:
    ours = settings.model_copy(
        update={
            "business": settings.business.model_copy(
                update={"website": "https://www.seaview.example/start"}
            )
        }
    )
    served = serve(Echo(), ours)

    def allowed(origin: str) -> str | None:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = served.client.options("/v1/conversations", headers=asked)
        told: str | None = answer.headers.get("access-control-allow-origin")
        return told

    assert allowed("https://seaview.example") == "https://seaview.example"
    assert allowed("https://www.seaview.example") == "https://www.seaview.example"
    assert allowed("https://evil.example") is None


def test_config_greets_in_the_guests_language_and_says_it_is_automatic(serve: Serve) -> None:
    served = serve(Echo())

    english = served.client.get("/v1/config", params={"locale": "en-GB"}).json()
    german = served.client.get("/v1/config", params={"locale": "de"}).json()
    unknown = served.client.get("/v1/config", params={"locale": "xx"}).json()

    assert "Seaview" in english["greeting"]
    assert english["automatic"] is True
    assert german["locale"] == "de"
    assert german["greeting"] != english["greeting"]
    assert unknown["locale"] == "en"


def test_pages_are_served_with_strict_headers(serve: Serve) -> None:
    served = serve(Echo())

    page = served.client.get("/chat")
    script = served.client.get("/widget.js")
    again = served.client.get("/widget.js", headers={"If-None-Match": script.headers["etag"]})

    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert again.status_code == 304
    assert served.client.get("/demonstration/index.html").status_code == 404


def test_the_demonstration_website_cannot_be_climbed_out_of(
    serve: Serve, settings: Settings
) -> None:
    shown = settings.model_copy(
        update={"server": settings.server.model_copy(update={"demonstration": "harbour_house"})}
    )
    served = serve(Echo(), shown)

    assert served.client.get("/demonstration/").status_code == 200
    for path in ("../business.toml", "..%2f..%2fdemo.py", "%2e%2e/business.toml", "files"):
        found = served.client.get(f"/demonstration/{path}")
        assert found.status_code == 404, path


def test_every_route_is_described_with_its_errors(serve: Serve) -> None:
    served = serve(Echo())

    paths = served.client.get("/openapi.json").json()["paths"]

    assert "/v1/conversations/{conversation_id}/messages" in paths
    for methods in paths.values():
        for operation in methods.values():
            assert "401" in operation["responses"]


def test_an_unknown_path_and_method_have_the_same_shape(serve: Serve) -> None:
    served: Served = serve(Echo())

    answers: list[httpx.Response] = [
        served.client.get("/v1/nothing"),
        served.client.delete("/v1/conversations"),
    ]

    assert [a.status_code for a in answers] == [404, 405]
    for answer in answers:
        assert answer.json()["status"] == answer.status_code
        assert answer.headers["content-type"] == "application/problem+json"
