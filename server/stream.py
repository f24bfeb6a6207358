"""The event log as server-sent events, resumed from the last one seen.

A guest's stream carries one conversation in the guest's words; the staff's stream carries the log.
Both read the table: the bell only says when to look. Between events a ping every 15 s keeps proxies
from hanging up and lets the other side notice a dead line.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, NamedTuple

from anyio import to_thread
from fastapi.sse import format_sse_event
from pydantic_core import to_json
from sqlalchemy import select

from server.house import House
from server.live import Live, Named, Preview, Watch
from server.wire import EventOut, MessageOut
from store import events
from store.db import Tx
from store.tables import Conversation, Event, Message

PING_S = 15.0
TURN_S = 25.0
RETRY_MS = 2_000
FIRST_S = 0.03
PING = b": ping\n\n"


def encode(name: str, data: dict[str, Any], event_id: int | None = None) -> bytes:
    """One event. `name` is one of ours, and JSON of this kind has no line breaks."""
    head = f"event: {name}\n" if event_id is None else f"event: {name}\nid: {event_id}\n"
    return b"".join((head.encode(), b"data: ", to_json(data), b"\n\n"))


def opening() -> bytes:
    """The first bytes: how long to wait before reconnecting, and a comment that flushes proxies."""
    return format_sse_event(retry=RETRY_MS, comment="welcome")


def message_out(message: Message) -> dict[str, Any]:
    """A message as guests see it. `message_id` and `id` are the same number."""
    return {
        "message_id": message.id,
        "id": message.id,
        "seq": message.seq,
        "author": message.author,
        "author_name": message.author_name,
        "text": message.text,
        "at": message.created_at,
        "in_reply_to": message.in_reply_to,
        "outcome": message.outcome,
        "kind": message.kind if message.author == "guest" else "",
        "citations": message.citations,
        "quick_replies": message.quick_replies,
        **(message.extra or {}),
    }


def as_wire(message: Message) -> MessageOut:
    fields = message_out(message)
    fields.pop("message_id")
    return MessageOut(client_id=message.client_id, **fields)


# --- guests ---------------------------------------------------------------------------------


def guest_events(tx: Tx, happened: Sequence[Event]) -> list[Named]:
    """What a guest may know of these events, in order."""
    messages = _messages_of(tx, happened)
    told: list[Named] = []
    for event in happened:
        found = _guest_event(tx, event, messages)
        if found is not None:
            told.append((event.id, *found))
    return told


def _messages_of(tx: Tx, happened: Iterable[Event]) -> dict[int, Message]:
    ids = {e.data["message_id"] for e in happened if e.data.get("message_id")}
    if not ids:
        return {}
    return {m.id: m for m in tx.scalars(select(Message).where(Message.id.in_(ids)))}


def _guest_event(
    tx: Tx, event: Event, messages: dict[int, Message]
) -> tuple[str, dict[str, Any]] | None:
    message = messages.get(event.data.get("message_id") or 0)
    match event.kind:
        case "message.received" if message:
            return accepted(message, event.id)[1:]
        case "message.replied" if message:
            return completed(message, event.id)[1:]
        case "message.posted" if message:
            return "message.posted", message_out(message)
        case "draft.waiting" | "message.set_aside":
            return "reply.pending", {"in_reply_to": event.data["message_id"]}
        case "draft.decided" if event.data["state"] == "approved" and message:
            return "reply.completed", message_out(message)
        case "conversation.taken_over":
            return "staff.joined", {"name": _name_of(tx, event)}
        case "conversation.handed_back":
            return "staff.left", {}
        case "message.read" if event.actor == "staff":
            return "message.read", {"seq": event.data["seq"]}
        case "conversation.closed":
            return "conversation.closed", {"reason": event.data.get("reason", "")}
    return None


def _name_of(tx: Tx, event: Event) -> str:
    from store.tables import User

    user = tx.get(User, event.data["user_id"])
    return user.name if user else ""


def _read_guest(house: House, conversation_id: int, last_seen: int) -> tuple[list[Named], int]:
    with house.store.reading() as tx:
        happened = events.after(tx, last_seen, conversation_id=conversation_id)
        newest = happened[-1].id if happened else last_seen
        return guest_events(tx, happened), newest


def _woven(told: list[Named], previews: list[Preview]) -> bytes:
    """Events in order, each preview before the event that ends its turn.

    Previews must be taken after the events were read: then one whose reply is among the events, or
    was told earlier, cannot come behind it.
    """
    ends = {
        data.get("in_reply_to"): index
        for index, (_, name, data) in enumerate(told)
        if name in ("reply.completed", "reply.pending")
    }
    before: dict[int, list[bytes]] = {}
    for message_id, text in previews:
        if not message_id:
            before.setdefault(len(told), []).append(encode("staff.typing", {"name": text}))
            continue
        about = {"in_reply_to": message_id}
        name, data = ("reply.delta", {"text": text, **about}) if text else ("reply.started", about)
        before.setdefault(ends.get(message_id, len(told)), []).append(encode(name, data))
    out: list[bytes] = []
    for index, (event_id, name, data) in enumerate(told):
        out += [*before.get(index, ()), encode(name, data, event_id)]
    return b"".join([*out, *before.get(len(told), ())])


async def guest_stream(
    house: House, live: Live, conversation_id: int, last_seen: int
) -> AsyncIterator[bytes]:
    """Everything of one conversation from `last_seen` on, until the guest leaves."""
    with live.watch(conversation_id) as watch:
        yield opening()
        look = True
        while not house.closing.is_set():
            told: list[Named] = []
            if look:
                told, last_seen = await to_thread.run_sync(
                    _read_guest, house, conversation_id, last_seen
                )
            chunk = _woven(told, watch.previews())
            if chunk:
                yield chunk
            rung = await watch.wait(PING_S)
            if not rung:
                yield PING
            look = watch.happened() or not rung


def ends_turn(name: str, data: dict[str, Any], message_id: int) -> bool:
    if name in ("staff.joined", "conversation.closed"):
        return True
    return name in ("reply.completed", "reply.pending") and data["in_reply_to"] == message_id


def accepted(message: Message, event_id: int) -> Named:
    """The event of a guest's message, for whoever has just stored it."""
    return event_id, "message.accepted", {**message_out(message), "client_id": message.client_id}


def completed(reply: Message, event_id: int) -> Named:
    """The event of a reply, for whoever has just stored it."""
    return event_id, "reply.completed", message_out(reply)


class Piece(NamedTuple):
    """A piece of a turn's stream; after one that is `over` there is none."""

    data: bytes
    over: bool


async def turn_stream(
    house: House, watch: Watch, message: Message, last_seen: int, *, fresh: bool = False
) -> AsyncIterator[Piece]:
    """One turn: the message accepted, previews, and the end.

    `watch` listens since before the message was stored, so no preview is missed. A `fresh` message
    was stored as event `last_seen`, and its reply mostly comes along with the bell: then nothing is
    read at all. Also closes after 25 s of silence; what comes later is on the conversation's own
    stream.
    """
    with watch:
        held, look, waited = opening(), not fresh, 0.0
        if fresh:
            held += _woven([accepted(message, last_seen)], [])
            # Most replies are here by then, and one piece carries it all.
            if await watch.wait(FIRST_S):
                look = watch.happened()
            else:
                yield Piece(held, over=False)
                held = b""
        while not house.closing.is_set() and waited < TURN_S:
            told = [] if look and not fresh else watch.told()
            if not any(ends_turn(name, data, message.id) for _, name, data in told):
                told = []
                if look:
                    told, last_seen = await to_thread.run_sync(
                        _read_guest, house, message.conversation_id, last_seen
                    )
                    fresh = True
            mine = [event for event in told if _concerns(event, message.id)]
            over = any(ends_turn(name, data, message.id) for _, name, data in mine)
            if not over and message.turn == "staff":
                mine.append((last_seen, "reply.pending", {"in_reply_to": message.id}))
                over = True
            chunk = held + _woven(mine, [p for p in watch.previews() if p.message_id == message.id])
            held = b""
            if chunk or over:
                yield Piece(chunk, over)
            if over:
                return
            rung = await watch.wait(1.0)
            waited += 0.0 if rung else 1.0
            look = watch.happened() or not rung


def _concerns(event: Named, message_id: int) -> bool:
    _, name, data = event
    if name == "message.accepted":
        return bool(data["message_id"] == message_id)
    if name in ("reply.completed", "reply.pending"):
        return bool(data["in_reply_to"] == message_id)
    return True


# --- staff ----------------------------------------------------------------------------------


def _read_staff(house: House, last_seen: int) -> list[EventOut]:
    with house.store.reading() as tx:
        happened = events.after(tx, last_seen)
        ids = {e.conversation_id for e in happened if e.conversation_id}
        rows = tx.execute(
            select(Conversation.id, Conversation.public_id).where(Conversation.id.in_(ids))
        )
        public: dict[int | None, str] = {row.id: row.public_id for row in rows}
        return [
            EventOut(
                id=e.id,
                kind=e.kind,
                at=e.at,
                conversation_id=public.get(e.conversation_id, ""),
                actor=e.actor,
                data=e.data,
            )
            for e in happened
        ]


async def staff_stream(
    house: House, live: Live, last_seen: int, still_welcome: Callable[[], bool]
) -> AsyncIterator[bytes]:
    """The log from `last_seen` on. Ends when the session does: before it tells anything more, and
    at every ping."""
    with live.watch_everything() as watch:
        yield opening()
        while not house.closing.is_set():
            happened = await to_thread.run_sync(_read_staff, house, last_seen)
            rung = bool(happened) or await watch.wait(PING_S)
            typing = watch.previews()
            if rung and not happened and not typing:
                continue
            if not await to_thread.run_sync(still_welcome):
                return
            for _, public_id in typing:
                yield encode("guest.typing", {"conversation_id": public_id})
            if not happened:
                if not typing:
                    yield PING
                continue
            last_seen = happened[-1].id
            yield b"".join(encode(e.kind, e.model_dump(mode="json"), e.id) for e in happened)


def newest_event(house: House) -> int:
    with house.store.reading() as tx:
        return events.newest(tx)


def event_named(text: str) -> int | None:
    """The id a client saw last; None when it names none that could be ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def conversation_events_before(tx: Tx, message: Message) -> int:
    """The id just before the event that announced `message`, to stream its turn from."""
    first = tx.scalars(
        select(Event.id)
        .where(Event.conversation_id == message.conversation_id, Event.kind == "message.received")
        .where(Event.data["message_id"].as_integer() == message.id)
    ).first()
    return (first or 1) - 1
