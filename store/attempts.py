"""Counting sign-ins that fail, the same for an address that has an account and one that has none.

    begin      counts the attempt as a failure before its password is looked at
    pardon     it was none: the password was right, and a code is still wanted
    forget     it was right in all

Five failures for an address from one network lock that address for that network, for half an hour.
Strangers thus lock themselves out, and not the person. Guesses spread over many networks are slowed
by a brake: after twenty, one attempt a minute is taken from networks that person never came from.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from store.db import Tx
from store.errors import TooMany
from store.tables import SignInAttempt, StaffSession, User, utcnow

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=30)
FAILURES_BEFORE_BRAKE = 20
BRAKE = timedelta(minutes=1)
REMEMBERED_FOR = timedelta(hours=24)
FAMILIAR_FOR = timedelta(days=30)
EVERYWHERE = ""


def network_of(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the 64 bits of IPv6 that one line has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def begin(tx: Tx, email: str, address: str, now: datetime | None = None) -> int:
    """Counts first, so that a hundred attempts at once are a hundred. Returns how many there are
    for this address from this network. Raises TooMany while it is locked or braked."""
    now = now or utcnow()
    _forget_old(tx, now)
    sender = network_of(address)
    here, all_over = _row(tx, email, sender, now), _row(tx, email, EVERYWHERE, now)
    _refuse_while_locked(here, now)
    if not _familiar(tx, email, sender, now):
        _refuse_while_locked(all_over, now)
    if here.locked_until is not None or now - here.last_at > LOCKED_FOR:
        here.failures, here.locked_until = 0, None
    for row in (here, all_over):
        row.failures, row.last_at = row.failures + 1, now
    if here.failures >= FAILURES_BEFORE_LOCK:
        here.locked_until = now + LOCKED_FOR
    if all_over.failures >= FAILURES_BEFORE_BRAKE:
        all_over.locked_until = now + BRAKE
    return here.failures


def pardon(tx: Tx, email: str, address: str, now: datetime | None = None) -> None:
    """Takes back this one attempt; those before it still count."""
    now = now or utcnow()
    here = _row(tx, email, network_of(address), now)
    here.failures, here.locked_until = max(0, here.failures - 1), None
    _ease(tx, email, now)


def forget(tx: Tx, email: str, address: str, now: datetime | None = None) -> None:
    now = now or utcnow()
    tx.delete(_row(tx, email, network_of(address), now))
    _ease(tx, email, now)


def lift(tx: Tx, email: str) -> None:
    """Of one address, for every sender: it has a new password, or the operator says so."""
    tx.execute(delete(SignInAttempt).where(SignInAttempt.email_hash == hash_of(email)))


def locked(tx: Tx, now: datetime | None = None) -> Sequence[SignInAttempt]:
    """Which addresses are locked for whom, and which are braked, now."""
    wanted = select(SignInAttempt).where(SignInAttempt.locked_until > (now or utcnow()))
    return tx.scalars(wanted.order_by(SignInAttempt.locked_until)).all()


def failures(tx: Tx, now: datetime | None = None) -> int:
    """Of the last day, for all addresses together."""
    since = (now or utcnow()) - REMEMBERED_FOR
    counted = select(func.sum(SignInAttempt.failures)).where(
        SignInAttempt.sender == EVERYWHERE, SignInAttempt.last_at >= since
    )
    return int(tx.scalar(counted) or 0)


def hash_of(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def _row(tx: Tx, email: str, sender: str, now: datetime) -> SignInAttempt:
    found = tx.scalars(
        select(SignInAttempt).where(
            SignInAttempt.email_hash == hash_of(email), SignInAttempt.sender == sender
        )
    ).first()
    if found is None:
        found = SignInAttempt(email_hash=hash_of(email), sender=sender, failures=0, last_at=now)
        tx.add(found)
        tx.flush()
    return found


def _refuse_while_locked(row: SignInAttempt, now: datetime) -> None:
    if row.locked_until is None or row.locked_until <= now:
        return
    wait = (row.locked_until - now).total_seconds()
    raise TooMany(
        "There were too many wrong sign-ins for this address.",
        f"Try again in {int(wait // 60) + 1} minutes, or ask for a link to a new password.",
        retry_after=wait,
    )


def _familiar(tx: Tx, email: str, sender: str, now: datetime) -> bool:
    """Whether this person signed in from there lately. An address without an account never did,
    and the question costs the same."""
    known = tx.scalars(
        select(StaffSession.address)
        .join(User, User.id == StaffSession.user_id)
        .where(User.email == email.strip().lower(), StaffSession.created_at > now - FAMILIAR_FOR)
        .distinct()
    )
    return any(network_of(address) == sender for address in known.all() if address)


def _ease(tx: Tx, email: str, now: datetime) -> None:
    row = _row(tx, email, EVERYWHERE, now)
    row.failures = max(0, row.failures - 1)
    if row.failures < FAILURES_BEFORE_BRAKE:
        row.locked_until = None


def _forget_old(tx: Tx, now: datetime) -> None:
    tx.execute(delete(SignInAttempt).where(SignInAttempt.last_at < now - REMEMBERED_FOR))
