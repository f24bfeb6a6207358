"""Random weeks at the desk, around both changes of the clock, for a property to be held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import strategies as st
from sqlalchemy import delete, text

from store.db import Store
from store.tables import Base, Conversation, User
from tests.reports.desk import BREAKFAST, MINUTE, SECOND, Desk

# The Thursdays before the clock changes in the three zones; each history runs over six days.
BEFORE_CHANGES = {
    "Europe/Madrid": (datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 4, 2, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
}
DAYS = 6
STEPS = (
    "answer", "answer", "clarify", "hand_over", "hand_over_alone", "approve", "edit", "reject",
    "draft", "staff", "nothing", "greet", "thank", "close",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A conversation: when it begins, in minutes, and what happens in it, after how many more."""

    minute: int
    channel: str
    steps: tuple[tuple[str, int], ...]
    score: int


stories = st.lists(
    st.builds(
        Story,
        st.integers(0, DAYS * 24 * 60),
        st.sampled_from(["widget", "widget", "mail"]),
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.sampled_from([1, 7, 50, 600, 1_500, 5_000])),
            min_size=1,
            max_size=5,
        ).map(tuple),
        st.integers(0, 5),
    ),
    max_size=8,
)


def lived(desk: Desk, first: datetime, told: list[Story], staff: User) -> None:
    with desk.at_once():
        for story in told:
            _live(desk, first + story.minute * MINUTE, story, staff)


def _live(desk: Desk, at: datetime, story: Story, staff: User) -> None:
    conversation = desk.opens(at, story.channel)
    with_staff = False
    for step, minutes in story.steps:
        if with_staff and step != "close":
            desk.asks(conversation, "And another thing", at)
            if step != "nothing":
                desk.person_says(conversation, staff, "Of course.", at + 2 * MINUTE)
        else:
            with_staff = _step(desk, conversation, step, at, staff) or with_staff
        at += max(minutes, 3) * MINUTE
    if story.score:
        desk.rates(conversation, story.score, at)


def _step(desk: Desk, conversation: Conversation, step: str, at: datetime, by: User) -> bool:
    """One thing that happens; whether a person has the conversation from now on."""
    soon, later = at + 3 * SECOND, at + 2 * MINUTE
    if step == "close":
        desk.closes(conversation, at)
        return False
    message = desk.asks(conversation, "How much is it?", at)
    if step in ("answer", "clarify"):
        outcome = "answered" if step == "answer" else "clarify"
        desk.answers(message, soon, outcome=outcome, citations=[BREAKFAST])
    elif step in ("greet", "thank"):
        desk.answers(message, soon, kind="greeting" if step == "greet" else "thanks")
    elif step.startswith("hand_over"):
        desk.hands_over(message, soon, "The knowledge does not answer this. It said “x”.")
        if step == "hand_over":
            desk.resolves(conversation, by, later)
    elif step in ("approve", "edit", "reject", "draft"):
        draft = desk.drafts(message, soon)
        if step == "reject":
            desk.rejects(draft, by, later)
        elif step != "draft":
            desk.approves(draft, by, later, "Changed." if step == "edit" else None)
    elif step == "staff":
        desk.person_says(conversation, by, "I am here.", later)
        return True
    return False


def forget(store: Store) -> None:
    """An empty house again, with its staff, for the next history."""
    stays = {"users", "audit"}
    with store.writing() as tx:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in Base.metadata.sorted_tables:
            if table.name not in stays:
                tx.execute(delete(table))
