"""One thing said, as staff read it: who, when, the words, where they stand, how sure.

The same words go through `StaffMessage` for messages and `DraftOut` for what only waits to be
said. Everything in here is a guest's, a document's or a model's: hostile until shown as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from server.wire import (
    CitationOut,
    ContactOut,
    DraftOut,
    FileOut,
    InboxRow,
    NoteOut,
    StaffMessage,
)
from tui import texts
from tui.text import assembled, one_line
from tui.when import Clock

NUMBERS = "¹²³⁴⁵⁶⁷⁸⁹"
QUOTE = 400

TURNS = {
    "waiting": texts.WAITING_FOR_WORDS,
    "set_aside": "Set aside for a person",
    "too_late": "Came while the house was closed",
}


@dataclass(frozen=True)
class Entry:
    """What one view shows. Equal entries look equal, so what has not changed is left alone."""

    key: str
    kind: str
    content: Content

    def same_as(self, other: Entry) -> bool:
        mine, theirs = self.content, other.content
        return (self.key, self.kind, mine.plain) == (other.key, other.kind, theirs.plain)


@dataclass(frozen=True)
class Manner:
    """How a conversation is shown: with the passages quoted, or only as its guest sees it."""

    clock: Clock
    sources: bool = False
    as_guest: bool = False


class MessageView(Static):
    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.content, classes=f"-{entry.kind}")
        self.entry = entry


def message_entry(
    message: StaffMessage,
    row: InboxRow,
    manner: Manner,
    *,
    file: FileOut | None = None,
    read: bool = False,
) -> Entry:
    """`read`: the guest has read up to here."""
    parts = [
        (_speaker(message, row), "bold"),
        (f"  {manner.clock.time(message.at)}", "$muted"),
    ]
    if not manner.as_guest:
        parts.append((f"  {_facts(message)}", "$muted"))
    if read and not manner.as_guest:
        parts.append((f"  ✓ {texts.READ_MARK}", "$text-success"))
    parts.append((f"\n{message.text}", ""))
    if file is not None and not manner.as_guest:
        parts.append((f"\n▣ {told_file(file)}", "$text-primary"))
    parts += cited(message.citations, manner)
    if message.quick_replies and message.author != "guest":
        parts.append((f"\n{'   '.join(f'‹{r}›' for r in message.quick_replies)}", "$muted"))
    if not manner.as_guest and message.author == "guest" and message.turn in TURNS:
        note = f" ({one_line(message.turn_note)})" if message.turn_note else ""
        parts.append((f"\n{TURNS[message.turn]}{note}", "$text-warning"))
    return Entry(f"m{message.id}", message.author, assembled(parts))


def told_file(file: FileOut) -> str:
    size = f"{file.size / 1_000_000:.1f} MB" if file.size >= 1_000_000 else f"{file.size} bytes"
    return f"{one_line(file.name)}  {one_line(file.media_type)}, {size}"


def note_entry(note: NoteOut, manner: Manner) -> Entry:
    head = texts.NOTE_HEAD.format(name=one_line(note.author_name))
    parts = [(head, "$text-warning"), (f"  {manner.clock.time(note.at)}", "$muted")]
    parts.append((f"\n{note.text}", ""))
    return Entry(f"n{note.id}", "staffnote", assembled(parts))


def draft_entry(draft: DraftOut, manner: Manner) -> Entry:
    parts = [
        (texts.DRAFT_HEAD, "bold $text-accent"),
        (f"\n{_why(draft)}", "$muted"),
        (f"\n{texts.STALE}" if draft.stale else "", "$text-warning"),
        (f"\n{draft.text}", ""),
        *cited(draft.citations, manner),
    ]
    return Entry(f"d{draft.id}", "draft", assembled(parts))


def _why(draft: DraftOut) -> str:
    sure = f" · {percent(draft.confidence)} sure" if draft.confidence is not None else ""
    changed = " · changed by staff" if draft.text != draft.proposed else ""
    return f"{one_line(draft.reason)}{sure}{changed}"


def percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _speaker(message: StaffMessage, row: InboxRow) -> str:
    if message.author == "guest":
        return guest_name(row)
    if message.author == "staff":
        return one_line(message.author_name) or "Staff"
    return "Concierge" if message.author == "concierge" else "House"


def guest_name(row: InboxRow) -> str:
    return contact_name(row.contact)


def contact_name(contact: ContactOut) -> str:
    known = one_line(contact.name) or one_line(contact.email) or one_line(contact.phone)
    return known or f"Guest {contact.id}"


def _facts(message: StaffMessage) -> str:
    if message.author not in ("concierge", "staff") or not message.mode:
        return ""
    facts = [message.outcome.replace("_", " "), message.mode]
    if message.confidence is not None:
        facts.append(f"{percent(message.confidence)} sure")
    return " · ".join(one_line(fact) for fact in facts if fact)


def cited(citations: Iterable[CitationOut], manner: Manner) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for number, citation in zip(NUMBERS, citations, strict=False):
        page = f" · page {citation.page}" if citation.page else ""
        parts.append((f"\n{number} ", "$text-primary"))
        parts.append((f"{one_line(citation.title) or 'Source'}{page}", "$text-primary"))
        if citation.url:
            parts.append((f"  {one_line(citation.url)}", "$muted"))
        if manner.sources and citation.quote:
            quote = one_line(citation.quote)
            quote = quote if len(quote) <= QUOTE else f"{quote[:QUOTE]}…"
            parts.append((f"\n  “{quote}”", "italic $muted"))
    return parts
