"""One conversation in a list: who, what they said last, who speaks, how long they wait."""

from __future__ import annotations

from server.wire import InboxRow
from tui.text import one_line
from tui.when import HOUR, MINUTE, Clock, countdown
from tui.widgets.message_view import guest_name
from tui.widgets.row_list import RowLine

LONG = 5 * MINUTE
TOO_LONG = HOUR


def waits_for_staff(row: InboxRow) -> bool:
    """Nothing moves until a person does something."""
    answers_staff = row.speaker == "staff" and row.unread > 0
    return row.status == "open" and bool(row.escalation or row.draft_id or answers_staff)


def paint(row: InboxRow, clock: Clock, *, selected: bool = False) -> tuple[RowLine, RowLine]:
    unread = row.unread > 0
    sign = "✓ " if selected else "● " if unread else "  "
    tags = "".join(f" #{one_line(tag)}" for tag in row.tags)
    name = "strong" if unread else "text"
    first = RowLine(
        left=(
            (sign, "accent"),
            (guest_name(row), name),
            (f"  {one_line(row.channel)}", "dim"),
            (f" {tags}" if tags else "", "accent"),
        ),
        right=_age(row, clock),
    )
    second = RowLine(
        left=(
            (f"  {one_line(row.last_text) or one_line(row.title)}", "text" if unread else "dim"),
        ),
        right=_marks(row, clock),
    )
    return first, second


def _age(row: InboxRow, clock: Clock) -> tuple[tuple[str, str], ...]:
    if row.due_at is not None and row.status == "open" and row.speaker != "staff":
        return (countdown(row.due_at, clock),)
    since = row.waiting_since or row.last_message_at
    said = clock.age(since)
    if row.waiting_since is None and not waits_for_staff(row):
        return ((said, "dim"),)
    seconds = clock.seconds_since(since)
    meaning = "bad" if seconds >= TOO_LONG else "warn" if seconds >= LONG else "text"
    return (("waits ", "dim"), (said, meaning))


def _marks(row: InboxRow, clock: Clock) -> tuple[tuple[str, str], ...]:
    marks: list[tuple[str, str]] = []
    if row.escalation:
        marks.append(("▲ urgent" if row.priority == 1 else "▲ person", "bad"))
    if row.draft_id:
        marks.append(("✎ draft", "accent"))
    if row.snoozed_until is not None:
        marks.append((f"z {clock.time(row.snoozed_until)}", "dim"))
    if row.status == "closed":
        marks.append(("closed", "dim"))
    elif row.speaker == "staff":
        marks.append((f"♦ {one_line(row.speaker_name) or 'staff'}"[:16], "good"))
    elif row.assigned_name:
        marks.append((f"→ {one_line(row.assigned_name)}"[:16], "dim"))
    spaced: list[tuple[str, str]] = []
    for mark in marks:
        spaced += [("  ", ""), mark] if spaced else [mark]
    return tuple(spaced)
