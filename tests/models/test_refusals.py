from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.refusals import LONGEST_WAIT, refused, wait_asked

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Fri, 20 Nov 2026 13:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"retry-after": "999999"}, LONGEST_WAIT),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, 0.0),
        ({"retry-after": "1e999"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
    ],
    ids=[
        *("none", "seconds", "half", "milliseconds", "moment", "past", "long", "negative"),
        *("no-number", "endless", "words"),
    ],
)
def test_a_retry_after_is_read_in_any_form(headers: dict[str, str], seconds: float) -> None:
    assert wait_asked(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "words", "why"),
    [
        (429, "insufficient_quota", "unpaid"),
        (429, "slow down", "busy"),
        (400, "Your credit balance is too low", "unpaid"),
        (400, "context_length_exceeded", "too_long"),
        (400, "no such field", "invalid"),
        (404, "no route", "unknown_model"),
        (413, "", "too_long"),
        (500, "authentication_error in our own logs", "broken"),
        (500, "overloaded_error", "overloaded"),
        (200, "anything told amid a stream", "broken"),
        (301, "", "invalid"),
    ],
)
def test_a_refusal_is_told_by_its_status_and_the_vendors_steady_words(
    status: int, words: str, why: str
) -> None:
    assert refused("openai:any", status, words).why == why


def test_a_vendors_words_are_cut_and_cleaned_before_they_are_told() -> None:
    told = refused("openai:any", 400, "\x1b[31mred\n" + "long " * 200).message

    assert "\x1b" not in told
    assert "\n" not in told
    assert len(told) < 320
