from __future__ import annotations

from dataclasses import replace

from store import generations, library, versions
from store.db import Store
from store.library import NewDocument
from tests.store.papers import document, published, source

SITE = "https://inn.example"


def page(path: str, lang: str, **named: str) -> NewDocument:
    made = document(f"{SITE}{path}", f"What {path} says.")
    alternates = {code: f"{SITE}{other}" for code, other in named.items()}
    return replace(made, lang=lang, alternates=alternates)


def told_instead(store: Store, lang: str, *pages: NewDocument) -> dict[str, str]:
    published(store, source(store, f"{SITE}/"), *pages)
    with store.reading() as tx:
        current = generations.published_id(tx)
        address = {d.id: d.address.removeprefix(SITE) for d in library.documents(tx, current)}
        found = versions.in_language(tx, current, lang)
        return {address[one]: address[other] for one, other in found.items()}


def test_a_page_is_told_from_its_version_in_the_language_of_the_guest(store: Store) -> None:
    found = told_instead(
        store,
        "de",
        page("/en/rates", "en", de="/de/preise", fr="/fr/tarifs"),
        page("/de/preise", "de", en="/en/rates/", fr="/fr/tarifs"),
        page("/fr/tarifs", "fr-FR", en="/en/rates", de="/de/preise/index.html"),
        page("/en/history", "en"),
    )

    assert found == {"/en/rates": "/de/preise", "/fr/tarifs": "/de/preise"}


def test_pages_that_all_lead_to_one_home_page_are_no_versions_of_it(store: Store) -> None:
    found = told_instead(
        store,
        "en",
        page("/en/", "en", de="/de/"),
        page("/de/", "de", en="/en/"),
        page("/de/preise", "de", en="/en/"),
    )

    assert found == {"/de/": "/en/"}


def test_a_page_named_for_another_language_than_its_own_is_no_version(store: Store) -> None:
    pages = page("/a", "en", de="/b"), page("/b", "en", en="/a")

    assert told_instead(store, "de", *pages) == {}
