from __future__ import annotations

import pytest

from server.limits import REMEMBERED_KEYS, RateLimit
from store.errors import TooMany


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_quota_is_spent_and_comes_back_with_time() -> None:
    clock = Clock()
    limit = RateLimit("messages", 3, 60, clock)

    left = [limit.take("a").left for _ in range(3)]
    with pytest.raises(TooMany) as refused:
        limit.take("a")
    clock.now += 20
    limit.take("a")

    assert left == [2, 1, 0]
    assert refused.value.retry_after == 20


def test_one_key_does_not_spend_anothers_quota() -> None:
    limit = RateLimit("messages", 1, 60, Clock())

    limit.take("a")

    assert limit.take("b").left == 0


def test_a_flood_of_keys_does_not_fill_the_memory() -> None:
    limit = RateLimit("messages", 1, 60, Clock())

    for number in range(REMEMBERED_KEYS + 500):
        limit.take(str(number))

    assert len(limit._buckets) == REMEMBERED_KEYS
