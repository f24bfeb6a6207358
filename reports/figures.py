"""Every figure of a report has its one definition here; text, page, API and desk all show these.

`gather` returns one dictionary that JSON can hold and that keeps its keys:

    schema, kind, title, business, timezone, made_at
    period          start, end (ISO, UTC), first_day, last_day, days, label, slug, late,
                    unfinished: made before the period was over
    conversations   total: conversations a guest wrote in; new: of them, begun in the period
                    by_channel {channel: n}; by_hour [24]: guests' messages by the business's clock
                    by_day [{day, conversations, questions}]: each conversation on its first day
                    ends {see threads.CONVERSATION_ENDS}: add up to total
                    confirmed: of those alone, where the guest's last word was a thank-you
    messages        guest, concierge, staff: said in the period. Staff are own words and edited
                    drafts; small_talk: guests' messages that asked nothing
    questions       total; ends {see threads.QUESTION_ENDS}: add up to total
                    alone_share: alone / total, None when nothing was asked
    first_reply     concierge, person: {count, mean_s, p50_s, p95_s} in seconds (nearest rank), None
                    when there were none. The concierge's clock starts with the guest's first
                    message of the period; a person's with the first one that needed a person
    escalations     total: opened in the period; by_reason [{reason, count}]
    waiting         as it is at made_at, whatever its age: messages, drafts, escalations,
                    oldest_at: since when the oldest of them waits (ISO or None)
    asked           [{question, count}]: most asked; questions answered by the same words of the
                    same page count as one
    pages           [{title, url, count}]: pages the answers stood on
    gaps            new: asked in the period and not known; open: all; questions [{question, count}]
    closed          [{question, days, before, since}]: gaps staff answered, how often they were
                    not known in as many days before the answer and since
    knowledge       generation, published_at, documents, passages, sources, unpublished
    staff           replies, decided; people [{name, replies, decided}]
    versions        [{version, conversations, turns, answered, handed_over, escalated, checked,
                    repaired, withheld, tokens}]: a language model's replies, by the version of its
                    orders; the three before the last count sentences
    trouble         set_aside [{reason, count}], dead: deliveries given up, unknown: deliveries a
                    person must look after, schedules [{name, error}]
    summary         paragraph: what changed, in words; actions [{what, how}]: what to do, three at
                    most, each with its command or key
    compared        label, conversations, questions, alone_share of the stretch before it is held
                    against
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import Select, func, or_, select

from reports import period as periods
from reports import threads
from reports.brief import summary
from reports.closed import closed
from reports.period import Period
from reports.threads import CONVERSATION_ENDS, QUESTION_ENDS, Asked, Thread
from reports.versions import versions
from reports.wording import bare, one_line, ranked
from store import generations, turns
from store.db import Tx
from store.settings import Settings
from store.tables import (
    Delivery,
    Draft,
    Escalation,
    Gap,
    Generation,
    Message,
    Schedule,
    Source,
    User,
)

SCHEMA = 1


def gather(
    tx: Tx, kind: str, title: str, period: Period, *, settings: Settings, now: datetime, late: bool
) -> dict[str, Any]:
    """All figures of the period as they stand at `now`, from one consistent view of the store."""
    found = threads.read(tx, period, now)
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": kind,
        "title": title,
        "business": settings.business.name,
        "timezone": settings.business.timezone,
        "made_at": now.isoformat(),
        "period": stretch(period, settings, now, late),
        "conversations": _conversations(found, period, settings),
        "messages": _messages(tx, period, found),
        "questions": _questions(found),
        "first_reply": {
            "concierge": _times(thread.seconds_to_concierge() for thread in found),
            "person": _times(thread.seconds_to_person() for thread in found),
        },
        "escalations": _escalations(tx, period),
        "waiting": waiting(tx),
        "asked": _most_asked(found),
        "pages": _pages(found),
        "gaps": gaps(tx, period),
        "closed": closed(tx, period, now),
        "knowledge": knowledge(tx),
        "staff": _staff(tx, period),
        "versions": versions(tx, period),
        "trouble": _trouble(tx, period),
        "compared": _compared(tx, period, settings, now),
    }
    return {**told, "summary": summary(told)}


def stretch(period: Period, settings: Settings, now: datetime, late: bool) -> dict[str, Any]:
    """The period of a report, as every kind tells it."""
    zone = settings.business.zone
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "first_day": str(period.first_day(zone)),
        "last_day": str(period.last_day(zone)),
        "days": len(list(period.days(zone))),
        "label": periods.label(period, zone),
        "slug": periods.slug(period, zone),
        "late": late,
        "unfinished": now < period.end,
    }


def _counted(tx: Tx, query: Select[Any, Any]) -> dict[Any, Any]:
    """What a query of pairs says, by the first of each."""
    return {name: value for name, value in tx.execute(query) if name is not None}


def _conversations(found: Sequence[Thread], period: Period, settings: Settings) -> dict[str, Any]:
    zone = settings.business.zone
    hours = Counter(a.at.astimezone(zone).hour for t in found for a in t.asked)
    ends = Counter(thread.end for thread in found)
    days: dict[str, dict[str, Any]] = {
        str(day): {"day": str(day), "conversations": 0, "questions": 0} for day in period.days(zone)
    }
    for thread in found:
        days[str(thread.asked[0].at.astimezone(zone).date())]["conversations"] += 1
        for asked in thread.questions:
            days[str(asked.at.astimezone(zone).date())]["questions"] += 1
    channels = Counter(thread.conversation.channel for thread in found)
    return {
        "total": len(found),
        "new": sum(thread.conversation.started_at >= period.start for thread in found),
        "by_channel": dict(channels.most_common()),
        "by_hour": [hours[hour] for hour in range(24)],
        "by_day": list(days.values()),
        "ends": {end: ends[end] for end in CONVERSATION_ENDS},
        "confirmed": sum(thread.confirmed for thread in found),
    }


def _messages(tx: Tx, period: Period, found: Sequence[Thread]) -> dict[str, int]:
    said = _counted(
        tx,
        select(Message.author, func.count())
        .where(Message.created_at >= period.start, Message.created_at < period.end)
        .group_by(Message.author),
    )
    return {
        "guest": said.get("guest", 0),
        "concierge": said.get("concierge", 0),
        "staff": said.get("staff", 0),
        "small_talk": sum(not asked.end for thread in found for asked in thread.asked),
    }


def _questions(found: Sequence[Thread]) -> dict[str, Any]:
    ends = Counter(asked.end for thread in found for asked in thread.questions)
    total = ends.total()
    return {
        "total": total,
        "ends": {end: ends[end] for end in QUESTION_ENDS},
        "alone_share": round(ends["alone"] / total, 4) if total else None,
    }


def _times(seconds: Iterable[float | None]) -> dict[str, Any]:
    known = sorted(value for value in seconds if value is not None)
    if not known:
        return {"count": 0, "mean_s": None, "p50_s": None, "p95_s": None}
    return {
        "count": len(known),
        "mean_s": round(sum(known) / len(known), 3),
        "p50_s": round(_nearest_rank(known, 0.50), 3),
        "p95_s": round(_nearest_rank(known, 0.95), 3),
    }


def _nearest_rank(ordered: Sequence[float], share: float) -> float:
    """A value that was measured, never one between two."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _escalations(tx: Tx, period: Period) -> dict[str, Any]:
    # Read through: a business has thousands of them after years, which is a millisecond or two.
    rows = tx.execute(
        select(Escalation.reason, func.count())
        .where(Escalation.created_at >= period.start, Escalation.created_at < period.end)
        .group_by(Escalation.reason)
    ).all()
    counts = Counter[str]()
    for reason, count in rows:
        counts[one_line(reason)] += count
    return {
        "total": counts.total(),
        "by_reason": [{"reason": r, "count": n} for r, n in ranked(counts)],
    }


def waiting(tx: Tx) -> dict[str, Any]:
    messages, message_at = tx.execute(
        select(func.count(), func.min(Message.created_at)).where(Message.turn == turns.WAITING)
    ).one()
    drafts, draft_at = tx.execute(
        select(func.count(), func.min(Draft.created_at)).where(Draft.state == "waiting")
    ).one()
    escalations, escalation_at = tx.execute(
        select(func.count(), func.min(Escalation.created_at)).where(Escalation.state == "open")
    ).one()
    since = [at for at in (message_at, draft_at, escalation_at) if at is not None]
    return {
        "messages": messages,
        "drafts": drafts,
        "escalations": escalations,
        "oldest_at": min(since).isoformat() if since else None,
    }


def _most_asked(found: Sequence[Thread]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for thread in found:
        for asked in thread.questions:
            groups.setdefault(_same_question(asked), Counter())[one_line(asked.text)] += 1
    counts = Counter[str]()
    for wordings in groups.values():
        counts[_typical(wordings)] += wordings.total()
    return [{"question": q, "count": n} for q, n in ranked(counts)]


def _same_question(asked: Asked) -> tuple[str, ...]:
    """Questions answered by the same words of the same page are one; others by their own words."""
    cited = asked.reply.citations if asked.reply is not None and asked.end == "alone" else []
    if cited:
        first = cited[0]
        return (str(first.get("url")), str(first.get("page")), str(first.get("quote")))
    return (bare(asked.text),)


def _typical(wordings: Counter[str]) -> str:
    """The commonest wording; of several the shortest, which is the plainest."""
    return min(wordings, key=lambda words: (-wordings[words], len(words), words))


def _pages(found: Sequence[Thread]) -> list[dict[str, Any]]:
    pages = Counter[tuple[str, str]]()
    for thread in found:
        for asked in thread.questions:
            if asked.reply is None:
                continue
            cited = asked.reply.citations or []
            # A reply that quotes a page twice stands on it once.
            pages.update({(one_line(str(c.get("title"))), str(c.get("url"))) for c in cited})
    return [{"title": t, "url": url, "count": n} for (t, url), n in ranked(pages)]


def gaps(tx: Tx, period: Period) -> dict[str, Any]:
    asked = tx.scalars(
        select(Gap.question)
        .where(Gap.created_at >= period.start, Gap.created_at < period.end)
        .order_by(Gap.id)
    ).all()
    groups: dict[str, Counter[str]] = {}
    for question in asked:
        groups.setdefault(bare(question), Counter())[one_line(question)] += 1
    counts = Counter[str]()
    for wordings in groups.values():
        counts[_typical(wordings)] += wordings.total()
    return {
        "new": len(asked),
        "open": open_gaps(tx),
        "questions": [{"question": q, "count": n} for q, n in ranked(counts)],
    }


def open_gaps(tx: Tx) -> int:
    """Questions of all days that still have no answer."""
    return tx.scalar(select(func.count()).where(Gap.state == "open")) or 0


def knowledge(tx: Tx) -> dict[str, Any]:
    published = generations.published_id(tx)
    at = tx.scalar(select(Generation.published_at).where(Generation.id == published))
    held = generations.counts(tx, published) if published else {"documents": 0, "passages": 0}
    return {
        "generation": published,
        "published_at": at.isoformat() if at else None,
        **held,
        "sources": tx.scalar(select(func.count()).where(Source.status == "active")) or 0,
        "unpublished": tx.scalar(
            select(func.count()).where(Generation.state.in_(["building", "ready"]))
        )
        or 0,
    }


def _staff(tx: Tx, period: Period) -> dict[str, Any]:
    replies = _counted(
        tx,
        select(Message.user_id, func.count())
        .where(
            Message.created_at >= period.start,
            Message.created_at < period.end,
            Message.author == "staff",
            Message.user_id.is_not(None),
        )
        .group_by(Message.user_id),
    )
    decided = _counted(
        tx,
        select(Draft.decided_by, func.count())
        .where(Draft.decided_at >= period.start, Draft.decided_at < period.end)
        .group_by(Draft.decided_by),
    )
    active = replies.keys() | decided.keys()
    names = _counted(tx, select(User.id, User.name).where(User.id.in_(active)))
    people: list[dict[str, Any]] = [
        {
            "name": one_line(names.get(user_id, "?")),
            "replies": replies.get(user_id, 0),
            "decided": decided.get(user_id, 0),
        }
        for user_id in active
    ]
    people.sort(key=lambda p: (-p["replies"] - p["decided"], p["name"]))
    return {"replies": sum(replies.values()), "decided": sum(decided.values()), "people": people}


def _trouble(tx: Tx, period: Period) -> dict[str, Any]:
    aside = Counter[str]()
    for note, count in tx.execute(
        select(Message.turn_note, func.count())
        .where(
            Message.created_at >= period.start,
            Message.created_at < period.end,
            or_(Message.turn == "set_aside", Message.turn == "escalated"),
        )
        .group_by(Message.turn_note)
    ):
        aside[one_line(note) or "No reason was noted."] += count
    left = _counted(
        tx,
        select(Delivery.state, func.count())
        .where(
            Delivery.state.in_(["dead", "unknown"]),
            Delivery.created_at >= period.start,
            Delivery.created_at < period.end,
        )
        .group_by(Delivery.state),
    )
    failed = tx.execute(select(Schedule.name, Schedule.error).where(Schedule.error != ""))
    return {
        "set_aside": [{"reason": r, "count": n} for r, n in ranked(aside)],
        "dead": left.get("dead", 0),
        "unknown": left.get("unknown", 0),
        "schedules": [{"name": name, "error": one_line(error)} for name, error in failed],
    }


def _compared(tx: Tx, period: Period, settings: Settings, now: datetime) -> dict[str, Any]:
    zone = settings.business.zone
    before = periods.compared_with(period, zone)
    found = threads.read(tx, before, now)
    asked = _questions(found)
    return {
        "label": periods.label(before, zone),
        "conversations": len(found),
        "questions": asked["total"],
        "alone_share": asked["alone_share"],
    }
