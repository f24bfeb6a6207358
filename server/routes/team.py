"""The staff's API for accounts: signing in, one's own account, the team, the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from server import entering, team_views
from server.auth import Member, Staff, house_of, sender_of
from server.house import House
from server.limits import limit_of
from server.routes.staff import PROBLEMS
from server.team_wire import (
    AuditPage,
    CodeIn,
    CodesOut,
    InviteIn,
    LinkIn,
    LinkOut,
    MemberIn,
    MemberOut,
    PasswordIn,
    PauseOut,
    ProofIn,
    ResetIn,
    SecondStepOut,
    SessionOut,
    TokenIn,
    TokenOut,
    VerdictOut,
)
from server.wire import RowId, SignedIn, SignIn, StaffOut
from store import accounts, audit, links, pausing, second_step, tokens
from store.db import Tx
from store.errors import Forbidden, Invalid
from store.rights import may_handle
from store.tables import User

router = APIRouter(prefix="/v1/staff", tags=["accounts"], responses=PROBLEMS)
MOST_LINES = 500


# --- signing in -----------------------------------------------------------------------------


@router.post("/sessions", status_code=201, response_model=SignedIn)
def sign_in(request: Request, asked: SignIn) -> SignedIn:
    """Sign in with e-mail and password, and a code where the account wants one (401 with the code
    `code_wanted` asks for it). Five failures lock the address for this sender for 30 minutes."""
    sender = sender_of(request)
    limit_of(request, "sign-ins", 20, 60).take(sender)
    return entering.sign_in(house_of(request), asked, sender)


@router.delete("/sessions/current", status_code=204)
def sign_out(request: Request, staff: Member) -> None:
    if staff.session is None:
        raise Forbidden("A token has no session to end.", "Revoke it instead.")
    with house_of(request).store.writing() as tx:
        accounts.end_session(tx, staff.session.id, by=staff.user.email, sender=staff.sender)


@router.post("/links", response_model=StaffOut)
def follow_link(request: Request, asked: LinkIn) -> StaffOut:
    """Choose a password with the token of an invitation or a reset. It is good once."""
    sender = sender_of(request)
    limit_of(request, "links", 20, 60).take(sender)
    with house_of(request).store.writing() as tx:
        return StaffOut.model_validate(links.follow(tx, asked.token, asked.password, sender=sender))


# --- one's own account ----------------------------------------------------------------------


@router.get("/sessions", response_model=list[SessionOut])
def sessions(request: Request, staff: Member) -> list[SessionOut]:
    """Your sign-ins that count, last used first."""
    current = staff.session.id if staff.session else None
    with house_of(request).store.reading() as tx:
        return [team_views.session_out(one, current) for one in accounts.sessions(tx, staff.user)]


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(request: Request, staff: Member, session_id: RowId) -> None:
    """One of yours, at once."""
    with house_of(request).store.writing() as tx:
        accounts.end_session(
            tx, session_id, of=staff.user, by=staff.user.email, sender=staff.sender
        )


@router.post("/me/password", response_model=SignedIn)
def change_password(request: Request, staff: Member, asked: PasswordIn) -> SignedIn:
    """Ends all your sessions; the answer has a new one."""
    house = house_of(request)
    entering.prove(house, staff.user, asked.current, staff.sender)
    device = staff.session.device if staff.session else ""
    with house.store.writing() as tx:
        user = accounts.by_id(tx, staff.user.id)
        accounts.set_password(tx, user, asked.new, by=user.email)
        admitted = accounts.open_session(tx, user.id, device=device, address=staff.sender)
    return entering.told(house, admitted)


@router.post("/me/second-step", response_model=SecondStepOut)
def offer_second_step(request: Request, staff: Member, asked: ProofIn) -> SecondStepOut:
    """A secret for your authenticator. Nothing is asked for until a code of it is confirmed."""
    house = house_of(request)
    entering.prove(house, staff.user, asked.password, staff.sender)
    with house.store.writing() as tx:
        secret = second_step.offer(tx, accounts.by_id(tx, staff.user.id))
    address = second_step.address_of(secret, staff.user.email, house.settings.business.name)
    return SecondStepOut(secret=secret, address=address)


@router.post("/me/second-step/confirm", response_model=CodesOut)
def confirm_second_step(request: Request, staff: Member, asked: CodeIn) -> CodesOut:
    """Switches it on, and tells ten backup codes."""
    with house_of(request).store.writing() as tx:
        codes = second_step.confirm(tx, accounts.by_id(tx, staff.user.id), asked.code)
        _noted(tx, "second-step.on", staff)
    return CodesOut(codes=codes)


@router.post("/me/second-step/codes", response_model=CodesOut)
def new_backup_codes(request: Request, staff: Member, asked: ProofIn) -> CodesOut:
    """Ten new backup codes; the old ones count no more."""
    house = house_of(request)
    entering.prove(house, staff.user, asked.password, staff.sender)
    with house.store.writing() as tx:
        user = accounts.by_id(tx, staff.user.id)
        if not user.totp_secret:
            raise Invalid("The second step is not on.", "Switch it on first.")
        codes = second_step.new_backup_codes(tx, user)
        _noted(tx, "second-step.codes", staff)
    return CodesOut(codes=codes)


@router.post("/me/second-step/off", status_code=204)
def switch_second_step_off(request: Request, staff: Member, asked: ProofIn) -> None:
    house = house_of(request)
    entering.prove(house, staff.user, asked.password, staff.sender)
    with house.store.writing() as tx:
        second_step.switch_off(tx, accounts.by_id(tx, staff.user.id))
        _noted(tx, "second-step.off", staff)


@router.get("/tokens", response_model=list[TokenOut])
def list_tokens(request: Request, staff: Member) -> list[TokenOut]:
    with house_of(request).store.reading() as tx:
        return [team_views.token_out(one) for one in tokens.listed(tx, staff.user)]


@router.post("/tokens", status_code=201, response_model=TokenOut)
def create_token(request: Request, staff: Member, asked: TokenIn) -> TokenOut:
    """A program's way in, with some of your rights: read, act, teach, team, manage,
    audit."""
    with house_of(request).store.writing() as tx:
        issued = tokens.create(
            tx, staff.user, asked.name, asked.scopes, days=asked.days, sender=staff.sender
        )
        return team_views.token_out(issued)


@router.post("/tokens/{token_id}/rotate", response_model=TokenOut)
def rotate_token(request: Request, staff: Member, token_id: RowId) -> TokenOut:
    with house_of(request).store.writing() as tx:
        issued = tokens.rotate(tx, token_id, of=staff.user, sender=staff.sender)
        return team_views.token_out(issued)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(request: Request, staff: Member, token_id: RowId) -> None:
    with house_of(request).store.writing() as tx:
        tokens.revoke(tx, token_id, of=staff.user, sender=staff.sender)


def _noted(tx: Tx, action: str, staff: Staff) -> None:
    email = staff.user.email
    audit.note(tx, action, actor=email, about=email, sender=staff.sender)


# --- the team -------------------------------------------------------------------------------


@router.get("/team", response_model=list[MemberOut])
def team(request: Request, staff: Member) -> list[MemberOut]:
    with house_of(request).store.reading() as tx:
        return [team_views.member_out(tx, user) for user in accounts.listed(tx)]


@router.post("/team", status_code=201, response_model=LinkOut)
def invite(request: Request, staff: Member, asked: InviteIn) -> LinkOut:
    """An account, and a link to choose its password, by mail or in the answer."""
    house = house_of(request)
    _may_handle(staff, asked.role)
    with house.store.writing() as tx:
        by = staff.user.email
        user = accounts.add(tx, asked.email, asked.name, asked.role, None, by=by)
        return _linked(tx, house, staff, user, "invite", mail=asked.mail)


@router.patch("/team/{user_id}", response_model=MemberOut)
def change_member(request: Request, staff: Member, user_id: RowId, asked: MemberIn) -> MemberOut:
    by = staff.user.email
    with house_of(request).store.writing() as tx:
        user = _handled(tx, staff, user_id)
        if asked.role is not None:
            _may_handle(staff, asked.role)
            accounts.set_role(tx, user, asked.role, by=by)
        if asked.name is not None:
            accounts.rename(tx, user, asked.name, by=by)
        if asked.disabled is True:
            accounts.disable(tx, user, by=by)
        elif asked.disabled is False:
            accounts.enable(tx, user, by=by)
        tx.flush()
        return team_views.member_out(tx, user)


@router.post("/team/{user_id}/reset", response_model=LinkOut)
def reset(request: Request, staff: Member, user_id: RowId, asked: ResetIn) -> LinkOut:
    """A link to a new password; for an account that waits for its first, a new invitation."""
    house = house_of(request)
    with house.store.writing() as tx:
        user = _handled(tx, staff, user_id)
        kind = "reset" if user.password_hash else "invite"
        return _linked(tx, house, staff, user, kind, mail=asked.mail)


@router.delete("/team/{user_id}/second-step", response_model=MemberOut)
def drop_second_step(request: Request, staff: Member, user_id: RowId) -> MemberOut:
    """For whoever lost their authenticator and all backup codes: they sign in with the password
    alone until they set it up again. Ends their sessions."""
    with house_of(request).store.writing() as tx:
        user = _handled(tx, staff, user_id)
        if not user.totp_secret:
            raise Invalid("Their second step is not on.")
        second_step.switch_off(tx, user)
        accounts.revoke_all(tx, user)
        audit.note(
            tx, "second-step.off", actor=staff.user.email, about=user.email, sender=staff.sender
        )
        tx.flush()
        return team_views.member_out(tx, user)


@router.get("/team/{user_id}/sessions", response_model=list[SessionOut])
def sessions_of(request: Request, staff: Member, user_id: RowId) -> list[SessionOut]:
    current = staff.session.id if staff.session else None
    with house_of(request).store.reading() as tx:
        found = accounts.sessions(tx, _handled(tx, staff, user_id))
        return [team_views.session_out(one, current) for one in found]


@router.delete("/team/{user_id}/sessions", status_code=204)
def end_sessions_of(request: Request, staff: Member, user_id: RowId) -> None:
    """All of them, at once."""
    with house_of(request).store.writing() as tx:
        user = _handled(tx, staff, user_id)
        ended = accounts.revoke_all(tx, user)
        audit.note(
            tx,
            "session.revoked",
            actor=staff.user.email,
            about=user.email,
            sender=staff.sender,
            ended=ended,
        )


def _linked(tx: Tx, house: House, staff: Staff, user: User, kind: str, *, mail: bool) -> LinkOut:
    settings = house.settings
    if mail and not settings.mail.host:
        raise Invalid("No mail server is set up.", "Leave `mail` out, and hand the link over.")
    made = links.make(tx, user, kind, by=staff.user.email, sender=staff.sender)
    if mail:
        links.send(tx, made, settings.business.name, settings.public_url)
    return team_views.link_out(tx, made, settings.public_url, mailed=mail)


def _handled(tx: Tx, staff: Staff, user_id: int) -> User:
    user = accounts.by_id(tx, user_id)
    _may_handle(staff, user.role)
    return user


def _may_handle(staff: Staff, role: str) -> None:
    if not may_handle(staff.user.role, role):
        raise Forbidden(
            f"A {staff.user.role} does not handle accounts of the role {role}.", "Ask the owner."
        )


# --- one switch for the house ---------------------------------------------------------------


@router.get("/pause", response_model=PauseOut)
def pause_now(request: Request, staff: Member) -> PauseOut:
    with house_of(request).store.reading() as tx:
        return team_views.pause_out(pausing.current(tx))


@router.post("/pause", response_model=PauseOut)
def pause(request: Request, staff: Member) -> PauseOut:
    """All automatic replies stop, at once: each waits for staff, and guests are told so."""
    with house_of(request).store.writing() as tx:
        return team_views.pause_out(pausing.pause(tx, staff.user.email))


@router.delete("/pause", status_code=204)
def resume(request: Request, staff: Member) -> None:
    with house_of(request).store.writing() as tx:
        pausing.resume(tx, staff.user.email)


# --- the audit log --------------------------------------------------------------------------


@router.get("/audit", response_model=AuditPage)
def audit_log(
    request: Request,
    staff: Member,
    cursor: Annotated[str, Query(max_length=18)] = "",
    action: Annotated[str, Query(max_length=60)] = "",
    actor: Annotated[str, Query(max_length=254)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = 100,
) -> AuditPage:
    """Newest first. `action` is a name, or its part before the dot."""
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise Invalid("This cursor is not one of ours.", "Start again without it.")
    before = int(cursor) if cursor else None
    with house_of(request).store.reading() as tx:
        found = audit.listed(tx, before=before, action=action, actor=actor, limit=limit + 1)
    page = found[:limit]
    return AuditPage(
        lines=[team_views.audit_out(line) for line in page],
        next=str(page[-1].id) if len(found) > limit else "",
    )


@router.get("/audit/verify", response_model=VerdictOut)
def verify_audit(
    request: Request, staff: Member, head: Annotated[str, Query(max_length=64)] = ""
) -> VerdictOut:
    """Reads the whole log. `head` is a hash kept from before."""
    with house_of(request).store.reading() as tx:
        verdict = audit.verify(tx, head)
    ok = verdict.broken is None and verdict.known_head
    return VerdictOut(ok=ok, **verdict._asdict())
