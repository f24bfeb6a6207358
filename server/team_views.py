"""Accounts, sessions, tokens and audit lines as the wire has them."""

from __future__ import annotations

from server.team_wire import AuditOut, LinkOut, MemberOut, PauseOut, SessionOut, TokenOut
from store import accounts, audit, links
from store.accounts import Session
from store.db import Tx
from store.links import Made
from store.pausing import Pause
from store.tables import AuditLine, User
from store.tokens import Issued


def session_out(found: Session, current: int | None) -> SessionOut:
    session = found.session
    return SessionOut(
        id=session.id,
        email=found.user.email,
        device=session.device,
        address=session.address,
        created_at=session.created_at,
        used_at=session.used_at,
        expires_at=session.expires_at,
        current=session.id == current,
    )


def member_out(tx: Tx, user: User) -> MemberOut:
    return MemberOut(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        state=accounts.state_of(user),
        second_step=bool(user.totp_secret),
        sessions=len(accounts.sessions(tx, user)),
    )


def link_out(tx: Tx, made: Made, public_url: str, *, mailed: bool) -> LinkOut:
    address = "" if mailed else links.address_of(public_url, made.token)
    return LinkOut(
        member=member_out(tx, made.user), address=address, expires_at=made.link.expires_at
    )


def token_out(issued: Issued) -> TokenOut:
    token = issued.token
    return TokenOut(
        id=token.id,
        email=issued.user.email,
        name=token.name,
        start=token.start,
        scopes=token.scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        secret=issued.secret,
    )


def pause_out(pause: Pause | None) -> PauseOut:
    return PauseOut(paused=True, since=pause.since, by=pause.by) if pause else PauseOut()


def audit_out(line: AuditLine) -> AuditOut:
    return AuditOut.model_validate(audit.as_dict(line))
