"""House answers: questions that staff answered once, and the concierge answers from then on.

Whoever writes one has embedded its phrasings before (a transaction is no place for a model) and
hands the keys of their vectors in; the vectors themselves go in through `library.put_vectors`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select

from store import cases, events, rows
from store.db import Tx
from store.errors import Invalid, NotFound
from store.tables import GapTopic, HouseAnswer, Phrasing, User, Vector, utcnow

MAX_QUESTION = 300
MAX_ANSWER = 1_000
# Built once: SQLAlchemy then keeps its cache key, which would cost more than the query.
_ANSWERS = rows.table_of(HouseAnswer).c
_VERSION = select(func.count(_ANSWERS.id), func.max(_ANSWERS.changed_at))


@dataclass(frozen=True, slots=True)
class Scope:
    """When a house answer holds: days of the business, the first and the last included. `yearly`
    reads the two as days of every year. Raises Invalid for a scope that is none."""

    lang: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    yearly: bool = False

    def __post_init__(self) -> None:
        first, last = self.valid_from, self.valid_to
        if self.yearly and not (first and last):
            raise Invalid("A season needs its first and its last day.", "Give both dates.")
        if first and last and last < first and not self.yearly:
            raise Invalid("The answer ends before it begins.", "Check the two dates.")


def add(
    tx: Tx,
    question: str,
    answer: str,
    keys: Mapping[str, str],
    *,
    scope: Scope | None = None,
    by: User | None = None,
    origin: str = "staff",
    now: datetime | None = None,
) -> HouseAnswer:
    """`keys` are all phrasings (the question among them) with the keys of their vectors."""
    now = now or utcnow()
    scope = scope or Scope()
    question, answer = _checked(question, answer)
    made = HouseAnswer(
        question=question,
        answer=answer,
        lang=scope.lang,
        valid_from=scope.valid_from,
        valid_to=scope.valid_to,
        yearly=scope.yearly,
        origin=origin,
        created_by=by.id if by else None,
        created_at=now,
        changed_at=now,
    )
    tx.add(made)
    tx.flush()
    first = {question: keys[question]} if question in keys else {}
    _put_phrasings(tx, made.id, {**first, **keys})
    _told(tx, made, by, now)
    return made


def change(
    tx: Tx,
    answer_id: int,
    *,
    answer: str | None = None,
    question: str | None = None,
    keys: Mapping[str, str] | None = None,
    scope: Scope | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> HouseAnswer:
    """Change what is given; a new `question` needs its `keys`."""
    found = find(tx, answer_id)
    new_question, new_answer = _checked(question or found.question, answer or found.answer)
    found.question, found.answer = new_question, new_answer
    if scope is not None:
        found.lang, found.yearly = scope.lang, scope.yearly
        found.valid_from, found.valid_to = scope.valid_from, scope.valid_to
    if keys is not None:
        tx.execute(delete(Phrasing).where(Phrasing.answer_id == answer_id))
        _put_phrasings(tx, answer_id, keys)
    found.changed_at = now or utcnow()
    _told(tx, found, by, now)
    return found


def remove(tx: Tx, answer_id: int, by: User | None = None, now: datetime | None = None) -> None:
    found = find(tx, answer_id)
    found.state, found.changed_at = "removed", now or utcnow()
    _told(tx, found, by, now)


def _checked(question: str, answer: str) -> tuple[str, str]:
    question, answer = " ".join(question.split()), answer.strip()
    if not question or not answer:
        raise Invalid("A house answer needs a question and an answer.")
    if len(question) > MAX_QUESTION or len(answer) > MAX_ANSWER:
        raise Invalid(
            f"A question may have {MAX_QUESTION} characters, an answer {MAX_ANSWER}.",
            "Say it shorter.",
        )
    return question, answer


def _put_phrasings(tx: Tx, answer_id: int, keys: Mapping[str, str]) -> None:
    tx.add_all(Phrasing(answer_id=answer_id, text=text, key=key) for text, key in keys.items())


def _told(tx: Tx, answer: HouseAnswer, by: User | None, now: datetime | None) -> None:
    cases.follow(tx, answer)
    events.happened(
        tx,
        "answer.changed",
        actor=by.email if by else "",
        at=now,
        answer_id=answer.id,
        state=answer.state,
    )


def find(tx: Tx, answer_id: int) -> HouseAnswer:
    found = tx.get(HouseAnswer, answer_id)
    if found is None or found.state == "removed":
        raise NotFound(f"There is no house answer {answer_id}.", "See `concierge answer list`.")
    return found


def listed(tx: Tx) -> Sequence[HouseAnswer]:
    return tx.scalars(
        select(HouseAnswer).where(HouseAnswer.state == "active").order_by(HouseAnswer.id)
    ).all()


def phrasings(tx: Tx, answer_id: int) -> Sequence[Phrasing]:
    return tx.scalars(
        select(Phrasing).where(Phrasing.answer_id == answer_id).order_by(Phrasing.id)
    ).all()


def holds(answer: HouseAnswer, on: date, lang: str = "") -> bool:
    """Whether the answer may be given on this day of the business, to a guest of this language."""
    if answer.lang and lang and answer.lang != lang:
        return False
    first, last = answer.valid_from, answer.valid_to
    if not answer.yearly or first is None or last is None:
        return (first is None or on >= first) and (last is None or on <= last)
    here, begins, ends = ((d.month, d.day) for d in (on, first, last))
    # A season may run over the new year: from November to March.
    return begins <= here <= ends if begins <= ends else here >= begins or here <= ends


def version(tx: Tx) -> tuple[int, datetime | None]:
    """Changes whenever any house answer does; asked by whoever keeps them in memory."""
    ((count, last),) = rows.look(tx, _VERSION)
    return count, last


def with_vectors(tx: Tx, model: str) -> list[tuple[HouseAnswer, str, bytes | None]]:
    """Every active answer with each of its phrasings and that phrasing's vector; None where this
    model has not seen it yet."""
    rows = tx.execute(
        select(HouseAnswer, Phrasing.text, Vector.data)
        .join(Phrasing, Phrasing.answer_id == HouseAnswer.id)
        .outerjoin(Vector, (Vector.text_key == Phrasing.key) & (Vector.model == model))
        .where(HouseAnswer.state == "active")
        .order_by(HouseAnswer.id, Phrasing.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def answers_topic(tx: Tx, answer_id: int) -> GapTopic | None:
    """The topic of gaps this answer closed, if it came from one."""
    return tx.scalars(select(GapTopic).where(GapTopic.answer_id == answer_id)).first()
