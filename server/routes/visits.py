"""What a guest does besides writing: send a file, read, type, rate, leave a number, take a copy.

All of it is of one conversation, opened by its token as in `guests.py`.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from server import transcript, uploads, visitor_pass
from server.auth import Reader, bearer, house_of
from server.limits import limit_of
from server.live import EVERYTHING, Live, Preview
from server.routes.guests import PROBLEMS, Desk
from server.visit_wire import ContactIn, FileAccepted, PassIn, RatingIn, ReadIn, TranscriptIn
from server.wire import MessageAccepted
from store import conversations, identity, messages, outbox, visits
from store.conversations import Visitor
from store.db import Tx
from store.errors import Invalid, NotFound, TooMany, Unavailable
from store.tables import Conversation, utcnow
from store.visits import Kept, Sent

router = APIRouter(prefix="/v1", tags=["guests"], responses=PROBLEMS)
OF = "/conversations/{conversation_id}"


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _opened(request: Request, tx: Tx, conversation_id: str) -> Conversation:
    return _desk(request).doors.open(tx, conversation_id, bearer(request))


def _ring(request: Request, conversation_id: int) -> None:
    live: Live = request.app.state.live
    live.ring(conversation_id)


@router.post(OF + "/files", status_code=202, response_model=FileAccepted)
async def send_file(
    request: Request,
    conversation_id: str,
    client_id: Annotated[str, Query(min_length=1, max_length=64)],
    name: Annotated[str, Query(max_length=300)] = "",
) -> FileAccepted:
    """Send a file: the body is the file itself. Its type is known by its content; pictures are
    drawn anew. It becomes a message, which a person sees to."""
    house = house_of(request)
    most = house.settings.widget.upload_mb * 1_000_000
    if not most:
        raise Invalid("Files are not taken here.", "Write a message instead.")
    door = await to_thread.run_sync(_may_send, request, conversation_id)
    _desk(request).files.take(request.client.host if request.client else "")
    path = await uploads.receive(house.settings.home, request.stream(), most)
    scanner = house.settings.widget.scanner
    kept = await to_thread.run_sync(uploads.lay_away, house.settings.home, path, name, scanner)
    sent = await to_thread.run_sync(_send_file, request, door, kept, client_id)
    _ring(request, door)
    return FileAccepted(
        message_id=sent.message.id,
        seq=sent.message.seq,
        kind=kept.kind,
        name=kept.name,
        size=kept.size,
    )


def _may_send(request: Request, conversation_id: str) -> int:
    with house_of(request).store.reading() as tx:
        door = _opened(request, tx, conversation_id).id
        visits.check_may_send_file(tx, door)
    _desk(request).messages.take(str(door))
    return door


def _send_file(request: Request, door: int, kept: Kept, client_id: str) -> Sent:
    house = house_of(request)
    with house.store.writing() as tx:
        conversation = conversations.get(tx, door)
        sent = visits.send_file(tx, conversation, kept, client_id, text=kept.name)
    if not sent.fresh:
        (uploads.kept_files(house.settings.home) / kept.stored_as).unlink(missing_ok=True)
    return sent


@router.get(OF + "/files/{message_id}", response_class=FileResponse)
def file(request: Request, conversation_id: str, message_id: int) -> FileResponse:
    """The file of a message, as an attachment."""
    with house_of(request).store.reading() as tx:
        door = _opened(request, tx, conversation_id).id
        return _attachment(request, tx, message_id, door)


@router.get("/staff/files/{message_id}", response_class=FileResponse, tags=["staff"])
def file_for_staff(request: Request, staff: Reader, message_id: int) -> FileResponse:
    """The file of a guest's message, as an attachment."""
    with house_of(request).store.reading() as tx:
        return _attachment(request, tx, message_id, None)


def _attachment(request: Request, tx: Tx, message_id: int, door: int | None) -> FileResponse:
    found = visits.file_of(tx, message_id, door)
    path = uploads.kept_files(house_of(request).settings.home) / found.stored_as
    if not path.is_file():
        raise NotFound("This file is not kept any more.")
    return FileResponse(path, media_type=found.media_type, headers=uploads.attachment(found.name))


@router.post(OF + "/read", status_code=204)
def read_so_far(request: Request, conversation_id: str, asked: ReadIn) -> None:
    """The guest has read up to this message."""
    limit_of(request, "signs", 60, 60).take(conversation_id)
    with house_of(request).store.writing() as tx:
        conversation = _opened(request, tx, conversation_id)
        door, seq = conversation.id, min(asked.seq, conversation.last_seq)
        noted = visits.read_up_to(tx, door, seq, "guest")
    if noted:
        _ring(request, door)


@router.post(OF + "/typing", status_code=204)
def types(request: Request, conversation_id: str) -> None:
    """The guest is writing. Shown at the desk for some seconds, and not kept."""
    with house_of(request).store.reading() as tx:
        door = _opened(request, tx, conversation_id).id
    limit_of(request, "signs", 60, 60).take(conversation_id)
    live: Live = request.app.state.live
    live.preview(EVERYTHING, Preview(door, conversation_id))


@router.post("/staff" + OF + "/typing", status_code=204, tags=["staff"])
def staff_types(request: Request, staff: Reader, conversation_id: str) -> None:
    """A colleague is writing. Shown to the guest for some seconds, and not kept."""
    with house_of(request).store.reading() as tx:
        door = conversations.by_public_id(tx, conversation_id).id
    live: Live = request.app.state.live
    live.preview(door, Preview(0, staff.user.name))


@router.post(OF + "/rating", status_code=204)
def rate(request: Request, conversation_id: str, asked: RatingIn) -> None:
    """How the guest found it, from 1 to 5. A later rating replaces an earlier one."""
    limit_of(request, "signs", 60, 60).take(conversation_id)
    with house_of(request).store.writing() as tx:
        door = _opened(request, tx, conversation_id).id
        visits.rate(tx, door, asked.score, asked.comment)
    _ring(request, door)


@router.post(OF + "/contact", response_model=MessageAccepted | None)
def introduce(request: Request, conversation_id: str, asked: ContactIn) -> MessageAccepted | None:
    """Who the guest says they are. With `call_back` a person is asked to call them."""
    visitor = Visitor(asked.name, asked.email, asked.phone)
    if asked.call_back and not asked.phone:
        raise Invalid("A number is needed to call back.")
    with house_of(request).store.writing() as tx:
        conversation = _opened(request, tx, conversation_id)
        _desk(request).messages.take(str(conversation.id))
        visits.introduce(tx, conversation, visitor)
        door = conversation.id
        if not asked.call_back:
            return None
        sent = visits.ask_a_person(
            tx,
            conversation,
            asked.text or asked.phone,
            asked.client_id,
            kind="call_back",
            reason="The guest wishes to be called back.",
        )
    _ring(request, door)
    return MessageAccepted(message_id=sent.message.id, seq=sent.message.seq)


@router.post(OF + "/identity", status_code=204)
def identify(request: Request, conversation_id: str, asked: PassIn) -> None:
    """Who the guest is, by a pass their website signed. Staff see it as proven until it expires."""
    house = house_of(request)
    now = utcnow()
    secret = house.settings.widget.identity_secret.get_secret_value()
    shown = visitor_pass.read(secret, asked.token, now)
    with house.store.writing() as tx:
        conversation = _opened(request, tx, conversation_id)
        visits.introduce(tx, conversation, Visitor(shown.name, shown.email, shown.phone))
        known = identity.proof_of(tx, conversation.id, now)
        if known is None or known.person != shown.person:
            identity.prove(
                tx,
                conversation.id,
                shown.person,
                "link",
                lasts=shown.expires_at - now,
                now=now,
            )


@router.post(OF + "/transcript", status_code=202)
def send_transcript(request: Request, conversation_id: str, asked: TranscriptIn) -> None:
    """Send the guest a copy of the conversation by mail."""
    house = house_of(request)
    if not house.settings.mail.host:
        raise Unavailable("Mail cannot be sent from here.", "Save the conversation instead.")
    _desk(request).letters.take(request.client.host if request.client else "")
    with house.store.writing() as tx:
        conversation = _opened(request, tx, conversation_id)
        if not conversation.last_seq:
            raise Invalid("Nothing has been said yet.")
        said = messages.history(tx, conversation.id)
        letter = transcript.letter(house.settings, conversation, said)
        named = hashlib.sha256(asked.email.lower().encode()).hexdigest()[:16]
        owed = outbox.queue(
            tx,
            "mail",
            asked.email,
            letter,
            key=f"transcript:{conversation.id}:{conversation.last_seq}:{named}",
            conversation_id=conversation.id,
        )
    if owed is None:
        raise TooMany("This copy is on its way already.", "Look at your mail.", retry_after=600)
