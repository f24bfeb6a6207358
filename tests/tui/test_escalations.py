from __future__ import annotations

from store import escalations
from store.db import Store
from store.tables import User
from tests.conftest import Serve
from tests.tui.desk import a_guest_asks, conversation_of, desk, set_aside


async def test_an_empty_list_says_when_it_fills(serve: Serve, ana: User) -> None:
    async with desk(serve()) as at:
        await at.press("3")
        await at.until_seen("Nobody needs a person")


async def test_the_most_urgent_stand_first_with_their_reason(
    serve: Serve, store: Store, ana: User
) -> None:
    set_aside(store, a_guest_asks(store, "A human please", name="Olaf"), "Asked for a person.")
    urgent = a_guest_asks(store, "Locked out", name="Sam")
    with store.writing() as tx:
        escalations.escalate(tx, urgent.conversation_id, "An emergency.", priority=1)

    async with desk(serve()) as at:
        await at.press("3")
        await at.until_seen("▲ urgent", "Sam", "An emergency.", "Olaf", "Asked for a person.")

        assert at.seen.index("Sam") < at.seen.index("Olaf")


async def test_it_is_settled_with_a_note(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store)
    set_aside(store, asked)

    async with desk(serve()) as at:
        await at.press("3")
        await at.until_seen("Maria")
        await at.press("x")
        await at.until_seen("Settle this call")
        await at.type("Rang her")
        await at.press("enter")
        await at.until_seen("Nobody needs a person")

    with store.reading() as tx:
        assert escalations.open_escalation(tx, asked.conversation_id) is None


async def test_t_takes_over_and_opens_the_box(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store)
    set_aside(store, asked)

    async with desk(serve()) as at:
        await at.press("3")
        await at.until_seen("Maria")
        await at.press("t")
        await at.until_seen("♦ Ana speaks")
        await at.until(lambda: getattr(at.app.focused, "id", "") == "compose")

    assert conversation_of(store, asked).speaker_user_id == ana.id


async def test_a_new_call_rings_and_says_where_to_look(
    serve: Serve, store: Store, ana: User
) -> None:
    async with desk(serve()) as at:
        await at.until_seen("Nobody is waiting")
        set_aside(store, a_guest_asks(store))

        await at.until(lambda: any("Press 3" in said for said in at.told))
        await at.until(lambda: at.app.counts.escalated == 1)
