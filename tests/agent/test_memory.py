from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.composer import Said, Turn
from agent.memory import REALLY_AWAY, Memory, remember
from store import conversations, identity, messages
from store.db import Store
from store.home import Home
from store.migrate import open_store
from tests.agent.seaview import NOW

ANA, BEN = "mail:ana@example.com", "mail:ben@example.com"


def spoken(store: Store, *texts: str, person: str = "", ago: timedelta = timedelta()) -> int:
    """A conversation in which guest and concierge took turns, and perhaps proved who they are."""
    at = NOW - ago
    with store.writing() as tx:
        door = conversations.start(tx, channel="widget", now=at).conversation
        for number, text in enumerate(texts):
            if number % 2 == 0:
                conversations.post(tx, door, text, str(number), now=at)
            else:
                messages.append(tx, door, "concierge", text, at)
        if person:
            identity.prove(tx, door.id, person, "code", now=at)
        return door.id


def asking(store: Store, door: int, kept: int = 12) -> Memory:
    """What is remembered when the guest of this conversation writes now."""
    with store.writing() as tx:
        conversation = conversations.get(tx, door)
        message = conversations.post(tx, conversation, "And now?", "now", now=NOW)
        said = messages.words_before(tx, door, message.seq, kept)
    turn = Turn(
        "And now?",
        NOW,
        tuple(Said(*one) for one in said),
        conversation_id=door,
        message_id=message.id,
    )
    return remember(store, turn)


def told(memory: Memory) -> str:
    past = [extract for one in memory.earlier for extract in one.extracts]
    return "\n".join([*memory.older, *past, *memory.own_words])


def test_what_was_said_long_before_is_remembered_in_extracts(store: Store) -> None:
    words = [f"word number {n} is this. And more of it." for n in range(20)]
    door = spoken(store, *words)

    memory = asking(store, door, kept=12)

    assert memory.older[-1] == "concierge: word number 7 is this."
    assert "guest: word number 6 is this. And more of it." in memory.older
    assert not any("number 8 " in extract for extract in memory.older)


def test_the_last_three_conversations_are_those_of_whoever_proved_to_be_the_same(
    store: Store,
) -> None:
    for number in range(5):
        spoken(store, f"ana's {number}", "Yes.", person=ANA, ago=timedelta(days=9 - number))
    spoken(store, "ben's secret", "Yes.", person=BEN, ago=timedelta(days=2))
    spoken(store, "nobody's secret", "Yes.", ago=timedelta(days=2))

    memory = asking(store, spoken(store, person=ANA))

    assert [past.extracts[0] for past in memory.earlier] == [
        "guest: ana's 4",
        "guest: ana's 3",
        "guest: ana's 2",
    ]
    assert "secret" not in told(memory)


def test_without_proof_nothing_of_another_conversation_is_remembered(store: Store) -> None:
    spoken(store, "ana's secret", person=ANA, ago=timedelta(days=2))
    with store.writing() as tx:
        visitor = conversations.Visitor("Ana", "ana@example.com", "+15550100")
        door = conversations.start(tx, channel="widget", visitor=visitor, now=NOW).conversation.id

    memory = asking(store, door)

    assert (memory.person, memory.earlier) == ("", ())


@pytest.mark.parametrize(
    ("ago", "back"), [(REALLY_AWAY, True), (REALLY_AWAY - timedelta(minutes=1), False)]
)
def test_welcome_back_is_for_those_who_were_really_away(
    store: Store, ago: timedelta, back: bool
) -> None:
    spoken(store, "Hello", "Hello!", person=ANA, ago=ago)

    assert asking(store, spoken(store, person=ANA)).welcome is back
    assert asking(store, spoken(store, "Hi", "Hello!", person=ANA)).welcome is False
    assert asking(store, spoken(store)).welcome is False


People = st.sampled_from(["", ANA, BEN, "tel:+15550100", "mail:anna@example.com"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    talks=st.lists(
        st.tuples(People, st.integers(0, 400), st.integers(1, 4)), min_size=1, max_size=8
    ),
    asker=People,
)
def test_nothing_is_ever_remembered_across_guests(
    talks: list[tuple[str, int, int]], asker: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each conversation has a word of its own; only those of the same proved person come back."""
    folder: Path = tmp_path_factory.mktemp("memory")
    store = open_store(Home(folder).create(), create=True)
    try:
        for number, (person, hours, length) in enumerate(talks):
            words = [f"token{number}x said" for _ in range(length)]
            spoken(store, *words, person=person, ago=timedelta(hours=hours))
        memory = asking(store, spoken(store, person=asker))

        own = {n for n, (person, _, _) in enumerate(talks) if person and person == asker}
        seen = {n for n in range(len(talks)) if f"token{n}x" in told(memory)}
        assert seen <= own
        assert len(seen) == min(3, len(own))
    finally:
        store.close()
