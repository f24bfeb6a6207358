"""A house of our own whose replies the guard judges, for the tests of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.claims import Complaint, Evidence, Guard, Span
from agent.sentences import sentences

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/London"))
RATES = Span(
    "p1",
    "Room | Low season | High season\n"
    "Garden room | 84 € | 126 €\n"
    "Harbour room | 97 € | 158 €\n"
    "Attic suite | 143 € | 215 €\n"
    "High season: July, August and September.",
    "Rates",
    "Seaview",
    "https://seaview.example/rates",
    lang="en",
)
HOURS = Span(
    "p2",
    "Restaurant\nTuesday to Friday 12:00 – 14:30\nSaturday 18:00 – 22:30\nMonday closed\n"
    "Sauna\nDaily 15:00 – 21:00",
    "Opening hours",
    "Seaview",
    lang="en",
)
RULES = Span(
    "p3",
    "Breakfast is included in every rate.\nDogs are welcome for 12 € a night.\n"
    "Parking costs 7 € a day. Wi-Fi is free of charge.\nSmoking is forbidden in all rooms.\n"
    "There is no lift.\nChildren under 6 years stay free.\n"
    "A deposit of 30 % is required. You can cancel until 14 days before arrival.",
    "House rules",
    "Seaview",
    lang="en",
)
REACH = Span(
    "p4",
    "Call 01632 960 123 or write to desk@seaview.example. We are at 12 Harbour Street.\n"
    "Our manager is Morwenna Tregear. The house opened in 1987.",
    "Contact",
    "Seaview",
    "https://seaview.example/contact",
    lang="en",
)
SPANS = (RATES, HOURS, RULES, REACH)


def evidence(said: str = "", lang: str = "en", **more: Any) -> Evidence:
    return Evidence(
        SPANS, said=said, now=NOW, hosts=["seaview.example"], names=["Seaview"], lang=lang, **more
    )


def complaints(text: str, said: str = "", lang: str = "en", **more: Any) -> list[Complaint]:
    guard = Guard(evidence(said, lang, **more))
    return [found for one in sentences(text) for found in guard.check(one).complaints]


def stands(text: str, said: str = "", lang: str = "en", **more: Any) -> bool:
    return not complaints(text, said, lang, **more)
