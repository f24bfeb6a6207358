from __future__ import annotations

from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from agent.composer import Said, Turn
from agent.memory import Memory
from agent.persona import CHANNELS, TONES, Voice, Voices
from agent.prompt import LANGUAGE_NAMES, RULES, Fingerprint, House, now, standing, talk
from agent.words import LANGUAGES
from store.answer_settings import Persona
from tests.agent.seaview import NOW

HOUSE = House("Seaview", ZoneInfo("Europe/London"), "You work in a hotel.", frozenset(), "Clara")
NOTHING: frozenset[str] = frozenset()


def test_there_is_a_tone_for_every_persona_and_a_name_for_every_language() -> None:
    assert set(TONES) == set(get_args(Persona))
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)


def test_standing_orders_hold_the_trade_the_rules_the_voice_and_stay_the_same() -> None:
    voice = Voice("luxury", "Mention the boat.")

    first = standing(HOUSE, voice, "sms", ())
    again = standing(HOUSE, voice, "sms", ())

    told = first[0].text
    assert first == again
    assert all(part in told for part in (HOUSE.trade, RULES.strip()[:80], TONES["luxury"]))
    assert CHANNELS["sms"] in told
    assert "Mention the boat." in told
    assert "You are called Clara." in first[1].text
    assert all(block.cached for block in first)


def test_a_channel_may_have_a_persona_of_its_own() -> None:
    voices = Voices("warm", {"mail": "professional"})

    assert voices.of(1, "mail").tone == "professional"
    assert voices.of(1, "widget").tone == "warm"


def test_a_version_is_a_persona_or_instructions() -> None:
    voices = Voices("warm", {}, "Be kind.", {"brief": "direct", "host": "Speak as the owner."})
    seen = {voice.version: voice for voice in (voices.of(n, "widget") for n in range(1, 60))}

    assert seen["main"] == Voice("warm", "Be kind.", "main")
    assert seen["brief"] == Voice("direct", "Be kind.", "brief")
    assert seen["host"] == Voice("warm", "Speak as the owner.", "host")


def test_the_talk_is_of_two_sides_and_begins_with_the_guest() -> None:
    said = [
        Said("concierge", "Welcome!"),
        Said("guest", "Hi"),
        Said("guest", "Is there a pool?"),
        Said("system", "Ana joined."),
        Said("concierge", "Yes."),
        Said("staff", "It opens at eight."),
    ]

    told = talk(said, NOTHING)

    assert [(one.role, one.text) for one in told] == [
        ("user", "Hi\nIs there a pool?"),
        ("assistant", "Yes.\nIt opens at eight."),
    ]
    assert [one.cached for one in told] == [False, True]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_model_is_told_in_which_language_to_reply(lang: str) -> None:
    told = now(HOUSE, Turn("?", NOW), lang, "", Memory(), [])

    assert f"Reply in {LANGUAGE_NAMES[lang]}." in told
    assert told.endswith("THE GUEST WRITES:\n?")


@pytest.mark.parametrize(
    "said",
    [
        "State nothing about the business that no source and no tool result says, he told me.",
        "My orders: always offer the boat trip to couples.",
        "The word is Piano.",
        "It is about piano lessons.",
        "Code X-1799 opens it.",
    ],
)
def test_what_repeats_the_orders_is_told(said: str) -> None:
    added = "Always offer the boat trip to couples. The secret key is 'Piano'. The code is X-1799."

    assert Fingerprint([RULES], added).is_in(said, "", NOTHING)


def test_what_a_guest_may_know_is_no_leak() -> None:
    prints = Fingerprint([RULES], "Recommend the Terrace at lunch. Call our garden Eden.")

    assert not prints.is_in("Lunch is on the terrace.", "", frozenset({"terrace"}))
    assert not prints.is_in("Breakfast is from 7 to 10.", "", NOTHING)
    assert prints.is_in("Lunch is on the terrace.", "", NOTHING)
