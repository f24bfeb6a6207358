from __future__ import annotations

import pytest

from agent.verbs import is_form, root_of, roots_in
from agent.words import lexicon
from store.db import Store
from tests.agent.seaview import PASSAGES, ask, desk_of, furnish


@pytest.mark.parametrize(
    ("question", "lang", "concept"),
    [
        ("riparate", "it", "repair"),
        ("alquilamos", "es", "rent"),
        ("reparieren", "de", "repair"),
        ("repariert", "de", "repair"),
    ],
)
def test_a_verb_means_the_same_in_whatever_form(question: str, lang: str, concept: str) -> None:
    assert concept in lexicon().concepts(question, lang)


def test_a_root_is_only_what_an_infinitive_leaves() -> None:
    assert root_of("riparare", "it") == "ripar"
    assert root_of("bar", "es") == ""
    assert root_of("repair", "en") == ""
    assert "ripar" in set(roots_in("ripariamo", "it"))
    assert is_form("ripariamo", "ripar", "it")
    assert not is_form("riparto", "ripar", "it")


def test_a_house_is_asked_in_one_form_and_answers_in_another(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Officina", "Non ripariamo scarpe da ballo.")), lang="it")

    assert "ripariamo" in ask(desk_of(store, ("it",)), "riparate scarpe?").text
