"""What crosses the wire: the guest API and the staff API, as models both sides share.

Times are ISO 8601 in UTC. Ids of conversations are strings nobody can guess; all others are whole
numbers. Unknown fields are refused on the way in and may be added on the way out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from server.parts import Card, Form

Outcome = Literal["answered", "clarify", "handed_over", ""]
Author = Literal["guest", "concierge", "staff", "system"]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
# The largest the database can hold: a larger one is nobody's.
RowId = Annotated[int, Field(ge=1, lt=2**63)]


class Asked(BaseModel):
    """Base of what comes in."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """Base of what goes out."""

    model_config = ConfigDict(from_attributes=True)


# --- shared ---------------------------------------------------------------------------------


class CitationOut(Told):
    """Where a reply stands: a page's title and address, or a file's page, and the words."""

    title: str
    url: str = ""
    page: int | None = None
    quote: str = ""


class MessageOut(Told):
    """One thing said. `author_name` is set for staff; `kind` of a guest's message is photo, voice,
    file or call_back where it is more than words."""

    id: int
    seq: int
    author: Author
    author_name: str = ""
    text: str
    at: datetime
    client_id: str | None = None
    in_reply_to: int | None = None
    outcome: str = ""
    kind: str = ""
    citations: list[CitationOut] = []
    quick_replies: list[str] = []
    form: Form | None = None
    cards: list[Card] = []


class Problem(Told):
    """application/problem+json: the one shape of an error. `hint` says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    hint: str = ""
    reference: str = ""


# --- guests ---------------------------------------------------------------------------------


class VisitorIn(Asked):
    name: Short = ""
    email: Short = ""
    phone: Short = ""


class ConversationIn(Asked):
    """`place` is where a guest is, by the QR code they came by: staff see it as the title."""

    locale: Annotated[str, StringConstraints(max_length=35)] = ""
    page: Annotated[str, StringConstraints(max_length=2000)] = ""
    place: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    contact: VisitorIn | None = None


class ConversationStarted(Told):
    id: str
    token: str
    greeting: str
    quick_replies: list[str]


class MessageIn(Asked):
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: str


class MessageAccepted(Told):
    message_id: int
    seq: int


class GuestConversation(Told):
    """`pending`: a reply waits for staff to look at it. `read_seq`: as far as staff have read."""

    id: str
    status: str
    speaker: str
    pending: bool = False
    read_seq: int = 0
    messages: list[MessageOut]
    last_event_id: str


class BusinessOut(Told):
    name: str


class PersonOut(Told):
    """Whether somebody is at the desk, and the minutes guests lately waited; null: not known."""

    here: bool = False
    minutes: int | None = None


class WidgetConfig(Told):
    """`upload_mb` is 0 where no files are taken; `transcripts`: whether copies go by mail; `logo`
    is an address of the house's own."""

    business: BusinessOut
    colour: str
    locale: str
    greeting: str
    quick_replies: list[str]
    automatic: bool = True
    texts: dict[str, str] = {}
    logo: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    upload_mb: int = 0
    transcripts: bool = False
    person: PersonOut = PersonOut()


# --- staff ----------------------------------------------------------------------------------


class SignIn(Asked):
    """`code` is an authenticator's, or a backup code, where the account wants one; it is sent only
    then: an older house refuses to hear of it."""

    email: Short
    password: Annotated[str, StringConstraints(max_length=200)]
    device: Annotated[str, StringConstraints(max_length=120)] = ""
    code: Annotated[
        str, StringConstraints(max_length=20), Field(exclude_if=lambda code: not code)
    ] = ""


class StaffOut(Told):
    id: int
    email: str
    name: str
    role: str


class SignedIn(Told):
    token: str
    expires_at: datetime
    user: StaffOut
    business: str


class ContactOut(Told):
    id: int
    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""


class InboxRow(Told):
    """One conversation as the inbox shows it. `escalation` is the reason, "" when there is none,
    and `due_at` when a person should have come. `snoozed_until` is null where it is awake."""

    id: str
    channel: str
    title: str
    status: str
    speaker: str
    speaker_name: str = ""
    unread: int
    last_text: str
    last_message_at: datetime
    contact: ContactOut
    escalation: str = ""
    priority: int | None = None
    draft_id: int | None = None
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    assigned_to: int | None = None
    assigned_name: str = ""
    tags: list[str] = []
    snoozed_until: datetime | None = None


class InboxPage(Told):
    """`next` asks for the page after this one; "" on the last."""

    rows: list[InboxRow]
    next: str = ""
    counts: InboxCounts


class InboxCounts(Told):
    """Up to a thousand of each; that many means: so many or more."""

    open: int = 0
    escalated: int = 0
    drafts: int = 0
    mine: int = 0
    unassigned: int = 0
    snoozed: int = 0


class StaffMessage(MessageOut):
    """What staff see of a message beside its words."""

    kind: str = ""
    mode: str = ""
    lang: str = ""
    confidence: float | None = None
    turn: str | None = None
    turn_note: str = ""
    latency_ms: float | None = None


class DraftOut(Told):
    """`stale`: the guest has written again since it was composed."""

    id: int
    conversation_id: str
    contact: ContactOut
    channel: str
    question: str
    text: str
    proposed: str
    reason: str
    confidence: float | None = None
    citations: list[CitationOut] = []
    version: int
    state: str
    created_at: datetime
    stale: bool = False


class EscalationOut(Told):
    """`due_at` is when somebody should have come, by the desk's hours; null: nothing is promised.
    `called_again_at`: nobody came, and it was called again."""

    id: int
    conversation_id: str
    contact: ContactOut
    channel: str
    title: str
    reason: str
    priority: int
    state: str
    created_at: datetime
    due_at: datetime | None = None
    called_again_at: datetime | None = None
    assigned_name: str = ""
    speaker_name: str = ""


class NoteOut(Told):
    """What a colleague told the others; no guest sees it."""

    id: int
    author_name: str
    text: str
    at: datetime


class FileOut(Told):
    """A file of a guest's message, read at `/v1/staff/files/{message_id}`."""

    message_id: int
    name: str
    media_type: str
    size: int


class EarlierOut(Told):
    """An earlier conversation of the same guest."""

    id: str
    channel: str
    title: str
    status: str
    last_message_at: datetime


class StaffConversation(Told):
    """`rating` is the guest's, from 1 to 5; `read_seq` how far they have read; `before` the guest's
    other conversations, the newest first."""

    row: InboxRow
    messages: list[StaffMessage]
    drafts: list[DraftOut]
    escalation: EscalationOut | None = None
    earlier: bool = False
    page: str = ""
    linked_to: str = ""
    rating: int | None = None
    rating_comment: str = ""
    read_seq: int = 0
    notes: list[NoteOut] = []
    files: list[FileOut] = []
    before: list[EarlierOut] = []


class SayIn(Asked):
    """`form` and `cards` are shown where they can be, so `text` must stand by itself. They are sent
    only when there are any: an older house refuses to hear of them."""

    client_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: str
    form: Annotated[Form | None, Field(exclude_if=lambda form: form is None)] = None
    cards: Annotated[list[Card], Field(max_length=6, exclude_if=lambda cards: not cards)] = []


class DecisionIn(Asked):
    """`version` is the one that was looked at; a newer one makes this a conflict."""

    version: int
    text: str | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class ResolveIn(Asked):
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class EventOut(Told):
    """One line of the log as the staff's stream carries it. `conversation_id` is the public one."""

    id: int
    kind: str
    at: datetime
    conversation_id: str = ""
    actor: str = ""
    data: dict[str, Any] = {}


class TypingOut(Told):
    """A guest is writing. Shown for some seconds, and no line of the log."""

    conversation_id: str


class ReportOut(Told):
    kind: str
    period_start: datetime
    period_end: datetime
    late: bool = False
    figures: dict[str, Any] = Field(default_factory=dict)
    text: str = ""


InboxPage.model_rebuild()
