"""What one was told of, what one wants to be told of and how, and who is on call."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Static

from server.notices_wire import NoticeChoiceOut, NoticeOut, NoticesOut, OnCallOut, TriedOut
from tui import screen_texts as said
from tui import texts
from tui.choice import Choice, Option
from tui.keys import NOTICES, bindings
from tui.messages import EventHappened
from tui.place import Place
from tui.prompt import Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import assembled, one_line
from tui.widgets.row_list import RowLine


class NoticesScreen(ShelfScreen[NoticeOut]):
    KEYS = NOTICES
    BINDINGS: ClassVar[list[BindingType]] = bindings(NOTICES)
    NOTHING = said.NO_NOTICES

    def __init__(self) -> None:
        super().__init__()
        self._choice: NoticeChoiceOut | None = None
        self._on_call: list[str] = []

    def concerns(self, event: EventHappened) -> bool:
        return event.event.kind == "notice.made"

    def reload(self) -> None:
        self.ask(lambda c: c.notices(), self._read, group="notices")
        self.ask(lambda c: c.notice_choice(), self._chosen, group="choice")
        self.ask(lambda c: c.on_call(), self._called, group="on-call")

    def _read(self, told: NoticesOut) -> None:
        self.desk_app.unread = told.unread
        self.show(told.notices)
        # The choice is looked at and changed also while nothing was told yet.
        self.query_one("#shelf-scroll").display = True

    def _chosen(self, choice: NoticeChoiceOut) -> None:
        secret = self._choice.webhook_secret if self._choice else ""
        same = self._choice is not None and self._choice.webhook == choice.webhook
        if not choice.webhook_secret and same:
            # Told once, and shown until one leaves.
            choice = choice.model_copy(update={"webhook_secret": secret})
        self._choice = choice
        self._show_marked()

    def _called(self, order: OnCallOut) -> None:
        self._on_call = order.emails
        self._show_marked()

    # --- drawing -----------------------------------------------------------------------------

    def key_of(self, row: NoticeOut) -> Hashable:
        return row.id

    def paint(self, row: NoticeOut) -> Sequence[RowLine]:
        new = ("● ", "accent") if row.read_at is None else ("  ", "dim")
        quiet = said.IN_QUIET_HOURS if row.quiet else ", ".join(row.means)
        return (
            RowLine(
                (new, (one_line(row.said), "strong")),
                ((self.desk.clock.age(row.told_at), "dim"),),
            ),
            RowLine((("    ", "dim"), (one_line(row.conversation_id), "dim")), ((quiet, "dim"),)),
        )

    def _show_marked(self) -> None:
        super()._show_marked()
        if self.marked is None:
            self.query_one("#shelf-detail", Static).update(assembled(self._wishes()))

    def in_full(self, row: NoticeOut) -> Parts:
        return self._wishes()

    def _wishes(self) -> Parts:
        choice = self._choice
        if choice is None:
            return [(texts.LOADING, "$muted")]
        parts: Parts = [(f"{said.YOUR_CHOICE}\n", "bold")]
        for kind, what in choice.kinds.items():
            means = ", ".join(choice.means.get(kind, ())) or said.NOTHING_AT_ALL
            parts += [(f"{one_line(what):<42}", ""), (f"{means}\n", "$text-accent")]
        quiet = f"{choice.quiet_from} – {choice.quiet_to}" if choice.quiet_from else said.NONE
        parts += [(f"{said.QUIET_HOURS:<42}", ""), (f"{quiet}\n", "$text-accent")]
        webhook = one_line(choice.webhook) or said.NONE
        parts += [(f"{said.WEBHOOK:<42}", ""), (f"{webhook}\n", "$text-accent")]
        if choice.webhook_secret:
            parts.append((f"{said.WEBHOOK_SECRET} {choice.webhook_secret}\n", "$text-warning"))
        order = ", ".join(map(one_line, self._on_call)) or said.EVERYBODY
        return [*parts, (f"{said.ON_CALL:<42}", ""), (f"{order}\n", "$text-accent")]

    # --- keys --------------------------------------------------------------------------------

    def reason_against(self, name: str) -> str:
        if name == "open" and not (self.marked and self.marked.conversation_id):
            return texts.NOTHING_MARKED
        if name == "read" and not self.rows.rows:
            return said.NO_NOTICES[0]
        if name == "on_call" and self.desk.me and self.desk.me.role not in ("owner", "manager"):
            return said.NOT_YOURS_TO_CALL
        return ""

    def do_open(self) -> None:
        if row := self.marked:
            self.desk_app.open_conversation(row.conversation_id)

    def on_row_list_opened(self, event: object) -> None:
        if not self.why_not("open"):
            self.do_open()

    def do_read(self) -> None:
        upto = self.rows.rows[0].id
        self.ask(lambda c: c.read_notices(upto), lambda _: self.reload())

    def do_choose(self) -> None:
        choice = self._choice
        if choice is None:
            return
        options = [
            Option(kind, what, ", ".join(choice.means.get(kind, ())))
            for kind, what in choice.kinds.items()
        ]

        def chosen(kind: str | None) -> None:
            if kind:
                self._ask_means(kind, choice.means.get(kind, []))

        self.app.push_screen(Choice(said.CHOOSE_KIND, options), chosen)

    def _ask_means(self, kind: str, means: Sequence[str]) -> None:
        def typed(words: str | None) -> None:
            if words is not None:
                wanted = words.replace(",", " ").split()
                self.ask(lambda c: c.choose_notices(means={kind: wanted}), self._kept)

        prompt = Prompt(said.CHOOSE_MEANS, said.MEANS_ASKS, value=" ".join(means), length=60)
        self.app.push_screen(prompt, typed)

    def do_quiet(self) -> None:
        choice = self._choice
        value = f"{choice.quiet_from}-{choice.quiet_to}" if choice and choice.quiet_from else ""

        def typed(hours: str | None) -> None:
            if hours is not None:
                self.ask(lambda c: c.choose_notices(quiet=hours), self._kept)

        self.app.push_screen(Prompt(said.QUIET_HOURS, said.QUIET_ASKS, value=value), typed)

    def do_webhook(self) -> None:
        def typed(address: str | None) -> None:
            if address is not None:
                self.ask(lambda c: c.choose_notices(webhook=address), self._kept)

        value = self._choice.webhook if self._choice else ""
        self.app.push_screen(Prompt(said.WEBHOOK, said.WEBHOOK_ASKS, value=value), typed)

    def do_on_call(self) -> None:
        def typed(emails: str | None) -> None:
            if emails is not None:
                order = emails.replace(",", " ").split()
                self.ask(lambda c: c.put_on_call(order), lambda _: self.reload())

        value = " ".join(self._on_call)
        self.app.push_screen(Prompt(said.ON_CALL, said.ON_CALL_ASKS, value=value), typed)

    def _kept(self, choice: NoticeChoiceOut) -> None:
        self._chosen(choice)
        self.desk_app.toast(said.KEPT_CHOICE)

    def do_try(self) -> None:
        self.desk_app.ring(("bell", "desktop"), said.A_TRY)
        self.ask(lambda c: c.try_notices(), self._tried)

    def _tried(self, tried: TriedOut) -> None:
        owed = ", ".join(tried.owed)
        self.desk_app.toast(said.TRIED.format(owed=owed) if owed else said.TRIED_HERE)


PLACE = Place(
    "notices", "Notices", "", "what you were told of, and how you want it", NoticesScreen, 20
)
