from __future__ import annotations

import pytest

from models.breaker import LONG_REST_S, REST_S, Breaker
from models.model import Failed, Why


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def fail(breaker: Breaker, why: Why = "broken", times: int = 1, retry_after: float = 0.0) -> None:
    for _ in range(times):
        assert breaker.may_ask()
        breaker.failed(Failed(why, "No.", retry_after=retry_after))


def test_a_model_rests_after_three_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, times=2)
    breaker.went_well()
    fail(breaker, times=2)
    assert breaker.may_ask()

    breaker.failed(Failed("broken", "No."))

    assert not breaker.may_ask()
    assert breaker.resting == REST_S


def test_after_its_rest_one_request_tries_it_for_all(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, times=3)
    clock.now += REST_S

    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]
    breaker.went_well()
    assert [breaker.may_ask() for _ in range(3)] == [True, True, True]


def test_a_try_that_fails_sends_it_back_to_rest(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, times=3)
    clock.now += REST_S
    fail(breaker)

    assert not breaker.may_ask()
    assert breaker.resting == REST_S


def test_a_try_nobody_waited_for_leaves_the_next_one_free(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, times=3)
    clock.now += REST_S
    fail(breaker, "halted")

    assert breaker.may_ask()


def test_a_wrong_key_rests_longer_at_once(breaker: Breaker) -> None:
    fail(breaker, "key")

    assert breaker.resting == LONG_REST_S


def test_the_vendors_own_wait_is_kept(breaker: Breaker) -> None:
    fail(breaker, "busy", retry_after=7.0)

    assert breaker.resting == 7.0
    assert not breaker.may_ask()


def test_what_is_no_fault_of_the_model_does_not_count(breaker: Breaker) -> None:
    for why in ("halted", "too_long", "invalid", "budget"):
        fail(breaker, why, times=5)

    assert breaker.may_ask()
