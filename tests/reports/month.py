"""A month at the desk, the same for the same seed. Returns what it did, counted as it was done."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from store.tables import User
from tests.reports.desk import MINUTE, SECOND, Desk

KNOWN = (
    ("What time is breakfast?", "breakfast", "Breakfast is served from seven to ten."),
    ("When do you serve breakfast", "breakfast", "Breakfast is served from seven to ten."),
    ("Is there parking?", "arrival", "Parking is 12 euros a night."),
    ("How much is the parking per night?", "arrival", "Parking is 12 euros a night."),
    ("Can I check in at noon?", "arrival", "Rooms are ready from 15:00."),
    ("Do you take dogs?", "policies", "Dogs stay for 15 euros a night."),
    ("Can I cancel for free?", "policies", "Free until two days before arrival."),
)
UNKNOWN = (
    "Is the pool heated in November?",
    "Do you have an electric car charger?",
    "Can you store our surfboards?",
)
REASONS = ("The guest asked for a person.", "The concierge did not know the answer.")


@dataclass
class Done:
    """What was done; the report must find the same."""

    conversations: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    gaps: int = 0


def a_month(desk: Desk, first: datetime, days: int, staff: list[User], seed: int = 7) -> Done:
    rng, done = random.Random(seed), Done()
    with desk.at_once():
        for day in range(days):
            for _ in range(rng.randint(2, 9)):
                minute = int(min(max(rng.gauss(15 * 60, 240), 5), 21 * 60))
                at = first + timedelta(days=day, minutes=minute, seconds=rng.randint(0, 59))
                _one(desk, rng, at, staff, done)
    return done


def _one(desk: Desk, rng: random.Random, at: datetime, staff: list[User], done: Done) -> None:
    channel = rng.choice(["widget", "widget", "widget", "mail", "sms"])
    conversation = desk.opens(at, channel)
    done.conversations += 1
    done.channels[channel] += 1
    done.days[str(at.date())] += 1
    for _ in range(rng.randint(1, 4)):
        at += rng.randint(20, 90) * SECOND
        pause = rng.randint(1, 40) / 10 * SECOND
        luck, by = rng.random(), rng.choice(staff)
        if luck < 0.7:
            text, page, quote = rng.choice(KNOWN)
            cited = {
                "title": page.capitalize(),
                "url": f"https://seaview.example/{page}",
                "page": None,
                "quote": quote,
            }
            desk.answers(desk.asks(conversation, text, at), at + pause, citations=[cited])
            done.ends["alone"] += 1
        elif luck < 0.78:
            desk.answers(desk.asks(conversation, "price?", at), at + pause, outcome="clarify")
            done.ends["clarified"] += 1
        elif luck < 0.88:
            question = desk.asks(conversation, rng.choice(UNKNOWN), at)
            desk.hands_over(question, at + pause, rng.choice(REASONS))
            done.ends["handed_over"] += 1
            done.gaps += 1
            desk.person_says(conversation, by, "I will find out.", at + rng.randint(3, 30) * MINUTE)
            desk.resolves(conversation, by, at + 31 * MINUTE)
            return
        else:
            draft = desk.drafts(desk.asks(conversation, "Is the terrace open?", at), at + pause)
            at += rng.randint(2, 20) * MINUTE
            if luck < 0.95:
                desk.approves(draft, by, at)
                done.ends["draft_unchanged"] += 1
            elif luck < 0.98:
                desk.approves(draft, by, at, "It is, until sunset.")
                done.ends["draft_edited"] += 1
            else:
                desk.rejects(draft, by, at)
                done.ends["draft_rejected"] += 1
    if rng.random() < 0.4:
        thanks = desk.asks(conversation, "Thank you!", at + MINUTE)
        desk.answers(thanks, at + MINUTE + SECOND, kind="small_talk")
