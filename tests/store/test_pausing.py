from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.composer import Answer, Turn, no_preview
from agent.turn import take_turn
from store import audit, drafts, pausing, speakers
from store.answer_settings import Answers
from store.db import Store
from store.tables import Conversation, Message
from tests.store.talk import NOON, opened, said, what_was_said

ALWAYS = Answers.model_validate({"autonomy": "auto"})


class Sure:
    """Answers at once, and lets a test do something while it composes."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None, **more: str) -> None:
        self.meanwhile, self.more = meanwhile, more

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        preview("It costs")
        self.meanwhile()
        return Answer("It costs £12.", confidence=1.0, **self.more)  # type: ignore[arg-type]


@pytest.fixture
def conversation(store: Store) -> Conversation:
    return opened(store).conversation


def pause(store: Store) -> None:
    with store.writing() as tx:
        pausing.pause(tx, "ana@seaview.example")


def taken(store: Store, question: Message, composer: Sure) -> list[str]:
    """What guests were shown meanwhile."""
    shown: list[str] = []
    take_turn(store, composer, question.id, answers=ALWAYS, preview=shown.append, now=NOON)
    return shown


def waiting(store: Store) -> list[tuple[str, str]]:
    with store.reading() as tx:
        return [(draft.text, draft.reason) for draft in drafts.waiting(tx)]


def test_while_paused_nothing_leaves_and_everything_waits(
    store: Store, conversation: Conversation
) -> None:
    pause(store)

    shown = taken(store, said(store, conversation, "Parking?", "c1"), Sure())

    assert shown == []
    assert what_was_said(store, conversation) == [("guest", "Parking?")]
    assert waiting(store) == [("It costs £12.", pausing.WHY)]


def test_not_even_a_hand_over_leaves(store: Store, conversation: Conversation) -> None:
    pause(store)

    taken(store, said(store, conversation, "A person?", "c1"), Sure(outcome="handed_over"))

    assert what_was_said(store, conversation) == [("guest", "A person?")]


def test_a_reply_being_composed_when_the_switch_is_thrown_stays(
    store: Store, conversation: Conversation
) -> None:
    taken(store, said(store, conversation, "Parking?", "c1"), Sure(lambda: pause(store)))

    assert what_was_said(store, conversation) == [("guest", "Parking?")]
    assert waiting(store)


def test_afterwards_the_concierge_answers_from_the_next_message_on(
    store: Store, conversation: Conversation
) -> None:
    pause(store)
    taken(store, said(store, conversation, "Parking?", "c1"), Sure())
    with store.writing() as tx:
        pausing.resume(tx, "ana@seaview.example")

    taken(store, said(store, conversation, "And dogs?", "c2"), Sure())

    assert [author for author, _ in what_was_said(store, conversation)].count("concierge") == 1
    assert len(waiting(store)) == 1


def test_who_paused_stays_who_did_and_is_in_the_audit_log(store: Store) -> None:
    pause(store)
    with store.writing() as tx:
        assert pausing.pause(tx, "ben@seaview.example").by == "ana@seaview.example"
        pausing.resume(tx, "ben@seaview.example")
        pausing.resume(tx, "ben@seaview.example")
        assert pausing.current(tx) is None

    with store.reading() as tx:
        lines = [(line.action, line.actor) for line in reversed(audit.listed(tx))]
    assert lines == [
        ("house.paused", "ana@seaview.example"),
        ("house.resumed", "ben@seaview.example"),
    ]


def test_staff_write_as_before(store: Store, conversation: Conversation) -> None:
    from tests.store.talk import staff

    pause(store)
    ana = staff(store, "Ana", "owner")
    with store.writing() as tx:
        speakers.say(tx, conversation.id, ana, "Hello, Ana here.", client_id="s1")

    assert what_was_said(store, conversation) == [("staff", "Hello, Ana here.")]
