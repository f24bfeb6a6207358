"""What a template never answers is handed over, with the right number, whatever the pages say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.composer import Answer, Composer, Turn
from agent.handing import HandingOver
from store.db import Store
from store.library import NewFact
from store.settings import Business
from templates.industry import load_template
from templates.schema import HandedOver, IndustryTemplate
from tests.agent.seaview import FACTS, furnish
from tests.fakes import ScriptedComposer

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WORDS = {"en": ["chest pain"], "de": ["Brustschmerz*"]}


def practice(**changes: Any) -> IndustryTemplate:
    matter = {"reason": "Urgent illness.", "urgent": True, "number": "emergency", "words": WORDS}
    shape = HandedOver.model_validate({**matter, **changes.pop("matter", {})})
    general = load_template("general")
    return general.model_copy(update={"handed_over": {"medical_emergency": shape}, **changes})


def desk(
    store: Store,
    template: IndustryTemplate,
    inner: Composer | None = None,
    zone: str = "Europe/Rome",
) -> HandingOver:
    business = Business(name="Old Mill Practice", timezone=zone, languages=["en", "de"])
    return HandingOver(
        inner or ScriptedComposer(Answer("Of the pages.")), store, template, business
    )


def ask(composer: Composer, question: str, **how: Any) -> Answer:
    return composer.compose(Turn(question, NOW, **how))


def test_it_is_handed_over_with_the_number_of_the_country(store: Store) -> None:
    inner = ScriptedComposer(Answer("Take two aspirins."))

    answer = ask(desk(store, practice(), inner), "I have chest pain, can I have an appointment?")

    assert inner.was_shown == []
    assert "call 112 now" in answer.text
    assert (answer.outcome, answer.urgent, answer.escalate) == (
        "handed_over",
        True,
        "Urgent illness.",
    )


def test_it_is_said_in_the_language_of_the_guest(store: Store) -> None:
    answer = ask(desk(store, practice()), "Ich habe seit gestern Brustschmerzen, was soll ich tun?")

    assert answer.lang == "de"
    assert "Rufen Sie jetzt 112 an" in answer.text


def test_the_first_reply_says_that_a_machine_speaks(store: Store) -> None:
    answer = ask(desk(store, practice()), "I have chest pain", first_reply=True)

    assert answer.opening
    assert answer.text.startswith(answer.opening)


def test_the_number_of_the_house_stands_on_its_pages(store: Store) -> None:
    furnish(store, facts=[*FACTS, NewFact("phone", "", {"number": "+44 99"}, "Fax: +44 99", "")])
    template = practice(matter={"number": "house", "urgent": False})

    answer = ask(desk(store, template), "I have chest pain")

    assert "+44 1234 567890" in answer.text
    assert [c.quote for c in answer.citations] == ["Tel. +44 1234 567890"]
    assert not answer.urgent


def test_the_owners_own_number_goes_before_all_others(store: Store) -> None:
    answer = ask(desk(store, practice(numbers={"emergency": "999"})), "I have chest pain")

    assert "call 999 now" in answer.text


@pytest.mark.parametrize(("urgent", "said"), [(True, "emergency services"), (False, "someone")])
def test_no_number_is_made_up_where_none_is_known(store: Store, urgent: bool, said: str) -> None:
    template = practice(matter={"urgent": urgent})

    answer = ask(desk(store, template, zone="Asia/Tokyo"), "I have chest pain")

    assert said in answer.text
    assert not any(c.isdigit() for c in answer.text)
    assert answer.escalate == "Urgent illness."


@pytest.mark.parametrize(
    ("question", "urgent"), [("the fire alarm rings!", True), ("This is unacceptable.", False)]
)
def test_the_words_that_fetch_a_person_fetch_one(store: Store, question: str, urgent: bool) -> None:
    answer = ask(desk(store, practice()), question)

    assert (answer.outcome, answer.urgent) == ("handed_over", urgent)


def test_everything_else_is_answered(store: Store) -> None:
    assert ask(desk(store, practice()), "When are you open?").text == "Of the pages."
