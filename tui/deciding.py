"""Deciding on a draft, wherever it is shown: approve, change, reword, remember, reject."""

from __future__ import annotations

from datetime import date, timedelta

from server.desk_wire import RememberIn
from server.wire import DraftOut, StaffMessage
from tui import texts
from tui.choice import Choice, Option
from tui.prompt import Prompt
from tui.rewording import Rewording
from tui.text import one_line
from tui.widgets.draft_editor import DraftEditor

QUESTION = 300


class Deciding(Rewording):
    """A screen that has a draft at hand and a `DraftEditor` among its widgets."""

    def draft_at_hand(self) -> DraftOut | None:
        raise NotImplementedError

    @property
    def editor(self) -> DraftEditor:
        return self.query_one(DraftEditor)

    def reason_against(self, name: str) -> str:
        about_draft = name in ("approve", "edit", "reject", "remember", "reword")
        writing = name == "reword" and self.editor.has_keyboard
        if about_draft and not writing and self.draft_at_hand() is None:
            return texts.NO_DRAFT
        return super().reason_against(name)

    def do_approve(self) -> None:
        draft = self.draft_at_hand()
        if draft is None:
            return
        if draft.id in self.desk.edits:
            # One key must not send other words than those last worked on.
            self.do_edit()
            return
        self.ask(lambda c: c.approve_draft(draft.id, draft.version), self._approved)

    def _approved(self, message: StaffMessage) -> None:
        self.desk_app.toast(texts.APPROVED)
        self.reload()

    def do_edit(self) -> None:
        if draft := self.draft_at_hand():
            self.editor.open(draft)

    def do_reject(self) -> None:
        draft = self.draft_at_hand()
        if draft is None:
            return

        def decided(note: str | None) -> None:
            if note is not None:
                self.ask(lambda c: c.reject_draft(draft.id, draft.version, note), self._rejected)

        self.app.push_screen(Prompt(texts.REJECT_TITLE, texts.REJECT_ASKS), decided)

    def _rejected(self, draft: DraftOut) -> None:
        self.desk.edits.pop(draft.id, None)
        self.desk_app.toast(texts.REJECTED)
        self.reload()

    # --- other words -------------------------------------------------------------------------

    def do_reword(self) -> None:
        draft = self.editor.draft if self.editor.has_keyboard else self.draft_at_hand()
        if draft is None:
            return
        text = self.editor.text_of(draft)

        def put(words: str) -> None:
            self.editor.open(draft)
            self.editor.put(words)
            self.desk_app.toast(texts.REWORDED)

        self.reword(
            draft.conversation_id,
            text,
            put,
            guest_lang=draft.contact.locale,
            anew=lambda: self._compose_anew(draft),
        )

    def _compose_anew(self, draft: DraftOut) -> None:
        if draft.id in self.desk.edits:
            self.desk_app.toast(texts.EDITED_FIRST, severity="warning")
            return
        self.desk_app.toast(texts.REWORDING)
        self.ask(
            lambda c: c.regenerate(draft.id, draft.version),
            lambda _: self._composed(),
            otherwise=self._not_reworded,
        )

    def _composed(self) -> None:
        self.desk_app.toast(texts.COMPOSED_ANEW)
        self.reload()

    # --- and remember ------------------------------------------------------------------------

    def do_remember(self) -> None:
        draft = self.draft_at_hand()
        if draft is None:
            return
        if draft.id in self.desk.edits:
            self.desk_app.toast(texts.EDITED_FIRST, severity="warning")
            self.do_edit()
            return

        def asked(question: str | None) -> None:
            if question:
                self._ask_scope(draft, question)

        question = one_line(draft.question)[:QUESTION]
        self.app.push_screen(
            Prompt(texts.REMEMBER_TITLE, texts.REMEMBER_ASKS, value=question, length=QUESTION),
            asked,
        )

    def _ask_scope(self, draft: DraftOut, question: str) -> None:
        today = self.desk.clock.local(self.desk.clock.now()).date()
        ends = {
            "week": today + timedelta(days=7),
            "month": today + timedelta(days=30),
            "year": date(today.year, 12, 31),
        }
        options = [
            Option(value, label, told.format(day=ends.get(value, "")))
            for value, label, told in texts.SCOPES
        ]

        def chosen(value: str | None) -> None:
            if value is None:
                return
            day = None if value == "always" else ends.get(value) or _day(value)
            if value != "always" and (day is None or day < today):
                self.desk_app.toast(texts.NO_DATE.format(text=value), severity="warning")
                return
            self._remember(draft, question, day)

        self.app.push_screen(Choice(texts.SCOPE_TITLE, options, typed=texts.SCOPE_TYPED), chosen)

    def _remember(self, draft: DraftOut, question: str, until: date | None) -> None:
        what = RememberIn(version=draft.version, question=question, valid_to=until)
        self.ask(lambda c: c.remember(draft.id, what), lambda _: self._remembered())

    def _remembered(self) -> None:
        self.desk_app.toast(texts.REMEMBERED)
        self.reload()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
