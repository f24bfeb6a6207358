"""Guests: who they are, what they said and where, two that are one, and what is kept of them."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from server.contacts_wire import ContactPage, ContactProfile, ContactRow, ErasedOut
from store.errors import ConciergeError
from tui import screen_texts as said
from tui import texts
from tui.keys import CONTACTS, bindings
from tui.messages import EventHappened
from tui.place import Place
from tui.prompt import Confirm, Prompt
from tui.saving import save
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line
from tui.widgets.editor import Field
from tui.widgets.row_list import RowLine, RowList

PAGE = 100
PAUSE = 0.3


class ContactsScreen(ShelfScreen[ContactRow]):
    KEYS = CONTACTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CONTACTS)
    NOTHING = said.NO_CONTACTS

    def __init__(self) -> None:
        super().__init__()
        self._loaded: list[ContactRow] = []
        self._next = ""
        self._profile: ContactProfile | None = None
        self._merging: ContactRow | None = None

    def middle(self) -> Iterable[Widget]:
        yield Field(placeholder=said.SEARCH_CONTACTS, id="search")
        yield from super().middle()

    def concerns(self, event: EventHappened) -> bool:
        return event.event.kind.startswith(("contact.", "conversation.started"))

    @property
    def _wanted(self) -> str:
        return self.query_one("#search", Field).value.strip()

    def reload(self) -> None:
        wanted, limit = self._wanted, max(PAGE, min(200, len(self._loaded)))
        self.ask(lambda c: c.contacts(wanted, limit=limit), self._read, group="contacts")

    def _read(self, page: ContactPage) -> None:
        self._loaded, self._next = page.rows, page.next
        self._profile = None
        self.show(page.rows)

    def on_row_list_end_reached(self, event: RowList.EndReached) -> None:
        if self._next:
            wanted, cursor, self._next = self._wanted, self._next, ""
            self.ask(
                lambda c: c.contacts(wanted, cursor=cursor, limit=PAGE), self._add, group="contacts"
            )

    def _add(self, page: ContactPage) -> None:
        self._loaded, self._next = self._loaded + page.rows, page.next
        self.show(self._loaded)

    # --- drawing -----------------------------------------------------------------------------

    def key_of(self, row: ContactRow) -> Hashable:
        return row.id

    def paint(self, row: ContactRow) -> Sequence[RowLine]:
        reached = " · ".join(one_line(part) for part in (row.email, row.phone) if part)
        last = self.desk.clock.age(row.last_at) if row.last_at else ""
        count = (
            said.ONE_TALK if row.conversations == 1 else said.TALKS.format(count=row.conversations)
        )
        mark = ("◆ ", "accent") if self._merging and row.id == self._merging.id else ("", "")
        return (
            RowLine((mark, (contact_name(row), "strong")), ((last, "dim"),)),
            RowLine(((f"  {reached}", "text"),), ((count, "dim"),)),
        )

    def _show_marked(self) -> None:
        super()._show_marked()
        if (row := self.marked) and (self._profile is None or self._profile.id != row.id):
            self.set_timer(PAUSE, self._ask_profile)

    def _ask_profile(self) -> None:
        row = self.marked
        if row is not None and self.is_up:
            wanted = row.id
            self.ask(lambda c: c.contact(wanted), self._show_profile, group="profile")

    def _show_profile(self, profile: ContactProfile) -> None:
        if self.marked and self.marked.id == profile.id:
            self._profile = profile
            super()._show_marked()

    def in_full(self, row: ContactRow) -> Parts:
        parts: Parts = [(f"{contact_name(row)}\n", "bold")]
        known = self._profile
        if known is None or known.id != row.id:
            return [*parts, (texts.LOADING, "$muted")]
        since = self.desk.clock.time(known.created_at)
        parts.append((f"{said.KNOWN_SINCE.format(since=since)}\n", "$muted"))
        for one in known.addresses:
            parts.append((f"{one_line(one.channel)}: {one_line(one.address)}\n", ""))
        for proof in known.proofs:
            proved = said.PROVED.format(person=one_line(proof.person), how=proof.how)
            parts.append((f"✓ {proved}\n", "$text-success"))
        for merged in known.merged:
            name = one_line(merged.name) or f"{merged.contact_id}"
            parts.append(
                (f"{said.MERGED_WITH.format(name=name, by=one_line(merged.by))}\n", "$text-accent")
            )
        for talk in known.talks:
            at = self.desk.clock.time(talk.last_message_at)
            parts.append((f"\n{at}  ", "$muted"))
            parts.append((f"{one_line(talk.title or talk.channel)} · {talk.status}\n", ""))
            parts.append((f"  {one_line(talk.last_text)}\n", "$muted"))
        return parts

    # --- keys --------------------------------------------------------------------------------

    def conversation_at_hand(self) -> str:
        known = self._profile
        return known.talks[0].id if known and known.talks else ""

    def reason_against(self, name: str) -> str:
        if name in ("merge", "split", "export", "erase", "open") and self.marked is None:
            return texts.NOTHING_MARKED
        if name == "erase" and self.desk.me and self.desk.me.role not in ("owner", "manager"):
            return said.NOT_YOURS_TO_ERASE
        if name == "split" and not (self._profile and self._profile.merged):
            return said.NOTHING_MERGED
        if name == "open" and not self.conversation_at_hand():
            return said.NO_TALK
        return ""

    def do_search(self) -> None:
        self.query_one("#search", Field).display = True
        self.query_one("#search", Field).focus()

    def on_input_changed(self, event: Field.Changed) -> None:
        self.reload_soon()

    def on_input_submitted(self, event: Field.Submitted) -> None:
        self.rows.focus()

    def do_leave(self) -> None:
        search = self.query_one("#search", Field)
        search.value, search.display = "", False
        self._merging = None
        self.rows.repaint()
        self.rows.focus()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.do_open()

    def do_open(self) -> None:
        if at_hand := self.conversation_at_hand():
            self.desk_app.open_conversation(at_hand)

    def do_merge(self) -> None:
        """The first press says which; the second, on another, takes that one into it."""
        row, kept = self.marked, self._merging
        if row is None:
            return
        if kept is None or kept.id == row.id:
            self._merging = row if kept is None else None
            self.rows.repaint()
            if self._merging:
                self.desk_app.toast(said.MERGE_NEXT.format(name=contact_name(row)))
            return
        self._merging = None
        asked = said.MERGE_ASKS.format(other=contact_name(row), kept=contact_name(kept))

        def decided(sure: bool | None) -> None:
            if sure:
                self.ask(
                    lambda c: c.merge_contacts(kept.id, row.id), lambda _: self._done(said.MERGED)
                )

        self.app.push_screen(Confirm(said.MERGE_TITLE, asked), decided)

    def do_split(self) -> None:
        if row := self.marked:
            wanted = row.id
            self.ask(lambda c: c.split_contact(wanted), lambda _: self._done(said.SPLIT))

    def do_export(self) -> None:
        if row := self.marked:
            wanted = row.id
            self.ask(lambda c: c.contact_export(wanted), self._ask_file)

    def _ask_file(self, told: dict[str, Any]) -> None:
        def named(file: str | None) -> None:
            if file:
                self._save(file, told)

        name = f"contact-{told['contact']['id']}.json"
        self.app.push_screen(Prompt(said.EXPORT_CONTACT, said.EXPORT_ASKS, value=name), named)

    def _save(self, file: str, told: dict[str, Any]) -> None:
        try:
            path = save(file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        except ConciergeError as error:
            self.desk_app.tell(error)
        else:
            self.desk_app.toast(said.EXPORTED.format(file=path))

    def do_erase(self) -> None:
        row = self.marked
        if row is None:
            return

        def typed(word: str | None) -> None:
            if word is None:
                return
            if word.strip().casefold() != said.ERASE_WORD:
                self.desk_app.toast(said.NOT_ERASED, severity="warning")
                return
            self.ask(lambda c: c.erase_contact(row.id), self._erased)

        asked = said.ERASE_ASKS.format(count=row.conversations, word=said.ERASE_WORD)
        title = said.ERASE_TITLE.format(name=contact_name(row))
        self.app.push_screen(Prompt(title, asked, length=20), typed)

    def _erased(self, erased: ErasedOut) -> None:
        self._done(said.ERASED.format(messages=erased.messages, files=erased.files))

    def _done(self, told: str) -> None:
        self.desk_app.toast(told)
        self._profile = None
        self.reload()


def contact_name(row: ContactRow) -> str:
    return one_line(row.name or row.email or row.phone) or said.NO_NAME.format(id=row.id)


PLACE = Place("contacts", "Contacts", "7", "the guests and what is kept of them", ContactsScreen, 7)
