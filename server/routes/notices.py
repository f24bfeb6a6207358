"""The staff's API for notices: what one is told of, what one was told, who is on call."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import select

from server.auth import Member, Reader, house_of
from server.notices_wire import (
    NoticeChoiceIn,
    NoticeChoiceOut,
    NoticeOut,
    NoticesOut,
    OnCallIn,
    OnCallOut,
    ReadIn,
    TriedOut,
)
from server.noticing import try_out
from server.routes.staff import PROBLEMS
from store import accounts, audit, notices
from store.db import Tx
from store.notices import KINDS, OUTSIDE, Choice
from store.tables import Conversation, Notice

router = APIRouter(prefix="/v1/staff", tags=["notices"], responses=PROBLEMS)


@router.get("/me/notices", response_model=NoticesOut)
def my_notices(
    request: Request,
    staff: Member,
    unread: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> NoticesOut:
    """What you were told of, the newest first."""
    with house_of(request).store.reading() as tx:
        found = notices.listed(tx, staff.user.id, unread=unread, limit=limit)
        return NoticesOut(
            unread=notices.count_unread(tx, staff.user.id),
            notices=[notice_out(tx, one) for one in found],
        )


def notice_out(tx: Tx, notice: Notice) -> NoticeOut:
    named = select(Conversation.public_id).where(Conversation.id == notice.conversation_id)
    return NoticeOut(
        id=notice.id,
        kind=notice.kind,
        said=KINDS.get(notice.kind, notice.kind),
        conversation_id=tx.scalar(named) or "",
        means=notice.means,
        quiet=notice.quiet,
        told_at=notice.told_at,
        read_at=notice.read_at,
    )


@router.post("/me/notices/read", response_model=NoticesOut)
def read_notices(request: Request, staff: Member, asked: ReadIn) -> NoticesOut:
    with house_of(request).store.writing() as tx:
        notices.mark_read(tx, staff.user.id, asked.upto)
        return NoticesOut(unread=notices.count_unread(tx, staff.user.id), notices=[])


@router.post("/me/notices/test", response_model=TriedOut)
def try_notices(request: Request, staff: Member) -> TriedOut:
    """A try by mail and by webhook, where they are set up."""
    house = house_of(request)
    with house.store.writing() as tx:
        return TriedOut(owed=try_out(tx, staff.user, OUTSIDE, house.settings))


@router.get("/me/notices/choice", response_model=NoticeChoiceOut)
def my_choice(request: Request, staff: Member) -> NoticeChoiceOut:
    with house_of(request).store.reading() as tx:
        return choice_out(notices.choice_of(tx, staff.user.id))


@router.patch("/me/notices/choice", response_model=NoticeChoiceOut)
def choose(request: Request, staff: Member, asked: NoticeChoiceIn) -> NoticeChoiceOut:
    """By kind, the means: bell, title, desktop, mail, webhook. A new webhook's secret is told this
    once; every call is signed with it."""
    with house_of(request).store.writing() as tx:
        before = notices.choice_of(tx, staff.user.id)
        chosen = notices.choose(
            tx, staff.user, means=asked.means, quiet=asked.quiet, webhook=asked.webhook
        )
    return choice_out(chosen, tell_secret=chosen.webhook_secret != before.webhook_secret)


def choice_out(choice: Choice, *, tell_secret: bool = False) -> NoticeChoiceOut:
    return NoticeChoiceOut(
        means=choice.means,
        kinds=KINDS,
        quiet_from=choice.quiet_from,
        quiet_to=choice.quiet_to,
        webhook=choice.webhook,
        webhook_secret=choice.webhook_secret if tell_secret else "",
    )


@router.get("/on-call", response_model=OnCallOut)
def on_call(request: Request, staff: Reader) -> OnCallOut:
    with house_of(request).store.reading() as tx:
        return OnCallOut(emails=[user.email for user in notices.on_call(tx)])


@router.put("/on-call", response_model=OnCallOut)
def put_on_call(request: Request, staff: Member, asked: OnCallIn) -> OnCallOut:
    """The first one is called first, the next when nobody came. Empty: everybody is told."""
    with house_of(request).store.writing() as tx:
        notices.put_on_call(tx, [accounts.find(tx, email) for email in asked.emails])
        emails = [user.email for user in notices.on_call(tx)]
        about = ", ".join(emails)
        audit.note(tx, "on-call.changed", actor=staff.user.email, about=about, sender=staff.sender)
        return OnCallOut(emails=emails)
