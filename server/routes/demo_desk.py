"""Demos as staff see them: how far they came, who left their details, and ending one."""

from __future__ import annotations

from fastapi import APIRouter, Request

from server.auth import Actor, Reader, house_of
from server.demo_wire import DemoContact, DemoOut, DemosOut, FunnelOut
from server.routes.staff import PROBLEMS
from store import audit, demos
from store.tables import Contact, Demo

router = APIRouter(prefix="/v1/staff", tags=["demos"], responses=PROBLEMS)


@router.get("/demos", response_model=DemosOut)
def listed(request: Request, staff: Reader) -> DemosOut:
    """The funnel, and the newest 200 demos."""
    with house_of(request).store.reading() as tx:
        return DemosOut(
            funnel=FunnelOut.model_validate(demos.funnel(tx)),
            demos=[_told(request, demo, contact) for demo, contact in demos.with_contacts(tx)],
        )


@router.delete("/demos/{demo_id}", status_code=204)
def end(request: Request, staff: Actor, demo_id: int) -> None:
    """Nobody is let in from now on, and its home is removed within seconds."""
    with house_of(request).store.writing() as tx:
        demo = demos.by_id(tx, demo_id)
        demos.end(tx, demo)
        audit.note(
            tx,
            "demo.removed",
            actor=staff.user.email,
            about=demo.public_id,
            sender=staff.sender,
            label=demo.label,
        )


def _told(request: Request, demo: Demo, contact: Contact | None) -> DemoOut:
    return DemoOut(
        id=demo.id,
        address=f"{house_of(request).settings.public_url}/demo/{demo.public_id}",
        label=demo.label,
        website=demo.website,
        files=demo.files,
        state=demo.state,
        error=demo.error,
        made_at=demo.made_at,
        expires_at=demo.expires_at,
        opened=demo.opened,
        asked=demo.asked,
        left_at=demo.left_at,
        contact=None if contact is None else DemoContact.model_validate(contact),
    )
