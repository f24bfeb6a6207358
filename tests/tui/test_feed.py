from __future__ import annotations

import json

import httpx
import pytest
from textual.message import Message

from server.client import StaffClient
from store.db import Store
from store.tables import User
from tests.conftest import Serve
from tests.tui.desk import a_guest_asks, answered, desk
from tui.feed import WAITS, Feed
from tui.messages import EventHappened, LineChanged, SessionEnded

AT = "2026-05-04T09:30:00Z"


class Enough(Exception):
    """Ends a feed that would listen for ever."""


class House:
    """Answers each connection with the next of its script, and remembers where it was resumed."""

    def __init__(self, *script: httpx.Response | type[httpx.TransportError]) -> None:
        self.resumed_after: list[str | None] = []
        self._script = list(script)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.resumed_after.append(request.headers.get("Last-Event-ID"))
        if not self._script:
            raise httpx.ConnectError("gone", request=request)
        step = self._script.pop(0)
        if isinstance(step, httpx.Response):
            return step
        raise step("cut", request=request)


class Listening:
    """A feed on a scripted house; pauses cost nothing, and the last one ends it."""

    def __init__(self, house: House, pauses: int) -> None:
        self.posted: list[Message] = []
        self.slept = 0
        self._left = pauses
        self.feed = Feed(self.posted.append, self._sleep)
        http = httpx.AsyncClient(transport=httpx.MockTransport(house))
        self.client = StaffClient("http://desk.test", token="t", http=http)

    async def _sleep(self, seconds: float) -> None:
        self.slept += 1
        self._left -= 1
        if self._left < 0:
            raise Enough

    @property
    def states(self) -> list[str]:
        lines = [m.line.state for m in self.posted if isinstance(m, LineChanged)]
        return [state for i, state in enumerate(lines) if i == 0 or state != lines[i - 1]]

    @property
    def heard(self) -> list[int]:
        return [m.event.id for m in self.posted if isinstance(m, EventHappened)]


def told(*ids: int) -> httpx.Response:
    events = [{"id": i, "kind": "message.received", "at": AT} for i in ids]
    lines = [f"id: {event['id']}\ndata: {json.dumps(event)}\n\n" for event in events]
    return httpx.Response(200, text="".join(lines))


async def test_a_cut_line_is_resumed_after_the_last_event_seen() -> None:
    house = House(told(5, 6), httpx.ReadError, told(7))
    listening = Listening(house, pauses=4)

    with pytest.raises(Enough):
        await listening.feed.listen(listening.client)

    assert house.resumed_after[:4] == [None, "6", "6", "7"]
    assert listening.heard == [5, 6, 7]
    assert listening.states[:5] == ["connecting", "live", "lost", "live", "lost"]


async def test_the_pauses_grow_and_a_good_connection_starts_them_anew() -> None:
    house = House(httpx.ConnectError, httpx.ConnectError, httpx.ConnectError, told())
    listening = Listening(house, pauses=sum(WAITS[:3]) + 1)

    with pytest.raises(Enough):
        await listening.feed.listen(listening.client)

    first = [m.line.retry_in for m in listening.posted if isinstance(m, LineChanged)]
    assert first == [0, 1, 2, 1, 4, 3, 2, 1, 0, 1, 2]


async def test_an_ended_session_ends_the_feed() -> None:
    problem = {"title": "no", "status": 401, "detail": "Sign in.", "code": "unauthorized"}
    listening = Listening(House(httpx.Response(401, json=problem)), pauses=0)

    await listening.feed.listen(listening.client)

    assert isinstance(listening.posted[-1], SessionEnded)


async def test_a_lost_line_is_shown_and_what_happened_meanwhile_appears_after(
    serve: Serve, store: Store, ana: User
) -> None:
    served = serve()

    async with desk(served) as at:
        await at.until_seen("Nobody is waiting")
        good, at.app.desk.client.server = at.app.desk.client.server, "http://127.0.0.1:9"
        at.app.workers.cancel_group(at.app, "feed")
        at.app.run_worker(at.app.feed.listen(at.app.desk.client), group="feed", exclusive=True)
        await at.until_seen("reconnecting", "Nothing answers at", "your text is kept")
        answered(store, a_guest_asks(store))
        at.app.desk.client.server = good
        await at.press("f5")

        await at.until_seen("● live", "Maria")
        await at.until_gone("Nothing answers")
