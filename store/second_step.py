"""The second step of a sign-in: codes of an authenticator (RFC 6238), and backup codes.

    offer      a secret for the authenticator; nothing is asked for yet
    confirm    its first right code switches the second step on, and gives ten backup codes
    passes     whether a code is right now; each counts once
    switch_off

Codes are six digits of HMAC-SHA1 for each half minute, as every authenticator makes them. One step
before and one after count too, for clocks that differ.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from sqlalchemy import delete, func, select, update

from store.db import Tx, changed
from store.errors import Conflict, Invalid
from store.tables import BackupCode, User, utcnow

PERIOD_S = 30
DIGITS = 6
SLACK_STEPS = 1
SECRET_BYTES = 20
BACKUP_CODES = 10
# 60 bits: too many to try even for whoever holds the hashes.
BACKUP_LETTERS = 12


def code_at(secret: str, step: int) -> str:
    """The code of one half minute, counted from 1970."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // PERIOD_S


def offer(tx: Tx, user: User) -> str:
    """A new secret, kept aside until a code of it was given. Raises Conflict when one is in use."""
    if user.totp_secret:
        raise Conflict("The second step is on already.", "Switch it off first.")
    user.totp_pending = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    tx.flush()
    return user.totp_pending


def address_of(secret: str, email: str, business: str) -> str:
    """What authenticators read from a QR code."""
    label = quote(f"{business}:{email}", safe="")
    asked = urlencode({"secret": secret, "issuer": business}, quote_via=quote)
    return f"otpauth://totp/{label}?{asked}"


def confirm(tx: Tx, user: User, code: str, now: datetime | None = None) -> list[str]:
    """Switches it on. Returns the backup codes, which are told this once. Raises Invalid."""
    if not user.totp_pending:
        raise Invalid("No second step is being set up.", "Begin again.")
    step = _matching(user.totp_pending, code, 0, now or utcnow())
    if step is None:
        raise Invalid("This code is not right.", "Is the clock of your telephone right?")
    user.totp_secret, user.totp_pending, user.totp_step = user.totp_pending, "", step
    return new_backup_codes(tx, user)


def new_backup_codes(tx: Tx, user: User) -> list[str]:
    """Ten of them; those from before are worth nothing any more."""
    tx.execute(delete(BackupCode).where(BackupCode.user_id == user.id))
    codes = [_backup_code() for _ in range(BACKUP_CODES)]
    tx.add_all(BackupCode(user_id=user.id, code_hash=_hash(user, code)) for code in codes)
    tx.flush()
    return codes


def passes(tx: Tx, user: User, code: str, now: datetime | None = None) -> str:
    """`totp` or `backup`, by which it was right, and it is used up; "" when it was wrong.

    Only in a write: two who give the same code at once cannot both be right.
    """
    now = now or utcnow()
    step = _matching(user.totp_secret, code, user.totp_step, now)
    if step is not None:
        user.totp_step = step
        return "totp"
    used = tx.execute(
        update(BackupCode)
        .where(
            BackupCode.user_id == user.id,
            BackupCode.code_hash == _hash(user, code),
            BackupCode.used_at.is_(None),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return "backup" if changed(used) == 1 else ""


def switch_off(tx: Tx, user: User) -> None:
    user.totp_secret, user.totp_pending, user.totp_step = "", "", 0
    tx.execute(delete(BackupCode).where(BackupCode.user_id == user.id))


def codes_left(tx: Tx, user: User) -> int:
    unused = (BackupCode.user_id == user.id) & BackupCode.used_at.is_(None)
    return tx.scalar(select(func.count()).select_from(BackupCode).where(unused)) or 0


def _matching(secret: str, code: str, after: int, now: datetime) -> int | None:
    """The step whose code this is, if it comes after the last one used."""
    given = "".join(code.split())
    middle, found = step_at(now), None
    for step in range(middle - SLACK_STEPS, middle + SLACK_STEPS + 1):
        try:
            right = hmac.compare_digest(code_at(secret, step).encode(), given.encode())
        except binascii.Error:
            return None
        if right and step > after:
            found = step
    return found


def _backup_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode()[:BACKUP_LETTERS].lower()
    return "-".join(letters[at : at + 4] for at in range(0, BACKUP_LETTERS, 4))


def _hash(user: User, code: str) -> str:
    letters = "".join(c for c in code.lower() if c.isalnum())
    return hashlib.sha256(f"{user.id}:{letters}".encode()).hexdigest()
