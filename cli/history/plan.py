"""What happens in a made-up month: who writes when, where, and what. Decided from a seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from cli.history.guests import TONGUES, Guest, someone
from templates.demonstration.demo import Demonstration, Question
from templates.schema import IndustryTemplate

Kind = Literal["questions", "person", "upset", "emergency"]

CHANNELS = {"widget": 62, "mail": 14, "whatsapp": 12, "web_form": 7, "sms": 5}
# How many write in each hour of the day, against one another.
BY_HOUR = (2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 20, 17, 16, 17, 18, 19, 20, 21, 20, 17, 13, 8, 4)
BY_WEEKDAY = (1.0, 0.95, 0.95, 1.0, 1.2, 1.25, 0.9)
A_DAY = 11.0
# It grows a little: a report that compares must have something to tell.
GROWTH = 0.35
UNKNOWN = 0.16
RETURNING = 0.12
# So many of the newest are seen by nobody yet; drafts and a call are among them.
LEFT_WAITING = 5
STAFFED = (time(8, 30), time(19, 0))


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as it is meant. `returning` are guests who wrote before, by number."""

    number: int
    began: datetime
    channel: str
    guest: Guest
    kind: Kind
    asks: tuple[str, ...]
    topic: str
    greets: bool
    thanks: bool
    rates: bool


def month(
    demo: Demonstration, template: IndustryTemplate, days: int, now: datetime, zone: ZoneInfo
) -> list[Talk]:
    """Conversations of the `days` before `now`, oldest first; the same for the same arguments."""
    chance = random.Random(f"{demo.name}/{days}")
    popular = _Popular(demo.questions, chance)
    talks: list[Talk] = []
    regulars: list[Guest] = []
    moments = list(_moments(days, now, zone, chance))
    for began in moments:
        talk = _talk(len(talks) + 1, began, popular, regulars, template, chance)
        if len(talks) >= len(moments) - LEFT_WAITING:
            talk = _left(talk, len(moments) - len(talks))
        regulars.append(talk.guest)
        talks.append(talk)
    return talks


def _moments(days: int, now: datetime, zone: ZoneInfo, chance: random.Random) -> Iterator[datetime]:
    first = now.astimezone(zone).date() - timedelta(days=days)
    moments = []
    for passed in range(days + 1):
        day = first + timedelta(days=passed)
        busy = A_DAY * BY_WEEKDAY[day.weekday()] * (1 + GROWTH * passed / max(1, days))
        for _ in range(max(1, round(chance.gauss(busy, busy / 6)))):
            hour = chance.choices(range(24), BY_HOUR)[0]
            at = time(hour, chance.randrange(60), chance.randrange(60))
            moments.append(datetime.combine(day, at, zone))
    since = now - timedelta(days=days)
    yield from sorted(moment for moment in moments if since <= moment < now)


class _Popular:
    """Some questions are asked daily and some once a month, in every business."""

    def __init__(self, questions: Sequence[Question], chance: random.Random) -> None:
        self._known = [q for q in questions if q.answerable]
        chance.shuffle(self._known)
        self._unknown = [q for q in questions if not q.answerable]
        self._weights = [1 / (rank + 3) for rank in range(len(self._known))]

    def pick(self, chance: random.Random, lang: str = "") -> Question:
        if self._unknown and chance.random() < UNKNOWN:
            same = [q for q in self._unknown if q.lang == lang] or self._unknown
            return chance.choice(same)
        pairs = [
            (q, weight)
            for q, weight in zip(self._known, self._weights, strict=True)
            if not lang or q.lang == lang
        ]
        known = [q for q, _ in pairs] or self._known
        weights = [weight for _, weight in pairs] or self._weights
        return chance.choices(known, weights)[0]


def _talk(
    number: int,
    began: datetime,
    popular: _Popular,
    regulars: Sequence[Guest],
    template: IndustryTemplate,
    chance: random.Random,
) -> Talk:
    first = popular.pick(chance)
    channel = chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    known = [guest for guest in regulars if guest.lang == first.lang]
    returns = bool(known) and chance.random() < RETURNING
    guest = chance.choice(known) if returns else someone(number, first.lang, chance)
    kind: Kind = chance.choices(("questions", "person", "upset", "emergency"), (930, 50, 15, 5))[0]
    asks = [first.question]
    if channel in ("widget", "whatsapp", "sms"):
        asks += [popular.pick(chance, first.lang).question for _ in range(chance.randrange(3))]
    asks = list(dict.fromkeys(asks))
    if kind != "questions":
        asks = [*asks[: kind == "person"], _wish(kind, guest.lang, template)]
    return Talk(
        number=number,
        began=began,
        channel=channel,
        guest=guest,
        kind=kind,
        asks=tuple(asks),
        topic=first.type,
        greets=channel == "widget" and chance.random() < 0.12,
        thanks=chance.random() < 0.35,
        rates=channel == "widget" and chance.random() < 0.4,
    )


def _left(talk: Talk, from_the_end: int) -> Talk:
    """By turns a mail, which is drafted, and a guest who asks for a person."""
    if from_the_end % 2:
        return replace(talk, channel="mail", kind="questions", asks=talk.asks[:1])
    asks = (TONGUES[talk.guest.lang].person,)
    return replace(talk, channel="widget", kind="person", asks=asks)


def _wish(kind: Kind, lang: str, template: IndustryTemplate) -> str:
    """What a guest says who wants no answer but a person, in the template's own words."""
    tongue = TONGUES[lang]
    if kind == "person":
        return tongue.person
    words = template.escalation.urgent if kind == "emergency" else template.escalation.upset
    spoken = next((words[code] for code in words if code == lang), ())
    word = next((word for word in spoken if "*" not in word and "..." not in word), "")
    said = tongue.help if kind == "emergency" else tongue.upset
    return said.replace("{word}", word[:1].upper() + word[1:] if kind == "upset" else word)


def staffed(at: datetime, zone: ZoneInfo) -> bool:
    opens, closes = STAFFED
    return opens <= at.astimezone(zone).time() < closes


def when_staff_see(
    at: datetime, zone: ZoneInfo, chance: random.Random, *, urgent: bool
) -> datetime:
    """A quarter of an hour in the day, next morning at night; what is urgent wakes somebody."""
    if urgent:
        return at + timedelta(minutes=chance.uniform(1, 6))
    wait = timedelta(minutes=min(90.0, chance.lognormvariate(2.3, 0.8)))
    if staffed(at, zone):
        return at + wait
    local = at.astimezone(zone)
    morning = datetime.combine(local.date(), STAFFED[0], zone)
    if local >= morning:
        morning = datetime.combine(local.date() + timedelta(days=1), STAFFED[0], zone)
    return morning + wait
