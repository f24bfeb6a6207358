"""Who is asking: a guest with the token of one conversation, or a signed-in member of staff."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from server.house import House
from store import accounts, conversations
from store.conversations import token_hash
from store.db import Tx
from store.errors import Forbidden, Unauthorized
from store.tables import Conversation, StaffSession, User, utcnow

REMEMBERED_DOORS = 4_096
USED_EVERY = timedelta(minutes=5)

# Compared with when nobody has the address, so that both answers take the same time.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "0jJ6r0r2tVgHRZxVb1pyWzvX9qj3m9yMzYbm7M4n3uE"
)


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def bearer(request: Request) -> str:
    """The token of the Authorization header; "" when there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


class Doors:
    """Which conversation a token opens, remembered: a wrong one never takes the write lock."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], int] = OrderedDict()

    def open(self, tx: Tx, public_id: str, token: str) -> Conversation:
        """Raises Unauthorized, the same for an unknown conversation and for a wrong token."""
        key = (public_id, token_hash(token))
        known = self._known.get(key)
        if known is not None:
            return conversations.get(tx, known)
        found = conversations.opened_with(tx, public_id, token)
        if found is None:
            raise Unauthorized(
                "This token does not open this conversation.", "Start a new conversation."
            )
        self._known[key] = found.id
        while len(self._known) > REMEMBERED_DOORS:
            self._known.popitem(last=False)
        return found

    def knows(self, public_id: str, token: str) -> int | None:
        return self._known.get((public_id, token_hash(token)))


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, and by which session."""

    user: User
    session: StaffSession


def signed_in(request: Request) -> Staff:
    """The staff member behind the token. Raises Unauthorized."""
    house = house_of(request)
    token = bearer(request)
    with house.store.reading() as tx:
        found = accounts.signed_in(tx, token)
    if found is None:
        raise Unauthorized("You are not signed in.", "Sign in again.")
    user, session = found
    if utcnow() - session.used_at > USED_EVERY:
        with house.store.writing() as tx:
            accounts.used(tx, session.id)
    return Staff(user, session)


SignedInStaff = Annotated[Staff, Depends(signed_in)]

MAY: dict[str, frozenset[str]] = {
    "read": frozenset({"owner", "manager", "agent", "viewer"}),
    "act": frozenset({"owner", "manager", "agent"}),
}


def may(right: str) -> Callable[[Staff], Staff]:
    """A dependency that lets in only roles holding `right`."""

    def check(staff: SignedInStaff) -> Staff:
        if staff.user.role not in MAY[right]:
            raise Forbidden(
                f"A {staff.user.role} may look, but not act.", "Ask the owner for another role."
            )
        return staff

    return check


Reader = Annotated[Staff, Depends(may("read"))]
Actor = Annotated[Staff, Depends(may("act"))]
