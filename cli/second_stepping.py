"""Setting up an authenticator at the command line: a secret, its first code, the backup codes."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from cli.opening import opened, operator
from cli.output import remark
from store import accounts, audit, second_step
from store.errors import Invalid


def begun(home: Path | None, email: str) -> tuple[str, str]:
    """The secret, and the address authenticators read."""
    with opened(home) as (settings, store), store.writing() as tx:
        user = accounts.find(tx, email)
        secret = second_step.offer(tx, user)
        return secret, second_step.address_of(secret, user.email, settings.business.name)


def confirmed(home: Path | None, email: str, secret: str, address: str, *, json: bool) -> list[str]:
    """Asks for the first code. Raises Invalid when it is wrong; then nothing is switched on."""
    if not json:
        remark(f"Secret for the authenticator: {secret}\n{address}")
    code = _code()
    with opened(home) as (_, store), store.writing() as tx:
        user = accounts.find(tx, email)
        codes = second_step.confirm(tx, user, code)
        audit.note(tx, "second-step.on", actor=operator(), about=user.email)
    return codes


def ended(home: Path | None, email: str) -> None:
    """Also ends every session: whoever found the telephone may have found one."""
    with opened(home) as (_, store), store.writing() as tx:
        user = accounts.find(tx, email)
        if not user.totp_secret:
            raise Invalid(f"{user.email} has no second step.")
        second_step.switch_off(tx, user)
        accounts.revoke_all(tx, user)
        audit.note(tx, "second-step.off", actor=operator(), about=user.email)


def _code() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Code the authenticator shows now"))
    remark("Code the authenticator shows now, on standard input:")
    return sys.stdin.readline().strip()
