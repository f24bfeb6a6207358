"""How guests really write: in a hurry, on a telephone, by voice, with slips of the finger."""

from __future__ import annotations

import random
import re

_SHORT = (
    (r"\byou\b", "u"),
    (r"\byour\b", "ur"),
    (r"\bare\b", "r"),
    (r"\bplease\b", "pls"),
    (r"\bwith\b", "w"),
    (r"\bfor\b", "4"),
    (r"\band\b", "&"),
    (r"\bhow much\b", "hw much"),
    (r"\bwhat's\b|\bwhat is\b", "whats"),
    (r"\bdo you\b", "d'you"),
    (r"\bprice\b", "prise"),
    (r"\btomorrow\b", "tmrw"),
    (r"\bappointment\b", "appt"),
)
_BEFORE = (
    "hi, ", "Hello! ", "hey ", "um so ", "yeah hello ", "good morning, ", "quick question: ",
    "Sorry, ", "hi there i was wondering ", "ok and ", "just asking, ", "we're coming tomorrow, ",
    "so basically i wanted to know ", "Hi, I'm new here. ",
)  # fmt: skip
_AFTER = (" please", " thanks", " thx", "??", " pls", " for me and my wife", " asap", "!", " then")


def as_guests_write(question: str, rng: random.Random) -> str:
    """The question, left alone a third of the time, else with one to three habits of guests."""
    if rng.random() < 0.35:
        return question
    text = question
    if rng.random() < 0.6:
        text = text.lower()
    if rng.random() < 0.45:
        text = text.rstrip(" ?.!")
    if rng.random() < 0.2:
        text = re.sub(*rng.choice(_SHORT), text, count=1, flags=re.IGNORECASE)
    if rng.random() < 0.3:
        text = with_slip(text, rng)
    if rng.random() < 0.15:
        text = rng.choice(_BEFORE) + text
    if rng.random() < 0.12:
        text = text.rstrip("?") + rng.choice(_AFTER)
    return text


def with_slip(text: str, rng: random.Random) -> str:
    """One word of five letters or more with letters swapped, lost, doubled or replaced."""
    places = [match.start() for match in re.finditer(r"[^\W\d_]{5,}", text)]
    if not places:
        return text
    at = rng.choice(places) + rng.randrange(1, 4)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + rng.choice("aeiourstn") + text[at + 1 :]
