"""The frame every tool runs in. What a model asks for is a wish; here is what becomes of it.

    offered     the tools this guest's turn may have at all
    call        schema, identity, limits; a reading tool runs, an acting one is read back
    resume      the guest's next message: a whole yes runs what was read back, a no lets it be
    record      every run is on disk, with its arguments and what came of it

Nothing acts in the turn in which a model asks for it, so no text that a model has read (a page, a
document, a tool's result, a guest's name) can make it act: only the guest's own next message can,
and only on words that we made and the guest has seen.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from agent.composer import Turn
from agent.tools.consent import follows, says_no, says_yes
from agent.tools.schema import check_schema, checked
from agent.tools.tool import Acting, Given, OnBehalf, Reading
from models.model import ToolSpec
from store import tool_runs
from store.db import Store
from store.errors import ConciergeError, Forbidden, Invalid, TooMany, Unavailable
from store.tables import ToolRun
from store.tool_runs import Asked

log = logging.getLogger(__name__)

READS_PER_TURN = 6
ACTS_PER_DAY = 5
DAY = timedelta(days=1)
WORKERS = 8
NO_PROOF = "This is personal, and nobody has proved who the guest is."


@dataclass(frozen=True, slots=True)
class ReadBack:
    """An acting call that waits for the guest's yes to `text`."""

    run_id: int
    tool: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a reading call gave."""

    tool: str
    given: Given


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that was not made, or failed. `why` is for the model and the record."""

    tool: str
    why: str


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of the guest's answer to a read-back. `given` None: it was tried and failed, or
    (`declined`) the guest does not want it."""

    tool: str
    given: Given | None
    declined: bool = False
    why: str = ""


@dataclass(slots=True)
class Tally:
    """What one turn has called so far; one per turn."""

    reads: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)

    def note(self, tool: str, state: str, why: str = "") -> None:
        self.calls.append({"tool": tool, "state": state, **({"why": why} if why else {})})


class Toolbox:
    """The tools of a house. Safe to share between threads."""

    def __init__(
        self, store: Store, reading: Sequence[Reading] = (), acting: Sequence[Acting] = ()
    ) -> None:
        self._store = store
        self._reading = {tool.name: tool for tool in reading}
        self._acting = {tool.name: tool for tool in acting}
        for tool in (*reading, *acting):
            check_schema(tool.parameters)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="tool")

    def add(self, tool: Acting) -> None:
        """One more acting tool, before the house opens."""
        check_schema(tool.parameters)
        self._acting[tool.name] = tool

    def offered(self, who: OnBehalf) -> tuple[ToolSpec, ...]:
        """Where nothing is stored nothing can be read back, so nothing acts."""
        acting = self._acting.values() if who.conversation_id else ()
        return tuple(
            ToolSpec(tool.name, tool.description, tool.parameters)
            for tool in (*self._reading.values(), *acting)
            if who.person or not tool.personal
        )

    def call(
        self, name: str, arguments: Mapping[str, Any], who: OnBehalf, tally: Tally
    ) -> Told | ReadBack | Refused:
        """What a model asked for. Never raises: a refusal is an answer the model can use."""
        try:
            done = self._called(name, arguments, who, tally)
        except ConciergeError as error:
            tally.note(name[:64], "refused", error.message)
            return Refused(name[:64], error.message)
        tally.note(name, "read_back" if isinstance(done, ReadBack) else "done")
        return done

    def _called(
        self, name: str, arguments: Mapping[str, Any], who: OnBehalf, tally: Tally
    ) -> Told | ReadBack:
        if tool := self._reading.get(name):
            self._may(tool, who)
            if tally.reads >= READS_PER_TURN:
                raise TooMany("That is enough looking up for one answer.")
            tally.reads += 1
            right = checked(tool.parameters, arguments)
            return Told(name, self._read(tool, right, who))
        if act := self._acting.get(name):
            self._may(act, who)
            return self._proposed(act, checked(act.parameters, arguments), who)
        raise Invalid(f"There is no tool {name[:64]!r}.")

    @staticmethod
    def _may(tool: Reading | Acting, who: OnBehalf) -> None:
        if tool.personal and not who.person:
            raise Forbidden(NO_PROOF)

    def _read(self, tool: Reading, arguments: dict[str, Any], who: OnBehalf) -> Given:
        began = time.perf_counter()
        try:
            given = self._within(tool.seconds, lambda: tool.read(arguments, who))
        except ConciergeError as error:
            self._record(tool.name, arguments, who, {}, error.message, began)
            raise
        self._record(tool.name, arguments, who, given.data, "", began)
        return given

    def _within(self, seconds: float, work: Callable[[], Given]) -> Given:
        try:
            return self._pool.submit(work).result(timeout=seconds)
        except TimeoutError as error:
            raise Unavailable("It took too long.") from error
        except ConciergeError:
            raise
        except Exception as error:
            log.exception("A tool broke")
            raise Unavailable("It does not work just now.") from error

    def _record(
        self,
        tool: str,
        arguments: dict[str, Any],
        who: OnBehalf,
        data: Mapping[str, Any],
        error: str,
        began: float,
    ) -> None:
        if not who.conversation_id:
            return
        took = round((time.perf_counter() - began) * 1000, 2)
        asked = Asked(who.conversation_id, who.message_id, tool, arguments)
        with self._store.writing() as tx:
            tool_runs.record(tx, asked, result=data, error=error, took_ms=took, now=who.now)

    def _proposed(self, tool: Acting, arguments: dict[str, Any], who: OnBehalf) -> ReadBack:
        if not who.conversation_id:
            raise Forbidden("Nothing is done for a conversation that is not kept.")
        settled = tool.settled(arguments, who)
        text = tool.read_back(settled, who.lang)
        asked = Asked(who.conversation_id, who.message_id, tool.name, settled)
        with self._store.writing() as tx:
            if tool_runs.acted_since(tx, who.conversation_id, who.now - DAY) >= ACTS_PER_DAY:
                raise TooMany("Enough was done for this guest today; a person should look at it.")
            run = tool_runs.propose(tx, asked, text, who.now)
            return ReadBack(run.id, tool.name, run.read_back)

    def resume(self, turn: Turn, whose: Callable[[], OnBehalf]) -> Acted | None:
        """What the guest's message does to what was read back; None when it does nothing to it.

        A turn that is taken again after a crash finds what its message confirmed, and goes on.
        """
        if not turn.conversation_id or not turn.message_id:
            return None
        with self._store.reading() as tx:
            if not tool_runs.awaiting(tx, turn.conversation_id, turn.message_id):
                return None
            begun = tool_runs.confirmed_by(tx, turn.message_id)
            waiting = begun or tool_runs.proposed(tx, turn.conversation_id)
        if begun is not None:
            return self._run(begun, whose())
        if waiting is None or not follows(turn, waiting.read_back):
            return None
        if says_no(turn.question):
            with self._store.writing() as tx:
                tool_runs.decline(tx, waiting.id, turn.now)
            return Acted(waiting.tool, None, declined=True)
        if not says_yes(turn.question):
            return None
        with self._store.writing() as tx:
            if not tool_runs.confirm(tx, waiting.id, turn.message_id):
                return None
        return self._run(waiting, whose())

    def _run(self, run: ToolRun, who: OnBehalf) -> Acted:
        tool = self._acting.get(run.tool)
        if tool is None or (tool.personal and not who.person):
            return self._settled(run, None, "It may not be done any more." if tool else "Gone.", 0)
        if run.state in ("done", "failed"):
            return self._told_again(run, tool)
        began = time.perf_counter()
        try:
            given = self._within(tool.seconds, lambda: tool.act(run.arguments, who, run.key))
        except ConciergeError as error:
            return self._settled(run, None, error.message, began)
        return self._settled(run, given, "", began)

    def _settled(self, run: ToolRun, given: Given | None, error: str, began: float) -> Acted:
        took = round((time.perf_counter() - began) * 1000, 2) if began else None
        kept = {} if given is None else {"data": dict(given.data), **_words(given)}
        with self._store.writing() as tx:
            tool_runs.settle(tx, run.id, result=kept, error=error, took_ms=took)
        return Acted(run.tool, given, why=error)

    @staticmethod
    def _told_again(run: ToolRun, tool: Acting) -> Acted:
        if run.state == "failed":
            return Acted(tool.name, None, why=run.error)
        kept = run.result
        return Acted(tool.name, Given(kept["data"], (), kept["said"], kept["escalate"]))


def _words(given: Given) -> dict[str, str]:
    return {"said": given.said, "escalate": given.escalate}
