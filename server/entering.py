"""Signing in: the same answer, after the same work, for an address that has no account.

    count     the attempt counts as failed before its password is looked at
    check     the password, outside any transaction: it takes a tenth of a second
    admit     the second step, where the account has one, and the session; one write

So parallel attempts cannot outrun the lock, and a restart forgets nothing.
"""

from __future__ import annotations

from server.auth import is_password_of
from server.house import House
from server.wire import SignedIn, SignIn, StaffOut
from store import accounts, attempts, audit, second_step
from store.accounts import SignedIn as Admitted
from store.db import Tx
from store.errors import CodeWanted, ConciergeError, Unauthorized
from store.tables import User

WRONG = ("The e-mail address or the password is wrong.", "Try again.")


def sign_in(house: House, asked: SignIn, sender: str) -> SignedIn:
    """Raises Unauthorized, CodeWanted for a second step, TooMany while locked."""
    with house.store.writing() as tx:
        failures = attempts.begin(tx, asked.email, sender)
    with house.store.reading() as tx:
        user = accounts.with_address(tx, asked.email)
    if not is_password_of(user, asked.password):
        with house.store.writing() as tx:
            _failed(tx, user, sender, "password", failures)
        raise Unauthorized(*WRONG)
    assert user is not None
    with house.store.writing() as tx:
        admitted = _admit(tx, user.id, asked, sender, failures)
    if isinstance(admitted, ConciergeError):
        raise admitted
    return told(house, admitted)


def prove(house: House, user: User, password: str, sender: str) -> None:
    """Before something that a stolen session must not do. Counts like a sign-in."""
    with house.store.writing() as tx:
        failures = attempts.begin(tx, user.email, sender)
    right = is_password_of(user, password)
    with house.store.writing() as tx:
        if right:
            attempts.forget(tx, user.email, sender)
        else:
            _failed(tx, user, sender, "password", failures)
    if not right:
        raise Unauthorized("The password is wrong.", "Give the one you sign in with.")


def told(house: House, admitted: Admitted) -> SignedIn:
    return SignedIn(
        token=admitted.token,
        expires_at=admitted.session.expires_at,
        user=StaffOut.model_validate(admitted.user),
        business=house.settings.business.name,
    )


def _admit(
    tx: Tx, user_id: int, asked: SignIn, sender: str, failures: int
) -> Admitted | ConciergeError:
    """A refusal is returned, not raised: what was counted and noted must stay."""
    user = accounts.by_id(tx, user_id)
    by = "password"
    if user.totp_secret:
        if not asked.code.strip():
            attempts.pardon(tx, asked.email, sender)
            return CodeWanted(
                "A code is wanted as well.", "It stands in your authenticator; a backup code does."
            )
        by = second_step.passes(tx, user, asked.code)
        if not by:
            _failed(tx, user, sender, "code", failures)
            return Unauthorized(
                "This code is wrong, or it was used already.", "Wait for the next one."
            )
    attempts.forget(tx, asked.email, sender)
    admitted = accounts.open_session(tx, user.id, device=asked.device, address=sender)
    audit.note(tx, "sign-in", actor=user.email, sender=sender, by=by, device=asked.device)
    return admitted


def _failed(tx: Tx, user: User | None, sender: str, wrong: str, failures: int) -> None:
    """Written for nobody too, without what was typed: some people type their password there."""
    locked = failures >= attempts.FAILURES_BEFORE_LOCK
    audit.note(
        tx,
        "sign-in.locked" if locked else "sign-in.failed",
        actor="somebody",
        about=user.email if user is not None else "",
        sender=sender,
        wrong=wrong,
    )
