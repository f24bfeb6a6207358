"""The calls of the staff API about accounts: sessions, second step, team, tokens, audit log."""

from __future__ import annotations

from server.calling import Caller, asked
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
from server.wire import SignedIn, SignIn, StaffOut


class TeamCalls(Caller):
    """Part of `StaffClient`."""

    async def sign_in(
        self, email: str, password: str, device: str = "", code: str = ""
    ) -> SignedIn:
        """Raises CodeWanted when the same is wanted again with the code of an authenticator."""
        body = asked(SignIn, email=email, password=password, device=device, code=code)
        signed_in = await self._post("/sessions", body, SignedIn)
        self.token = signed_in.token
        return signed_in

    async def sign_out(self) -> None:
        await self._send("DELETE", "/sessions/current")
        self.token = ""

    async def me(self) -> StaffOut:
        return await self._get("/me", StaffOut)

    async def follow_link(self, token: str, password: str) -> StaffOut:
        """Choose a password with the token of an invitation or a reset."""
        body = asked(LinkIn, token=token, password=password)
        return await self._post("/links", body, StaffOut)

    # --- one's own account ------------------------------------------------------------------

    async def sessions(self) -> list[SessionOut]:
        return await self._get("/sessions", list[SessionOut])

    async def end_session(self, session_id: int) -> None:
        await self._send("DELETE", f"/sessions/{session_id}")

    async def change_password(self, current: str, new: str) -> SignedIn:
        """All sessions end; this one goes on with a new token."""
        body = asked(PasswordIn, current=current, new=new)
        signed_in = await self._post("/me/password", body, SignedIn)
        self.token = signed_in.token
        return signed_in

    async def offer_second_step(self, password: str) -> SecondStepOut:
        return await self._post("/me/second-step", asked(ProofIn, password=password), SecondStepOut)

    async def confirm_second_step(self, code: str) -> CodesOut:
        return await self._post("/me/second-step/confirm", asked(CodeIn, code=code), CodesOut)

    async def new_backup_codes(self, password: str) -> CodesOut:
        return await self._post(
            "/me/second-step/codes", asked(ProofIn, password=password), CodesOut
        )

    async def switch_second_step_off(self, password: str) -> None:
        await self._send("POST", "/me/second-step/off", body=asked(ProofIn, password=password))

    async def tokens(self) -> list[TokenOut]:
        return await self._get("/tokens", list[TokenOut])

    async def create_token(self, name: str, scopes: list[str], days: int | None = None) -> TokenOut:
        return await self._post(
            "/tokens", asked(TokenIn, name=name, scopes=scopes, days=days), TokenOut
        )

    async def rotate_token(self, token_id: int) -> TokenOut:
        return await self._post(f"/tokens/{token_id}/rotate", None, TokenOut)

    async def revoke_token(self, token_id: int) -> None:
        await self._send("DELETE", f"/tokens/{token_id}")

    # --- the team ---------------------------------------------------------------------------

    async def team(self) -> list[MemberOut]:
        return await self._get("/team", list[MemberOut])

    async def invite(
        self, email: str, name: str = "", role: str = "agent", *, mail: bool = False
    ) -> LinkOut:
        body = asked(InviteIn, email=email, name=name, role=role, mail=mail)
        return await self._post("/team", body, LinkOut)

    async def change_member(self, user_id: int, change: MemberIn) -> MemberOut:
        response = await self._send("PATCH", f"/team/{user_id}", body=change)
        return self._read(response, MemberOut)

    async def reset_password(self, user_id: int, *, mail: bool = False) -> LinkOut:
        return await self._post(f"/team/{user_id}/reset", asked(ResetIn, mail=mail), LinkOut)

    async def drop_second_step(self, user_id: int) -> MemberOut:
        response = await self._send("DELETE", f"/team/{user_id}/second-step")
        return self._read(response, MemberOut)

    async def sessions_of(self, user_id: int) -> list[SessionOut]:
        return await self._get(f"/team/{user_id}/sessions", list[SessionOut])

    async def end_sessions_of(self, user_id: int) -> None:
        await self._send("DELETE", f"/team/{user_id}/sessions")

    async def paused(self) -> PauseOut:
        return await self._get("/pause", PauseOut)

    async def pause(self) -> PauseOut:
        return await self._post("/pause", None, PauseOut)

    async def resume(self) -> None:
        await self._send("DELETE", "/pause")

    # --- the audit log ----------------------------------------------------------------------

    async def audit(self, cursor: str = "", action: str = "", actor: str = "") -> AuditPage:
        given = {"cursor": cursor, "action": action, "actor": actor}
        return await self._get("/audit", AuditPage, {k: v for k, v in given.items() if v})

    async def verify_audit(self, head: str = "") -> VerdictOut:
        return await self._get("/audit/verify", VerdictOut, {"head": head} if head else {})
