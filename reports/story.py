"""What the figures say, in words: shared by the printed text, the page and the mail's subject."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reports.period import MONTHS, WEEKDAYS

Figures = dict[str, Any]

QUESTION_WORDS = {
    "alone": "Answered by the concierge alone",
    "clarified": "Asked back instead of answering",
    "handed_over": "Handed to a person",
    "draft_unchanged": "Draft approved unchanged",
    "draft_edited": "Draft approved with changes",
    "draft_rejected": "Draft rejected",
    "draft_waiting": "Draft still waiting",
    "staff": "In a person's hands",
    "waiting": "Nobody has answered yet",
}
CONVERSATION_WORDS = {
    "alone": "Answered by the concierge alone",
    "person": "A person answered",
    "waiting": "Still waiting for somebody",
    "abandoned": "Ended without an answer",
    "greeting_only": "Nothing was asked",
}
HONESTY = (
    "Every question is counted once, under what became of it. Silence is not taken for a yes: "
    "“answered alone” says who answered, not that the guest was content."
)


def subject(figures: Figures) -> str:
    """The mail's subject; the business's name and figures, no guest's words."""
    total = figures["conversations"]["total"]
    said = counted(total, "conversation") if total else "nobody wrote"
    late = " (late)" if figures["period"]["late"] else ""
    return f"{figures['business']}: {figures['period']['label']}, {said}{late}"


def headline(figures: Figures) -> str:
    talks, questions = figures["conversations"]["total"], figures["questions"]["total"]
    if not talks:
        return "Nobody wrote."
    started = f"{counted(talks, 'conversation')}, {counted(questions, 'question')}"
    if not questions:
        return f"{started}."
    alone = figures["questions"]["ends"]["alone"]
    return f"{started}; the concierge answered {alone} alone ({percent(alone, questions)})."


def compared(figures: Figures) -> str:
    before = figures["compared"]
    share = before["alone_share"]
    alone = f", {percent(share, 1)} answered alone" if share is not None else ""
    talks = counted(before["conversations"], "conversation")
    return f"{before['label']}: {talks}, {counted(before['questions'], 'question')}{alone}."


def attention(figures: Figures) -> list[str]:
    """What somebody should look at today; empty on a good day."""
    waiting, trouble = figures["waiting"], figures["trouble"]
    said = []
    if figures["period"]["late"]:
        said.append(
            "This report is late: the concierge was not running when it was due. It covers "
            f"{counted(figures['period']['days'], 'day')}."
        )
    if figures["period"].get("unfinished"):
        said.append("The period is not over yet; these are the figures so far.")
    if waiting["escalations"]:
        said.append(f"Waiting for a person: {counted(waiting['escalations'], 'conversation')}.")
    if waiting["drafts"]:
        said.append(f"Waiting to be approved: {counted(waiting['drafts'], 'draft')}.")
    if waiting["messages"]:
        said.append(f"Not answered yet: {counted(waiting['messages'], 'message')}.")
    if waiting["oldest_at"]:
        said.append(f"The oldest has been waiting since {local(figures, waiting['oldest_at'])}.")
    if trouble["dead"]:
        said.append(f"Could not be sent: {counted(trouble['dead'], 'delivery', 'deliveries')}.")
    if trouble["unknown"]:
        said.append(
            f"May or may not have left: {counted(trouble['unknown'], 'delivery', 'deliveries')}; "
            "somebody must ask."
        )
    said += [f"The schedule “{s['name']}” failed: {s['error']}" for s in trouble["schedules"]]
    if figures["knowledge"]["generation"] is None:
        said.append("No knowledge is published: the concierge can answer nothing.")
    return said


def knowledge(figures: Figures) -> str:
    held = figures["knowledge"]
    if held["generation"] is None:
        return "None is published. Read a website or a file with `concierge ingest`."
    return (
        f"Generation {held['generation']}, published {local(figures, held['published_at'])}: "
        f"{counted(held['documents'], 'document')} and {counted(held['passages'], 'passage')} "
        f"from {counted(held['sources'], 'source')}."
    )


def thanked(confirmed: int) -> str:
    return f"Of those answered alone, {confirmed:,} ended with thanks, a goodbye or the like."


def times(measured: Figures) -> str:
    """Such as: half within 2.1 s, 95 % within 8 s, on average 3 s (14 times); or: none."""
    if not measured["count"]:
        return "none"
    return (
        f"half within {seconds(measured['p50_s'])}, 95 % within {seconds(measured['p95_s'])}, "
        f"on average {seconds(measured['mean_s'])} ({counted(measured['count'], 'time')})"
    )


def seconds(value: float) -> str:
    if value < 10:
        return f"{value:.1f} s"
    if value < 100:
        return f"{value:.0f} s"
    minutes = round(value / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left:02d} min" if hours < 48 else f"{round(hours / 24)} days"


def percent(part: float, whole: float) -> str:
    """Rounded, but never to nothing or to all when it is not."""
    if not whole:
        return "-"
    rounded = round(100 * part / whole)
    if part and not rounded:
        return "<1 %"
    return f"{99 if rounded == 100 and part < whole else rounded} %"


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def short_day(day: str) -> str:
    """As in Mon 16 Nov."""
    of = date.fromisoformat(day)
    return f"{WEEKDAYS[of.weekday()][:3]} {of.day} {MONTHS[of.month - 1][:3]}"


def local(figures: Figures, instant: str) -> str:
    """A moment by the business's clock: "2026-11-19 07:02"."""
    zone = ZoneInfo(figures["timezone"])
    return datetime.fromisoformat(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M")
