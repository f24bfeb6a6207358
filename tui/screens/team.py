"""The team: who has an account, with which role, signed in where; invitations and new passwords."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from server.team_wire import LinkOut, MemberIn, MemberOut, Role, SessionOut
from tui import screen_texts as said
from tui import texts
from tui.choice import Choice, Option
from tui.keys import TEAM, bindings
from tui.messages import EventHappened
from tui.place import Place
from tui.prompt import Confirm, Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line
from tui.widgets.row_list import RowLine

STATES: Final = {"active": "good", "invited": "accent", "disabled": "dim"}
HANDLED: Final[dict[str, tuple[Role, ...]]] = {
    "owner": ("owner", "manager", "agent", "viewer"),
    "manager": ("agent", "viewer"),
}
PAUSE = 0.3


class TeamScreen(ShelfScreen[MemberOut]):
    KEYS = TEAM
    BINDINGS: ClassVar[list[BindingType]] = bindings(TEAM)
    NOTHING = said.NO_TEAM

    def __init__(self) -> None:
        super().__init__()
        self._sessions: dict[int, list[SessionOut]] = {}
        self._link: LinkOut | None = None
        self._link_seen = False

    def concerns(self, event: EventHappened) -> bool:
        return event.event.kind == "user.changed"

    @property
    def _roles(self) -> tuple[Role, ...]:
        """Those whose accounts one handles; nobody hands out more than they have."""
        return HANDLED.get(self.desk.me.role, ()) if self.desk.me else ()

    def reload(self) -> None:
        if not self._roles:
            self.show([])
            return
        self.ask(lambda c: c.team(), self._show_team, group="team")

    def _show_team(self, team: list[MemberOut]) -> None:
        self.show(team)
        if self._link is not None and not self._link_seen:
            self._link_seen = self.rows.mark(self._link.member.id)

    # --- drawing -----------------------------------------------------------------------------

    def key_of(self, row: MemberOut) -> Hashable:
        return row.id

    def paint(self, row: MemberOut) -> Sequence[RowLine]:
        step = said.SECOND_STEP_ON if row.second_step else ""
        return (
            RowLine(
                ((one_line(row.name) or one_line(row.email), "strong"), (f"  {row.role}", "dim")),
                ((row.state, STATES.get(row.state, "text")),),
            ),
            RowLine(((f"  {one_line(row.email)}", "text"),), ((step, "good"),)),
        )

    def in_full(self, row: MemberOut) -> Parts:
        parts: Parts = [(f"{one_line(row.name)}  ", "bold"), (f"{one_line(row.email)}\n", "$muted")]
        if self._link and self._link.member.id == row.id and self._link.address:
            until = self.desk.clock.time(self._link.expires_at)
            parts += [
                (f"\n{said.LINK.format(until=until)}\n", "$muted"),
                (f"{one_line(self._link.address)}\n", "bold $text-accent"),
            ]
        sessions = self._sessions.get(row.id)
        if sessions is None:
            return parts
        parts.append((f"\n{said.SESSIONS if sessions else said.NO_SESSIONS}\n", "bold"))
        for one in sessions:
            used = self.desk.clock.time(one.used_at)
            where = " · ".join(filter(None, (one_line(one.device), one_line(one.address))))
            parts.append((f"{used}  {where}\n", "$text-success" if one.current else ""))
        return parts

    def _show_marked(self) -> None:
        super()._show_marked()
        if self.marked is not None:
            self.set_timer(PAUSE, self._ask_sessions)

    def _ask_sessions(self) -> None:
        row = self.marked
        if row is None or not self.is_up or row.role not in self._roles or row.id in self._sessions:
            return
        wanted = row.id

        def show(sessions: list[SessionOut]) -> None:
            self._sessions[wanted] = sessions
            super(TeamScreen, self)._show_marked()

        self.ask(lambda c: c.sessions_of(wanted), show, group="sessions")

    # --- keys --------------------------------------------------------------------------------

    def reason_against(self, name: str) -> str:
        if name not in ("invite", "role", "able", "link", "end_sessions", "drop_step"):
            return ""
        if not self._roles:
            return said.NOT_YOUR_TEAM
        row = self.marked
        if name == "invite":
            return ""
        if row is None:
            return texts.NOTHING_MARKED
        if row.role not in self._roles:
            return said.NOT_YOURS_TO_HANDLE.format(role=row.role)
        if name == "drop_step" and not row.second_step:
            return said.NO_SECOND_STEP
        return ""

    def do_invite(self) -> None:
        def named(email: str | None) -> None:
            if email:
                self._ask_role(email, lambda role: self._invite(email, role))

        self.app.push_screen(Prompt(said.INVITE_TITLE, said.INVITE_ASKS, length=200), named)

    def _invite(self, email: str, role: Role) -> None:
        self.ask(lambda c: c.invite(email, role=role), self._linked)

    def _ask_role(self, who: str, then: Callable[[Role], None]) -> None:
        options = [Option(role, role, said.ROLES[role]) for role in self._roles]

        def chosen(value: str | None) -> None:
            for role in self._roles:
                if role == value:
                    then(role)

        self.app.push_screen(Choice(said.ROLE_OF.format(who=one_line(who)), options), chosen)

    def _linked(self, link: LinkOut) -> None:
        """Shown until another is made: who asked hands it over."""
        self._link, self._link_seen = link, False
        self.desk_app.toast(said.LINK_MADE)
        self.reload()

    def do_role(self) -> None:
        if row := self.marked:
            self._ask_role(row.email, lambda role: self._change(row, MemberIn(role=role)))

    def do_able(self) -> None:
        row = self.marked
        if row is None:
            return
        if row.state == "disabled":
            self._change(row, MemberIn(disabled=False))
            return

        def decided(sure: bool | None) -> None:
            if sure:
                self._change(row, MemberIn(disabled=True))

        title = said.DISABLE_TITLE.format(who=one_line(row.email))
        self.app.push_screen(Confirm(title, said.DISABLE_ASKS), decided)

    def _change(self, row: MemberOut, wanted: MemberIn) -> None:
        self.ask(
            lambda c: c.change_member(row.id, wanted), lambda _: self._done(said.CHANGED_MEMBER)
        )

    def do_link(self) -> None:
        if row := self.marked:
            wanted = row.id
            self.ask(lambda c: c.reset_password(wanted), self._linked)

    def do_end_sessions(self) -> None:
        if row := self.marked:
            wanted = row.id
            self.ask(lambda c: c.end_sessions_of(wanted), lambda _: self._done(said.ENDED))

    def do_drop_step(self) -> None:
        row = self.marked
        if row is None:
            return

        def decided(sure: bool | None) -> None:
            if sure:
                self.ask(
                    lambda c: c.drop_second_step(row.id), lambda _: self._done(said.STEP_DROPPED)
                )

        title = said.STEP_TITLE.format(who=one_line(row.email))
        self.app.push_screen(Confirm(title, said.STEP_ASKS), decided)

    def _done(self, told: str) -> None:
        self.desk_app.toast(told)
        self._sessions.clear()
        self.reload()


PLACE = Place("team", "Team", "8", "who works at this desk", TeamScreen, 8)
