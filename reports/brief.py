"""The daily report's first words: what changed since the same weekday, and what to do about it."""

from __future__ import annotations

from typing import Any

from reports import odds
from reports.story import Figures, counted, seconds

Action = dict[str, str]
MOST_ACTIONS = 3


def summary(figures: Figures) -> dict[str, Any]:
    """`paragraph`, and `actions` with `what` and `how`: a command, or a key of the desk."""
    return {"paragraph": _paragraph(figures), "actions": _actions(figures)[:MOST_ACTIONS]}


def _paragraph(figures: Figures) -> str:
    talks, before = figures["conversations"]["total"], figures["compared"]
    said = [_amount(talks, before["conversations"], before["label"])]
    questions = figures["questions"]
    alone, total = questions["ends"]["alone"], questions["total"]
    if total:
        said.append(
            f"Of {counted(total, 'question')} the concierge answered {_alone(alone, total)} alone."
        )
    half = figures["first_reply"]["concierge"]["p50_s"]
    if half is not None:
        said.append(f"Half of the guests had its first words within {seconds(half)}.")
    return " ".join(said)


def _amount(now: int, was: int, label: str) -> str:
    if not now:
        there = f"there were {counted(was, 'conversation')}" if was else "nobody did either"
        return f"Nobody wrote; on {label} {there}."
    told = f"Guests wrote in {counted(now, 'conversation')}"
    if not was:
        return f"{told}; on {label} nobody did."
    if not odds.moved(now, was):
        return f"{told}, about as on {label} ({was:,})."
    return f"{told}, {'more' if now > was else 'fewer'} than on {label} ({was:,})."


def _alone(alone: int, total: int) -> str:
    """Few questions have no share worth telling."""
    if total < odds.FEW:
        return "all" if alone == total else f"{alone:,}"
    return odds.said(alone, total)


def _actions(figures: Figures) -> list[Action]:
    waiting, found = figures["waiting"], []
    if waiting["escalations"]:
        guests = counted(waiting["escalations"], "guest waits", "guests wait")
        found.append(_action(f"{guests} for a person: settle them.", "concierge tui, key 3"))
    if waiting["drafts"]:
        drafts = counted(waiting["drafts"], "draft waits", "drafts wait")
        found.append(_action(f"{drafts} to be decided.", "concierge draft list"))
    if figures["trouble"]["dead"] or figures["trouble"]["unknown"]:
        found.append(_action("Some mail did not leave: see why.", "concierge doctor"))
    if figures["gaps"]["open"]:
        gaps = counted(figures["gaps"]["open"], "question has", "questions have")
        found.append(_action(f"{gaps} no answer yet: answer the most asked.", "concierge gap list"))
    return found


def _action(what: str, how: str) -> Action:
    return {"what": what, "how": how}
