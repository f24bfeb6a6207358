"""A yes or a no before a quote: a wrong one is worse than none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from agent.composer import Turn
from agent.modes.structured import Desk, StructuredComposer
from agent.phrases import phrases
from agent.recall import Recall
from models.registry import build_embedder
from store.db import Store
from tests.agent.seaview import NAME, NOW, furnish

PAGES = {
    "en": [
        ("Payment", "Patients with a medical card pay nothing."),
        ("Fees", "All fees are before HST."),
        ("Exchanges", "You can exchange a book within 30 days with the receipt."),
        ("Dogs", "Dogs are not allowed in the dining room."),
        ("Parking", "There is parking behind the house, without a height limit."),
        ("Juniors", "Juniors play with the club's own coach on Saturdays."),
    ],
    "es": [
        ("Arroces", "Todos los arroces de la carta son sin gluten."),
        ("Silla de ruedas", "Los baños y la entrada no tienen escalones."),
        ("Perros", "Los perros no están permitidos en el comedor."),
    ],
    "de": [
        ("Ratenzahlung", "Ratenzahlung in drei Teilen ist ohne Zinsen möglich."),
        ("Hunde", "Hunde sind im Speisesaal nicht erlaubt."),
    ],
}


@pytest.mark.parametrize(
    ("lang", "question", "never"),
    [
        ("es", "¿Hay platos sin gluten?", "no"),
        ("es", "¿Se puede entrar en silla de ruedas?", "no"),
        ("de", "Geht auch Ratenzahlung?", "no"),
        ("en", "Is HST included in the fees?", "yes"),
        ("en", "Can I exchange a book without the receipt?", "yes"),
        ("en", "Do juniors pay less?", "yes"),
        ("en", "Is there parking?", "no"),
    ],
)
def test_no_wrong_word_stands_before_what_is_quoted(
    store: Store, lang: str, question: str, never: str
) -> None:
    assert not _answer(store, lang, question).startswith(getattr(phrases(lang), never))


@pytest.mark.parametrize(
    ("lang", "question", "word"),
    [
        ("en", "Are dogs allowed in the dining room?", "no"),
        ("es", "¿Están permitidos los perros en el comedor?", "no"),
        ("de", "Sind Hunde im Speisesaal erlaubt?", "no"),
    ],
)
def test_a_clause_that_names_the_thing_still_says_no(
    store: Store, lang: str, question: str, word: str
) -> None:
    assert _answer(store, lang, question).startswith(getattr(phrases(lang), word))


def _answer(store: Store, lang: str, question: str) -> str:
    furnish(store, PAGES[lang], (), lang)
    desk = Desk(NAME, ZoneInfo("Europe/London"), (lang,))
    composer = StructuredComposer(Recall(store, build_embedder(), NAME), desk)
    return composer.compose(Turn(question, NOW, (), first_reply=False)).text
