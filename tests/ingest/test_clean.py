from __future__ import annotations

import json

from ingest import webpage
from ingest.clean import Repeats, clean, lines_of
from ingest.nouns import Document
from tests.ingest.papers import page


def site(*bodies: str) -> list[Document]:
    return [
        webpage.read(page(body, f"https://inn.example/{number}"))
        for number, body in enumerate(bodies)
    ]


def cleaned(documents: list[Document]) -> list[list[str]]:
    repeats = Repeats()
    for document in documents:
        repeats.add(document.address, lines_of(document))
    repeats = Repeats.resume(json.loads(json.dumps(repeats.state())))
    return [[b.text for b in clean(d, repeats).blocks if b.text] for d in documents]


def test_a_footer_on_every_page_is_kept_on_the_first() -> None:
    footer = "<footer><p>Mill Lane 1</p><p>Tel 555 0100</p></footer>"

    kept = cleaned(site(*(f"<p>Page {n}</p>{footer}" for n in range(4))))

    assert kept == [["Page 0", "Mill Lane 1", "Tel 555 0100"], ["Page 1"], ["Page 2"], ["Page 3"]]


def test_a_line_on_half_of_the_pages_stays() -> None:
    kept = cleaned(
        site("<p>A</p><p>Free wifi</p>", "<p>B</p><p>Free wifi</p>", "<p>C</p>", "<p>D</p>")
    )

    assert kept[1] == ["B", "Free wifi"]


def test_a_repeated_heading_stays_over_words_of_its_own() -> None:
    kept = cleaned(site(*(f"<h2>Prices</h2><p>Room {n} costs {n}0 €</p>" for n in range(1, 4))))

    assert kept[2] == ["Prices", "Room 3 costs 30 €"]


def test_a_single_page_loses_only_its_navigation() -> None:
    document = site("<nav><a>Home</a></nav><p>Hello</p><footer>Tel 1</footer>")[0]

    assert [b.text for b in clean(document).blocks] == ["Hello", "Tel 1"]


def test_the_same_price_of_different_things_stays_on_each_page() -> None:
    pages = [
        webpage.read(page(f"<h1>{name}</h1><div>{name}</div><div>24 €</div>", f"https://x/{name}"))
        for name in ("Tasting", "Probe", "Degustazione")
    ]
    repeats = Repeats()
    for one in pages:
        repeats.add(one.address, lines_of(one))

    assert all("24 €" in [b.text for b in clean(one, repeats).blocks] for one in pages)
