"""Figures about conversations: how many, how they ended, how long they took."""

from __future__ import annotations

from typing import Any

from reports.definitions import Count, Figure, Split, Spread, Total

SATISFIED = 4


def _ended(*ends: str) -> Any:
    return lambda thing: thing.end in ends


def _asked(talk: Any) -> bool:
    return bool(talk.end != "greeting_only")


def _unserved(talk: Any) -> bool:
    return talk.end in ("abandoned", "waiting")


TALKS: tuple[Figure, ...] = (
    Count(
        "conversations",
        "Conversations",
        "Conversations whose first message of a guest came on the day.",
        "talks",
    ),
    Count(
        "inquiries",
        "Inquiries",
        "Conversations in which something was asked; those with nothing but a greeting are left "
        "out. The one denominator of how conversations ended.",
        "talks",
        _asked,
    ),
    Count(
        "alone",
        "Resolved alone",
        "Inquiries whose every question the concierge answered, in which no person spoke and which "
        "were not reopened. Silence is not taken for a yes: it says who answered.",
        "talks",
        _ended("alone"),
        better="more",
    ),
    Count(
        "assisted",
        "Resolved with a person",
        "Inquiries in which a person spoke or approved the words, nothing is owed, and which were "
        "not reopened.",
        "talks",
        _ended("assisted"),
    ),
    Count(
        "abandoned",
        "Ended without an answer",
        "Inquiries that ended with a question asked back, handed over or rejected, and nobody "
        "spoke after it.",
        "talks",
        _ended("abandoned"),
        better="less",
    ),
    Count(
        "reopened",
        "Reopened",
        "Inquiries that were answered and closed, and in which the guest wrote again within 72 "
        "hours of the day's end.",
        "talks",
        _ended("reopened"),
        better="less",
    ),
    Count(
        "left_waiting",
        "Still owed",
        "Inquiries in which, after 72 hours, a question, a draft or a call for a person waited.",
        "talks",
        _ended("waiting"),
        better="less",
    ),
    Count(
        "greetings",
        "Nothing asked",
        "Conversations with nothing but a greeting or thanks.",
        "talks",
        _ended("greeting_only"),
    ),
    Count(
        "confirmed",
        "Ended with thanks",
        "Inquiries resolved alone whose last word was the guest's thanks or goodbye.",
        "talks",
        lambda talk: talk.confirmed,
        better="more",
    ),
    Count(
        "needed_person",
        "Needed a person",
        "Conversations with a question the concierge could not or might not answer by itself.",
        "talks",
        lambda talk: talk.handed_over,
        better="less",
    ),
    Count(
        "after_hours",
        "After hours",
        "Inquiries begun while no staff were there (desk.hours).",
        "talks",
        lambda talk: talk.after_hours and _asked(talk),
    ),
    Count(
        "after_hours_alone",
        "After hours, resolved alone",
        "Inquiries begun after hours that the concierge resolved alone.",
        "talks",
        lambda talk: talk.after_hours and talk.end == "alone",
        better="more",
    ),
    Count(
        "missed_after_hours",
        "Missed after hours",
        "Inquiries begun after hours that ended without an answer or are still owed one.",
        "talks",
        lambda talk: talk.after_hours and _unserved(talk),
        better="less",
    ),
    Count(
        "missed_in_hours",
        "Missed in staffed hours",
        "Inquiries begun in staffed hours that ended without an answer or are still owed one.",
        "talks",
        lambda talk: not talk.after_hours and _unserved(talk),
        better="less",
    ),
    Count(
        "returning",
        "Returning guests",
        "Conversations of guests who had written on an earlier day.",
        "talks",
        lambda talk: talk.returning,
    ),
    Count(
        "rated",
        "Rated",
        "Conversations a guest gave a rating to, from 1 to 5; the last one counts.",
        "talks",
        lambda talk: talk.score is not None,
    ),
    Count(
        "satisfied",
        "Rated 4 or 5",
        "Conversations a guest rated 4 or 5.",
        "talks",
        lambda talk: (talk.score or 0) >= SATISFIED,
        better="more",
    ),
    Total(
        "score_points",
        "Points of ratings",
        "All ratings added up.",
        "talks",
        lambda talk: talk.score is not None,
        of=lambda talk: talk.score,
    ),
    Spread(
        "first_reply",
        "First reply",
        "From a guest's first message to the first words they could read from the house, of "
        "concierge or staff. A draft that waits is not such words. Conversations never replied to "
        "are counted under how they ended, not here.",
        "talks",
        unit="seconds",
        better="less",
        of=lambda talk: talk.first_reply_s,
    ),
    Spread(
        "first_person",
        "First reply by a person",
        "From the first message that needed a person to the first words of one.",
        "talks",
        unit="seconds",
        better="less",
        of=lambda talk: talk.first_person_s,
    ),
    Spread(
        "resolution",
        "Time to resolution",
        "From a guest's first message to the last reply, of inquiries that were answered.",
        "talks",
        unit="seconds",
        better="less",
        of=lambda talk: talk.solved_s,
    ),
    Split(
        "by_channel", "By channel", "Inquiries by channel.", "talks", _asked, by=lambda t: t.channel
    ),
    Split(
        "alone_by_channel",
        "Resolved alone, by channel",
        "Inquiries resolved alone, by channel.",
        "talks",
        _ended("alone"),
        by=lambda talk: talk.channel,
    ),
    Split(
        "by_language",
        "By language",
        "Inquiries by the language of the guest's first message.",
        "talks",
        _asked,
        by=lambda talk: talk.lang or "?",
    ),
    Split(
        "by_hour",
        "By hour",
        "Inquiries by the hour they began in, by the business's clock.",
        "talks",
        _asked,
        by=lambda talk: f"{talk.hour:02d}",
    ),
    Split(
        "by_weekday",
        "By weekday",
        "Inquiries by the weekday they began on; 0 is Monday.",
        "talks",
        _asked,
        by=lambda talk: str(talk.weekday),
    ),
)
