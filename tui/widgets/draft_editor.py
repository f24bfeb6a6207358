"""A draft being changed in place.

Whatever happens meanwhile, the words in the box stay: a broken line, a colleague who was first, a
session that ended. They are dropped only when they were sent, kept, or undone by their writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from server.wire import DraftOut, StaffMessage
from store.errors import ConciergeError, Conflict, Invalid
from tui import texts
from tui.text import assembled, plain, visible
from tui.widgets.editor import Editor

if TYPE_CHECKING:
    from tui.screen import DeskScreen


class DraftEditor(Vertical):
    """Hidden until `open`. `gone`: a colleague has decided, so the text has no draft any more."""

    class Closed(Message):
        """The box is closed; the screen has the keyboard again."""

    def __init__(self) -> None:
        super().__init__()
        self.draft: DraftOut | None = None
        self.gone = False

    def compose(self) -> ComposeResult:
        yield Static(id="edit-note")
        yield Editor(id="edit-text")

    def on_mount(self) -> None:
        self.display = False
        self.border_title = plain("Your text")

    @property
    def _screen(self) -> DeskScreen:
        return cast("DeskScreen", self.screen)

    @property
    def _editor(self) -> Editor:
        return self.query_one("#edit-text", Editor)

    @property
    def has_keyboard(self) -> bool:
        return self.display and self._editor.has_focus

    def open(self, draft: DraftOut) -> None:
        if self.draft is None or self.draft.id != draft.id:
            self.gone = False
            self.draft = draft
            self._editor.load(self._screen.desk.edits.get(draft.id, draft.text))
            self._note("")
        self._show(True)
        self._editor.focus()
        self._screen.refresh_hints()

    def text_of(self, draft: DraftOut) -> str:
        """The words somebody works on, else those of the draft."""
        if self.draft is not None and self.draft.id == draft.id:
            return self._editor.text
        return self._screen.desk.edits.get(draft.id, draft.text)

    def put(self, text: str) -> None:
        """Other words in the box; undo brings back those before."""
        self._editor.put(text)

    def _show(self, shown: bool) -> None:
        self.display = shown
        if isinstance(self.parent, Widget):
            self.parent.set_class(shown, "-editing")

    def _note(self, sentence: str, extra: str = "") -> None:
        note = self.query_one("#edit-note", Static)
        note.display = bool(sentence)
        note.update(assembled([(sentence, "$text-warning"), (extra, "")]))

    def on_text_area_changed(self, event: Editor.Changed) -> None:
        draft, edits = self.draft, self._screen.desk.edits
        if draft is None:
            return
        if event.text_area.text == visible(draft.text):
            edits.pop(draft.id, None)
        else:
            edits[draft.id] = event.text_area.text

    # --- leaving -----------------------------------------------------------------------------

    def leave(self) -> None:
        """Close the box; changed words wait for the next `open`."""
        self._show(False)
        if self.draft is not None and self.draft.id not in self._screen.desk.edits:
            self.draft = None
        self.post_message(self.Closed())

    def _finish(self) -> None:
        if self.draft is not None:
            self._screen.desk.edits.pop(self.draft.id, None)
        self.draft = None
        self._show(False)
        self.post_message(self.Closed())

    # --- sending -----------------------------------------------------------------------------

    def send(self) -> None:
        draft, text = self.draft, self._editor.text
        if draft is None:
            return
        if self.gone:
            self._carry_over(draft, text)
            return
        changed = None if text == visible(draft.text) else text
        self._screen.ask(
            lambda c: c.approve_draft(draft.id, draft.version, changed),
            self._sent,
            otherwise=self._refused,
        )

    def _sent(self, message: StaffMessage) -> None:
        said = texts.APPROVED_EDITED if message.author == "staff" else texts.APPROVED
        self._finish()
        self._screen.desk_app.toast(said)
        self._screen.reload()

    def keep(self) -> None:
        draft, text = self.draft, self._editor.text
        if draft is not None and not self.gone:
            self._screen.ask(
                lambda c: c.edit_draft(draft.id, draft.version, text),
                self._kept,
                otherwise=self._refused,
            )

    def _kept(self, draft: DraftOut) -> None:
        self._finish()
        self._screen.desk_app.toast(texts.KEPT)
        self._screen.reload()

    def _carry_over(self, draft: DraftOut, text: str) -> None:
        """The draft is decided; the words go to the conversation's own box."""
        self._screen.desk.writing_to(draft.conversation_id).text = text
        self._finish()
        self._screen.desk_app.write_to(draft.conversation_id)

    # --- when a colleague was first ----------------------------------------------------------

    def _refused(self, error: ConciergeError) -> bool:
        if isinstance(error, Invalid):
            self._note(f"{error.message} {error.hint}".strip())
            return True
        if isinstance(error, Conflict) and self.draft is not None:
            wanted = self.draft.id
            self._screen.ask(lambda c: c.draft(wanted), lambda now: self._compare(now, error))
            return True
        return False

    def check(self, waiting: list[DraftOut]) -> None:
        """Called with the drafts that wait: is the one in the box still among them?"""
        draft = self.draft
        if draft is None or self.gone or any(now.id == draft.id for now in waiting):
            return
        if not self.display and draft.id not in self._screen.desk.edits:
            return
        wanted = draft.id
        self._screen.ask(
            lambda c: c.draft(wanted),
            lambda now: self._compare(now, Conflict(f"A colleague has {now.state} this draft.")),
        )

    def _compare(self, now: DraftOut, error: ConciergeError) -> None:
        if self.draft is None or self.draft.id != now.id:
            return
        if now.state != "waiting":
            self.gone = True
            self._note(texts.DECIDED_MEANWHILE.format(error=error.message))
        elif now.version != self.draft.version:
            self.draft = now
            self._note(texts.CHANGED_MEANWHILE, f"\n{now.text}")
        self._screen.refresh_hints()
