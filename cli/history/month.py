"""Lives through a planned month: the real desk answers, made-up staff decide, all by a given clock.

    plan      who writes when; from a seed
    happen    one thing after the other, as it would have; composing needs no transaction
    write     a day at a time, through the store's own verbs
    file      what nobody knew goes under its topics, as the server does it

Everything has the time at which it happens in the month, so reports and screens tell of it as of
any other. Whoever is called too late, and drafts nobody came to, are left waiting at its end.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from agent.composer import Answer, Composer, Said, Turn
from agent.turn import why_draft
from cli.history.guests import TONGUES
from cli.history.plan import LEFT_WAITING, Talk, when_staff_see
from cli.history.staff import holder, tidy
from store import (
    cases,
    conversations,
    drafts,
    escalations,
    handling,
    notes,
    receipts,
    speakers,
    spending,
    tags,
    turns,
    visits,
)
from store.conversations import Inbound, Visitor
from store.db import Store, Tx
from store.settings import Settings
from store.spending import Allowance
from store.tables import Conversation, Message, User
from templates.demonstration.demo import Demonstration

MODEL = "demonstration:quill-small"
# Every message of a made-up guest bears it.
KEY = "made-up-"
REMEMBERED = 12
# Of the newest conversations, most still wait for somebody.
NEWEST = 12

Write = Callable[[Tx], object]


@dataclass(slots=True)
class Running:
    """A talk under way. Rows are there once its day is written."""

    talk: Talk
    staff: int
    said: list[Said] = field(default_factory=list)
    asked: int = 0
    called: bool = False
    taken_over: bool = False
    left: bool = False
    row: Conversation | None = None

    @property
    def conversation(self) -> Conversation:
        assert self.row is not None
        return self.row


@dataclass(frozen=True, slots=True)
class Lived:
    """What there is afterwards."""

    conversations: int
    messages: int
    drafts: int
    calls: int
    ratings: int


class Month:
    """One run. `composer` is the desk's own; `staff` are rows of accounts made by `hired`."""

    def __init__(
        self,
        store: Store,
        composer: Composer,
        settings: Settings,
        demo: Demonstration,
        staff: list[User],
        now: datetime,
    ) -> None:
        self._store, self._composer, self._settings = store, composer, settings
        self._staff, self._now = staff, now
        self._zone = settings.business.zone
        # Mail is laid before staff, so that there are drafts in every demonstration.
        channels = {**settings.answers.channels, "mail": "draft"}
        self._answers = settings.answers.model_copy(update={"channels": channels})
        self._chance = random.Random(f"{demo.name}/staff")
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = itertools.count()
        self._total = 0
        self._writes: list[Write] = []
        self._ratings = self._calls = self._drafts = self._messages = 0

    def live(
        self, talks: list[Talk], each_day: Callable[[datetime], None] = lambda _day: None
    ) -> Lived:
        """`each_day` is called at the end of a day, when it is written."""
        self._total = len(talks)
        for talk in talks:
            running = Running(talk, self._chance.randrange(len(self._staff)))
            self._at(talk.began, partial(self._begin, running))
        while self._agenda:
            until = self._agenda[0][0] + timedelta(days=1)
            while self._agenda and self._agenda[0][0] < until:
                at, _, happens = heapq.heappop(self._agenda)
                happens(at)
            evening = min(until, self._now)
            self._writes.append(partial(tidy, at=evening))
            self._write()
            each_day(evening)
        return Lived(len(talks), self._messages, self._drafts, self._calls, self._ratings)

    def _at(self, moment: datetime, happens: Callable[[datetime], None]) -> None:
        """What would come after the month does not come."""
        if moment < self._now:
            heapq.heappush(self._agenda, (moment.astimezone(UTC), next(self._count), happens))

    def _after(self, at: datetime, low: float, high: float) -> datetime:
        return at + timedelta(seconds=self._chance.uniform(low, high))

    # --- the guest -------------------------------------------------------------------------------

    def _begin(self, one: Running, at: datetime) -> None:
        talk, guest = one.talk, one.talk.guest
        if talk.channel == "widget":
            visitor = Visitor(guest.name, guest.email, guest.phone)

            def open_it(tx: Tx) -> None:
                begun = conversations.start(
                    tx, channel="widget", visitor=visitor, locale=guest.lang, now=at
                )
                one.row = begun.conversation

            self._writes.append(open_it)
        if talk.greets:
            self._guest_says(one, TONGUES[guest.lang].hello, at)
        else:
            self._ask(one, at)

    def _ask(self, one: Running, at: datetime) -> None:
        if one.taken_over or one.asked >= len(one.talk.asks):
            return
        question = one.talk.asks[one.asked]
        one.asked += 1
        self._guest_says(one, question, at)

    def _guest_says(self, one: Running, text: str, at: datetime) -> None:
        self._messages += 1
        stored: list[Message] = []
        self._writes.append(lambda tx: stored.append(self._store_message(tx, one, text, at)))
        if one.taken_over:
            one.said.append(Said("guest", text))
            return
        answer = self._composed(one, text, at)
        one.said += [Said("guest", text), Said("concierge", answer.text)]
        # The reply is there before the month ends, or the guest would wait for ever.
        then = self._after(at, 0.4, 2.5)
        if then < self._now:
            self._at(then, partial(self._reply, one, stored, answer))
        else:
            self._reply(one, stored, answer, at)

    def _reply(self, one: Running, asked: list[Message], answer: Answer, at: datetime) -> None:
        """`asked` holds the guest's message once its day is written."""
        why = why_draft(answer, one.talk.channel, self._answers)
        latency = round(self._chance.lognormvariate(2.6, 0.5), 2)
        self._messages += not why
        self._writes.append(
            lambda tx: self._store_reply(tx, one, asked[0], answer, why, latency, at)
        )
        self._go_on(one, answer, why, at)

    def _composed(self, one: Running, text: str, at: datetime) -> Answer:
        return self._composer.compose(
            Turn(
                text,
                at,
                said=tuple(one.said[-REMEMBERED:]),
                first_reply=not any(said.author == "concierge" for said in one.said),
                channel=one.talk.channel,
                lang=one.talk.guest.lang,
            )
        )

    def _go_on(self, one: Running, answer: Answer, why: str, at: datetime) -> None:
        if why:
            self._drafts += 1
            self._at(self._seen(one, at), partial(self._decide, one))
        if answer.escalate and not one.called:
            one.called = True
            self._calls += 1
            self._at(self._seen(one, at, urgent=answer.urgent), partial(self._attend, one))
        if one.asked < len(one.talk.asks):
            self._at(self._after(at, 20, 150), partial(self._ask, one))
        elif not one.called and not why:
            self._leave(one, at, answered=answer.outcome == "answered")

    def _seen(self, one: Running, at: datetime, *, urgent: bool = False) -> datetime:
        """When somebody of the staff comes to it; that may be after the month."""
        fresh = self._total - one.talk.number
        if fresh < LEFT_WAITING or (fresh < NEWEST and self._chance.random() < 0.6):
            return self._now
        return when_staff_see(at, self._zone, self._chance, urgent=urgent)

    def _leave(self, one: Running, at: datetime, *, answered: bool) -> None:
        if one.left:
            return
        one.left = True
        if one.talk.thanks and answered:
            thanks = TONGUES[one.talk.guest.lang].thanks
            self._at(self._after(at, 15, 90), partial(self._guest_says, one, thanks))
        if one.talk.rates:
            self._ratings += 1
            tongue = TONGUES[one.talk.guest.lang]
            score = self._chance.choices(
                (5, 4, 3, 2, 1), (55, 28, 9, 5, 3) if answered else (10, 20, 30, 25, 15)
            )[0]
            comment = tongue.liked if score == 5 else tongue.disliked if score <= 2 else ""
            self._at(
                self._after(at, 100, 300),
                lambda then: self._writes.append(
                    lambda tx: visits.rate(tx, one.conversation.id, score, comment, now=then)
                ),
            )

    # --- the staff -------------------------------------------------------------------------------

    def _decide(self, one: Running, at: datetime) -> None:
        """Most drafts are good; some are put better, and a few are not sent."""
        what = self._chance.choices(("approve", "edit", "reject"), (82, 12, 6))[0]
        user = self._staff[one.staff]

        def decide(tx: Tx) -> None:
            waiting = drafts.waiting(tx, conversation_id=one.conversation.id)
            if not waiting:
                return
            draft = waiting[0]
            if what == "reject":
                drafts.reject(tx, draft.id, draft.version, user, "I will write myself.", now=at)
                return
            words = f"{draft.text}\n{user.name}" if what == "edit" else None
            drafts.approve(tx, draft.id, draft.version, user, text=words, now=at)

        self._writes.append(decide)
        if what == "reject":
            self._at(self._after(at, 60, 400), partial(self._attend, one))
        else:
            self._leave(one, at, answered=True)

    def _attend(self, one: Running, at: datetime) -> None:
        """Somebody takes the conversation, writes, notes what was done, and hands it back."""
        tongue, guest = TONGUES[one.talk.guest.lang], one.talk.guest
        user = self._staff[one.staff]
        words = tongue.here if one.talk.kind == "person" else self._chance.choice(tongue.checked)
        text = words.replace("{guest}", guest.first).replace("{staff}", user.name.split()[0])
        one.taken_over = True
        self._messages += 1
        one.said.append(Said("staff", text))
        self._writes.append(lambda tx: self._staff_writes(tx, one, user, text, at))
        if self._chance.random() < 0.6:
            self._at(self._after(at, 40, 400), partial(self._guest_says, one, tongue.thanks))
        done = self._after(at, 500, 1500)
        self._at(done, partial(self._finish, one, user))

    def _finish(self, one: Running, user: User, at: datetime) -> None:
        one.taken_over = one.called = False
        noted = self._chance.random() < 0.3

        def finish(tx: Tx) -> None:
            row = conversations.get(tx, one.conversation.id)
            if noted:
                notes.add(tx, row.id, "Settled with the guest.", user, now=at)
            if row.speaker == "staff":
                speakers.hand_back(tx, row.id, holder(tx, row) or user, now=at)

        self._writes.append(finish)

    # --- the writing -----------------------------------------------------------------------------

    def _write(self) -> None:
        with self._store.writing() as tx:
            for write in self._writes:
                write(tx)
        self._writes.clear()

    def _store_message(self, tx: Tx, one: Running, text: str, at: datetime) -> Message:
        talk, guest = one.talk, one.talk.guest
        key = f"{KEY}{talk.number}-{len(one.said)}-{at.timestamp():.3f}"
        if talk.channel == "widget":
            row = conversations.get(tx, one.conversation.id)
            return conversations.post(tx, row, text, key, now=at)
        address = guest.email if talk.channel in ("mail", "web_form") else guest.phone
        inbound = Inbound(talk.channel, address, text, key, guest.name, guest.lang)
        message = conversations.receive(tx, inbound, now=at)
        one.row = conversations.get(tx, message.conversation_id)
        return message

    def _store_reply(
        self,
        tx: Tx,
        one: Running,
        asked: Message,
        answer: Answer,
        why: str,
        latency: float,
        at: datetime,
    ) -> None:
        taken = turns.take(tx, asked.id)
        said = _as_said(answer, latency)
        if why:
            turns.draft(tx, taken, said, why, now=at)
        elif spoken := turns.speak(tx, taken, said, now=at):
            receipts.keep(tx, spoken.message, asked.text)
            self._cost(tx, at)
            if answer.outcome == "answered" and self._chance.random() < 0.04:
                cases.mark(tx, spoken.message.id, "good", by=self._staff[one.staff], now=at)
        else:
            return
        if answer.escalate:
            priority = 1 if answer.urgent else 2
            escalations.call(
                tx,
                taken.conversation_id,
                answer.escalate,
                message_id=taken.id,
                priority=priority,
                now=at,
            )
        if answer.gap:
            turns.note_gap(tx, taken, answer.gap, now=at)
        if one.asked == 1 and self._chance.random() < 0.25:
            user = self._staff[one.staff]
            tags.change(tx, taken.conversation_id, user, add=[one.talk.topic], now=at)

    def _cost(self, tx: Tx, at: datetime) -> None:
        """As if a small model had looked over every third reply."""
        if self._chance.random() > 0.33:
            return
        tokens = self._chance.randrange(600, 2_400)
        day = at.astimezone(self._zone).date()
        held = spending.hold(
            tx, Allowance(), MODEL, nanos=tokens * 1_200, tokens=tokens * 2, day=day, now=at
        )
        if held.id is not None:
            spending.settle(tx, held.id, Allowance(), nanos=tokens * 700, tokens=tokens, now=at)

    def _staff_writes(self, tx: Tx, one: Running, user: User, text: str, at: datetime) -> None:
        row = conversations.get(tx, one.conversation.id)
        # A guest who wrote twice may have a colleague already.
        user = holder(tx, row) or user
        handling.assign(tx, row.id, user, user, now=at)
        speakers.say(tx, row.id, user, text, now=at)
        if needed := escalations.open_escalation(tx, row.id):
            escalations.resolve(tx, needed.id, user, "Written to the guest.", now=at)


def _as_said(answer: Answer, latency: float) -> turns.Said:
    return turns.Said(
        text=answer.text,
        outcome=answer.outcome,
        kind=answer.kind,
        mode=answer.mode,
        lang=answer.lang,
        confidence=answer.confidence,
        citations=[citation.as_dict() for citation in answer.citations],
        quick_replies=list(answer.quick_replies),
        latency_ms=latency,
        opening=answer.opening,
    )
