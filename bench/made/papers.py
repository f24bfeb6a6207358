"""Twenty-four price lists and menus, each with one trouble real ones have, drawn by ourselves."""

from __future__ import annotations

from collections.abc import Callable

from bench.made.dishes import CARE, MAINS, STARTERS, SWEETS
from bench.made.papers_unruly import (
    bookmarked,
    centred_menu,
    encrypted,
    form_fields,
    glass_and_bottle,
    letter_by_letter,
    price_before_name,
    ruled,
    sized_cells,
    two_tables_landscape,
    uneven_columns,
    whole_euros,
)
from bench.made.sheets import BOLD, Sheet


def two_columns() -> Sheet:
    sheet = Sheet("two-columns")
    sheet.centred(297, 790, "The Mill House", 22, BOLD)
    sheet.centred(297, 770, "All dishes are cooked to order; please allow us a little time.")
    for x, name, items in ((40, "STARTERS", STARTERS), (310, "MAINS", MAINS)):
        sheet.title(x, 730, name, 14)
        for n, (item, price) in enumerate(items):
            sheet.line(x, x + 235, 705 - 22 * n, item, f"€ {price}")
    return sheet


def three_columns() -> Sheet:
    sheet = Sheet("three-columns")
    sheet.title(40, 790, "Salon Bellevue price list", 18)
    groups = (
        (
            "Hair",
            STARTERS[:0]
            or [
                ("Wash and cut", "38"),
                ("Blow dry", "24"),
                ("Full colour", "72"),
                ("Highlights", "95"),
            ],
        ),
        ("Hands", CARE[6:]),
        ("Body", CARE[1:5]),
    )
    for number, (name, items) in enumerate(groups):
        x = 40 + 178 * number
        sheet.title(x, 750, name, 13)
        for n, (item, price) in enumerate(items):
            sheet.line(x, x + 160, 728 - 18 * n, item, f"£{price}")
    return sheet


def rotated() -> Sheet:
    """Printed on a page that is turned by the reader (/Rotate 90)."""
    sheet = Sheet("rotated")
    sheet.canvas.setPageRotation(90)
    sheet.canvas.translate(595, 0)
    sheet.canvas.rotate(90)
    sheet.title(60, 520, "Boat hire 2027", 20)
    for n, (item, price) in enumerate(
        [
            ("Rowing boat, one hour", "12.00"),
            ("Pedal boat, one hour", "15.00"),
            ("Electric boat, one hour", "32.00"),
            ("Sailing dinghy, half day", "65.00"),
            ("Stand-up board, one hour", "14.00"),
        ]
    ):
        sheet.line(60, 420, 480 - 24 * n, item, f"€ {price}")
    return sheet


def sideways() -> Sheet:
    """Text that runs up the page, with no word of it in the page's own rotation."""
    sheet = Sheet("sideways")
    sheet.canvas.translate(595, 0)
    sheet.canvas.rotate(90)
    sheet.title(60, 520, "Kennel prices", 20)
    for n, (item, price) in enumerate(
        [
            ("Small dog per night", "22.50"),
            ("Large dog per night", "29.50"),
            ("Cat per night", "16.50"),
            ("Puppy school, six lessons", "110.00"),
            ("Nail clipping", "9.50"),
        ]
    ):
        sheet.line(60, 420, 480 - 24 * n, item, f"€ {price}")
    return sheet


def leaders() -> Sheet:
    sheet = Sheet("leaders")
    sheet.title(60, 780, "Trattoria del Porto", 20)
    sheet.title(60, 745, "Pasta", 14)
    for n, (item, price) in enumerate(STARTERS + MAINS):
        y = 720 - 20 * n
        ends = sheet.text(60, y, item)
        begins = sheet.right(500, y, f"{price} €")
        dots = int((begins - ends - 6) / sheet.canvas.stringWidth(".", "Helvetica", 10))
        sheet.text(ends + 3, y, "." * dots)
        sheet.true(item, f"{price} €")
    return sheet


def two_currencies() -> Sheet:
    sheet = Sheet("two-currencies")
    sheet.title(60, 780, "Airport lounge bar", 18)
    sheet.right(420, 745, "EUR", 10, BOLD)
    sheet.right(500, 745, "CHF", 10, BOLD)
    for n, (item, euro, franc) in enumerate(
        [
            ("Espresso", "3.20", "3.50"),
            ("Draught beer", "5.80", "6.40"),
            ("Glass of prosecco", "7.50", "8.20"),
            ("Club sandwich", "12.90", "14.10"),
            ("Fruit salad", "6.60", "7.20"),
            ("Mineral water", "2.90", "3.20"),
        ]
    ):
        y = 720 - 20 * n
        sheet.text(60, y, item)
        sheet.right(420, y, euro)
        sheet.right(500, y, franc)
        sheet.true(item, euro, f"{item} {euro} {franc}", "EUR")
        sheet.true(item, franc, f"{item} {euro} {franc}", "CHF")
    return sheet


def prices_drawn_first() -> Sheet:
    sheet = Sheet("prices-drawn-first")
    for n, (_, price) in enumerate(MAINS + SWEETS):
        sheet.right(520, 700 - 26 * n, f"€ {price}")
    for n, (item, price) in enumerate(MAINS + SWEETS):
        sheet.text(60, 700 - 26 * n, item, 11, BOLD)
        sheet.text(60, 689 - 26 * n, "with what the market gave us today", 8)
        sheet.true(item, f"€ {price}")
    sheet.title(60, 750, "Dinner", 20)
    return sheet


def seasons() -> Sheet:
    sheet = Sheet("seasons")
    sheet.title(60, 780, "Room rates 2027, per night with breakfast", 16)
    heads = ("Low season", "Mid season", "High season")
    for k, head in enumerate(heads):
        sheet.centred(290 + 100 * k, 745, head, 10, BOLD)
    for n, (item, prices) in enumerate(
        [
            ("Single room", ("62", "74", "89")),
            ("Double room", ("94", "112", "138")),
            ("Family room", ("128", "149", "182")),
            ("Garden suite", ("155", "178", "221")),
        ]
    ):
        y = 720 - 22 * n
        sheet.text(60, y, item)
        row = f"{item} " + " ".join(f"{p} €" for p in prices)
        for k, price in enumerate(prices):
            sheet.centred(290 + 100 * k, y, f"{price} €")
            sheet.true(item, f"{price} €", row, heads[k])
    return sheet


def boxes() -> Sheet:
    sheet = Sheet("boxes")
    sheet.centred(297, 790, "Packages", 20, BOLD)
    for n, (item, price) in enumerate(CARE[:6]):
        x, y = 50 + 260 * (n % 2), 640 - 130 * (n // 2)
        sheet.canvas.rect(x, y, 235, 110)
        sheet.centred(x + 117, y + 85, item, 13, BOLD)
        sheet.centred(x + 117, y + 60, "A quiet hour for body and mind", 9)
        sheet.centred(x + 117, y + 30, f"€ {price}", 14)
        sheet.true(item, f"€ {price}", item)
    return sheet


def wrapped() -> Sheet:
    sheet = Sheet("wrapped")
    sheet.title(60, 780, "Workshop prices", 18)
    y = 745.0
    for first, second, price in (
        (
            "Full service of a city bicycle with new brake pads, new cables, cleaned",
            "chain and trued wheels",
            "89.00",
        ),
        (
            "Fitting of a child seat or a trailer coupling including all screws, a test",
            "ride and advice",
            "25.00",
        ),
        (
            "Truing of one wheel, front or rear, while you wait or by the evening of",
            "the same day",
            "18.00",
        ),
        (
            "Check of an electric bicycle's battery and motor with a written and",
            "signed report",
            "35.00",
        ),
    ):
        sheet.text(60, y, first)
        sheet.right(460, y, f"€ {price}")
        sheet.text(60, y - 12, second)
        sheet.true(f"{first} {second}", f"€ {price}", second)
        y -= 34
    return sheet


def prices_under() -> Sheet:
    sheet = Sheet("prices-under")
    sheet.centred(297, 790, "Afternoon tea", 20, BOLD)
    for n, (item, price) in enumerate(SWEETS):
        sheet.centred(297, 740 - 48 * n, item, 12, BOLD)
        sheet.centred(297, 725 - 48 * n, f"£{price}", 10)
        sheet.true(item, f"£{price}")
    return sheet


def bare_figures() -> Sheet:
    """Prices without any sign, right-aligned, as most menus print them."""
    sheet = Sheet("bare-figures")
    sheet.title(60, 780, "Weinkarte und Speisen", 18)
    sheet.text(60, 762, "Alle Preise in Euro", 8)
    for n, (item, price) in enumerate(STARTERS + MAINS + SWEETS):
        printed = price.replace(".", ",")
        sheet.line(60, 480, 735 - 19 * n, item, printed)
    return sheet


PAPERS: tuple[Callable[[], Sheet], ...] = (
    two_columns,
    three_columns,
    rotated,
    sideways,
    leaders,
    two_currencies,
    prices_drawn_first,
    seasons,
    boxes,
    wrapped,
    prices_under,
    bare_figures,
    glass_and_bottle,
    two_tables_landscape,
    form_fields,
    encrypted,
    bookmarked,
    letter_by_letter,
    whole_euros,
    price_before_name,
    centred_menu,
    ruled,
    uneven_columns,
    sized_cells,
)
