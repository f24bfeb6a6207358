"""Twenty-four price lists and menus, each with one trouble real ones have, drawn by ourselves."""

# fmt: off - tables of items as they are read

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption

from bench.made.sheets import BOLD, Sheet

STARTERS = [
    ("Tomato soup with basil", "6.50"),
    ("Smoked trout", "9.80"),
    ("Goat cheese salad", "8.90"),
    ("Garlic bread", "4.20"),
    ("Prawn cocktail", "11.40"),
    ("Melon with ham", "9.10"),
]
MAINS = [
    ("Grilled sea bass", "21.50"),
    ("Veal schnitzel", "18.90"),
    ("Mushroom risotto", "15.20"),
    ("Rack of lamb", "26.80"),
    ("Beef burger", "14.60"),
    ("Vegetable lasagne", "13.70"),
]
SWEETS = [
    ("Apple strudel", "5.90"),
    ("Chocolate mousse", "6.30"),
    ("Lemon sorbet", "4.70"),
    ("Cheese board", "10.50"),
    ("Crema catalana", "5.60"),
    ("Ice cream, three scoops", "5.10"),
]
CARE = [
    ("Classic facial", "55"),
    ("Deep tissue massage", "82"),
    ("Hot stone massage", "95"),
    ("Foot reflexology", "48"),
    ("Body scrub", "64"),
    ("Aroma bath", "39"),
    ("Express manicure", "28"),
    ("Full manicure", "41"),
    ("Pedicure", "46"),
    ("Brow shaping", "19"),
]

Items = Sequence[tuple[str, str]]


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


def glass_and_bottle() -> Sheet:
    sheet = Sheet("glass-and-bottle")
    sheet.title(60, 780, "Wines", 18)
    for y, name, wines in (
        (
            740,
            "White",
            [
                ("Riesling trocken", "6", "28"),
                ("Grüner Veltliner", "7", "31"),
                ("Chablis", "9", "44"),
            ],
        ),
        (
            600,
            "Red",
            [("Spätburgunder", "8", "36"), ("Rioja Crianza", "7", "33"), ("Barolo", "14", "69")],
        ),
    ):
        sheet.title(60, y, name, 13)
        sheet.right(420, y, "Glass", 9)
        sheet.right(490, y, "Bottle", 9)
        for n, (item, glass, bottle) in enumerate(wines):
            sheet.text(60, y - 20 - 18 * n, item)
            sheet.right(420, y - 20 - 18 * n, f"€{glass}")
            sheet.right(490, y - 20 - 18 * n, f"€{bottle}")
            sheet.true(item, f"€{glass}", f"{item} €{glass} €{bottle}", "Glass")
            sheet.true(item, f"€{bottle}", f"{item} €{glass} €{bottle}", "Bottle")
    return sheet


def two_tables_landscape() -> Sheet:
    sheet = Sheet("landscape", landscape(A4))
    sheet.title(50, 540, "Green fees and rentals", 20)
    tables = (
        (
            50,
            ("Weekday", "Weekend"),
            [
                ("9 holes", "$28", "$34"),
                ("18 holes", "$46", "$58"),
                ("Twilight round", "$25", "$31"),
                ("Junior round", "$15", "$18"),
            ],
        ),
        (
            460,
            ("Day", "Week"),
            [
                ("Pull cart", "$6", "$30"),
                ("Riding cart", "$22", "$120"),
                ("Set of clubs", "$35", "$160"),
                ("Range basket", "$9", "$45"),
            ],
        ),
    )
    for x, heads, rows in tables:
        for k, head in enumerate(heads):
            sheet.right(x + 220 + 80 * k, 490, head, 10, BOLD)
        for n, (item, *prices) in enumerate(rows):
            sheet.text(x, 465 - 22 * n, item)
            for k, price in enumerate(prices):
                sheet.right(x + 220 + 80 * k, 465 - 22 * n, price)
                sheet.true(item, price, f"{item} {' '.join(prices)}", heads[k])
    return sheet


def form_fields() -> Sheet:
    sheet = Sheet("form-fields")
    sheet.title(60, 780, "Membership application", 18)
    form = sheet.canvas.acroForm
    for n, label in enumerate(("Full name", "Street and number", "Date of birth")):
        sheet.text(60, 740 - 26 * n, label)
        form.textfield(
            name=label.lower(), x=200, y=733 - 26 * n, width=250, height=18, tooltip=label
        )
    for n, (item, price) in enumerate(
        [
            ("Full member", "620"),
            ("Student member", "185"),
            ("Family member", "940"),
            ("Locker", "45"),
        ]
    ):
        y = 630 - 26 * n
        form.checkbox(name=item, x=60, y=y - 4, size=14, tooltip=f"{item} chosen")
        sheet.line(85, 400, y, item, f"€ {price}")
    form.choice(
        name="course",
        x=200,
        y=490,
        width=250,
        height=20,
        value="Beginners Monday 18:00",
        options=["Beginners Monday 18:00", "Advanced Tuesday 19:30"],
        tooltip="Course evening",
    )
    sheet.text(60, 495, "Course evening")
    sheet.true("Advanced Tuesday", "", "Advanced Tuesday 19:30")
    return sheet


def encrypted() -> Sheet:
    lock = StandardEncryption("", "the-owner", canPrint=1, canModify=0)
    sheet = Sheet("encrypted", encrypt=lock)
    sheet.title(60, 780, "Chimney sweep tariff", 18)
    for n, (item, price) in enumerate(
        [
            ("Sweeping of one flue", "48.00"),
            ("Gas appliance check", "62.00"),
            ("Smoke alarm fitting", "21.00"),
            ("Stove inspection", "75.00"),
        ]
    ):
        sheet.line(60, 450, 740 - 22 * n, item, f"€ {price}")
    return sheet


def bookmarked() -> Sheet:
    sheet = Sheet("bookmarked")
    for number, (name, items) in enumerate(
        (("Starters", STARTERS), ("Mains", MAINS), ("Desserts", SWEETS))
    ):
        if number:
            sheet.canvas.showPage()
        sheet.canvas.bookmarkPage(name)
        sheet.canvas.addOutlineEntry(name, name, 0)
        sheet.text(60, 780, name, 10)
        for n, (item, price) in enumerate(items):
            sheet.line(60, 450, 740 - 22 * n, item, f"$ {price}")
            sheet.facts[-1].head = name
    return sheet


def letter_by_letter() -> Sheet:
    """Each letter placed alone, as design programs with kerning do."""
    sheet = Sheet("letter-by-letter")
    sheet.title(60, 780, "Breakfast", 18)
    for n, (item, price) in enumerate(STARTERS[:4] + SWEETS[:3]):
        for x, words in ((60, item), (440, f"€ {price}")):
            for char in words:
                sheet.text(x, 740 - 22 * n, char)
                x += sheet.canvas.stringWidth(char, "Helvetica", 10) + 0.15
        sheet.true(item, f"€ {price}")
    return sheet


def whole_euros() -> Sheet:
    sheet = Sheet("whole-euros")
    sheet.title(60, 790, "Preisliste Fahrschule", 18)
    for n, (item, price, more) in enumerate(
        [
            ("Grundbetrag Klasse B", "€ 390,-", "inklusive aller Theorieabende"),
            ("Fahrstunde zu 45 Minuten", "€ 62,-", "im Stadtgebiet"),
            ("Sonderfahrt Autobahn", "€ 78,-", "je 45 Minuten"),
            ("Praktische Prüfung", "€ 210,-", "ohne Gebühr der Prüfstelle"),
            ("Lehrmaterial mit App", "€ 85,-", "einmalig"),
        ]
    ):
        sheet.line(60, 500, 745 - 40 * n, item, price)
        sheet.text(60, 732 - 40 * n, more, 8)
    return sheet


def price_before_name() -> Sheet:
    sheet = Sheet("price-before-name")
    sheet.title(60, 780, "Bar snacks", 18)
    for column, items in enumerate((STARTERS, MAINS)):
        x = 60 + 270 * column
        for n, (item, price) in enumerate(items):
            sheet.text(x, 740 - 36 * n, f"${price} {item}")
            sheet.text(x, 728 - 36 * n, "served with bread and olives", 8)
            sheet.true(item, f"${price}", f"${price} {item}")
    return sheet


def centred_menu() -> Sheet:
    sheet = Sheet("centred-menu")
    sheet.centred(297, 790, "Tasting evening", 20, BOLD)
    for n, (item, price) in enumerate(MAINS):
        y = 740 - 60 * n
        sheet.centred(297, y, item.upper(), 11)
        sheet.centred(297, y - 13, "slowly cooked, with herbs from the garden behind the house", 9)
        sheet.centred(297, y - 26, price, 10)
        sheet.true(item.upper(), price, item.upper())
    return sheet


def ruled() -> Sheet:
    sheet = Sheet("ruled")
    sheet.title(60, 780, "Dog grooming", 18)
    heads = ("Service", "Small", "Medium", "Large")
    rows = [
        ("Bath and brush", "£22", "£29", "£38"),
        ("Full groom", "£36", "£45", "£58"),
        ("Hand stripping", "£42", "£55", "£70"),
        ("Ear cleaning", "£8", "£8", "£10"),
    ]
    for n, row in enumerate([heads, *rows]):
        y = 740 - 24 * n
        sheet.canvas.line(55, y - 7, 495, y - 7)
        for k, cell in enumerate(row):
            sheet.text(
                60 + (0 if k == 0 else 100 + 80 * k), y, cell, 10, BOLD if not n else "Helvetica"
            )
        if n:
            for k in (1, 2, 3):
                sheet.true(row[0], row[k], " ".join(row), heads[k])
    for k in range(4):
        x = 55 + (0 if k == 0 else 100 + 80 * k)
        sheet.canvas.line(x, 756, x, 637)
    return sheet


def uneven_columns() -> Sheet:
    sheet = Sheet("uneven-columns")
    sheet.title(60, 800, "Café am Markt", 22)
    sheet.text(60, 780, "Open every day from eight; the kitchen closes at nine in the evening.", 9)
    left: list[tuple[str, Items]] = [
        ("Coffee", [("Espresso", "2,60"), ("Cappuccino", "3,90"), ("Latte macchiato", "4,40")]),
        ("Cakes", [("Cheesecake", "4,80"), ("Carrot cake", "4,60")]),
    ]
    right: list[tuple[str, Items]] = [
        (
            "Breakfast",
            [
                ("Two eggs any style", "5,20"),
                ("Granola with fruit", "6,70"),
                ("Farmer's breakfast", "11,30"),
                ("Croissant with jam", "3,40"),
                ("Smoked salmon plate", "13,50"),
                ("Bowl of porridge", "5,50"),
            ],
        )
    ]
    for x, groups in ((60, left), (320, right)):
        y = 740.0
        for name, items in groups:
            sheet.title(x, y, name, 12)
            for item, price in items:
                y -= 17
                sheet.line(x, x + 200, y, item, f"{price} €")
            y -= 32
    sheet.centred(297, 40, "All prices include VAT and service", 8)
    return sheet


def sized_cells() -> Sheet:
    """Sizes named over the columns, with some cells left empty."""
    sheet = Sheet("sized-cells")
    sheet.title(60, 780, "Pizzeria Vesuvio", 18)
    heads = ("26 cm", "32 cm", "45 cm")
    for k, head in enumerate(heads):
        sheet.right(330 + 80 * k, 745, head, 9, BOLD)
    for n, (item, *prices) in enumerate(
        [
            ("Margherita", "7,00", "8,50", "15,90"),
            ("Salami", "8,00", "9,50", "17,90"),
            ("Calzone", "", "10,50", ""),
            ("Four cheeses", "9,00", "11,00", "19,90"),
            ("Child's pizza", "5,50", "", ""),
        ]
    ):
        y = 722 - 20 * n
        sheet.text(60, y, item)
        printed = [f"€ {p}" if p else "" for p in prices]
        row = " ".join([item, *filter(None, printed)])
        for k, price in enumerate(printed):
            if price:
                sheet.right(330 + 80 * k, y, price)
                sheet.true(item, price, row, heads[k])
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
