"""Deciding on a draft, wherever it is shown: approve, change, reject."""

from __future__ import annotations

from server.wire import DraftOut, StaffMessage
from tui import texts
from tui.prompt import Prompt
from tui.screen import DeskScreen
from tui.widgets.draft_editor import DraftEditor


class Deciding(DeskScreen):
    """A screen that has a draft at hand and a `DraftEditor` among its widgets."""

    def draft_at_hand(self) -> DraftOut | None:
        raise NotImplementedError

    @property
    def editor(self) -> DraftEditor:
        return self.query_one(DraftEditor)

    def reason_against(self, name: str) -> str:
        if name in ("approve", "edit", "reject") and self.draft_at_hand() is None:
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
