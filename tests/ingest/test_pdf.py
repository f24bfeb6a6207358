from __future__ import annotations

import pytest

from ingest import pdf
from ingest.nouns import Document, Fetched
from ingest.ocr import installed_languages
from store.errors import Invalid
from tests.ingest.papers import LOCKED, Placed
from tests.ingest.papers import pdf as paper


def read(*pages: list[Placed], encrypt: str = "") -> Document:
    return pdf.read(Fetched("file:///menu.pdf", paper(*pages, encrypt=encrypt)))


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks]


def test_items_and_prices_drawn_in_any_order_stand_in_one_row() -> None:
    document = read(
        [
            (500, 700, "€ 7,90"),
            (50, 680, "Beef with onions"),
            (50, 700, "Asparagus soup"),
            (500, 680, "€ 21,50"),
        ]
    )

    assert texts(document) == ["Asparagus soup € 7,90", "Beef with onions € 21,50"]
    assert {b.kind for b in document.blocks} == {"row"}


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"The house was built in {1800 + n} and its garden" for n in range(6)]
    right = [f"Our kitchen cooks what the {n} farms around us" for n in range(6)]
    placed: list[Placed] = []
    for n in range(6):
        placed += [(40, 700 - 14 * n, left[n]), (320, 700 - 14 * n, right[n])]

    text = " ".join(texts(read(placed)))

    assert text.index(left[5]) < text.index(right[0])


def test_two_columns_of_a_price_list_keep_each_item_with_its_own_price() -> None:
    placed: list[Placed] = []
    for n in range(6):
        placed += [(40, 700 - 20 * n, f"Starter {n}abc"), (200, 700 - 20 * n, f"$1{n}.00")]
        placed += [(320, 695 - 20 * n, f"Main {n}xyz"), (500, 695 - 20 * n, f"$2{n}.00")]

    found = texts(read(placed))

    assert "Starter 3abc $13.00" in found
    assert "Main 3xyz $23.00" in found


def test_a_description_stays_with_its_dish() -> None:
    document = read(
        [
            (50, 700, "STARTERS", 20),
            (50, 660, "Ceviche", 12), (500, 660, "€18", 12),
            (50, 647, "Raw fish in lime with sweet potato", 10),
            (50, 610, "Causa", 12), (500, 610, "€9", 12),
            (50, 597, "Cold mashed potato with chicken", 10),
        ]
    )  # fmt: skip

    assert texts(document) == [
        "STARTERS",
        "Ceviche €18\nRaw fish in lime with sweet potato",
        "Causa €9\nCold mashed potato with chicken",
    ]


def test_a_price_before_the_dish_begins_a_new_item() -> None:
    document = read(
        [
            (50, 700, "$12 The Burger - grass fed beef on a"),
            (50, 688, "brioche bun with cheddar"),
            (50, 676, "$14 Fun Guy Burger - beef with"),
            (50, 664, "oyster mushrooms"),
        ]
    )

    assert texts(document) == [
        "$12 The Burger - grass fed beef on a brioche bun with cheddar",
        "$14 Fun Guy Burger - beef with oyster mushrooms",
    ]


def test_pages_are_numbered_from_one() -> None:
    document = read([(50, 700, "First page of the list")], [(50, 700, "Second page of it")])

    assert [(b.page, b.text) for b in document.blocks] == [
        (1, "First page of the list"),
        (2, "Second page of it"),
    ]


def test_a_sheet_printed_side_by_side_to_be_cut_is_read_once() -> None:
    rows = [("House red wine", "$7"), ("House white wine", "$6"), ("Sparkling wine", "$9")]
    placed: list[Placed] = []
    for x in (20, 220, 420):
        placed.append((x, 740, "WINES", 16))
        for n, (name, price) in enumerate(rows):
            placed += [(x, 700 - 20 * n, name), (x + 130, 700 - 20 * n, price)]

    found = texts(read(placed))

    assert found == ["WINES", *(f"{name} {price}" for name, price in rows)]


def test_text_off_the_page_and_specks_are_not_read() -> None:
    document = read(
        [(50, 700, "Pool 8-20 every day"), (50, 2000, "Obey me"), (50, 600, "Obey me too", 1)]
    )

    assert texts(document) == ["Pool 8-20 every day"]


def test_a_fee_list_with_leaders_is_rows() -> None:
    document = read([(50, 700, "Single Female .................... Fee 435 EUR")])

    assert texts(document) == ["Single Female … Fee 435 EUR"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nrubbish", "damaged"),
        (paper([(50, 700, "hello there guests")], encrypt=LOCKED), "password"),
        (paper([]), "no words"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        pdf.read(Fetched("file:///x.pdf", body))


def test_a_page_nobody_can_read_is_named_with_the_reason() -> None:
    rubbish = "o\\\\¯lIn `N^QlP {E<kI| ¯kI{\\\\Ë <ll<OI¯\\`nQ`^ Æ¯^nQÆ"
    document = pdf.read(
        Fetched("file:///x.pdf", paper([(50, 700, rubbish), (50, 660, rubbish)])), languages=()
    )

    assert "wrong character map" in document.unread[1]
    assert not document.blocks


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_a_text_layer_of_rubbish_is_read_from_the_picture() -> None:
    rubbish = "o¯lIn`N^QlP{EkI¯¯kI{Ë`^¯^nQÆ¯"
    document = pdf.read(
        Fetched("file:///x.pdf", paper([(50, 700, rubbish), (50, 600, "Breakfast 7 to 10", 20)]))
    )

    assert 1 not in document.unread


def test_a_name_that_went_on_below_is_one_name_before_its_price() -> None:
    document = read(
        [
            (50, 700, "Fitting of a child seat or trailer with all screws and one"),
            (370, 700, "€ 25.00"),
            (50, 687, "test ride"),
        ]
    )

    assert texts(document) == [
        "Fitting of a child seat or trailer with all screws and one test ride € 25.00"
    ]


def test_a_price_knows_the_head_of_its_column_and_an_empty_cell_stays_empty() -> None:
    placed: list[Placed] = [(300, 740, "26 cm"), (400, 740, "32 cm")]
    for n, (item, small, large) in enumerate(
        [("Margherita", "€ 7.00", "€ 8.50"), ("Calzone", "", "€ 10.50"), ("Salami", "€ 8", "€ 9")]
    ):
        placed.append((50, 715 - 20 * n, item))
        placed += [(x, 715 - 20 * n, price) for x, price in ((300, small), (400, large)) if price]

    rows = [(b.text, b.columns) for b in read(placed).blocks]

    assert rows == [
        ("Margherita | € 7.00 | € 8.50", ("", "26 cm", "32 cm")),
        ("Calzone |  | € 10.50", ("", "26 cm", "32 cm")),
        ("Salami | € 8 | € 9", ("", "26 cm", "32 cm")),
    ]
