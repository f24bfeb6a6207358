"""The nouns. One class and one table each; a row is the noun, there is no second one beside it."""

from store.tables.base import Base, Instant, utcnow
from store.tables.care import Case, GapTopic, HouseAnswer, Mark, Phrasing, Settlement
from store.tables.demos import Demo
from store.tables.entry import AccountLink, ApiToken, AuditLine, BackupCode, SignInAttempt
from store.tables.flow import Delivery, Event, Pointer, Report, Schedule
from store.tables.guests import GuestFile, Portal, Rating
from store.tables.history import Rollup
from store.tables.inbox import CannedAnswer, Note, Tag
from store.tables.knowledge import (
    Document,
    Fact,
    Generation,
    Membership,
    Passage,
    Source,
    Vector,
)
from store.tables.notices import Notice, NoticeChoice, OnCall
from store.tables.people import Contact, ContactAddress, ContactMerge, StaffSession, User
from store.tables.proof import Receipt
from store.tables.spending import Budget, Spending
from store.tables.talk import Conversation, Draft, Escalation, Gap, Message
from store.tables.tools import Composition, IdentityProof, ToolRun

__all__ = [
    "AccountLink",
    "ApiToken",
    "AuditLine",
    "BackupCode",
    "Base",
    "Budget",
    "CannedAnswer",
    "Case",
    "Composition",
    "Contact",
    "ContactAddress",
    "ContactMerge",
    "Conversation",
    "Delivery",
    "Demo",
    "Document",
    "Draft",
    "Escalation",
    "Event",
    "Fact",
    "Gap",
    "GapTopic",
    "Generation",
    "GuestFile",
    "HouseAnswer",
    "IdentityProof",
    "Instant",
    "Mark",
    "Membership",
    "Message",
    "Note",
    "Notice",
    "NoticeChoice",
    "OnCall",
    "Passage",
    "Phrasing",
    "Pointer",
    "Portal",
    "Rating",
    "Receipt",
    "Report",
    "Rollup",
    "Schedule",
    "Settlement",
    "SignInAttempt",
    "Source",
    "Spending",
    "StaffSession",
    "Tag",
    "ToolRun",
    "User",
    "Vector",
    "utcnow",
]
