"""The sentences the concierge says itself, in every language we speak: `phrases/*.toml`.

What stands in a source stays in the source's words; only what is ours is here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Phrases:
    automatic: str
    greeting: str
    thanks: str
    goodbye: str
    how_are_you: str
    robot: str
    abilities: str
    person: str
    unknown: str
    clarify: str
    empty: str
    angry: str
    emergency: str
    original: str
    conflict: str
    past: str
    cheapest: str
    dearest: str
    compared: str
    yes: str
    no: str
    bargain: str
    again: str
    partly: str
    picture: str
    ask_person: str
    ask_hours: str
    ask_where: str
    ask_contact: str
    open_day: str
    closed_day: str
    open_now: str
    closed_now: str
    open_then: str
    closed_then: str
    until: str
    days: tuple[str, ...]
    months: tuple[str, ...]
    on_date: str
    today: str
    tomorrow: str
    weekdays: tuple[str, ...]
    span: str
    every_day: str
    holidays: str
    closed: str
    holding: str
    message_ask: str
    message_taken: str
    left_undone: str
    not_done: str
    code_ask: str
    code_sent: str
    code_right: str
    code_wrong: str
    code_over: str
    code_subject: str
    code_mail: str
    welcome_back: str
    yes_please: str
    no_thanks: str

    def date(self, day: date) -> str:
        """ "on 10 January"; the year goes without saying."""
        return self.on_date.format(day=day.day, month=self.months[day.month - 1])

    def small_talk(self, intent: str, business: str) -> str:
        said: str = getattr(self, intent)
        return said.format(business=business)


@cache
def phrases(lang: str) -> Phrases:
    """Of this language; English where we do not speak it."""
    folder = files("agent") / "phrases"
    file = folder / f"{lang}.toml"
    if not (lang.isalpha() and file.is_file()):
        file = folder / "en.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    for name in ("days", "months", "weekdays"):
        data[name] = tuple(data[name])
    return Phrases(**{field.name: data[field.name] for field in fields(Phrases)})
