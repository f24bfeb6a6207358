"""Cases of the owner's evaluation: what must be answered how, whatever is ingested next.

add, remove, listed     the owner's own, and those of the industry template
follow                  each house answer is a case of its own, and changes with it
mark                    a reply that staff mark bad must not be given again
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select

from store.db import Tx
from store.errors import Conflict, Invalid, NotFound
from store.tables import Case, HouseAnswer, Mark, Message, User, utcnow

MARKS = ("good", "bad")
MAX_QUESTION = 1_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must hold; nothing at all, with `answerable` None, means "not the bad one"."""

    answerable: bool | None = True
    facts: Sequence[Sequence[str]] = ()
    must_not: Sequence[str] = ()
    reference: str = ""

    def __post_init__(self) -> None:
        for pattern in [*(p for group in self.facts for p in group), *self.must_not]:
            try:
                re.compile(pattern)
            except re.error as error:
                raise Invalid(f"{pattern!r} is not a regular expression: {error}.") from error


def add(
    tx: Tx,
    question: str,
    expected: Expected,
    *,
    lang: str = "",
    kind: str = "",
    origin: str = "import",
    answer_id: int | None = None,
    message_id: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Adding a question that is there already, of the same origin, changes what it expects."""
    question = " ".join(question.split())
    if not question or len(question) > MAX_QUESTION:
        raise Invalid(f"A case needs a question of at most {MAX_QUESTION:,} characters.")
    known = tx.scalars(
        select(Case).where(
            Case.question == question,
            Case.origin == origin,
            Case.state == "active",
            Case.answer_id == answer_id,
        )
    ).first()
    case = known or Case(question=question, origin=origin, created_at=now or utcnow())
    case.lang, case.kind, case.answer_id, case.message_id = lang, kind, answer_id, message_id
    case.answerable, case.reference = expected.answerable, expected.reference
    case.facts = [list(group) for group in expected.facts]
    case.must_not = list(expected.must_not)
    tx.add(case)
    tx.flush()
    return case


def listed(tx: Tx, origin: str = "") -> Sequence[Case]:
    asked = select(Case).where(Case.state == "active").order_by(Case.id)
    return tx.scalars(asked.where(Case.origin == origin) if origin else asked).all()


def due(tx: Tx, on: date) -> list[Case]:
    """Those that can be asked on this day: a house answer out of season proves nothing."""
    from store.answers import holds

    return [
        case
        for case in listed(tx)
        if case.answer_id is None or holds(tx.get_one(HouseAnswer, case.answer_id), on, case.lang)
    ]


def remove(tx: Tx, case_id: int) -> Case:
    found = tx.get(Case, case_id)
    if found is None or found.state != "active":
        raise NotFound(f"There is no case {case_id}.", "See `concierge eval case list`.")
    found.state = "removed"
    return found


def follow(tx: Tx, answer: HouseAnswer) -> None:
    """Keep a house answer's case what the answer is."""
    for case in tx.scalars(
        select(Case).where(Case.answer_id == answer.id, Case.state == "active")
    ).all():
        case.state = "removed"
    tx.flush()
    if answer.state == "active":
        expected = Expected(reference=answer.answer)
        origin = "house_answer"
        add(tx, answer.question, expected, lang=answer.lang, origin=origin, answer_id=answer.id)


def mark(
    tx: Tx,
    message_id: int,
    said: str,
    *,
    note: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Mark:
    """Say that a reply was good or bad. A bad one becomes a case: it must not be given again."""
    if said not in MARKS:
        raise Invalid(f"{said!r} is no mark.", "Choose good or bad.")
    reply = tx.get(Message, message_id)
    if reply is None:
        raise NotFound(f"There is no message {message_id}.", "See `concierge conversation show`.")
    if reply.author != "concierge" or reply.in_reply_to is None:
        raise Conflict("Only a reply of the concierge can be marked.")
    found = tx.scalars(select(Mark).where(Mark.message_id == message_id)).first()
    marked = found or Mark(message_id=message_id)
    marked.mark, marked.note, marked.marked_at = said, note, now or utcnow()
    marked.marked_by = by.id if by else None
    tx.add(marked)
    _grow(tx, reply, said)
    return marked


def _grow(tx: Tx, reply: Message, said: str) -> None:
    for case in tx.scalars(
        select(Case).where(Case.message_id == reply.id, Case.state == "active")
    ).all():
        case.state = "removed"
    tx.flush()
    question = tx.get_one(Message, cast(int, reply.in_reply_to))
    if said == "bad":
        heart = _heart(reply)
        expected = Expected(answerable=None, must_not=[re.escape(heart)])
        add(
            tx,
            question.text[:MAX_QUESTION],
            expected,
            lang=reply.lang,
            origin="marked_bad",
            message_id=reply.id,
        )


def _heart(reply: Message) -> str:
    """The part of a reply that must not come again: what it quoted, else its last line."""
    quotes: list[Any] = [citation.get("quote", "") for citation in reply.citations]
    lines = [line.strip() for text in (*quotes, reply.text) for line in str(text).splitlines()]
    inside = [line for line in lines if line and line in reply.text]
    return max(inside, key=len, default=reply.text.strip())
