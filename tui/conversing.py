"""What can be done to a conversation, wherever it is shown: take over, hand back, close."""

from __future__ import annotations

from server.wire import InboxRow
from tui import texts
from tui.prompt import Confirm
from tui.screen import DeskScreen


class Conversing(DeskScreen):
    """A screen that has a conversation at hand."""

    def row_at_hand(self) -> InboxRow | None:
        raise NotImplementedError

    def reason_against(self, name: str) -> str:
        if name not in ("take_over", "hand_back", "close", "open"):
            return super().reason_against(name)
        row = self.row_at_hand()
        if row is None:
            return texts.NOTHING_MARKED
        if name == "close" and row.status == "closed":
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

    def do_take_over(self) -> None:
        if row := self.row_at_hand():
            wanted = row.id
            self.ask(lambda c: c.take_over(wanted), lambda _: self._done(texts.TAKEN_OVER))

    def do_hand_back(self) -> None:
        if row := self.row_at_hand():
            wanted = row.id
            self.ask(lambda c: c.hand_back(wanted), lambda _: self._done(texts.HANDED_BACK))

    def do_close(self) -> None:
        row = self.row_at_hand()
        if row is None:
            return
        wanted = row.id

        def decided(sure: bool | None) -> None:
            if sure:
                self.ask(
                    lambda c: c.close_conversation(wanted),
                    lambda _: self._done(texts.CONVERSATION_CLOSED),
                )

        self.app.push_screen(Confirm(texts.CLOSE_TITLE, texts.CLOSE_ASKS), decided)

    def _done(self, said: str) -> None:
        self.desk_app.toast(said)
        self.reload()
