"""A guest proves who they are by a code sent to their e-mail address."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from agent.phrases import phrases
from agent.tools.identity import CODES_FOR_ADDRESS_A_DAY, TRIES, ProveEmail
from agent.tools.tool import OnBehalf
from models.model import ToolCall
from store import conversations, identity, tool_runs
from store.db import Store
from store.errors import Invalid, TooMany
from store.tables import Delivery
from store.tool_runs import Asked
from tests.agent.chatting import Guest, chat_of
from tests.agent.scripted import ScriptedModel
from tests.agent.seaview import NAME, NOW, furnish

ANA = "ana@example.com"
ASKS = (
    "I would like to know what we agreed on in our last conversation about the rooms and the dogs; "
    f"my address is {ANA}, can you look it up?"
)
SAID = phrases("en")


def guest_of(store: Store, address: str = ANA) -> Guest:
    composer = chat_of(store, ScriptedModel(ToolCall("1", "prove_email", {"address": address})))
    composer.toolbox.add(ProveEmail(store, NAME))
    return Guest(store, composer)


@pytest.fixture
def guest(store: Store) -> Guest:
    """Has said yes to a code."""
    furnish(store)
    ana = guest_of(store)
    ana.says(ASKS)
    ana.says("yes, please")
    return ana


def codes(store: Store) -> list[str]:
    """As they stand in the mails that wait."""
    with store.reading() as tx:
        waiting = tx.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert all(one.recipient == ANA for one in waiting)
    return [found[0] for one in waiting if (found := re.match(r"\d{6}", one.payload["text"]))]


def proved(store: Store, guest: Guest) -> str:
    with store.reading() as tx:
        return identity.person_of(tx, guest.id, NOW)


def not_this(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_nothing_is_sent_before_the_guest_says_yes(store: Store) -> None:
    furnish(store)
    ana = guest_of(store)

    asked = ana.says(ASKS)
    before = codes(store)
    answer = ana.says("yes, please")

    assert asked.text.endswith(SAID.code_ask.replace("{address}", ANA))
    assert before == []
    assert answer.text == SAID.code_sent.replace("{address}", ANA)
    assert len(codes(store)) == 1
    assert proved(store, ana) == ""


def test_the_right_digits_prove_the_address_once(store: Store, guest: Guest) -> None:
    (code,) = codes(store)

    right = guest.says(f"it is {code[:3]} {code[3:]}")
    again = guest.says(code)
    other = guest.says(f"my booking is {not_this(code)}")

    assert (right.text, again.text) == (SAID.code_right, SAID.code_over)
    assert other.kind != "action"
    assert proved(store, guest) == f"mail:{ANA}"


def test_five_wrong_codes_end_it(store: Store, guest: Guest) -> None:
    (code,) = codes(store)

    wrong = [guest.says(not_this(code)).text for _ in range(TRIES)]
    late = guest.says(code)

    assert wrong == [SAID.code_wrong] * TRIES
    assert late.text == SAID.code_over
    assert proved(store, guest) == ""


def test_a_code_is_good_for_ten_minutes(store: Store, guest: Guest) -> None:
    (code,) = codes(store)

    late = guest.says(code, now=NOW + timedelta(minutes=11))

    assert late.text == SAID.code_over
    assert proved(store, guest) == ""


def test_a_code_is_worth_nothing_in_another_conversation(store: Store, guest: Guest) -> None:
    (code,) = codes(store)
    other = guest_of(store)

    other.says(code)

    assert proved(store, other) == ""


def test_only_an_address_the_guest_wrote_gets_a_code(store: Store) -> None:
    furnish(store)
    stranger = guest_of(store, "victim@example.com")

    stranger.says(ASKS)
    stranger.says("yes")

    assert codes(store) == []


def test_an_act_that_is_done_again_after_a_crash_sends_one_code(store: Store, guest: Guest) -> None:
    tool = ProveEmail(store, NAME)
    who = OnBehalf(guest.id, 1, "en", NOW, own_words=(ANA,))

    kept = [tool.act({"address": ANA}, who, "one").data for _ in range(2)]

    _, code = codes(store)
    for one in kept:
        assert one["hash"] == hashlib.sha256(f"{one['salt']}:{code}".encode()).hexdigest()


def test_an_address_gets_few_codes_a_day(store: Store) -> None:
    with store.writing() as tx:
        door = conversations.start(tx, channel="widget", now=NOW).conversation
        for number in range(CODES_FOR_ADDRESS_A_DAY):
            message = conversations.post(tx, door, "yes", str(number), now=NOW)
            asked = Asked(door.id, message.id, "prove_email", {"address": ANA})
            tool_runs.confirm(tx, tool_runs.propose(tx, asked, "?", NOW).id, message.id)
    tool = ProveEmail(store, NAME)
    who = OnBehalf(door.id, 1, "en", NOW, own_words=(ANA, "b@example.com"))

    with pytest.raises(TooMany):
        tool.settled({"address": ANA}, who)
    assert tool.settled({"address": "B@example.com"}, who) == {"address": "b@example.com"}
    with pytest.raises(Invalid):
        tool.settled({"address": "c@example.com"}, who)
