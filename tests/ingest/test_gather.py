"""What a crawl leaves out of what it met, and says so."""

from __future__ import annotations

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
