"""Price lists with columns of prices, forms, locks and odd lettering."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption

from bench.made.dishes import MAINS, STARTERS, SWEETS, Items
from bench.made.sheets import BOLD, Sheet


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
