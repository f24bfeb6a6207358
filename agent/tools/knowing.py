"""Tools that look at what the house knows: its passages, and its opening hours as arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from agent.evidence import in_order
from agent.hours import hours_answer
from agent.phrases import phrases
from agent.quoting import cited
from agent.recall import Recall
from agent.tools.tool import Given, OnBehalf
from agent.understand import understand
from store.errors import Invalid, NotFound

PASSAGES = 5


@dataclass(frozen=True)
class LookUp:
    """Reads more of the knowledge than the question itself found."""

    recall: Recall
    zone: ZoneInfo
    languages: tuple[str, ...] = ("en",)
    name: ClassVar[str] = "look_up"
    description: ClassVar[str] = (
        "Search what the business has published, when the sources you were given do not answer "
        "the guest. Returns passages with ids to cite."
    )
    parameters: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {
            "query": {
                "type": "string",
                "description": "A short question or a few key words, in the guest's language.",
                "minLength": 2,
                "maxLength": 200,
            }
        },
        "required": ["query"],
    }
    personal: ClassVar[bool] = False
    seconds: ClassVar[float] = 5.0

    def read(self, arguments: Mapping[str, Any], who: OnBehalf) -> Given:
        query = arguments["query"]
        today = who.now.astimezone(self.zone).date()
        understood = understand(query, today, who.lang, self.languages)
        found = in_order(self.recall.look_up(query, understood), understood)
        best = [one.scrap for one in found.candidates[:PASSAGES]]
        citations = tuple(cited(scrap, scrap.text) for scrap in best)
        return Given({"passages": [scrap.passage_id for scrap in best]}, citations)


@dataclass(frozen=True)
class Hours:
    """Open or closed, computed from the hours that were read, holidays and seasons included."""

    recall: Recall
    zone: ZoneInfo
    name: ClassVar[str] = "opening_hours"
    description: ClassVar[str] = (
        "Compute whether the business, or a part of it, is open on a day, and from when to when."
    )
    parameters: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {
            "day": {"type": "string", "description": "YYYY-MM-DD", "pattern": r"\d{4}-\d\d-\d\d"},
            "time": {"type": "string", "description": "HH:MM, if asked", "pattern": r"\d\d:\d\d"},
            "part": {
                "type": "string",
                "description": "The part asked about (spa, restaurant); empty for the whole.",
                "maxLength": 40,
                "pattern": r"[^\d\n]*",
            },
        },
        "required": ["day"],
    }
    personal: ClassVar[bool] = False
    seconds: ClassVar[float] = 5.0

    def read(self, arguments: Mapping[str, Any], who: OnBehalf) -> Given:
        day = _day(arguments["day"])
        at = f" at {_clock(arguments['time'])}" if arguments.get("time") else ""
        part = arguments.get("part", "").strip()
        now = who.now.astimezone(self.zone)
        asked = f"is {f'the {part}' if part else 'it'} open on {day.isoformat()}{at}"
        understood = understand(asked, now.date(), "en", ("en",))
        found = self.recall.look_up(asked, understood)
        said = phrases(who.lang)
        answer = hours_answer(found.facts.get("hours", ()), understood, found.terms, now, said)
        if answer is None:
            raise NotFound("No opening hours of this are known.")
        return Given({"day": day.isoformat(), "computed": answer.text}, answer.citations)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("There is no such day.") from error


def _clock(text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError as error:
        raise Invalid("There is no such time.") from error
