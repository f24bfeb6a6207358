"""What the desk knows beside what it shows: who is signed in, and words not yet sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from server.client import StaffClient
from server.wire import StaffOut
from tui.when import Clock


@dataclass
class Unsent:
    """A text somebody is writing, and the id it goes under.

    The id belongs to the words: sent again after a broken line they arrive once, and changed words
    are another message.
    """

    text: str = ""
    _sent_as: dict[str, str] = field(default_factory=dict)

    def client_id(self, text: str) -> str:
        return self._sent_as.setdefault(text, str(uuid.uuid4()))

    def sent(self, text: str) -> None:
        """It has arrived; the same words written again are a new message."""
        self._sent_as.pop(text, None)
        if self.text == text:
            self.text = ""


@dataclass
class Desk:
    """`unsent` is by conversation, `edits` by draft; both live as long as the desk does."""

    client: StaffClient
    clock: Clock
    me: StaffOut | None = None
    unsent: dict[str, Unsent] = field(default_factory=dict)
    edits: dict[int, str] = field(default_factory=dict)

    @property
    def looks_only(self) -> bool:
        return self.me is not None and self.me.role == "viewer"

    @property
    def my_name(self) -> str:
        return self.me.name if self.me else ""

    def writing_to(self, conversation_id: str) -> Unsent:
        return self.unsent.setdefault(conversation_id, Unsent())

    def has_unsent_text(self) -> bool:
        return bool(self.edits) or any(u.text.strip() for u in self.unsent.values())
