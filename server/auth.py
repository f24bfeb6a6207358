"""Who is asking: a guest with the token of one conversation, or a signed-in member of staff."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from server.house import House
from server.rights import right_for
from store import accounts, conversations, tokens
from store.conversations import token_hash
from store.db import Tx
from store.errors import Forbidden, Unauthorized
from store.rights import may
from store.tables import ApiToken, Conversation, StaffSession, User, utcnow

log = logging.getLogger(__name__)

REMEMBERED_DOORS = 4_096
USED_EVERY = timedelta(minutes=5)

# Compared with when nobody has the address, so that both answers take the same time.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "0jJ6r0r2tVgHRZxVb1pyWzvX9qj3m9yMzYbm7M4n3uE"
)
# One check of a password takes 64 MiB: strangers must not be able to have sixty made at once.
_CHECKING = threading.BoundedSemaphore(4)


def is_password_of(user: User | None, password: str) -> bool:
    """Takes as long for nobody as for somebody."""
    known = user is not None and accounts.can_sign_in(user)
    with _CHECKING:
        right = accounts.verify_password(
            user.password_hash if user is not None and known else NOBODY, password
        )
    return right and known


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
    """Who is asking: by a session of their own, or by an API token with some of their rights."""

    user: User
    session: StaffSession | None = None
    token: ApiToken | None = None
    sender: str = ""

    def may(self, right: str) -> bool:
        scoped = self.token is None or right in self.token.scopes
        return scoped and may(self.user.role, right)


def standing(tx: Tx, secret: str) -> Staff | None:
    """Who this secret belongs to, if it still counts."""
    if secret.startswith(tokens.MARK):
        by_token = tokens.opened(tx, secret)
        return Staff(by_token[0], token=by_token[1]) if by_token else None
    by_session = accounts.signed_in(tx, secret)
    return Staff(by_session[0], session=by_session[1]) if by_session else None


def sender_of(request: Request) -> str:
    return request.client.host if request.client else ""


def entitled(request: Request) -> Staff:
    """Whoever is behind the token, if the table of rights lets them use this route. Raises
    Unauthorized, then Forbidden."""
    house = house_of(request)
    with house.store.reading() as tx:
        staff = standing(tx, bearer(request))
    if staff is None:
        raise Unauthorized("You are not signed in.", "Sign in again.")
    right = right_for(request)
    if right is None:
        log.error("%s has no right in server/rights.py", request.scope["route"].path)
        raise Forbidden("Nobody may do this.", "It is a fault of the program: tell its operator.")
    if not staff.may(right):
        raise _refusal(staff, right)
    _note_use(house, staff)
    return Staff(staff.user, staff.session, staff.token, sender_of(request))


def _refusal(staff: Staff, right: str) -> Forbidden:
    if staff.token is not None and may(staff.user.role, right):
        if right == "own":
            return Forbidden("A token cannot look after an account.", "Sign in with a password.")
        return Forbidden(f"This token lacks the scope {right!r}.", "Make one that has it.")
    if staff.user.role == "viewer":
        return Forbidden("A viewer may look, but not act.", "Ask the owner for another role.")
    return Forbidden(
        f"This needs the right {right!r}, and a {staff.user.role} does not have it.",
        "Ask the owner for another role.",
    )


def _note_use(house: House, staff: Staff) -> None:
    """Every five minutes at most: it is a write."""
    used_at = (staff.session or staff.token).used_at  # type: ignore[union-attr]
    if used_at is not None and utcnow() - used_at <= USED_EVERY:
        return
    with house.store.writing() as tx:
        if staff.session is not None:
            accounts.used(tx, staff.session.id)
        elif staff.token is not None:
            tokens.used(tx, staff.token.id)


# The names say at a route what the table says of it; the table decides.
Member = Annotated[Staff, Depends(entitled)]
Reader = Member
Actor = Member
