"""Cases from made-up businesses: which questions are asked of them, and what must not answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from models.reader.asking import as_guests_write
from models.reader.cases import Case
from models.reader.fragments import made_business
from models.reader.made import Key, Made, lessons, trades

LANGUAGES = ("es", "de", "fr", "it", "pt", "nl")
NEAREST = 8
# Questions to a business of each kind; the many days of the week would drown the rest.
ASKED = {
    "price": 5, "about": 1, "length": 1, "exists": 1, "hours": 3, "contact": 2, "person": 1,
    "person_days": 1, "topic": 4, "own": 3,
}  # fmt: skip
STRANGE = 2
ABROAD = 4


def made_cases(
    count: int, seed: int, held_out: bool, abroad: float = 0.15, hard: int = 0
) -> Iterator[Case]:
    """`count` cases of trades that are, or are not, held out; `abroad` is the share of businesses
    that are asked in another language as well. `hard`, when not 0: what names the thing asked for
    without the answer is among the wrong passages and comes first, and so many are the nearest."""
    rng = random.Random(seed)
    names = trades(held_out)
    given = 0
    for number in range(count):
        foreign = rng.choice(LANGUAGES) if rng.random() < abroad else ""
        made = made_business(names[number % len(names)], seed + number, foreign, hard > 0)
        for case in _cases_of(made, rng, names, foreign, hard):
            yield case
            given += 1
            if given >= count:
                return


def _cases_of(
    made: Made, rng: random.Random, names: Sequence[str], foreign: str, hard: int
) -> Iterator[Case]:
    by_kind: dict[str, list[Key]] = {}
    for key in made.asks:
        by_kind.setdefault(key[0], []).append(key)
    for kind, most in ASKED.items():
        keys = by_kind.get(kind, [])
        for key in rng.sample(keys, min(most, len(keys))):
            question = as_guests_write(rng.choice(_in_english(made.asks[key], foreign)), rng)
            yield _case(made, key, question, rng, kind, hard)
    for _ in range(STRANGE):
        stranger = made_business(
            rng.choice([n for n in names if n != made.trade]), rng.randrange(99)
        )
        keys = [
            k for k in stranger.asks if k[0] in ("price", "own", "exists") and k not in made.asks
        ]
        key = rng.choice(keys)
        if key[0] != "own":
            question = as_guests_write(rng.choice(stranger.asks[key]), rng)
            yield _case(made, key, question, rng, "strange", hard)
    if foreign:
        yield from _abroad(made, rng, foreign, hard)


def _in_english(asks: Sequence[str], foreign: str) -> list[str]:
    if not foreign:
        return list(asks)
    known = _foreign_words(foreign)
    return [ask for ask in asks if ask not in known] or list(asks)


def _abroad(made: Made, rng: random.Random, foreign: str, hard: int) -> Iterator[Case]:
    known = _foreign_words(foreign)
    keys = [key for key, asks in made.asks.items() if any(ask in known for ask in asks)]
    for key in rng.sample(keys, min(ABROAD, len(keys))):
        question = rng.choice([ask for ask in made.asks[key] if ask in known])
        yield _case(made, key, as_guests_write(question, rng), rng, "abroad", hard)
    ways = lessons("abroad")[foreign]["price"]
    for key in rng.sample([k for k in made.asks if k[0] == "price" and k[2] in ("", "any")], 2):
        question = as_guests_write(rng.choice(ways).format(item=key[1]), rng)
        yield _case(made, key, question, rng, "abroad", hard)


def _foreign_words(foreign: str) -> frozenset[str]:
    own = lessons("abroad")[foreign]
    known = {ask for kind in ("hours", "phone", "mail", "place") for ask in own[kind]}
    known |= {way.format(day=day) for way in own["day"] for day in own["days"]}
    known |= {ask for topic in lessons("topics").values() for ask in topic.get(foreign, [])}
    return frozenset(known)


def _case(made: Made, key: Key, question: str, rng: random.Random, form: str, hard: int) -> Case:
    gold = [f.text for f in made.fragments if key in f.answers]
    near = made.nearness.get(key, frozenset(key))
    wrong = [f for f in made.fragments if key not in f.answers and f.text not in gold]
    wrong.sort(
        key=lambda f: (-len(f.near & near) - 2 * (hard > 0 and key[1] in f.near), rng.random())
    )
    texts = list(dict.fromkeys(f.text for f in wrong))
    nearest = hard or NEAREST
    return Case(
        question,
        tuple(dict.fromkeys(gold)),
        tuple(texts[:nearest]),
        form,
        made.name,
        tuple(texts[nearest:]),
    )
