from __future__ import annotations

from store.db import Store
from store.tables import User
from tests.conftest import Serve
from tests.tui.desk import a_guest_asks, answered, desk


async def test_today_is_shown_as_far_as_it_went(serve: Serve, store: Store, ana: User) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await at.press("5")
        await at.until_seen("Today so far", "Daily report", "1 conversation")


async def test_days_are_turned_like_pages_and_tomorrow_is_not_there(
    serve: Serve, ana: User
) -> None:
    async with desk(serve()) as at:
        await at.press("5")
        await at.until_seen("Today so far")
        await at.press("left")
        await at.until_gone("Today so far")
        await at.until_seen("Daily report")
        await at.press("right")
        await at.until_seen("Today so far")
        await at.press("right")

        await at.until(lambda: "The next day has not ended yet." in at.told)
