"""What can be done to a conversation, or to several, wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from server.desk_wire import DeskOut
from server.wire import InboxRow, StaffOut
from tui import texts, until
from tui.choice import Choice, Option
from tui.prompt import Confirm
from tui.screen import DeskScreen
from tui.text import one_line, plain

ABOUT_ONE = ("take_over", "hand_back", "close", "open", "assign", "snooze", "tag", "hand_over")


class Conversing(DeskScreen):
    """A screen that has a conversation at hand."""

    def row_at_hand(self) -> InboxRow | None:
        raise NotImplementedError

    def rows_at_hand(self) -> list[InboxRow]:
        """Those that a key is about which may be about several."""
        row = self.row_at_hand()
        return [row] if row else []

    def after_several(self) -> None:
        """Something was done to all of them."""

    def reason_against(self, name: str) -> str:
        if name not in ABOUT_ONE:
            return super().reason_against(name)
        row = self.row_at_hand()
        if row is None:
            return texts.NOTHING_MARKED
        if len(self.rows_at_hand()) > 1:
            return ""
        if name in ("close", "snooze") and row.status == "closed":
            return texts.CLOSED_ALREADY
        if name == "hand_back" and row.speaker != "staff":
            return texts.NOT_TAKEN
        if name == "take_over":
            return self._against_taking(row)
        return ""

    def _against_taking(self, row: InboxRow) -> str:
        if row.status == "closed":
            return texts.CLOSED
        if row.speaker != "staff":
            return ""
        if row.speaker_name == self.desk.my_name:
            return texts.ALREADY_YOURS
        return texts.COLLEAGUE_SPEAKS.format(name=row.speaker_name)

    # --- who speaks --------------------------------------------------------------------------

    def do_take_over(self) -> None:
        if row := self.row_at_hand():
            wanted = row.id
            self.ask(lambda c: c.take_over(wanted), lambda _: self._done(texts.TAKEN_OVER))

    def do_hand_back(self) -> None:
        if row := self.row_at_hand():
            wanted = row.id
            self.ask(lambda c: c.hand_back(wanted), lambda _: self._done(texts.HANDED_BACK))

    def do_hand_over(self) -> None:
        if row := self.row_at_hand():
            wanted = row.id
            self._with_team(lambda about: self._hand_over(wanted, about))

    def _hand_over(self, conversation_id: str, about: DeskOut) -> None:
        me = self.desk.me
        others = [user for user in about.team if me is None or user.id != me.id]
        if not others:
            self.desk_app.toast(texts.NOBODY_ELSE, severity="warning")
            return

        def chosen(value: str | None) -> None:
            to = next((user for user in others if str(user.id) == value), None)
            if to is not None:
                said = texts.HANDED_OVER.format(name=name_of(to))
                self.ask(lambda c: c.hand_over(conversation_id, to.id), lambda _: self._done(said))

        self.app.push_screen(Choice(texts.HAND_OVER_TITLE, [_as_option(u) for u in others]), chosen)

    # --- one or several ----------------------------------------------------------------------

    def _handle(self, said: str, **what: Any) -> None:
        ids = [row.id for row in self.rows_at_hand()]
        if ids:
            self.ask(lambda c: c.handle(ids, **what), lambda _: self._handled(said))

    def _handled(self, said: str) -> None:
        self.after_several()
        self._done(said)

    def do_close(self) -> None:
        options = [Option(*reason) for reason in texts.CLOSE_REASONS]

        def chosen(reason: str | None) -> None:
            if reason is not None:
                self._handle(texts.CONVERSATION_CLOSED, close=True, reason=reason)

        self.app.push_screen(
            Choice(texts.CLOSE_TITLE, options, lead=plain(texts.CLOSE_ASKS, "$muted")), chosen
        )

    def do_assign(self) -> None:
        self._with_team(self._assign)

    def _assign(self, about: DeskOut) -> None:
        me = self.desk.me
        team = sorted(about.team, key=lambda user: me is None or user.id != me.id)
        options = [_as_option(u, me) for u in team] + [Option("0", *texts.NOBODY)]

        def chosen(value: str | None) -> None:
            to = next((user for user in team if str(user.id) == value), None)
            if value is not None:
                said = texts.ASSIGNED.format(name=name_of(to)) if to else texts.UNASSIGNED
                self._handle(said, assign_to=int(value))

        self.app.push_screen(Choice(texts.ASSIGN_TITLE, options), chosen)

    def do_snooze(self) -> None:
        clock = self.desk.clock
        options = [
            Option(at.isoformat(), label, clock.time(at)) for label, at in until.usual(clock)
        ]
        if any(row.snoozed_until for row in self.rows_at_hand()):
            options.insert(0, Option("wake", *texts.WAKE))

        def chosen(value: str | None) -> None:
            if value == "wake":
                self._handle(texts.WOKEN, wake=True)
            elif value is not None:
                self._snooze(value)

        self.app.push_screen(Choice(texts.SNOOZE_TITLE, options, typed=texts.SNOOZE_TYPED), chosen)

    def _snooze(self, value: str) -> None:
        at = _moment(value) or until.read(value, self.desk.clock)
        if at is None:
            self.desk_app.toast(texts.NO_TIME.format(text=value), severity="warning")
            return
        said = texts.SNOOZED.format(at=self.desk.clock.time(at))
        self._handle(said, snooze_until=at)

    def do_tag(self) -> None:
        self._with_team(self._tag)

    def _tag(self, about: DeskOut) -> None:
        on = {tag for row in self.rows_at_hand() for tag in row.tags}
        options = [Option(tag, f"#{tag}", texts.TAG_ON) for tag in sorted(on)]
        options += [Option(tag, f"#{tag}") for tag in about.tags if tag not in on]

        def chosen(value: str | None) -> None:
            if value:
                self._handle(texts.TAGGED, **{"untag" if value in on else "tag": [value]})

        self.app.push_screen(Choice(texts.TAG_TITLE, options, typed=texts.TAG_TYPED), chosen)

    def _with_team(self, then: Callable[[DeskOut], None]) -> None:
        """What the house says of the desk, as it is now: a list must not offer who has left."""

        def read(about: DeskOut) -> None:
            self.desk_app.about_is(about)
            then(about)

        self.ask(lambda c: c.desk(), read)

    def choose_urgency(self, escalation_id: int) -> None:
        options = [Option(*urgency) for urgency in texts.URGENCIES]

        def chosen(value: str | None) -> None:
            if value is not None:
                self.ask(
                    lambda c: c.prioritise(escalation_id, int(value)),
                    lambda _: self._done(texts.URGENCY_SET),
                )

        self.app.push_screen(Choice(texts.URGENCY_TITLE, options), chosen)

    # --- the house ---------------------------------------------------------------------------

    def do_pause(self) -> None:
        paused = self.desk_app.paused
        head, asks = (
            (texts.RESUME_TITLE, texts.RESUME_ASKS)
            if paused
            else (texts.PAUSE_TITLE, texts.PAUSE_ASKS)
        )

        def decided(sure: bool | None) -> None:
            if sure and paused:
                self.ask(lambda c: c.resume(), lambda _: self._paused(False))
            elif sure:
                self.ask(lambda c: c.pause(), lambda _: self._paused(True))

        self.app.push_screen(Confirm(head, asks), decided)

    def _paused(self, paused: bool) -> None:
        self.desk_app.paused = paused
        self.desk_app.toast(texts.PAUSED_NOW if paused else texts.RESUMED)

    def _done(self, said: str) -> None:
        self.desk_app.toast(said)
        self.reload()


def name_of(user: StaffOut) -> str:
    return one_line(user.name) or one_line(user.email)


def _as_option(user: StaffOut, me: StaffOut | None = None) -> Option:
    told = texts.ME if me is not None and me.id == user.id else one_line(user.role)
    return Option(str(user.id), name_of(user), told)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
