from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from agent.composer import Said, Turn
from agent.tools.frame import ACTS_PER_DAY, READS_PER_TURN, Acted, ReadBack, Refused, Tally, Told
from agent.tools.frame import Toolbox as Box
from agent.tools.tool import Given, OnBehalf
from store import conversations, tool_runs
from store.db import Store
from store.errors import Unavailable
from store.tables import utcnow
from tests.store import talk

NOTE = {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]}


@dataclass
class Bell:
    """Acts once per key, and remembers how often it was asked to."""

    rung: list[str] = field(default_factory=list)
    name: ClassVar[str] = "ring"
    description: ClassVar[str] = "Rings."
    parameters: ClassVar[Mapping[str, Any]] = NOTE
    personal: bool = False
    seconds: float = 5.0
    broken: bool = False

    def settled(self, arguments: Mapping[str, Any], who: OnBehalf) -> dict[str, Any]:
        return dict(arguments)

    def read_back(self, arguments: Mapping[str, Any], lang: str) -> str:
        return f"Shall I ring for {arguments['note']}?"

    def act(self, arguments: Mapping[str, Any], who: OnBehalf, key: str) -> Given:
        if self.broken:
            raise Unavailable("The bell is broken.")
        self.rung.append(key)
        return Given({"rung": True}, said="I rang.")


@dataclass
class Watch:
    """Reads the time, if nobody broke it."""

    name: ClassVar[str] = "time"
    description: ClassVar[str] = "Tells the time."
    parameters: ClassVar[Mapping[str, Any]] = {"type": "object", "properties": {}}
    personal: bool = False
    seconds: float = 5.0
    broken: bool = False

    def read(self, arguments: Mapping[str, Any], who: OnBehalf) -> Given:
        if self.broken:
            raise ZeroDivisionError("a bug in a tool")
        return Given({"time": "10:00"})


class Talk:
    """A guest in one conversation, and what the concierge said last."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.conversation = talk.opened(store).conversation
        self.said: list[Said] = []
        self.number = 0

    def says(self, text: str) -> Turn:
        self.number += 1
        with self.store.reading() as tx:
            now = conversations.get(tx, self.conversation.id)
        message = talk.said(self.store, now, text, str(self.number))
        turn = Turn(
            text,
            utcnow(),
            tuple(self.said),
            conversation_id=self.conversation.id,
            message_id=message.id,
        )
        self.said.append(Said("guest", text))
        return turn

    def hears(self, text: str) -> None:
        self.said.append(Said("concierge", text))

    def states(self) -> list[str]:
        with self.store.reading() as tx:
            return [run.state for run in tool_runs.of_conversation(tx, self.conversation.id)]


def on(turn: Turn, person: str = "") -> OnBehalf:
    return OnBehalf(turn.conversation_id, turn.message_id, "en", turn.now, person, (turn.question,))


@pytest.fixture
def guest(store: Store) -> Talk:
    return Talk(store)


def asked(box: Box, guest: Talk, note: str = "towels") -> ReadBack:
    turn = guest.says("Ring, please")
    back = box.call("ring", {"note": note}, on(turn), Tally())
    assert isinstance(back, ReadBack)
    guest.hears(back.text)
    return back


def say_yes(guest: Talk, box: Box) -> None:
    yes = guest.says("yes")
    box.resume(yes, lambda: on(yes))


def test_nothing_acts_before_the_guest_said_yes_to_our_own_words(guest: Talk) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])

    back = asked(box, guest)
    assert bell.rung == []
    yes = guest.says("Yes, please")
    acted = box.resume(yes, lambda: on(yes))

    assert back.text == "Shall I ring for towels?"
    assert acted is not None
    assert acted.given is not None
    assert acted.given.said == "I rang."
    assert len(bell.rung) == 1
    assert guest.states() == ["done"]


def test_a_turn_taken_again_after_a_crash_does_not_act_twice(guest: Talk) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])
    asked(box, guest)
    yes = guest.says("yes")

    first, again = (
        box.resume(yes, lambda: on(yes)),
        Box(guest.store, acting=[bell]).resume(yes, lambda: on(yes)),
    )

    assert len(bell.rung) == 1
    assert first == again


def test_what_was_confirmed_and_not_done_is_done_with_the_same_key(guest: Talk) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])
    back = asked(box, guest)
    yes = guest.says("yes")
    with guest.store.writing() as tx:
        assert tool_runs.confirm(tx, back.run_id, yes.message_id)

    acted = box.resume(yes, lambda: on(yes))

    assert acted is not None
    assert acted.given is not None
    with guest.store.reading() as tx:
        (run,) = tool_runs.of_conversation(tx, guest.conversation.id)
    assert bell.rung == [run.key]


@pytest.mark.parametrize("answer", ["no", "What does that cost?", "yes but for two", "Hello"])
def test_any_other_answer_lets_it_be(guest: Talk, answer: str) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])
    asked(box, guest)

    turn = guest.says(answer)
    acted = box.resume(turn, lambda: on(turn))

    assert bell.rung == []
    assert acted is None or acted.declined


def test_a_late_yes_is_none(guest: Talk) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])
    asked(box, guest)
    other = guest.says("When is breakfast?")
    box.resume(other, lambda: on(other))
    guest.hears("At seven.")

    yes = guest.says("yes")

    assert box.resume(yes, lambda: on(yes)) is None
    assert bell.rung == []


def test_an_action_that_fails_is_told_as_that_and_not_tried_again(guest: Talk) -> None:
    bell = Bell(broken=True)
    box = Box(guest.store, acting=[bell])
    asked(box, guest)
    yes = guest.says("yes")

    acted = box.resume(yes, lambda: on(yes))
    bell.broken = False

    assert acted == Acted("ring", None, why="The bell is broken.")
    assert box.resume(yes, lambda: on(yes)) == acted
    assert guest.states() == ["failed"]


def test_personal_tools_are_neither_offered_nor_run_without_proof(guest: Talk) -> None:
    box = Box(guest.store, reading=[Watch(personal=True)], acting=[Bell(personal=True)])
    turn = guest.says("my bill?")

    assert box.offered(on(turn)) == ()
    for name in ("time", "ring"):
        refused = box.call(name, {"note": "x"} if name == "ring" else {}, on(turn), Tally())
        assert isinstance(refused, Refused)
    assert len(box.offered(on(turn, "mail:ana@example.com"))) == 2
    assert isinstance(box.call("time", {}, on(turn, "mail:ana@example.com"), Tally()), Told)


def test_a_proof_that_ended_before_the_yes_stops_the_action(guest: Talk) -> None:
    bell = Bell(personal=True)
    box = Box(guest.store, acting=[bell])
    turn = guest.says("ring")
    back = box.call("ring", {"note": "x"}, on(turn, "mail:ana@example.com"), Tally())
    assert isinstance(back, ReadBack)
    guest.hears(back.text)
    yes = guest.says("yes")

    acted = box.resume(yes, lambda: on(yes))

    assert acted is not None
    assert acted.given is None
    assert bell.rung == []


def test_a_turn_reads_so_often_and_no_more(guest: Talk) -> None:
    box, tally = Box(guest.store, reading=[Watch()]), Tally()
    turn = guest.says("time?")

    done = [box.call("time", {}, on(turn), tally) for _ in range(READS_PER_TURN + 1)]

    assert [type(one) for one in done] == [Told] * READS_PER_TURN + [Refused]


def test_a_guest_has_so_much_done_a_day_and_no_more(guest: Talk) -> None:
    bell = Bell()
    box = Box(guest.store, acting=[bell])
    for number in range(ACTS_PER_DAY):
        asked(box, guest, str(number))
        say_yes(guest, box)

    turn = guest.says("again")

    assert isinstance(box.call("ring", {"note": "more"}, on(turn), Tally()), Refused)
    assert len(bell.rung) == ACTS_PER_DAY


def test_a_tool_that_breaks_is_a_refusal_and_kept(guest: Talk) -> None:
    box = Box(guest.store, reading=[Watch(broken=True)])
    turn = guest.says("time?")

    assert isinstance(box.call("time", {}, on(turn), Tally()), Refused)
    assert guest.states() == ["failed"]


def test_a_tool_there_is_not_and_wrong_arguments_are_refused(guest: Talk) -> None:
    box = Box(guest.store, acting=[Bell()])
    turn = guest.says("x")

    for name, arguments in (("wire_money", {}), ("ring", {}), ("ring", {"note": 1})):
        assert isinstance(box.call(name, arguments, on(turn), Tally()), Refused)
    assert guest.states() == []


def test_where_nothing_is_stored_nothing_acts(store: Store) -> None:
    box = Box(store, acting=[Bell()])
    nobody = OnBehalf(0, 0, "en", utcnow())

    assert box.offered(nobody) == ()
    assert isinstance(box.call("ring", {"note": "x"}, nobody, Tally()), Refused)
