"""Opening hours as pages print them, for the reader to learn from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from models.reader.made import Made, lessons

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in a row with the same hours; `hours` empty when it is closed."""

    first: int
    last: int
    hours: str

    def covers(self) -> list[str]:
        return list(DAYS[self.first : self.last + 1])


def add_hours(made: Made, rng: random.Random, places: Sequence[str], foreign: str) -> None:
    lang = foreign if foreign and rng.random() < 0.5 else "en"
    for number, both in enumerate(places):
        place, *other = both.split("; ")
        _ask(made, rng, place, [place, *other], foreign if number == 0 else "", number == 0)
        if rng.random() < 0.2:
            continue
        week = _week(rng)
        heading = _heading(rng, place, number == 0, lang)
        form = rng.choice((_as_block, _as_block, _as_rows, _as_line, _as_sentence))
        form(made, rng, heading, place, week, lang)
        if rng.random() < 0.2:
            season = f"{heading} > Winter (November to March)"
            keys = [("hours", place, "winter")]
            made.add(f"{season}\n{_printed(week, rng, 'en')}", keys, [place, "hours", "winter"])


def _ask(
    made: Made, rng: random.Random, place: str, words: Sequence[str], foreign: str, main: bool
) -> None:
    ways = lessons("abroad")["en"]
    near = [place, "hours"]

    def named() -> str:
        return (
            rng.choice(("it", "you")) if main and rng.random() < 0.6 else f"the {rng.choice(words)}"
        )

    asks = [_grammatical(way.format(place=named())) for way in ways["hours"]]
    if main:
        asks += ["opening hours?", "when r u open", "hours", "are you open now", "open today?"]
        asks += ["until when are you open", "what time do you close tonight"]
        asks += lessons("abroad")[foreign]["hours"] * 2 if foreign else []
    made.may_ask(("hours", place, ""), asks, near)
    for index, day in enumerate(DAYS):
        spoken = (day, day.lower(), f"{day}s", SHORT[index].lower())
        asks = [
            _grammatical(way.format(place=named(), day=rng.choice(spoken))) for way in ways["day"]
        ]
        if foreign:
            own = lessons("abroad")[foreign]
            asks += [way.format(day=own["days"][index]) for way in own["day"]] * 2
        made.may_ask(("hours", place, day), asks, [*near, day])
    made.may_ask(
        ("hours", place, "winter"),
        [
            f"winter hours of the {words[-1]}",
            f"is the {words[-1]} open in january",
            "winter opening?",
        ],
        [*near, "winter"],
    )


def _grammatical(question: str) -> str:
    for wrong, right in (("Is you", "Are you"), ("is you", "are you"), ("does you", "do you")):
        question = question.replace(wrong, right)
    return question.replace("of you?", "there?")


def _week(rng: random.Random) -> list[Spell]:
    def hours() -> str:
        opens, closes = rng.randint(6, 12), rng.randint(16, 23)
        form = rng.choice(
            ("{0}:00–{1}:00", "{0} am to {2} pm", "{0}.30 - {1}.00", "{0}:00 - {1}:30")
        )
        return form.format(opens, closes, closes - 12)

    shape = rng.choice((((0, 4), (5, 5), (6, 6)), ((0, 6),), ((0, 0), (1, 5), (6, 6)),
                        ((0, 3), (4, 5), (6, 6)), ((0, 1), (2, 6))))  # fmt: skip
    closed = rng.choice((0, len(shape) - 1)) if len(shape) > 1 and rng.random() < 0.6 else -1
    return [Spell(a, b, "" if n == closed else hours()) for n, (a, b) in enumerate(shape)]


def _heading(rng: random.Random, place: str, main: bool, lang: str) -> str:
    label = str(lessons("abroad")[lang]["labels"][0])
    if main and rng.random() < 0.5:
        return label
    return rng.choice(
        (f"{label} > {place.capitalize()}", f"{place.capitalize()}", f"{label} {place}")
    )


def _named(spell: Spell, rng: random.Random, lang: str) -> str:
    days = lessons("abroad")[lang]["days"] if lang != "en" else rng.choice((DAYS, SHORT))
    if spell.first == spell.last:
        return str(days[spell.first])
    return f"{days[spell.first]}{rng.choice((' - ', '–', ' to '))}{days[spell.last]}"


def _printed(week: Sequence[Spell], rng: random.Random, lang: str, between: str = "\n") -> str:
    closed = lessons("abroad")[lang]["labels"][1]
    mark = rng.choice((" | ", ": ", " "))
    return between.join(f"{_named(s, rng, lang)}{mark}{s.hours or closed}" for s in week)


def _keys(place: str, spells: Sequence[Spell]) -> list[tuple[str, str, str]]:
    return [("hours", place, day) for spell in spells for day in spell.covers()]


def _as_block(
    made: Made, rng: random.Random, heading: str, place: str, week: list[Spell], lang: str
) -> None:
    keys = [*_keys(place, week), ("hours", place, "")]
    made.add(f"{heading}\n{_printed(week, rng, lang)}", keys, [place, "hours", *DAYS])


def _as_line(
    made: Made, rng: random.Random, heading: str, place: str, week: list[Spell], lang: str
) -> None:
    keys = [*_keys(place, week), ("hours", place, "")]
    text = _printed(week, rng, lang, rng.choice((", ", " | ", "; ")))
    made.add(f"{heading}: {text}", keys, [place, "hours", *DAYS])


def _as_rows(
    made: Made, rng: random.Random, heading: str, place: str, week: list[Spell], lang: str
) -> None:
    for spell in week:
        text = f"{heading}\n{_printed([spell], rng, lang)}"
        keys = [*_keys(place, [spell]), ("hours", place, "")]
        made.add(text, keys, [place, "hours", *spell.covers()])


def _as_sentence(
    made: Made, rng: random.Random, heading: str, place: str, week: list[Spell], lang: str
) -> None:
    """Always in English: a sentence would have to be declined elsewhere."""
    parts = [
        f"{_named(s, rng, 'en')} {'from ' + s.hours if s.hours else 'it is closed'}" for s in week
    ]
    text = f"The {place} is open {', '.join(parts)}."
    made.add(text, [*_keys(place, week), ("hours", place, "")], [place, "hours", *DAYS])
