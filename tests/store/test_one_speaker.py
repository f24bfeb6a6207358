"""Guest, concierge and two of the staff at once, in every order we can think of.

Each run is a random interleaving of small steps, seeded by its number. The concierge composes as it
does in the house: it looks, takes its time, and only then writes; and in that time anything may
happen. Whatever the order, one speaks at a time and nobody's words are lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from store import conversations, drafts, handling, messages, speakers, turns
from store.db import Store, Tx
from store.errors import Conflict
from store.tables import Conversation, Draft, Event, Message, User
from tests.store.talk import NOON, staff

STEPS = 32
SHORT, WHOLE = 120, 10_000


@dataclass
class Editor:
    """A draft as one of the staff has it open, with the words they have typed."""

    draft_id: int
    version: int
    text: str


@dataclass
class Run:
    """One conversation, its four parties, and what each of them must find in the end."""

    tx: Tx
    dice: random.Random
    talk: Conversation
    team: list[User]
    composing: list[Message] = field(default_factory=list)
    open: dict[int, Editor] = field(default_factory=dict)
    wrote: int = 0
    sent: list[str] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)
    told_no: list[str] = field(default_factory=list)

    @property
    def held_by(self) -> int | None:
        talk = conversations.get(self.tx, self.talk.id)
        return talk.speaker_user_id if talk.speaker == "staff" else None

    def words(self, who: str) -> str:
        self.wrote += 1
        return f"{who} {self.wrote}"

    # --- the guest -----------------------------------------------------------------------------

    def guest_writes(self) -> None:
        text = self.words("guest")
        conversations.post(self.tx, conversations.get(self.tx, self.talk.id), text, text, now=NOON)
        self.sent.append(text)

    # --- the concierge -------------------------------------------------------------------------

    def concierge_begins(self) -> None:
        """Looks which message is due; the words come later."""
        due = turns.next_due(self.tx, self.talk.id, NOON)
        if due is not None:
            self.composing.append(messages.get_message(self.tx, due.message_id))

    def concierge_writes(self) -> None:
        if not self.composing:
            return
        message = self.composing.pop(self.dice.randrange(len(self.composing)))
        text, held = self.words("concierge"), self.held_by
        if self.dice.random() < 0.5:
            done = turns.reply(self.tx, message, turns.Said(text), now=NOON) is not None
            if done:
                self.sent.append(text)
        else:
            done = turns.draft(self.tx, message, turns.Said(text), "unsure", now=NOON) is not None
        assert not (done and held is not None), "the machine spoke after a person took over"

    # --- the staff -----------------------------------------------------------------------------

    def takes_over(self, me: User) -> None:
        held = self.held_by
        self.attempt(held in (None, me.id), lambda: speakers.take_over(self.tx, self.talk.id, me))

    def says(self, me: User) -> None:
        held, text = self.held_by, self.words(me.name)
        done = self.attempt(
            held in (None, me.id),
            lambda: speakers.say(self.tx, self.talk.id, me, text, client_id=text, now=NOON),
        )
        (self.sent if done else self.told_no).append(text)

    def hands_back(self, me: User) -> None:
        if self.held_by == me.id:
            speakers.hand_back(self.tx, self.talk.id, me, NOON)

    def hands_over(self, me: User) -> None:
        if self.held_by == me.id:
            (other,) = (one for one in self.team if one.id != me.id)
            handling.hand_over(self.tx, self.talk.id, other, me, NOON)

    def opens_a_draft(self, me: User) -> None:
        waiting = drafts.waiting(self.tx, conversation_id=self.talk.id)
        if waiting:
            draft = self.dice.choice(waiting)
            self.open[me.id] = Editor(draft.id, draft.version, self.words(me.name))

    def keeps_the_draft(self, me: User) -> None:
        self.decide(me, lambda e: drafts.edit(self.tx, e.draft_id, e.version, e.text, me), "kept")

    def approves_the_draft(self, me: User) -> None:
        self.decide(
            me,
            lambda e: drafts.approve(self.tx, e.draft_id, e.version, me, text=e.text, now=NOON),
            "sent",
        )

    def decide(self, me: User, what: Callable[[Editor], object], then: str) -> None:
        editor = self.open.pop(me.id, None)
        if editor is None:
            return
        now = drafts.find(self.tx, editor.draft_id)
        first = now.state == "waiting" and now.version == editor.version
        if not self.attempt(first, lambda: what(editor)):
            self.told_no.append(editor.text)
        elif then == "sent":
            self.sent.append(editor.text)
            self.kept.pop(editor.draft_id, None)
        else:
            self.kept[editor.draft_id] = editor.text

    def attempt(self, may: bool, do: Callable[[], object]) -> bool:
        """Done when it may be; else told so, and nothing changed."""
        try:
            do()
        except Conflict:
            assert not may, "somebody was refused what was theirs to do"
            return False
        assert may, "somebody did what a colleague had already done"
        return True

    # --- all together --------------------------------------------------------------------------

    def go(self) -> None:
        steps: dict[Callable[[], None] | Callable[[User], None], int] = {
            **{self.guest_writes: 5, self.concierge_begins: 6, self.concierge_writes: 6},
            **{self.takes_over: 1, self.says: 1, self.hands_back: 3, self.hands_over: 1},
            **{self.opens_a_draft: 7, self.keeps_the_draft: 5, self.approves_the_draft: 3},
        }
        alone = (self.guest_writes, self.concierge_begins, self.concierge_writes)
        for step in self.dice.choices(list(steps), list(steps.values()), k=STEPS):
            step(*() if step in alone else (self.dice.choice(self.team),))

    def check(self) -> None:
        said = messages.history(self.tx, self.talk.id)
        assert [m.seq for m in said] == list(range(1, len(said) + 1))
        assert [m.text for m in said] == self.sent
        assert not set(self.told_no) & set(self.sent)
        for draft_id, text in self.kept.items():
            assert drafts.find(self.tx, draft_id).text == text
        self.check_speakers()

    def check_speakers(self) -> None:
        """Read from the log alone: between a take-over and its end only that person writes, but for
        a draft that a person approved."""
        happened = self.tx.query(Event).filter(Event.conversation_id == self.talk.id)
        holder: int | None = None
        for event in happened.order_by(Event.id):
            if event.kind == "conversation.taken_over":
                holder = event.data["user_id"]
            elif event.kind == "conversation.handed_back":
                holder = None
            elif event.kind == "message.replied":
                assert holder is None
            elif event.kind == "message.posted":
                assert messages.get_message(self.tx, event.data["message_id"]).user_id == holder


def play(store: Store, runs: int, first: int = 0) -> dict[str, int]:
    """Many runs, each undone when it is checked. Counts what happened in them, so that a run in
    which nothing meets anything is seen."""
    team = [staff(store, "Ben"), staff(store, "Cleo")]
    seen = {"taken over": 0, "told no": 0, "kept": 0, "drafts": 0, "replies": 0}
    for number in range(first, first + runs):
        with store.reading() as tx:
            talk = conversations.start(tx, channel="widget", now=NOON).conversation
            run = Run(tx, random.Random(number), talk, team)
            try:
                run.go()
                tx.flush()
                run.check()
            except AssertionError as error:
                raise AssertionError(f"{error} (run {number})") from error
            seen["taken over"] += run.held_by is not None
            seen["told no"] += len(run.told_no)
            seen["kept"] += len(run.kept)
            seen["drafts"] += tx.query(Draft).filter(Draft.conversation_id == talk.id).count()
            seen["replies"] += sum(text.startswith("concierge") for text in run.sent)
            tx.rollback()
    return seen


def test_whatever_the_order_one_speaks_and_no_words_are_lost(store: Store) -> None:
    seen = play(store, SHORT)

    assert all(count >= SHORT // 20 for count in seen.values()), seen


@pytest.mark.slow
def test_ten_thousand_orders_of_guest_concierge_and_staff(store: Store) -> None:
    seen = play(store, WHOLE, first=SHORT)

    assert all(count >= WHOLE // 20 for count in seen.values()), seen
