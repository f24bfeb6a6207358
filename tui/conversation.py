"""One conversation: all that was said, what waits, who the guest is, and a box to write in."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget

from server.client import StaffClient
from server.wire import DraftOut, EscalationOut, InboxRow, StaffConversation, StaffMessage
from store.errors import ConciergeError, Invalid
from tui import texts
from tui.at_hand import AtHand
from tui.conversing import Conversing
from tui.deciding import Deciding
from tui.keys import COMPOSING, CONVERSATION, EDITING, Key, bindings
from tui.messages import EventHappened, GuestTypes
from tui.prompt import Prompt
from tui.rewording import language_of
from tui.text import one_line, plain
from tui.widgets.draft_editor import DraftEditor
from tui.widgets.editor import ComposeBox, Editor
from tui.widgets.guest_card import GuestCard, Head
from tui.widgets.message_view import Manner, guest_name
from tui.widgets.thread import Thread

NOTE_LENGTH = 2_000
# How long "is writing" stays after the last sign of it, and how often we give one.
TYPES_FOR, TELL_EVERY = 6.0, 3.0


class ConversationScreen(Conversing, Deciding, AtHand):
    KEYS = CONVERSATION
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(CONVERSATION),
        *bindings(EDITING[:-1]),
    ]

    def __init__(self, conversation_id: str, *, writing: bool = False) -> None:
        super().__init__()
        self.conversation_id = conversation_id
        self._told: StaffConversation | None = None
        self._older: list[StaffMessage] = []
        self._sources = False
        self._as_guest = False
        self._starts_writing = writing
        self._sending = False
        self._typing: Timer | None = None
        self._told_typing_at = 0.0

    def middle(self) -> Iterable[Widget]:
        yield Head(id="head")
        with Horizontal(id="split"):
            with Vertical(id="talk"):
                yield Thread(id="thread")
                yield DraftEditor()
                yield ComposeBox(id="compose")
            with VerticalScroll(id="card-side", can_focus=False):
                yield GuestCard(id="card")

    def on_mount(self) -> None:
        self.desk_app.types.subscribe(self, self._guest_types)
        unsent = self.desk.writing_to(self.conversation_id)
        self.box.load(unsent.text)
        self.box.display = not self.desk.looks_only
        if self._starts_writing:
            self.box.focus()
        else:
            self.thread.focus()

    @property
    def thread(self) -> Thread:
        return self.query_one("#thread", Thread)

    @property
    def box(self) -> ComposeBox:
        return self.query_one("#compose", ComposeBox)

    def told(self) -> StaffConversation | None:
        return self._told

    def row_at_hand(self) -> InboxRow | None:
        return self._told.row if self._told else None

    def draft_at_hand(self) -> DraftOut | None:
        return self._told.drafts[0] if self._told and self._told.drafts else None

    def escalation_at_hand(self) -> EscalationOut | None:
        return self._told.escalation if self._told else None

    # --- reading -----------------------------------------------------------------------------

    def concerns(self, event: EventHappened) -> bool:
        return event.about_conversation and event.conversation_id == self.conversation_id

    def reload(self) -> None:
        wanted = self.conversation_id
        self.ask(lambda c: c.conversation(wanted), self._show, group="conversation")

    def _show(self, told: StaffConversation) -> None:
        if told.row.unread and not self.desk.looks_only:
            self.ask(lambda c: c.seen(told.row.id), lambda _: None)
        first = told.messages[0].seq if told.messages else 0
        older = [message for message in self._older if message.seq < first]
        if older:
            earlier = older[0].seq > 1
            told = told.model_copy(update={"messages": older + told.messages, "earlier": earlier})
        self._told = told
        self.editor.check(told.drafts)
        self._draw()

    def _draw(self) -> None:
        told = self._told
        if told is None:
            return
        clock = self.desk.clock
        self.query_one("#head", Head).show(told, clock)
        self.query_one("#card", GuestCard).show(told, clock)
        self.thread.show(told, Manner(clock, self._sources, self._as_guest))
        name = guest_name(told.row)
        taken = told.row.speaker == "staff"
        place = texts.PLACE_TO_WRITE if taken else texts.PLACE_TO_TAKE_OVER
        self.box.placeholder = plain(one_line(place.format(name=name)))
        self.refresh_hints()

    def on_tick(self) -> None:
        if self._told is not None:
            self.query_one("#head", Head).show(self._told, self.desk.clock)

    def _guest_types(self, message: GuestTypes) -> None:
        if message.conversation_id != self.conversation_id:
            return
        self.query_one("#head", Head).typing = True
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPES_FOR, self._types_no_more)

    def _types_no_more(self) -> None:
        self.query_one("#head", Head).typing = False

    def do_earlier(self) -> None:
        told = self._told
        if told is None or not told.messages:
            return
        wanted, first = self.conversation_id, told.messages[0].seq
        self.ask(
            lambda c: c.conversation(wanted, before_seq=first), self._show_earlier, group="earlier"
        )

    def _show_earlier(self, page: StaffConversation) -> None:
        if self._told is None or not page.messages:
            return
        first = self._told.messages[0].seq
        new = [message for message in page.messages if message.seq < first]
        self._older = new + self._told.messages
        self._told = self._told.model_copy(
            update={"messages": self._older, "earlier": page.earlier}
        )
        self._draw()
        self.thread.move("first")

    # --- keys --------------------------------------------------------------------------------

    def keys_now(self) -> tuple[Key, ...]:
        if self.box.has_focus:
            return COMPOSING
        return EDITING if self.editor.has_keyboard else CONVERSATION

    def reason_against(self, name: str) -> str:
        if name == "write":
            return self._against_writing()
        if name == "reword" and self.box.has_focus:
            return ""
        if name in ("resolve", "urgency") and self.escalation_at_hand() is None:
            return texts.NO_ESCALATION
        if name == "earlier" and self._told is not None and not self._told.earlier:
            return texts.NOTHING_EARLIER
        return super().reason_against(name)

    def _against_writing(self) -> str:
        row = self.row_at_hand()
        if row and row.speaker == "staff" and row.speaker_name != self.desk.my_name:
            return texts.COLLEAGUE_SPEAKS.format(name=row.speaker_name)
        return ""

    def do_write(self) -> None:
        self.box.focus()

    def do_new_line(self) -> None:
        self.box.new_line()

    def do_leave(self) -> None:
        if self.editor.has_keyboard:
            self.editor.leave()
        elif self.box.has_focus:
            self.thread.focus()
        else:
            self.app.pop_screen()

    def do_sources(self) -> None:
        self._sources = not self._sources
        self._draw()

    def do_guest_view(self) -> None:
        self._as_guest = not self._as_guest
        self._draw()

    def do_resolve(self) -> None:
        escalation = self.escalation_at_hand()
        if escalation is None:
            return
        wanted = escalation.id

        def decided(note: str | None) -> None:
            if note is not None:
                self.ask(lambda c: c.resolve(wanted, note), lambda _: self._done(texts.RESOLVED))

        self.app.push_screen(Prompt(texts.RESOLVE_TITLE, texts.RESOLVE_ASKS), decided)

    def do_urgency(self) -> None:
        if escalation := self.escalation_at_hand():
            self.choose_urgency(escalation.id)

    def do_note(self) -> None:
        wanted = self.conversation_id

        def decided(text: str | None) -> None:
            if text:
                self.ask(lambda c: c.add_note(wanted, text), lambda _: self._done(texts.NOTED))

        self.app.push_screen(Prompt(texts.NOTE_TITLE, texts.NOTE_ASKS, length=NOTE_LENGTH), decided)

    def do_reword(self) -> None:
        if not self.box.has_focus:
            super().do_reword()
            return

        def put(words: str) -> None:
            self.box.put(words)
            self.desk_app.toast(texts.REWORDED)

        lang = language_of(self.row_at_hand())
        self.reword(self.conversation_id, self.box.text, put, guest_lang=lang)

    def do_up(self) -> None:
        self.thread.move("up")

    def do_down(self) -> None:
        self.thread.move("down")

    def do_page_up(self) -> None:
        self.thread.move("page_up")

    def do_page_down(self) -> None:
        self.thread.move("page_down")

    def do_first(self) -> None:
        self.thread.move("first")

    def do_last(self) -> None:
        self.thread.move("last")

    def do_keep(self) -> None:
        if self.editor.has_keyboard:
            self.editor.keep()

    def on_draft_editor_closed(self) -> None:
        self.thread.focus()
        self.refresh_hints()

    # --- writing -----------------------------------------------------------------------------

    def on_text_area_changed(self, event: Editor.Changed) -> None:
        if event.text_area is self.box:
            self.desk.writing_to(self.conversation_id).text = self.box.text
            self.box.border_subtitle = ""
            self._tell_typing()

    def _tell_typing(self) -> None:
        """The guest sees that somebody writes, once this conversation is ours."""
        row, now = self.row_at_hand(), monotonic()
        ours = row is not None and row.speaker == "staff" and not self._against_writing()
        if ours and self.box.has_focus and now - self._told_typing_at >= TELL_EVERY:
            self._told_typing_at = now
            wanted = self.conversation_id
            self.ask(lambda c: c.types(wanted), lambda _: None, group="typing")

    def write(self) -> None:
        """Take up what was put into this conversation's unsent text elsewhere."""
        self.box.load(self.desk.writing_to(self.conversation_id).text)
        self.box.focus()

    def do_send(self) -> None:
        if self.editor.has_keyboard:
            self.editor.send()
        elif self.box.has_focus and not self._sending:
            self._send()

    def _send(self) -> None:
        text = self.box.text
        if not text.strip():
            return
        wanted, unsent = self.conversation_id, self.desk.writing_to(self.conversation_id)
        client_id = unsent.client_id(text)
        self._sending = True

        async def say(client: StaffClient) -> None:
            await client.say(wanted, text, client_id)
            # Here and not below: the screen may have been left meanwhile.
            unsent.sent(text)

        self.ask(say, lambda _: self._sent(text), otherwise=self._not_sent)

    def _sent(self, text: str) -> None:
        self._sending = False
        if self.box.text == text:
            self.box.load("")
        self.reload()

    def _not_sent(self, error: ConciergeError) -> bool:
        """The text is still in the box."""
        self._sending = False
        if isinstance(error, Invalid):
            self.box.border_subtitle = plain(error.message)
            return True
        return False
