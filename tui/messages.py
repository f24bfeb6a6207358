"""What has happened, as the desk tells itself: past events, posted to the app by its workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.message import Message

from server.wire import EventOut
from store.errors import ConciergeError

State = Literal["connecting", "live", "lost"]


@dataclass(frozen=True)
class Line:
    """How the connection stands. `retry_in` is in seconds, and counts when it is lost."""

    state: State
    error: str = ""
    retry_in: int = 0


class LineChanged(Message):
    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line


class EventHappened(Message):
    """One event of the house's log. Screens ask it what it concerns."""

    def __init__(self, event: EventOut) -> None:
        super().__init__()
        self.event = event

    @property
    def conversation_id(self) -> str:
        return self.event.conversation_id

    @property
    def about_conversation(self) -> bool:
        """Something a row of the inbox or an open conversation shows may have changed."""
        kinds = ("conversation.", "message.", "draft.", "escalation.", "note.")
        return self.event.kind.startswith(kinds)

    @property
    def about_drafts(self) -> bool:
        """A guest's message makes the drafts of their conversation stale."""
        return self.event.kind.startswith(("draft.", "message.received"))

    @property
    def about_escalations(self) -> bool:
        kinds = ("escalation.", "conversation.")
        return self.event.kind.startswith(kinds)

    def means(self, user_id: int) -> bool:
        """Whether a colleague's note names this person."""
        return self.event.kind == "note.added" and user_id in self.event.data.get("mentions", [])

    @property
    def about_the_desk(self) -> bool:
        """Whether automatic replies are paused, or who is on the team, may have changed."""
        return self.event.kind.startswith(("house.", "user."))

    @property
    def about_knowledge(self) -> bool:
        return self.event.kind.startswith(("source.", "generation.", "answer.", "gap.", "dispute."))

    @property
    def about_reports(self) -> bool:
        return self.event.kind == "report.ready"


class GuestTypes(Message):
    """A guest is writing just now; it is shown for some seconds."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__()
        self.conversation_id = conversation_id


class SessionEnded(Message):
    """The house no longer knows who we are."""

    def __init__(self, error: ConciergeError) -> None:
        super().__init__()
        self.error = error
