"""When a person is fetched, the house says so in its own words, and promises by the clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.composer import Turn
from agent.modes.structured import Desk, StructuredComposer
from agent.own_words import OwnWords
from agent.phrases import phrases
from agent.recall import Recall
from agent.words import LANGUAGES
from models.registry import build_embedder
from server.desk_hours import own_words_of
from store.db import Store
from store.settings import Settings
from templates.industry import template_of
from tests.agent.seaview import NAME, furnish

ZONE = ZoneInfo("Europe/Madrid")
HOURS = "Mo-Fr 09:00-18:00; PH off; Dec 24 off"
TUESDAY = datetime(2026, 11, 17, 11, tzinfo=ZONE)
CLOSED = {
    "after hours": datetime(2026, 11, 17, 20, tzinfo=ZONE),
    "weekend": datetime(2026, 11, 21, 11, tzinfo=ZONE),
    "a day off": datetime(2026, 12, 24, 11, tzinfo=ZONE),
    "the hour the clocks repeat": datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=1),
}


def words(settings: Settings, hours: str = HOURS) -> OwnWords:
    business = settings.business.model_copy(update={"timezone": "Europe/Madrid"})
    desk = settings.desk.model_copy(update={"hours": hours})
    return own_words_of(settings.model_copy(update={"business": business, "desk": desk}))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("when", CLOSED)
def test_nobody_is_promised_at_once_while_nobody_is_there(
    settings: Settings, lang: str, when: str
) -> None:
    later = template_of(settings).phrases_in(lang).hand_over_closed

    said = words(settings)(lang, CLOSED[when])

    assert said.person == later
    for sentence in (said.unknown, said.angry):
        assert sentence.endswith(f" {later}")
        assert len(sentence) > len(later) + 5
    assert phrases(lang).person not in (said.person, said.unknown, said.angry)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_hours_the_templates_own_sentences_are_said(settings: Settings, lang: str) -> None:
    own = template_of(settings).phrases_in(lang)

    said = words(settings)(lang, TUESDAY)

    assert (said.person, said.unknown) == (own.hand_over, own.not_known)
    assert said.thanks == phrases(lang).thanks


def test_without_hours_somebody_is_always_there(settings: Settings) -> None:
    own = template_of(settings).phrases_in("en")

    assert all(words(settings, "")("en", at).person == own.hand_over for at in CLOSED.values())


def test_a_guest_is_told_at_night_that_the_answer_comes_later(
    store: Store, settings: Settings
) -> None:
    furnish(store)
    own = words(settings)
    composer = StructuredComposer(
        Recall(store, build_embedder(), NAME), Desk(NAME, ZONE, ("en",), words=own)
    )

    def told(question: str, at: datetime) -> str:
        answer = composer.compose(Turn(question, at, (), first_reply=False))
        assert answer.outcome == "handed_over"
        assert answer.escalate
        return answer.text

    for question in ("Can I talk to a person?", "Who won the cup in 1986?"):
        assert "Nobody is at the desk just now." in told(question, CLOSED["after hours"])
        assert "Nobody is at the desk" not in told(question, TUESDAY)
