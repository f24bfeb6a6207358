"""The guest API: public, versioned, documented at /openapi.json. The widget is its first client.

A token opens its own conversation only. A message is on disk before it is acknowledged; sent again
with the same `client_id`, it is acknowledged with the same words.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from server import stream, widget_files
from server.auth import Doors, bearer
from server.greeting import greeting
from server.house import House
from server.lean import LeanRoute
from server.limits import Allowance, RateLimit
from server.live import EVERYTHING, Live, Watch
from server.loops import Turns
from server.stream import Piece
from server.waits import Waits
from server.wire import (
    BusinessOut,
    ConversationIn,
    ConversationStarted,
    GuestConversation,
    MessageAccepted,
    MessageIn,
    PersonOut,
    Problem,
    WidgetConfig,
)
from store import conversations, drafts, events, messages, turns, visits
from store.crashpoints import reach
from store.tables import Message

HISTORY = 200
WRITERS = 16
SSE_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {"application/problem+json": {}}}
    for code in (401, 413, 422, 429, 503)
}

router = APIRouter(prefix="/v1", tags=["guests"], responses=PROBLEMS)


class Stored(NamedTuple):
    """A guest's message on disk. `seen` is the event that told of it when it is `fresh`; else the
    one before that, for it was sent again."""

    message: Message
    seen: int
    fresh: bool


class Desk:
    """What the guest routes share: doors, limits, the bell and the pool of turns."""

    def __init__(self, house: House, live: Live, turns: Turns) -> None:
        settings = house.settings.server
        self.house, self.live, self.turns = house, live, turns
        self.doors = Doors()
        self.messages = RateLimit("messages", settings.messages_per_minute, 60)
        self.openings = RateLimit("conversations", settings.conversations_per_hour, 3600)
        self.streams = RateLimit("streams", 120, 60)
        self.files = RateLimit("files", 60, 3600)
        self.letters = RateLimit("transcripts", 5, 3600)
        self.waits = Waits(house)
        self._held_line_noted = False
        # Writers queue for one lock anyway, and a pool of our own costs a third of the common one.
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="guest")

    def note_held_line(self) -> None:
        """For the owner's doctor; once in the life of a server is enough."""
        if self._held_line_noted:
            return
        self._held_line_noted = True
        with self.house.store.writing() as tx:
            visits.note_held_line(tx)

    async def store_soon(self, door: int, asked: MessageIn, but: Watch | None = None) -> Stored:
        """Store a message, and ring for all who listen, except for the stream that asks."""
        running = asyncio.get_running_loop()
        stored = await running.run_in_executor(self._writers, _store, self, door, asked)
        if stored.fresh:
            self.live.announced(stored.seen)
            self.live.wake_now((door, EVERYTHING), but)
        return stored


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.get("/config", response_model=WidgetConfig)
def config(request: Request, response: Response, locale: str = "", page: str = "") -> WidgetConfig:
    """What the widget needs before anything is said, on the page of this path."""
    desk = _desk(request)
    settings, widget = desk.house.settings, desk.house.settings.widget
    first = greeting(desk.house, locale[:35], page[:500])
    response.headers["Cache-Control"] = "public, max-age=60"
    return WidgetConfig(
        business=BusinessOut(name=settings.business.name),
        colour=settings.business.colour,
        locale=first.locale,
        greeting=first.text,
        quick_replies=first.quick_replies,
        logo=widget_files.logo_address(settings),
        phone=widget.phone,
        email=widget.email,
        address=widget.address,
        upload_mb=widget.upload_mb,
        transcripts=bool(settings.mail.host),
        person=PersonOut(here=desk.live.is_watched(EVERYTHING), minutes=desk.waits.minutes()),
    )


def path_of(address: str) -> str:
    """The path of a page's address, "" when it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


@router.post("/conversations", status_code=201, response_model=ConversationStarted)
def start(
    request: Request, response: Response, asked: ConversationIn | None = None
) -> ConversationStarted:
    """Open a conversation. With the token of an earlier one (`Authorization`, and its id in
    `X-Continues`) the new one is linked to it."""
    desk = _desk(request)
    response.headers.update(desk.openings.take(_address(request)).headers())
    asked = asked or ConversationIn()
    visitor = conversations.Visitor(**asked.contact.model_dump()) if asked.contact else None
    earlier_id = request.headers.get("x-continues", "")
    with desk.house.store.writing() as tx:
        earlier = conversations.opened_with(tx, earlier_id, bearer(request)) if earlier_id else None
        conversation, token = conversations.start(
            tx,
            channel="widget",
            visitor=visitor,
            locale=asked.locale,
            page=asked.page,
            continues=earlier,
        )
        conversation.title = asked.place
    desk.live.ring(conversation.id)
    first = greeting(desk.house, asked.locale, path_of(asked.page))
    return ConversationStarted(
        id=conversation.public_id,
        token=token,
        greeting=first.text,
        quick_replies=first.quick_replies,
    )


async def post_message(
    request: Request,
    conversation_id: str,
    asked: MessageIn,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """Say something. With `Accept: text/event-stream` the answer streams this turn's events."""
    desk = _desk(request)
    token = bearer(request)
    door = desk.doors.knows(conversation_id, token)
    if door is None:
        door = await to_thread.run_sync(_open_door, desk, conversation_id, token)
    allowance = desk.messages.take(str(door))
    if "text/event-stream" not in accept:
        stored = await desk.store_soon(door, asked)
        return _accepted(stored.message, allowance)
    watch = desk.live.watch(door)
    desk.live.add(watch)
    try:
        stored = await desk.store_soon(door, asked, watch)
    except BaseException:
        desk.live.remove(watch)
        raise
    return TurnResponse(
        stream.turn_stream(desk.house, watch, stored.message, stored.seen, fresh=stored.fresh),
        {**SSE_HEADERS, **allowance.headers()},
    )


router.add_api_route(
    "/conversations/{conversation_id}/messages",
    post_message,
    methods=["POST"],
    status_code=202,
    response_model=MessageAccepted,
    responses={202: {"content": {"text/event-stream": {}}}},
    route_class_override=LeanRoute,
)


class TurnResponse(StreamingResponse):
    """A stream that ends by itself, within 25 s: nobody needs to watch for the guest's leaving,
    which would cost a second task for every message. Its last piece ends the response, too."""

    def __init__(self, pieces: AsyncIterator[Piece], headers: dict[str, str]) -> None:
        super().__init__((), 202, headers, "text/event-stream")
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": 202, "headers": self.raw_headers}
        begun = over = False
        async for data, over in self._pieces:
            if not begun:
                # Not before there is a piece: then both leave in one write.
                await send(head)
                begun = True
            await send({"type": "http.response.body", "body": data, "more_body": not over})
        if not over:
            await send({"type": "http.response.body", "body": b""})


def _open_door(desk: Desk, conversation_id: str, token: str) -> int:
    with desk.house.store.reading() as tx:
        return desk.doors.open(tx, conversation_id, token).id


def _store(desk: Desk, door: int, asked: MessageIn) -> Stored:
    """Put the message on disk and set its turn going."""
    messages.check_text(asked.text)
    house = desk.house
    with house.store.writing() as tx:
        conversation = conversations.talk(tx, door)
        message, event_id, leased = conversations.received(
            tx, conversation, asked.text, asked.client_id, worker=house.worker
        )
        seen = event_id or stream.conversation_events_before(tx, message)
        # Without the lease a turn is at work, which goes on by itself. What waited before is
        # answered before: a killed server may have left it.
        due = turns.next_due(tx, door) if leased else None
    reach("turn.received")
    if due is not None:
        desk.turns.submit(due)
    return Stored(message, seen, event_id > 0)


def _accepted(message: Message, allowance: Allowance) -> Response:
    accepted = MessageAccepted(message_id=message.id, seq=message.seq)
    return JSONResponse(accepted.model_dump(), status_code=202, headers=allowance.headers())


@router.get("/conversations/{conversation_id}", response_model=GuestConversation)
def read(request: Request, conversation_id: str, line: str = "") -> GuestConversation:
    """The messages so far (the last 200), and the event to stream from. Clients that ask again and
    again because streams are held back on the way say so with `line=polling`."""
    desk = _desk(request)
    if line == "polling":
        desk.note_held_line()
    with desk.house.store.reading() as tx:
        conversation = desk.doors.open(tx, conversation_id, bearer(request))
        said = messages.history(tx, conversation.id, limit=HISTORY)
        return GuestConversation(
            id=conversation.public_id,
            status=conversation.status,
            speaker=conversation.speaker,
            pending=bool(drafts.waiting(tx, conversation_id=conversation.id, limit=1)),
            read_seq=visits.read_by(tx, conversation.id, "staff"),
            messages=[stream.as_wire(message) for message in said],
            last_event_id=str(events.newest(tx)),
        )


@router.get("/conversations/{conversation_id}/events")
async def follow(
    request: Request,
    conversation_id: str,
    last_event_id: Annotated[str, Header()] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> StreamingResponse:
    """Server-sent events of one conversation; `Last-Event-ID` resumes, a ping comes every 15 s."""
    desk = _desk(request)
    door = await to_thread.run_sync(_open_door, desk, conversation_id, bearer(request))
    allowance = desk.streams.take(str(door))
    seen = stream.event_named(last_event_id or after)
    if seen is None:
        seen = await to_thread.run_sync(stream.newest_event, desk.house)
    return StreamingResponse(
        stream.guest_stream(desk.house, desk.live, door, seen),
        media_type="text/event-stream",
        headers={**SSE_HEADERS, **allowance.headers()},
    )
