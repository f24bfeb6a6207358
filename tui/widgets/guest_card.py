"""Who the guest is and how the conversation stands: two lines above it, and a card beside it."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from server.wire import InboxRow, StaffConversation
from tui import texts
from tui.text import assembled, fit, one_line
from tui.when import Clock, countdown
from tui.widgets.message_view import guest_name

Parts = list[tuple[str, str]]


def speaks(row: InboxRow) -> tuple[str, str]:
    """(words, style): who answers the guest's next message."""
    if row.status == "closed":
        return "closed", "$muted"
    if row.speaker == "staff":
        return f"♦ {one_line(row.speaker_name) or 'Staff'} speaks", "$text-success"
    return "◆ the concierge speaks", "$text-primary"


class Head(Static):
    """Name and speaker, then what the conversation needs. `typing`: the guest is, just now."""

    typing: reactive[bool] = reactive(False)

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._told: StaffConversation | None = None
        self._clock = Clock()

    def show(self, told: StaffConversation, clock: Clock) -> None:
        self._told, self._clock = told, clock
        self.refresh()

    def render(self) -> Content:
        if self._told is None:
            return Content("")
        row, width = self._told.row, self.content_size.width
        words, style = speaks(row)
        name = fit(guest_name(row), max(8, width - len(words) - 20))
        beside = texts.GUEST_TYPES if self.typing else one_line(row.channel)
        style_beside = "$text-success" if self.typing else "$muted"
        left = assembled([(name, "bold"), (f"  {beside}", style_beside)])
        gap = max(1, width - left.cell_length - len(words))
        first = Content.assemble(left, " " * gap, (words, style))
        return Content.assemble(first, "\n", self._needs(row, width))

    def _needs(self, row: InboxRow, width: int) -> Content:
        since = row.waiting_since or row.last_message_at
        if row.due_at is not None and row.status == "open" and row.speaker != "staff":
            due, _ = countdown(row.due_at, self._clock)
            return self._line(row, width, due)
        quiet = f"{'waits' if row.waiting_since else 'last word'} {self._clock.age(since)}"
        return self._line(row, width, quiet)

    def _line(self, row: InboxRow, width: int, quiet: str) -> Content:
        if row.escalation:
            sign = "▲ urgent: " if row.priority == 1 else "▲ needs a person: "
            needed = fit(f"{sign}{row.escalation}", width - len(quiet) - 2)
            style = "$text-error"
        elif row.draft_id:
            needed, style = "✎ a draft waits for you", "$text-accent"
        elif row.snoozed_until is not None:
            needed, style = f"put aside until {self._clock.time(row.snoozed_until)}", "$muted"
        else:
            contact = row.contact
            told = [one_line(t) for t in (contact.email, contact.phone, contact.locale) if t]
            needed, style = fit(" · ".join(told), width - len(quiet) - 2), "$muted"
        body = assembled([(needed, style)])
        gap = max(1, width - body.cell_length - len(quiet))
        return Content.assemble(body, " " * gap, (quiet, "$muted"))


class GuestCard(Static):
    """What is known of the guest, for screens wide enough to show it always."""

    def show(self, told: StaffConversation, clock: Clock) -> None:
        self.update(assembled(known_of(told, clock)))


def known_of(told: StaffConversation, clock: Clock) -> Parts:
    row, contact = told.row, told.row.contact
    parts: Parts = [(f"{guest_name(row)}\n", "bold")]
    parts += _fact("E-mail", contact.email)
    parts += _fact("Phone", contact.phone)
    parts += _fact("Language", contact.locale)
    parts += _fact("Channel", row.channel)
    parts += _fact("Wrote on", told.page)
    parts += _fact("First word", clock.time(told.messages[0].at) if told.messages else "")
    parts += _fact("Earlier", f"{len(told.before)} conversations" if told.before else "")
    parts += _fact("Files", ", ".join(file.name for file in told.files))
    parts += _fact("Rating", stars(told.rating) if told.rating else "")
    parts += _fact("", told.rating_comment)
    parts += _fact("Seen to by", row.assigned_name)
    parts += _fact("Tags", " ".join(f"#{tag}" for tag in row.tags))
    parts.append(("\n\nNothing here is proven: guests\nsay who they are.", "$faint"))
    if told.escalation is not None:
        parts.append(("\n\nCall for a person\n", "bold $text-error"))
        parts.append((one_line(told.escalation.reason), ""))
        parts.append((f"\n{clock.time(told.escalation.created_at)}", "$muted"))
        if told.escalation.due_at is not None:
            due, _ = countdown(told.escalation.due_at, clock)
            parts.append((f" · {due}", "$muted"))
    for draft in told.drafts:
        parts.append(("\n\nDraft\n", "bold $text-accent"))
        parts.append((one_line(draft.reason), ""))
        parts.append((f"\n{clock.time(draft.created_at)}", "$muted"))
    return parts


def stars(rating: int) -> str:
    return "★" * rating + "☆" * (5 - rating)


def _fact(label: str, value: str) -> Parts:
    value = one_line(value)
    return [(f"\n{label:<13}", "$muted"), (value, "")] if value else []
