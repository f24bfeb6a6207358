"""One conversation in a list: who, what they said last, who speaks, how long they wait."""

from __future__ import annotations

from server.wire import InboxRow
from tui.text import one_line
from tui.when import HOUR, MINUTE, Clock
from tui.widgets.message_view import guest_name
from tui.widgets.row_list import RowLine

LONG = 5 * MINUTE
TOO_LONG = HOUR


def waits_for_staff(row: InboxRow) -> bool:
    """Nothing moves until a person does something."""
    answers_staff = row.speaker == "staff" and row.unread > 0
    return row.status == "open" and bool(row.escalation or row.draft_id or answers_staff)


def paint(row: InboxRow, clock: Clock) -> tuple[RowLine, RowLine]:
    unread = row.unread > 0
    name = "strong" if unread else "text"
    first = RowLine(
        left=(
            ("● " if unread else "  ", "accent"),
            (guest_name(row), name),
            (f"  {one_line(row.channel)}", "dim"),
        ),
        right=_age(row, clock),
    )
    second = RowLine(
        left=(
            (f"  {one_line(row.last_text) or one_line(row.title)}", "text" if unread else "dim"),
        ),
        right=_marks(row),
    )
    return first, second


def _age(row: InboxRow, clock: Clock) -> tuple[tuple[str, str], ...]:
    since = row.waiting_since or row.last_message_at
    said = clock.age(since)
    if row.waiting_since is None and not waits_for_staff(row):
        return ((said, "dim"),)
    seconds = clock.seconds_since(since)
    meaning = "bad" if seconds >= TOO_LONG else "warn" if seconds >= LONG else "text"
    return (("waits ", "dim"), (said, meaning))


def _marks(row: InboxRow) -> tuple[tuple[str, str], ...]:
    marks: list[tuple[str, str]] = []
    if row.escalation:
        marks.append(("▲ urgent" if row.priority == 1 else "▲ person", "bad"))
    if row.draft_id:
        marks.append(("✎ draft", "accent"))
    if row.status == "closed":
        marks.append(("closed", "dim"))
    elif row.speaker == "staff":
        marks.append((f"♦ {one_line(row.speaker_name) or 'staff'}"[:16], "good"))
    spaced: list[tuple[str, str]] = []
    for mark in marks:
        spaced += [("  ", ""), mark] if spaced else [mark]
    return tuple(spaced)


def matches(row: InboxRow, wanted: str) -> bool:
    """Whether every word of the search stands in what the row shows or knows of the guest."""
    contact = row.contact
    hay = " ".join(
        (
            guest_name(row), contact.email, contact.phone, row.channel, row.title,
            row.last_text, row.speaker_name, row.escalation,
        )
    ).casefold()  # fmt: skip
    return all(word in hay for word in wanted.casefold().split())
