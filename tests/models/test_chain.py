"""The chain over scripted models, and then over the doubles of real vendors at their worst."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from models.breaker import Breaker
from models.chain import TRIES, Chain
from models.model import (
    Again,
    Event,
    Failed,
    Halt,
    Message,
    Request,
    Stop,
    TextDelta,
    Usage,
    Why,
    gather,
    in_time,
)
from store.errors import Invalid
from tests.models.doubles.running import Running, limits_for
from tests.models.doubles.scripts import SENTENCE
from tests.models.questions import question

WHOLE = (TextDelta("From "), TextDelta("seven."), Usage(5, 2))


class Scripted:
    """Plays one script per request, the last one for ever. A failure ends its script."""

    def __init__(self, name: str, *scripts: tuple[Event | Failed, ...]) -> None:
        self.name = name
        self._scripts = list(scripts)
        self.asked: list[Request] = []

    def stream(self, request: Request) -> Generator[Event, None, None]:
        self.asked.append(request)
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        for step in script:
            if isinstance(step, Failed):
                raise step
            yield step


def failing(why: Why, retry_after: float = 0.0) -> Failed:
    return Failed(why, f"It was {why}.", retry_after=retry_after)


def whole(name: str) -> tuple[Event, ...]:
    return (*WHOLE, Stop("done", name))


def chain(*models: Scripted, breakers: list[Breaker] | None = None) -> Chain:
    return Chain(models, first_wait_s=0.001, least_s=0.01, jitter=lambda: 1.0, breakers=breakers)


def test_the_first_model_answers_when_all_is_well() -> None:
    first, second = Scripted("a:one", whole("a:one")), Scripted("b:two", whole("b:two"))

    reply = gather(chain(first, second), question())

    assert (reply.text, reply.stop.model) == ("From seven.", "a:one")
    assert second.asked == []


@pytest.mark.parametrize("why", ["unreachable", "slow", "busy", "overloaded", "broken", "cut"])
def test_what_may_pass_is_tried_again_but_never_in_a_storm(why: Why) -> None:
    first, second = Scripted("a:one", (failing(why),)), Scripted("b:two", whole("b:two"))

    reply = gather(chain(first, second), question())

    assert reply.stop.model == "b:two"
    assert 1 <= len(first.asked) <= TRIES


@pytest.mark.parametrize("why", ["key", "unpaid", "unknown_model", "too_long", "invalid"])
def test_what_does_not_pass_goes_to_the_next_at_once(why: Why) -> None:
    first, second = Scripted("a:one", (failing(why),)), Scripted("b:two", whole("b:two"))

    assert gather(chain(first, second), question()).stop.model == "b:two"
    assert len(first.asked) == 1


def test_one_that_was_too_slow_is_not_waited_for_again_while_another_can_be_asked() -> None:
    first, second = Scripted("a:one", (failing("slow"),)), Scripted("b:two", whole("b:two"))

    gather(chain(first, second), question())
    with pytest.raises(Failed):
        gather(chain(first), question())

    assert len(first.asked) == 1 + TRIES


def test_half_a_text_is_taken_back_before_another_begins() -> None:
    first = Scripted("a:one", (TextDelta("From nine"), failing("cut")), whole("a:one"))

    events = list(chain(first).stream(question()))

    assert events == [TextDelta("From nine"), Again("cut"), *whole("a:one")]
    assert gather(chain(Scripted("a", (TextDelta("x"), failing("cut")), whole("a"))), question())


def test_a_stream_that_just_ends_is_half_a_text_too() -> None:
    with pytest.raises(Failed) as failed:
        gather(chain(Scripted("a:one", (TextDelta("From nine"),))), question())

    assert failed.value.why == "cut"


def test_a_vendor_that_wants_more_time_than_there_is_is_left_for_the_next() -> None:
    first = Scripted("a:one", (failing("busy", retry_after=30.0),))
    second = Scripted("b:two", whole("b:two"))

    assert gather(chain(first, second), question(seconds=5)).stop.model == "b:two"
    assert len(first.asked) == 1


def test_a_wait_the_vendor_asks_for_is_kept_where_there_is_time() -> None:
    only = Scripted("a:one", (failing("busy", retry_after=0.05),), whole("a:one"))
    began = time.monotonic()

    assert gather(chain(only), question()).text == "From seven."
    assert time.monotonic() - began >= 0.05


def test_some_time_is_kept_for_the_next_model() -> None:
    first = Scripted("a:one", (failing("key"),))
    second = Scripted("b:two", whole("b:two"))
    asked = question(seconds=10)

    gather(chain(first, second), asked)

    assert first.asked[0].deadline < asked.deadline - 3
    assert second.asked[0].deadline == asked.deadline


def test_nobody_is_asked_who_rests() -> None:
    first, second = Scripted("a:one", (failing("key"),)), Scripted("b:two", whole("b:two"))
    both = chain(first, second)

    for _ in range(5):
        gather(both, question())

    assert len(first.asked) == 1
    assert [h.resting > 0 for h in both.health()] == [True, False]


def test_when_all_rest_the_guest_does_not_wait() -> None:
    only = chain(Scripted("a:one", (failing("key"),)))
    with pytest.raises(Failed):
        gather(only, question())

    with pytest.raises(Failed) as failed:
        gather(only, question())

    assert failed.value.why == "overloaded"
    assert "It was key." in failed.value.message


def test_our_own_no_is_final() -> None:
    first, second = Scripted("a:one", (failing("budget"),)), Scripted("b:two", whole("b:two"))

    with pytest.raises(Failed) as failed:
        gather(chain(first, second), question())

    assert failed.value.why == "budget"
    assert second.asked == []


def test_a_wait_between_tries_ends_when_the_guest_goes() -> None:
    halt = Halt()
    first = Scripted("a:one", (failing("busy", retry_after=60.0),))
    request = Request([Message("user", "When?")], deadline=in_time(600), halt=halt)
    threading.Timer(0.05, halt.now).start()

    with pytest.raises(Failed) as failed:
        gather(chain(first), request)

    assert failed.value.why == "halted"


def test_a_caller_who_leaves_early_does_no_harm() -> None:
    breaker = Breaker()
    both = chain(Scripted("a:one", whole("a:one")), breakers=[breaker])

    with closing(both.stream(question())) as stream:
        next(stream)

    assert breaker.may_ask()


def test_a_chain_of_nothing_is_refused() -> None:
    with pytest.raises(Invalid):
        Chain([])


# --- the vendors at their worst ----------------------------------------------------------------

FAULTS = [
    *("says-429", "says-529", "says-500", "says-401", "empty", "garbage", "fault", "bad-json"),
    *("cut-300", "drips", "silent", "stalls", "pings", "hangs-up", "endless"),
]
TURN_S = 15.0
# Both turns of a fault, and ten seconds: it is the limits that are tested here, not the machine.
CAP_S = 2 * TURN_S + 10.0


def test_whatever_a_vendor_does_another_answers_or_the_turn_ends(
    double: Running, ollama_double: Running
) -> None:
    """All at once, for most of them only wait."""
    good = ollama_double.model("ok")

    def asked(fault: str) -> tuple[str, str, str]:
        bad = double.model(fault, limits_for(fault))
        alone, backed = Chain([bad], first_wait_s=0.01), Chain([bad, good], first_wait_s=0.01)
        reply = gather(backed, question(seconds=TURN_S))
        try:
            gather(alone, question(seconds=TURN_S))
        except Failed:
            return reply.text, reply.stop.model, "it failed"
        return reply.text, reply.stop.model, "it answered"

    began = time.monotonic()
    with ThreadPoolExecutor(len(FAULTS)) as pool:
        ended = dict(zip(FAULTS, pool.map(asked, FAULTS), strict=True))

    assert time.monotonic() - began < CAP_S
    assert ended == dict.fromkeys(FAULTS, (SENTENCE, good.name, "it failed"))


def test_a_refusal_is_told_and_is_no_answer(anthropic_double: Running) -> None:
    reply = gather(Chain([anthropic_double.model("refuses")]), question())

    assert reply.stop.reason == "refused"
