"""One turn: from a guest's stored message to the concierge's stored reply.

    read      gather what was said so far
    compose   find the words; this can take seconds, so no transaction is open
    write     say it, or lay it before the staff, where the guest and the staff can see it

The message is already stored when we start, and a turn taken twice does no harm. So nothing
special happens after a crash: whoever finds the message still waiting calls again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from agent.claim_answers import counted
from agent.composer import Answer, Composer, Said, Turn, no_preview
from store import compositions, escalations, generations, messages, pausing, receipts, turns
from store.answer_settings import Answers
from store.crashpoints import reach
from store.db import Store, Tx
from store.errors import Unavailable
from store.tables import Message, utcnow

log = logging.getLogger(__name__)

REMEMBERED = 12
WAITED_TOO_LONG = "The house was closed when this was written, over an hour ago."
NO_MODE = "The concierge could not compose an answer."
SENT_ANYWAY = ("person", "unknown")


class Ended(NamedTuple):
    """How a turn ended. `next_message_id` waits in the same conversation, under our lease;
    `event_id` is the event that told of the reply, 0 without one."""

    reply: Message | None
    next_message_id: int | None
    event_id: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read for one turn."""

    message: turns.Taken
    turn: Turn
    generation_id: int | None
    paused: bool = False


def take_turn(
    store: Store,
    composer: Composer,
    message_id: int,
    *,
    answers: Answers,
    worker: str = "",
    too_late: bool = False,
    preview: Callable[[str], None] = no_preview,
    now: datetime | None = None,
) -> Ended:
    """Answer a message whose conversation is leased to `worker`."""
    gathered = _gather(store, message_id, now or utcnow())
    if gathered is None:
        return _let_go(store, message_id, worker)
    reach("turn.started")
    if too_late:
        return _fetch_a_person(store, gathered.message, WAITED_TOO_LONG, worker)
    began = time.perf_counter()
    try:
        # Words that staff may have to look at first are shown to nobody before they have.
        at_once = never_drafted(gathered.message.channel, answers) and not gathered.paused
        shown = preview if at_once else no_preview
        answer = composer.compose(gathered.turn, shown)
    except Unavailable as error:
        log.warning("No mode could answer, so a person is asked for: %s", error)
        return _fetch_a_person(store, gathered.message, NO_MODE, worker)
    reach("turn.composed")
    said = _as_said(answer, gathered.generation_id, (time.perf_counter() - began) * 1000)
    ended = _write(store, gathered, answer, said, answers, worker)
    reach("turn.replied")
    return ended


def give_up(store: Store, message_id: int, reason: str, worker: str) -> Ended:
    """End a turn that broke in a way nobody foresaw: staff see it, and nothing tries again."""
    with store.reading() as tx:
        message = messages.get_message(tx, message_id)
    return _fetch_a_person(store, message, reason, worker)


def _gather(store: Store, message_id: int, now: datetime) -> Gathered | None:
    with store.reading() as tx:
        message = turns.take(tx, message_id)
        if message.turn != "waiting" or message.speaker != "concierge":
            return None
        conversation_id = message.conversation_id
        earlier = messages.words_before(tx, conversation_id, message.seq, REMEMBERED)
        first_reply = not any(author == "concierge" for author, _ in earlier)
        if first_reply and message.last_seq > 1:
            # Of two questions in one breath, the answer to the first stands behind the second.
            first_reply = not messages.was_answered(tx, conversation_id)
        return Gathered(
            message=message,
            turn=_turn(message, earlier, first_reply, now),
            generation_id=generations.published_id(tx),
            paused=pausing.current(tx) is not None,
        )


def _turn(
    message: turns.Taken, earlier: list[tuple[str, str]], first_reply: bool, now: datetime
) -> Turn:
    return Turn(
        question=message.text,
        now=now,
        said=[Said(author, text) for author, text in earlier],
        first_reply=first_reply,
        channel=message.channel,
        lang=message.locale,
        conversation_id=message.conversation_id,
        message_id=message.id,
    )


def _as_said(answer: Answer, generation_id: int | None, latency_ms: float) -> turns.Said:
    return turns.Said(
        text=answer.text,
        outcome=answer.outcome,
        kind=answer.kind,
        mode=answer.mode,
        lang=answer.lang,
        confidence=answer.confidence,
        citations=[citation.as_dict() for citation in answer.citations],
        quick_replies=list(answer.quick_replies),
        generation_id=generation_id,
        latency_ms=round(latency_ms, 2),
        opening=answer.opening,
    )


def never_drafted(channel: str, answers: Answers) -> bool:
    """Whether every reply on this channel goes out at once, however unsure."""
    automatic = answers.channels.get(channel, answers.autonomy) == "auto"
    return automatic and answers.draft_below == 0


def why_draft(answer: Answer, channel: str, answers: Answers) -> str:
    """Why staff must look first; "" when the reply may go out.

    A hand-over goes out in every mode: it claims nothing, and the guest must not sit in silence.
    """
    if answer.kind in SENT_ANYWAY or answer.outcome == "handed_over":
        return ""
    if answers.channels.get(channel, answers.autonomy) == "draft":
        return "Replies on this channel wait for approval."
    claims = answer.outcome == "answered" and answer.citations
    if claims and answer.confidence < answers.draft_below:
        return f"Not sure enough ({answer.confidence:.2f})."
    return ""


def _write(
    store: Store,
    gathered: Gathered,
    answer: Answer,
    said: turns.Said,
    answers: Answers,
    worker: str,
) -> Ended:
    message = gathered.message
    why = why_draft(answer, gathered.message.channel, answers)
    with store.writing() as tx:
        if pausing.current(tx) is not None:
            why = pausing.WHY
        # Both ask again whether a reply is wanted: staff may have taken over while we composed.
        spoken = None if why else turns.speak(tx, message, said)
        if spoken:
            _keep_receipt(tx, spoken.message, message, answer)
        if spoken or (why and turns.draft(tx, message, said, why)):
            _consequences(tx, message, answer)
        following = turns.go_on(tx, message.conversation_id, worker)
        reach("turn.before_reply_commit")
    if spoken is None:
        return Ended(None, following)
    return Ended(spoken.message, following, spoken.event_id)


def _keep_receipt(tx: Tx, reply: Message, asked: turns.Taken, answer: Answer) -> None:
    made = answer.made
    guard = (made.checked, made.repaired, made.withheld) if made else counted(answer)
    receipts.keep(
        tx,
        reply,
        asked.text,
        model=made.model if made else "",
        guard=dict(zip(("checked", "repaired", "withheld"), guard, strict=True)),
    )


def _consequences(tx: Tx, message: turns.Taken, answer: Answer) -> None:
    if answer.escalate:
        escalations.call(
            tx,
            message.conversation_id,
            answer.escalate,
            message_id=message.id,
            priority=1 if answer.urgent else 2,
        )
    if answer.gap:
        turns.note_gap(tx, message, answer.gap)
    if answer.made is not None:
        made = answer.made
        compositions.keep(tx, message.conversation_id, message.id, made, answer.outcome)


def _fetch_a_person(store: Store, message: turns.Asking, reason: str, worker: str) -> Ended:
    with store.writing() as tx:
        turns.set_aside(tx, message, reason, state="escalated")
        return Ended(None, turns.go_on(tx, message.conversation_id, worker))


def _let_go(store: Store, message_id: int, worker: str) -> Ended:
    with store.writing() as tx:
        message = messages.get_message(tx, message_id)
        return Ended(None, turns.go_on(tx, message.conversation_id, worker))
