from __future__ import annotations

from datetime import date

import pytest

from agent.understand import Understanding, understand

FRIDAY = date(2026, 11, 20)


def understood(text: str, lang: str = "") -> Understanding:
    return understand(text, FRIDAY, lang, ["en", "de"])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hi!", "greeting"),
        ("Hello, how are you?", "how_are_you"),
        ("thanks so much", "thanks"),
        ("Tschüss", "goodbye"),
        ("are you a real person?", "robot"),
        ("I'd like to speak to a manager", "person"),
        ("Ein Mensch bitte", "person"),
        ("puedo hablar con una persona", "person"),
        ("?!", "empty"),
        ("Hi, how much is a room?", "question"),
        ("thanks, and when do you close?", "question"),
    ],
)
def test_an_intent_is_heard(text: str, intent: str) -> None:
    assert understood(text).intent == intent


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("how much is a room", {"price"}),
        ("what time do you close", {"clock", "time", "open"}),
        ("phone nr please", {"phone"}),
        ("Telefon", {"phone"}),
        ("wo seid ihr", {"where"}),
        ("wie viele Betten", {"count"}),
        ("how far is the beach", {"distance"}),
        ("who is the chef", {"person"}),
    ],
)
def test_the_kind_of_answer_wanted_is_heard(text: str, wants: set[str]) -> None:
    assert wants <= understood(text).wants


def test_an_age_is_told_from_other_numbers() -> None:
    assert understood("my son is 9, what does he pay").age == 9
    assert understood("can my 14yr old drive").age == 14
    assert understood("Meine Tochter ist 6 Jahre alt").age == 6
    assert understood("we are 10 people").age is None
    assert understood("how much is 18 holes").age is None


def test_a_short_message_keeps_the_language_of_the_conversation() -> None:
    assert understood("ok?", lang="it").lang == "it"
    assert understood("wann habt ihr offen?", lang="it").lang == "de"


def test_anger_and_emergencies_are_noticed() -> None:
    assert understood("This is unacceptable, I will call my lawyer").angry
    assert understood("WHY DOES NOBODY ANSWER ME HERE").angry
    assert understood("my husband is unconscious").emergency
    assert not understood("is there a fireplace? is it a fire place").emergency


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Goodbye then", "goodbye"),
        ("Thank you so much for your help", "thanks"),
        ("ok thanks bye", "thanks"),
        ("vielen Dank für die schnelle Antwort", "thanks"),
        ("muchas gracias por todo", "thanks"),
        ("merci beaucoup pour votre aide", "thanks"),
        ("grazie mille per l'aiuto", "thanks"),
        ("thanks, what time do you open", "question"),
        ("danke, wann habt ihr offen", "question"),
    ],
)
def test_thanks_and_farewells_may_run_on_and_a_question_after_them_stays_one(
    text: str, intent: str
) -> None:
    assert understand(text, date(2026, 11, 20)).intent == intent


@pytest.mark.parametrize(
    "text",
    ["quick q whats ur email", "Kurze Frage: wie ist eure E-Mail?", "una consulta rápida, ¿email?"],
)
def test_that_a_question_is_coming_is_no_part_of_it(text: str) -> None:
    understood = understand(text, date(2026, 11, 20))

    assert "email" in understood.wants
    assert not {"quick", "frage", "kurze", "consulta", "rapida"} & set(understood.words)


def test_hours_and_minutes_are_read_apart_from_their_figure() -> None:
    assert understand("price 1h or 90min", date(2026, 11, 20)).words[1:] == (
        "1", "hour", "or", "90", "minute",
    )  # fmt: skip
