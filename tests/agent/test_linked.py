"""Guests are told from the page in their language, as far as it says the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.composer import Answer
from agent.linked import Linked, figures
from agent.modes.structured import StructuredComposer
from models.registry import build_embedder
from store import generations, library
from store.db import Store
from store.library import NewDocument, NewFact
from tests.agent.seaview import _passage, ask, desk_of

SITE = "https://inn.example"
ENGLISH, GERMAN = f"{SITE}/rates", f"{SITE}/de/preise"
SAUNA = "The sauna is open daily from 4 pm to 9 pm."
OPEN = {"osm": "Mo-Su 16:00-21:00", "subject": "sauna"}
RATES = (
    ("Rates", "Double room Panorama | Price: €120.00"),
    ("Rates", "Parking in the garage costs EUR 15 a day."),
    ("Rates", SAUNA),
    ("Rates", "A transfer to the airport costs EUR 45."),
)
PREISE = (
    ("Preise", "Doppelzimmer Panorama | Preis: 120,00 €"),
    ("Preise", "Ein Parkplatz in der Garage kostet 15 EUR pro Tag."),
    ("Preise", "Die Sauna ist täglich von 16 bis 21 Uhr offen."),
    ("Preise", "Ein Transfer zum Flughafen kostet 40 EUR."),
)


def page(
    address: str,
    lang: str,
    passages: Sequence[tuple[str, str]],
    facts: Sequence[NewFact] = (),
    *,
    linked: bool = True,
) -> NewDocument:
    return NewDocument(
        address,
        address.rpartition("/")[2],
        "webpage",
        address,
        lang,
        alternates={"en": ENGLISH, "de": GERMAN} if linked else {},
        passages=[_passage(heading, text, lang) for heading, text in passages],
        facts=facts,
    )


def bilingual(
    store: Store, english: Sequence[NewFact] = (), *, linked: bool = True
) -> StructuredComposer:
    """A house of one page in two languages, in which only the airport differs."""
    embedder = build_embedder()
    texts = {part for pair in (*RATES, *PREISE) for part in pair}
    with store.writing() as tx:
        generation = generations.begin(tx, "test", embedder.name, resume_key="r")
        source = library.add_source(tx, f"{SITE}/", "website", "The inn")
        tx.flush()
        for new in (
            page(ENGLISH, "en", RATES, english, linked=linked),
            page(GERMAN, "de", PREISE, linked=linked),
        ):
            library.put_document(tx, generation, source, new)
        keys = {library.text_key(text): text for text in texts}
        vectors = embedder.vectors(list(keys.values()))
        library.put_vectors(
            tx, embedder.name, {key: vectors[n].tobytes() for n, key in enumerate(keys)}
        )
        generations.index(tx, generation)
        generations.publish(tx, generation)
    return desk_of(store, ("en", "de"))


def cited(answer: Answer) -> list[str]:
    return [citation.url for citation in answer.citations]


ASKED = [
    ("Was kostet das Doppelzimmer Panorama?", "120,00 €", GERMAN),
    ("How much is the double room Panorama?", "€120.00", ENGLISH),
    ("Was kostet die Garage?", "15 EUR pro Tag", GERMAN),
    ("How much is the garage?", "EUR 15 a day", ENGLISH),
    ("Wann ist die Sauna offen?", "von 16 bis 21 Uhr", GERMAN),
    ("When is the sauna open?", "from 4 pm to 9 pm", ENGLISH),
]


def test_an_answer_comes_from_the_page_in_the_guests_language(store: Store) -> None:
    desk = bilingual(store, [NewFact("hours", "sauna", OPEN, SAUNA, "Rates")])

    for question, expected, address in ASKED:
        answer = ask(desk, question)

        assert expected in answer.text, question
        assert cited(answer) == [address], question


def twins_of(store: Store, lang: str) -> list[tuple[str, str]]:
    with store.reading() as tx:
        current = generations.published_id(tx)
        assert current is not None
        texts = {p.id: p.text for p, _, _ in library.passages(tx, current)}
        found = Linked().twins(tx, current, lang)
    return [(texts[other], texts[own]) for other, own in found.items()]


def test_passages_belong_together_by_their_figures_and_nothing_is_swept_away_that_differs(
    store: Store,
) -> None:
    bilingual(store)

    told = [(other[1], own[1]) for other, own in zip(RATES, PREISE, strict=True)][:-1]
    assert twins_of(store, "de") == told
    assert twins_of(store, "en") == [(own, other) for other, own in told]
    assert twins_of(store, "fr") == []


def test_pages_the_site_does_not_link_are_left_as_they_are(store: Store) -> None:
    bilingual(store, linked=False)

    assert twins_of(store, "de") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("from 3 pm to 9:30 p.m.", "von 15 Uhr bis 21:30"),
        ("12 am", "0:00"),
        ("EUR 1,200.00 for 2 nights", "1.200 EUR für 2 Nächte"),
        ("€12.50", "12,5 €"),
        ("de 10h à 18h30", "10:00 to 18:30"),
        ("10 people", "10 Personen"),
    ],
)
def test_figures_are_the_same_however_a_language_writes_them(one: str, other: str) -> None:
    assert sorted(figures(one)) == sorted(figures(other))


def test_different_figures_stay_different() -> None:
    assert figures("EUR 45") != figures("EUR 40")
    assert figures("3 pm") != figures("3 am")
    assert figures("1.5 km") != figures("15 km")
