"""What a crawl leaves out of what it met, and says so."""

from __future__ import annotations

from store import library, versions
from tests.ingest.house import Ingest
from tests.websites import Website, page, seaview

NOWHERE = page("Nothing here", "<p>We looked everywhere.</p><p>Please go back to the start.</p>")


class AnswersEverything(dict[str, str | None]):
    """A site that answers 200 for addresses it does not have."""

    def get(self, path: str, default: object = None) -> str | None:
        return super().get(path) or ("" if path.endswith((".txt", ".xml")) else NOWHERE)


def test_what_a_site_shows_for_any_address_is_no_knowledge(run: Ingest, site: Website) -> None:
    pages = seaview()
    pages["/"] = (pages["/"] or "").replace("<main>", "<main><a href='/gone.html'>Offers</a>")
    site.pages = AnswersEverything(pages)

    told = run(site.address).sources[0]

    assert [s.reason for s in told.skipped if s.address.endswith("/gone.html")] == [
        "The site shows this for addresses that do not exist."
    ]
    assert run.says("Dogs are welcome")
    assert not run.says("We looked everywhere")


def test_a_page_under_two_addresses_is_known_under_the_one_it_names(
    run: Ingest, site: Website
) -> None:
    rooms = seaview()["/rooms.html"] or ""
    head = f"<link rel='canonical' href='{site.address}rooms.html'></head>"
    site.pages["/print.html"] = rooms.replace("</head>", head)
    site.pages["/"] = (site.pages["/"] or "").replace(
        "<main>", "<main><a href='/print.html'>To print</a>"
    )

    told = run(site.address).sources[0]

    assert [s.address for s in told.skipped] == [f"{site.address}print.html"]
    assert run.says("Dogs are welcome")


def test_versions_of_a_page_in_two_languages_are_known_as_one_page(
    run: Ingest, site: Website
) -> None:
    def told(lang: str, path: str, other: str, words: str) -> str:
        link = f"<link rel='alternate' hreflang='{'de' if lang == 'en' else 'en'}' href='{other}'>"
        body = page("Hours", f"<p>{words}</p><a href='{other}'>Other language</a>")
        return body.replace("lang='en'", f"lang='{lang}'").replace("</head>", f"{link}</head>")

    site.pages = {
        "/": told("en", "/", "/de.html", "Breakfast is served from seven until ten."),
        "/de.html": told("de", "/de.html", "/", "Das Frühstück gibt es von sieben bis zehn Uhr."),
    }

    run(site.address)

    with run.store.reading() as tx:
        known = {d.id: d.lang for d in library.documents(tx, run.published())}
        found = versions.in_language(tx, run.published(), "de")
    assert [(known[one], known[other]) for one, other in found.items()] == [("en", "de")]
