"""The screens behind the desk, by keys, before one real house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import cases, conversations, escalations
from store.cases import Expected
from tests.conftest import Served
from tests.tui.desk import a_guest_asks, desk, set_aside
from tests.tui.hostile import OWN
from tests.tui.office import a_morning, served_house
from tests.tui.test_hostile import assert_harmless


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, fresh_database: Path) -> Iterator[Served]:
    with served_house(tmp_path_factory.mktemp("office"), fresh_database) as served:
        a_morning(served.house.store)
        yield served


async def test_a_conversation_is_told_step_by_step_answered_again_and_saved(
    house: Served, tmp_path: Path
) -> None:
    file = tmp_path / "steps.json"

    async with desk(house) as at:
        await at.until_seen("Maria")
        await at.press("end", "Y")
        await at.until_seen("Began", "Guest", "Can we park?", "Yes, in the yard.")
        await at.press("end", "up", "a")
        await at.until_seen("Answered today, it would be")
        await at.press("e")
        await at.until_seen("Save these steps")
        await at.press("ctrl+u")
        await at.type(str(file))
        await at.press("enter")
        await at.until(file.exists, "saving")

    saved = json.loads(file.read_text())
    assert [step["text"] for step in saved["steps"] if step["kind"] == "guest"] == ["Can we park?"]
    assert [one["question"] for one in saved["again"]] == ["Can we park?"]


async def test_the_days_are_drawn_as_plots(house: Served) -> None:
    async with desk(house, size=(100, 50)) as at:
        await at.press("6")
        await at.until_seen("The last 7 days", "3 conversations", "█", "Why a person was called")
        await at.until_gone("reading…")
        await at.press("right")
        await at.until_seen("The last 14 days")
        await at.until_gone("reading…")


async def test_every_screen_can_be_found_in_the_list_of_all(house: Served) -> None:
    async with desk(house) as at:
        await at.press("0")
        await at.until_seen("Every screen", "The figures of days, as plots")
        await at.press("end", "home", "j", "enter")
        await at.until_seen("Is the pool heated?")


async def test_a_guest_is_found_merged_split_saved_and_erased(
    house: Served, tmp_path: Path
) -> None:
    store = house.house.store
    for name in ("Nora North", "Nora again"):
        a_guest_asks(store, "Is it far?", name=name)
    file = tmp_path / "nora.json"

    async with desk(house) as at:
        await at.press("7")
        await at.until_seen("Nora North", "Maria")
        await at.press("slash")
        await at.type("nora")
        await at.until_gone("Maria")
        await at.press("enter", "end", "m", "home", "m")
        await at.until_seen("Nora again becomes part of Nora North.")
        await at.press("enter")
        await at.until_seen("2 conversations", "Nora again was merged into this contact by ana@")
        await at.press("u")
        await at.until_seen("Nora again")
        await at.until_gone("2 conversations")
        await at.press("end")
        await at.press("e")
        await at.until_seen("Save everything")
        await at.press("ctrl+u")
        await at.type(str(file))
        await at.press("enter")
        await at.until(file.exists, "saving")
        await at.press("X")
        await at.until_seen("Type erase to do it")
        await at.type("erase")
        await at.press("enter")
        await at.until(lambda: any(told.startswith("Erased: 1 messages") for told in at.told))

    assert json.loads(file.read_text())["contact"]["name"] == "Nora North"


async def test_who_may_not_erase_is_told_why(house: Served) -> None:
    async with desk(house, "vic@seaview.example") as at:
        await at.press("7")
        await at.until_seen("Maria")
        await at.press("X")
        await at.until(lambda: "You may look, not act: your role is viewer." in at.told)


async def test_a_setting_is_changed_and_a_wrong_value_is_said_beside_it(house: Served) -> None:
    async with desk(house, size=(120, 40)) as at:
        await at.press("9")
        await at.until_seen("business.name")
        await at.press("slash")
        await at.type("draft_below")
        await at.press("enter", "enter")
        await at.until_seen("wait for staff.")
        await at.press("ctrl+u", "7", "enter")
        await at.until_seen("answers.draft_below: 7 is too")
        await at.press("ctrl+u", *"0.7", "enter")
        await at.until(lambda: "answers.draft_below is changed, from now on." in at.told)

    assert house.house.settings.answers.draft_below == 0.7


async def test_a_colleague_is_invited_given_a_role_and_closed_out(house: Served) -> None:
    async with desk(house, size=(120, 40)) as at:
        await at.press("8")
        await at.until_seen("vic@seaview.example", "viewer")
        await at.press("a")
        await at.until_seen("Their e-mail address")
        await at.type("eve@seaview.example")
        await at.press("enter")
        await at.until_seen("everything, also the audit log")
        await at.press("end", "up", "enter")
        await at.until_seen("A link to choose a password", "http", "invited", "agent")
        await at.press("d")
        await at.until_seen("They are signed out everywhere at once.")
        await at.press("enter")
        await at.until_seen("disabled")


async def test_the_team_is_closed_to_those_who_do_not_lead_it(house: Served) -> None:
    async with desk(house, "vic@seaview.example") as at:
        await at.press("8")
        await at.until_seen("Owners and managers see the team here.")
        await at.press("9")
        await at.until_seen("Owners and managers see the settings")


async def test_each_chooses_how_to_be_told_and_sees_what_was_told(house: Served) -> None:
    async with desk(house, "max@seaview.example", size=(120, 40)) as at:
        await at.press("0")
        await at.until_seen("Notices")
        await at.press("end", "enter")
        await at.until_seen("A guest needs a person", "bell, title", "everybody at once")
        await at.press("c")
        await at.until_seen("Told of what?")
        await at.press("enter")
        await at.until_seen("Any of: bell title desktop mail webhook.")
        await at.press("ctrl+u")
        await at.type("title desktop")
        await at.press("enter")
        await at.until_seen("title, desktop")
        await at.press("o")
        await at.until_seen("in the order they are called")
        await at.type("ana@seaview.example")
        await at.press("enter")
        await at.until_gone("everybody at once")
        set_aside(house.house.store, a_guest_asks(house.house.store, "Somebody!", name="Lea"))
        await at.until_seen("●")
        await at.until(lambda: at.app.unread > 0, "the count")
        # Whoever is on call is told again while one looks; then one reads again.
        for _ in range(100):
            await at.press("r")
            await at.pilot.pause(0.2)
            if at.app.unread == 0:
                break
        assert at.app.unread == 0


async def test_hostile_guests_are_shown_and_do_nothing_behind_the_desk(house: Served) -> None:
    store = house.house.store
    asked = [a_guest_asks(store, text, name=text[:100]) for text in OWN]
    with store.writing() as tx:
        talk = conversations.get(tx, asked[0].conversation_id)
        for number, text in enumerate(OWN):
            conversations.post(tx, talk, text, f"hostile {number}", worker="a test")
        escalations.escalate(tx, talk.id, OWN[0])
        talk_id = talk.public_id

    async with desk(house, size=(120, 40)) as at:
        await at.press("7")
        await at.until_seen("1 conversation")
        for _ in range(4):
            await at.pilot.pause(0.4)
            assert_harmless(at)
            await at.press("pagedown")
        at.app.show_replay(talk_id)
        await at.until_seen("Guest", "answer again")
        for _ in range(6):
            assert_harmless(at)
            await at.press("pagedown")
        await at.press("6")
        await at.until_seen("What nobody knew")
        await at.until_gone("reading…")
        assert_harmless(at)
        assert at.app.return_value is None


async def test_the_houses_own_cases_are_asked_worst_first(house: Served) -> None:
    with house.house.store.writing() as tx:
        cases.add(tx, "Is there a helipad?", Expected(answerable=False))
        cases.add(tx, "When is breakfast?", Expected(facts=[["seven"]]))

    async with desk(house, size=(120, 40)) as at:
        at.app.go("evaluation")
        await at.until_seen("Nothing was asked yet")
        await at.press("a")
        await at.until_seen("missed When is breakfast?", "honest Is there a helipad?")
        await at.until(lambda: any("are right or honest" in told for told in at.told))
