from __future__ import annotations

from collections.abc import Callable

from agent.composer import Answer, Turn, no_preview
from agent.turn import take_turn
from store import conversations, drafts
from store.answer_settings import Answers
from store.db import Store
from store.tables import Conversation
from tests.store.talk import NOON, opened, said, staff, what_was_said

OPENING = "I am the automatic concierge of Seaview."


class Introducing:
    """Says who speaks in its first reply, as structured mode does."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        if not turn.first_reply:
            return Answer("It is behind the house.", kind="answer")
        return Answer(f"{OPENING}\nIt costs £12.", opening=OPENING, kind="answer")


def listed(store: Store, conversation: Conversation) -> str:
    with store.reading() as tx:
        return conversations.get(tx, conversation.id).last_text


def test_two_questions_in_one_breath_get_one_introduction(store: Store) -> None:
    conversation = opened(store).conversation
    first = said(store, conversation, "What is parking?", "c1")
    second = said(store, conversation, "And where?", "c2")

    for question in (first, second):
        take_turn(store, Introducing(), question.id, answers=Answers.model_validate({}), now=NOON)

    replies = [text for author, text in what_was_said(store, conversation) if author == "concierge"]
    assert replies == [f"{OPENING}\nIt costs £12.", "It is behind the house."]


def test_lists_show_what_a_first_reply_says_and_not_who_speaks(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "What is parking?", "c1")

    take_turn(store, Introducing(), question.id, answers=Answers.model_validate({}), now=NOON)

    assert listed(store, conversation) == "It costs £12."


def test_an_approved_first_reply_is_listed_by_what_it_says(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "What is parking?", "c1")
    approved_first = Answers.model_validate({"autonomy": "draft"})
    take_turn(store, Introducing(), question.id, answers=approved_first, now=NOON)

    ana = staff(store, "Ana")

    with store.writing() as tx:
        draft = drafts.waiting(tx)[0]
        sent = drafts.approve(tx, draft.id, draft.version, ana)

    assert sent.text == f"{OPENING}\nIt costs £12."
    assert listed(store, conversation) == "It costs £12."
