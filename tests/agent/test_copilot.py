from __future__ import annotations

import pytest

from agent.composer import Said, Turn
from agent.copilot import Copilot
from models.model import Failed
from store.db import Store
from store.errors import Invalid, Unavailable
from tests.agent.chatting import chat_of
from tests.agent.scripted import ScriptedModel, whole
from tests.agent.seaview import NOW, furnish

DRAFT = "Thank you for asking. The massage costs €80 for 50 minutes, daily from 10:00 to 18:00."


def copilot(store: Store, *script: str | Failed) -> tuple[Copilot, ScriptedModel]:
    model = ScriptedModel(*script)
    return Copilot(chat_of(store, model), model), model


def test_a_text_is_shortened_with_all_its_facts(store: Store) -> None:
    helper, model = copilot(store, "A massage of 50 minutes costs €80, daily 10:00 to 18:00.")

    assert helper.shorten(DRAFT) == "A massage of 50 minutes costs €80, daily 10:00 to 18:00."
    assert DRAFT in whole(model.asked[0])


@pytest.mark.parametrize(
    "said",
    [
        "The massage costs €70 for 50 minutes.",
        "The massage costs €80. Call +44 20 7946 0000.",
        "See https://pay.example.net for the massage.",
    ],
)
def test_what_the_text_does_not_say_is_not_given(store: Store, said: str) -> None:
    helper, _ = copilot(store, said)

    try:
        given = helper.warmer(DRAFT)
    except Unavailable:
        return
    assert "pay.example.net" not in given
    assert "70" not in given
    assert "7946" not in given


def test_figures_survive_a_translation(store: Store) -> None:
    helper, model = copilot(store, "Die Massage kostet 80 € für 50 Minuten, täglich 10 bis 18 Uhr.")

    assert "80 €" in helper.translate(DRAFT, "de")
    assert "German" in whole(model.asked[0])
    with pytest.raises(Invalid):
        helper.translate(DRAFT, "tlh")


def test_a_suggestion_stands_in_the_sources_and_introduces_nobody(store: Store) -> None:
    furnish(store)
    helper, _ = copilot(store, "Dogs are welcome in the garden rooms for €12 a night.")
    question = "We would bring our two dogs along, and we wonder where they may sleep and for what?"

    answer = helper.suggest(Turn(question, NOW, first_reply=True, conversation_id=7, message_id=7))

    assert answer.text == "Dogs are welcome in the garden rooms for €12 a night."
    assert answer.opening == ""


def test_a_conversation_is_summarised_for_whoever_takes_over(store: Store) -> None:
    helper, model = copilot(
        store, "The guest asks for a cot. They were told a cot is free of charge."
    )
    said = [Said("guest", "Do you have a cot?"), Said("concierge", "Yes, a cot is free of charge.")]

    assert (
        helper.summarise(said)
        == "The guest asks for a cot. They were told a cot is free of charge."
    )
    assert "guest: Do you have a cot?" in whole(model.asked[0])


def test_without_a_model_staff_are_told_so(store: Store) -> None:
    helper, _ = copilot(store, Failed("slow", "It took too long."))

    with pytest.raises(Unavailable, match="too long"):
        helper.shorten(DRAFT)
