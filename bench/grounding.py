"""Whether every figure of an answer stands in its citations, or was computed from figures that do.

A computed figure counts when the answer shows what it came from: "2 x £28 = £56" needs 28 in a
citation and 56 = 2 x 28. The guest's own figures may be said back. Clock times are one however they
are written: 18:00, 6 pm, 18h.
"""

from __future__ import annotations

import re
from datetime import datetime

from agent.composer import Answer

_FIGURE = re.compile(
    r"(?<![\d])(\d{1,2})(?:[:hH]|\s?[hH]\s?)(\d\d)(?!\d)|(\d+(?:[.,]\d+)*)(?:\s?([ap])\.?m\b)?",
    re.I,
)


def ungrounded(answer: Answer, question: str, now: datetime) -> list[str]:
    """Figures of the answer that come from nowhere. Asking back and fetching somebody claim
    nothing."""
    if answer.outcome != "answered" and answer.kind != "conflict":
        return []
    quoted = "\n".join(f"{c.title}\n{c.quote}" for c in answer.citations)
    known = _values(quoted) | _values(question) | {float(now.year), float(now.year + 1)}
    known |= {value + 12 for value in known if value < 12} | {v - 12 for v in known if v <= 24}
    shown = _figures(answer.text)
    strangers = [(text, value) for text, value in shown if not _near(value, known)]
    if "=" not in answer.text:
        return [text for text, _ in strangers]
    parts = {value for _, value in shown if _near(value, known)}
    return [text for text, value in strangers if not _computed(value, parts)]


def _near(value: float, known: set[float]) -> bool:
    return any(abs(other - value) < 0.005 for other in known)


def _computed(value: float, parts: set[float]) -> bool:
    return any(abs(one * other - value) < 0.006 for one in parts for other in parts)


def _values(text: str) -> set[float]:
    return {value for _, value in _figures(text)}


def _figures(text: str) -> list[tuple[str, float]]:
    found = []
    for match in _FIGURE.finditer(text):
        if match[1]:
            found.append((match[0], int(match[1]) + int(match[2]) / 100))
            continue
        number = match[3]
        parts = re.split(r"[.,]", number)
        if len(parts) > 1 and len(parts[-1]) == 3:
            value = float("".join(parts))
        elif len(parts) > 1:
            value = float("".join(parts[:-1]) + "." + parts[-1])
        else:
            value = float(number)
        found.append(
            (match[0], value + (12 if (match[4] or "").lower() == "p" and value < 12 else 0))
        )
    return found
