"""Models asked in turn, until one gives a whole answer or the time is up. A chain is a model too.

    choose   the first model that is not resting after failures
    share    it may use part of the time that is left, so that some remains for the next
    try      at most three times, with a growing, jittered wait, never less than the vendor asks
             for; one that was too slow is not waited for again while another can be asked
    go on    to the next model; what a broken one said is taken back with `Again`

When none is left, `Failed` is raised and the caller falls back on structured mode. Every failure
costs time out of one purse, `request.deadline`, so the number of models does not add to the wait.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from models.breaker import Breaker
from models.model import Again, Event, Failed, Model, Request, Stop, TextDelta, ToolCall, in_time
from store.errors import Invalid

TRIES = 3
FIRST_WAIT_S = 0.25
SHARE = 0.6
# A try that has less time than this is not worth what it costs.
LEAST_S = 0.5


@dataclass(frozen=True, slots=True)
class Health:
    """How a model of the chain does: seconds it still rests, and its last fault."""

    model: str
    resting: float
    fault: str


class Chain:
    """`least_s` is the shortest time worth a try; `jitter` gives a factor about one."""

    def __init__(
        self,
        models: Sequence[Model],
        *,
        first_wait_s: float = FIRST_WAIT_S,
        least_s: float = LEAST_S,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),
        breakers: Sequence[Breaker] | None = None,
    ) -> None:
        if not models:
            raise Invalid("No model is set.", "concierge model use PROVIDER:NAME sets one.")
        self._links = list(zip(models, breakers or [Breaker() for _ in models], strict=True))
        self._first_wait_s, self._least_s, self._jitter = first_wait_s, least_s, jitter

    @property
    def name(self) -> str:
        """The first model's: the one that speaks when all is well."""
        return self._links[0][0].name

    def health(self) -> list[Health]:
        return [
            Health(model.name, breaker.resting, breaker.fault) for model, breaker in self._links
        ]

    def stream(self, request: Request) -> Generator[Event, None, None]:
        said = _Said()
        failure: Failed | None = None
        for number, (model, breaker) in enumerate(self._links):
            last = number == len(self._links) - 1
            if not breaker.may_ask():
                continue
            asked = request if last else _sharing(request)
            failure = yield from self._link(model, breaker, asked, said, last=last)
            if failure is None:
                return
            if not failure.another or request.left < self._least_s:
                raise failure
        raise failure or self._all_rest()

    def _link(
        self, model: Model, breaker: Breaker, request: Request, said: _Said, *, last: bool
    ) -> Generator[Event, None, Failed | None]:
        """None when the answer was whole; else why this model gave none."""
        wait = self._first_wait_s
        for attempt in range(1, TRIES + 1):
            failure = yield from _once(model, breaker, request, said)
            if failure is None or not failure.retry or (failure.why == "slow" and not last):
                return failure
            pause = max(failure.retry_after, wait * self._jitter())
            in_vain = pause + self._least_s > request.left or breaker.resting > pause
            if attempt == TRIES or in_vain:
                return failure
            if request.halt.wait(pause):
                halted = Failed("halted", "The answer is no longer wanted.", model=model.name)
                return halted
            if not breaker.may_ask():
                return failure
            wait *= 2
        return failure

    def _all_rest(self) -> Failed:
        told = "; ".join(b.fault for _, b in self._links if b.fault)
        return Failed(
            "overloaded",
            f"Every model is resting after failures: {told}",
            "`concierge doctor` tries them.",
            model=self.name,
        )


class _Said:
    """What the caller has been given so far, and must be told to forget before a new beginning."""

    def __init__(self) -> None:
        self.void: Failed | None = None
        self.anything = False


def _sharing(request: Request) -> Request:
    return replace(request, deadline=in_time(request.left * SHARE))


def _once(
    model: Model, breaker: Breaker, request: Request, said: _Said
) -> Generator[Event, None, Failed | None]:
    settled = False
    try:
        with closing(model.stream(request)) as stream:
            for event in stream:
                if said.void is not None:
                    yield Again(said.void.why)
                    said.void, said.anything = None, False
                said.anything = said.anything or isinstance(event, TextDelta | ToolCall)
                if isinstance(event, Stop):
                    breaker.went_well()
                    settled = True
                    yield event
                    return None
                yield event
        raise Failed("cut", f"The model {model.name} broke off.", model=model.name)
    except Failed as failure:
        breaker.failed(failure)
        settled = True
        said.void = failure if said.anything else None
        return failure
    finally:
        if not settled:  # the caller went away, or something broke that is no failure of a model
            breaker.failed(Failed("halted", "The answer is no longer wanted.", model=model.name))
