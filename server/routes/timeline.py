"""The staff's API for how a conversation came about."""

from __future__ import annotations

from fastapi import APIRouter, Request

from server import timeline as told
from server.auth import Actor, Reader, house_of
from server.routes.staff import PROBLEMS
from server.timeline_wire import AgainOut, TimelineOut
from store import conversations

router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=PROBLEMS)


@router.get("/conversations/{conversation_id}/timeline", response_model=TimelineOut)
def timeline(request: Request, staff: Reader, conversation_id: str) -> TimelineOut:
    """All that happened in it, oldest first: messages, guard, tools, drafts, staff, deliveries."""
    with house_of(request).store.reading() as tx:
        return told.timeline(tx, conversations.by_public_id(tx, conversation_id))


@router.post("/conversations/{conversation_id}/replay", response_model=list[AgainOut])
def replay(request: Request, staff: Actor, conversation_id: str) -> list[AgainOut]:
    """Each of the guest's messages answered again, without a language model, with every line of
    the knowledge that was weighed. Nothing is stored or sent."""
    house = house_of(request)
    with house.store.reading() as tx:
        conversation = conversations.by_public_id(tx, conversation_id)
    return told.answered_again(house, conversation)
