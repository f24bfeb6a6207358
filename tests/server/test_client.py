from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from server.calling import server_address
from server.client import StaffClient
from server.wire import EventOut
from store.errors import (
    ConciergeError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)

AT = "2026-05-04T09:30:00Z"
MARIA = {"id": 1, "name": "Maria", "email": "", "phone": "", "locale": "en"}
ROW = {
    "id": "c1",
    "channel": "widget",
    "title": "Parking?",
    "status": "open",
    "speaker": "concierge",
    "unread": 1,
    "last_text": "Parking?",
    "last_message_at": AT,
    "contact": MARIA,
}
MESSAGE = {"id": 7, "seq": 3, "author": "staff", "text": "Yes.", "at": AT}
DRAFT = {
    "id": 4,
    "conversation_id": "c1",
    "contact": MARIA,
    "channel": "widget",
    "question": "Parking?",
    "text": "Yes.",
    "proposed": "Yes.",
    "reason": "not sure enough",
    "version": 2,
    "state": "waiting",
    "created_at": AT,
}
ESCALATION = {
    "id": 9,
    "conversation_id": "c1",
    "contact": MARIA,
    "channel": "widget",
    "title": "Parking?",
    "reason": "asked for a person",
    "priority": 1,
    "state": "open",
    "created_at": AT,
}
STAFF = {"id": 1, "email": "ana@example.com", "name": "Ana", "role": "owner"}
INBOX: dict[str, Any] = {"rows": [ROW], "next": "", "counts": {"open": 1}}
SIGNED_IN = {"token": "t1", "expires_at": AT, "user": STAFF, "business": "Harbour House"}

Answer = Callable[[httpx.Request], httpx.Response]


class House:
    """Answers each request with `answer`, and remembers what it was asked."""

    def __init__(self, answer: Answer | Any, status: int = 200) -> None:
        self.asked: list[httpx.Request] = []
        self._answer = answer
        self._status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if callable(self._answer):
            response: httpx.Response = self._answer(request)
            return response
        if self._answer is None:
            return httpx.Response(204)
        return httpx.Response(self._status, json=self._answer)

    def client(self, token: str = "t0") -> StaffClient:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return StaffClient("http://desk.test", token=token, http=http)


def problem(status: int, code: str, **more: Any) -> httpx.Response:
    body = {"title": code, "status": status, "detail": f"It is {code}.", "code": code, **more}
    return httpx.Response(status, json=body, headers={"content-type": "application/problem+json"})


@pytest.mark.parametrize(
    ("call", "method", "path", "body", "answer"),
    [
        (lambda c: c.me(), "GET", "/v1/staff/me", None, STAFF),
        (lambda c: c.sign_out(), "DELETE", "/v1/staff/sessions/current", None, None),
        (lambda c: c.conversation("c1"), "GET", "/v1/staff/conversations/c1", None, None),
        (lambda c: c.take_over("c1"), "POST", "/v1/staff/conversations/c1/take-over", None, ROW),
        (lambda c: c.hand_back("c1"), "POST", "/v1/staff/conversations/c1/hand-back", None, ROW),
        (
            lambda c: c.close_conversation("c1"),
            "POST",
            "/v1/staff/conversations/c1/close",
            None,
            ROW,
        ),
        (lambda c: c.seen("c1"), "POST", "/v1/staff/conversations/c1/seen", None, None),
        (
            lambda c: c.say("c1", "Yes.", "k1"),
            "POST",
            "/v1/staff/conversations/c1/messages",
            {"client_id": "k1", "text": "Yes."},
            MESSAGE,
        ),
        (lambda c: c.drafts(), "GET", "/v1/staff/drafts", None, [DRAFT]),
        (lambda c: c.draft(4), "GET", "/v1/staff/drafts/4", None, DRAFT),
        (
            lambda c: c.approve_draft(4, 2),
            "POST",
            "/v1/staff/drafts/4/approve",
            {"version": 2, "text": None, "note": ""},
            MESSAGE,
        ),
        (
            lambda c: c.edit_draft(4, 2, "No."),
            "POST",
            "/v1/staff/drafts/4/edit",
            {"version": 2, "text": "No.", "note": ""},
            DRAFT,
        ),
        (
            lambda c: c.reject_draft(4, 2, "rude"),
            "POST",
            "/v1/staff/drafts/4/reject",
            {"version": 2, "text": None, "note": "rude"},
            DRAFT,
        ),
        (lambda c: c.escalations(), "GET", "/v1/staff/escalations", None, [ESCALATION]),
        (
            lambda c: c.resolve(9, "rang her"),
            "POST",
            "/v1/staff/escalations/9/resolve",
            {"note": "rang her"},
            ESCALATION,
        ),
        (
            lambda c: c.knowledge(),
            "GET",
            "/v1/staff/knowledge",
            None,
            {"generation": 3, "gaps": ["Dogs?"]},
        ),
        (
            lambda c: c.daily_report("2026-05-03"),
            "GET",
            "/v1/staff/reports/daily?day=2026-05-03",
            None,
            {"kind": "daily", "period_start": AT, "period_end": AT},
        ),
        (
            lambda c: c.inbox("mine", cursor="n2", limit=50),
            "GET",
            "/v1/staff/inbox?view=mine&limit=50&cursor=n2",
            None,
            INBOX,
        ),
    ],
)
async def test_every_staff_route_has_its_call(
    call: Any, method: str, path: str, body: Any, answer: Any
) -> None:
    if path.endswith("/conversations/c1"):
        answer = {"row": ROW, "messages": [MESSAGE], "drafts": [DRAFT]}
    house = House(answer)

    await call(house.client())

    [asked] = house.asked
    assert (asked.method, asked.url.raw_path.decode()) == (method, path)
    assert asked.headers["Authorization"] == "Bearer t0"
    assert (json.loads(asked.content) if asked.content else None) == body


async def test_whoever_signs_in_is_known_in_the_calls_that_follow() -> None:
    house = House(
        lambda request: (
            httpx.Response(201, json=SIGNED_IN)
            if request.method == "POST"
            else httpx.Response(200, json=STAFF)
        )
    )
    client = house.client(token="")

    signed_in = await client.sign_in("ana@example.com", "four words make sense")
    await client.me()

    assert signed_in.business == "Harbour House"
    assert "Authorization" not in house.asked[0].headers
    assert house.asked[1].headers["Authorization"] == "Bearer t1"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (422, "invalid", Invalid),
        (413, "too_large", TooLarge),
        (401, "unauthorized", Unauthorized),
        (403, "forbidden", Forbidden),
        (404, "not_found", NotFound),
        (409, "conflict", Conflict),
        (503, "unavailable", Unavailable),
        (500, "internal", ConciergeError),
        (418, "a code of a newer house", ConciergeError),
    ],
)
async def test_what_the_house_refuses_arrives_as_the_error_it_was(
    status: int, code: str, kind: type[ConciergeError]
) -> None:
    house = House(lambda _: problem(status, code, hint="Do this."))

    with pytest.raises(ConciergeError) as caught:
        await house.client().me()

    assert type(caught.value) is kind
    assert (caught.value.message, caught.value.hint) == (f"It is {code}.", "Do this.")


async def test_being_told_to_wait_says_how_long() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        response = problem(429, "too_many")
        response.headers["Retry-After"] = "12"
        return response

    with pytest.raises(TooMany) as caught:
        await House(answer).client().me()

    assert caught.value.retry_after == 12


async def test_an_inner_fault_names_the_line_of_the_log() -> None:
    house = House(lambda _: problem(500, "internal", reference="ab12"))

    with pytest.raises(ConciergeError) as caught:
        await house.client().me()

    assert caught.value.hint == "Reference: ab12"


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.ReadError])
async def test_a_house_that_cannot_be_reached_is_one_clear_sentence(
    fault: type[httpx.TransportError],
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("boom", request=request)

    with pytest.raises(Unavailable, match=r"http://desk\.test") as caught:
        await House(answer).client().me()

    assert caught.value.hint
    assert "boom" not in caught.value.message


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<h1>Router</h1>"),
        httpx.Response(502, text="<h1>Bad gateway</h1>"),
        httpx.Response(200, json={"something": "else"}),
        httpx.Response(302, headers={"location": "/login"}),
        httpx.Response(404, json={"detail": "Not Found"}),
    ],
)
async def test_a_stranger_at_the_address_is_recognised(response: httpx.Response) -> None:
    with pytest.raises(Unavailable, match="does not speak as this concierge"):
        await House(lambda _: response).client().me()


async def test_a_note_too_long_is_refused_before_it_leaves() -> None:
    house = House(ESCALATION)

    with pytest.raises(TooLarge, match="500 characters"):
        await house.client().resolve(9, "x" * 501)

    assert house.asked == []


def line(event_id: int, kind: str = "message.received") -> str:
    data = json.dumps({"id": event_id, "kind": kind, "at": AT, "conversation_id": "c1"})
    return f"id: {event_id}\nevent: {kind}\ndata: {data}\n\n"


async def heard(
    client: StaffClient, last_seen: int | None, opened: list[int]
) -> tuple[list[int], ConciergeError | None]:
    """The ids a stream told, and how it ended."""
    told: list[int] = []
    try:
        async for event in client.events(last_seen, opened=lambda: opened.append(1)):
            assert isinstance(event, EventOut)
            told.append(event.id)
    except ConciergeError as error:
        return told, error
    return told, None


async def test_the_stream_tells_events_until_the_line_breaks() -> None:
    text = ": ping\n\n" + line(5) + "data: not ours\n\n" + "event: ping\n\n" + line(6)
    house = House(
        lambda _: httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})
    )
    opened: list[int] = []

    told, error = await heard(house.client(), 4, opened)

    assert (told, opened) == ([5, 6], [1])
    assert isinstance(error, Unavailable)
    assert house.asked[0].headers["Last-Event-ID"] == "4"


async def test_a_stream_from_now_on_names_no_event() -> None:
    house = House(lambda _: httpx.Response(200, text=line(5)))

    await heard(house.client(), None, [])

    assert "Last-Event-ID" not in house.asked[0].headers


async def test_a_stream_refused_says_why() -> None:
    house = House(lambda _: problem(401, "unauthorized"))

    told, error = await heard(house.client(), None, [])

    assert told == []
    assert isinstance(error, Unauthorized)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://127.0.0.1:8377/", "http://127.0.0.1:8377"),
        ("desk.example.com", "http://desk.example.com"),
        (" https://desk.example.com ", "https://desk.example.com"),
    ],
)
def test_an_address_may_be_given_as_people_write_it(given: str, meant: str) -> None:
    assert server_address(given) == meant


@pytest.mark.parametrize("given", ["ftp://desk", "", "http://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        server_address(given)


def test_the_client_brings_nothing_of_the_house_with_it() -> None:
    program = (
        "import sys, server.client\n"
        "print([m for m in sys.modules if m.startswith(('sqlalchemy', 'fastapi', 'agent', "
        "'ingest')) or m in ('server.app', 'server.house', 'store.db')])"
    )

    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "[]"
