"""What the desk knows beside what it shows: who is signed in, and words not yet sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from server.client import StaffClient
from server.desk_wire import DeskOut
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


def _downloads() -> Path:
    """Where files of guests are saved: the folder browsers use, else the one worked in."""
    usual = Path.home() / "Downloads"
    return usual if usual.is_dir() else Path.cwd()


@dataclass
class Desk:
    """`unsent` is by conversation, `edits` by draft; both live as long as the desk does. `about` is
    what the house told of the desk itself, None until it has. Guests' files are saved in
    `folder`."""

    client: StaffClient
    clock: Clock
    me: StaffOut | None = None
    about: DeskOut | None = None
    unsent: dict[str, Unsent] = field(default_factory=dict)
    edits: dict[int, str] = field(default_factory=dict)
    folder: Path = field(default_factory=_downloads)

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
