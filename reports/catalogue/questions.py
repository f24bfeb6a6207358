"""Figures about what guests asked, and what became of each question."""

from __future__ import annotations

from typing import Any

from reports.definitions import Count, Figure, Split, Spread
from reports.threads import QUESTION_ENDS

_QUESTION_TITLES = {
    "alone": "Questions answered alone",
    "clarified": "Questions asked back",
    "handed_over": "Questions handed over",
    "draft_unchanged": "Drafts approved unchanged",
    "draft_edited": "Drafts approved with changes",
    "draft_rejected": "Drafts rejected",
    "draft_waiting": "Drafts left waiting",
    "staff": "Questions in a person's hands",
    "waiting": "Questions nobody answered",
}


def _ended(*ends: str) -> Any:
    return lambda thing: thing.end in ends


QUESTIONS: tuple[Figure, ...] = (
    Count(
        "questions",
        "Questions",
        "Messages of guests that wanted something; a greeting or thanks is none.",
        "questions",
    ),
    *(
        Count(
            f"questions_{end}",
            _QUESTION_TITLES[end],
            f"Questions that ended as “{end}” (see reports/threads.py); all ends add up to "
            "the questions.",
            "questions",
            _ended(end),
        )
        for end in QUESTION_ENDS
    ),
    Count(
        "drafts_decided",
        "Drafts decided",
        "Drafts that staff approved, changed or rejected.",
        "questions",
        _ended("draft_unchanged", "draft_edited", "draft_rejected"),
    ),
    Count(
        "replies_changed",
        "Replies changed or taken over",
        "Questions whose reply staff changed, rejected or gave themselves.",
        "questions",
        _ended("draft_edited", "draft_rejected", "staff"),
        better="less",
    ),
    Spread(
        "compose_time",
        "Time to compose",
        "How long the concierge took to find its words, by its own clock.",
        "questions",
        unit="seconds",
        better="less",
        of=lambda q: None if q.latency_ms is None else q.latency_ms / 1000,
    ),
    Split(
        "pages",
        "Pages answers stood on",
        "Questions answered alone, by the title of the page the answer was first quoted from.",
        "questions",
        lambda question: question.page is not None,
        by=lambda question: question.page[0] or question.page[1],
    ),
)
