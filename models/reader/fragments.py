"""Businesses made up for the reader to learn from: fragments as websites and papers have them.

    trade      what it sells, its places, its people and topics come from `lessons/`
    fragments  price rows and lists, hours, contacts, staff, rules, forms, menus of the page
    keys       what each fragment answers; whoever asks for a key is answered by those that hold it

Prose is what published questions are about; real pages are rows. Everything is drawn from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from models.reader.made import Made, lessons
from models.reader.pricelists import add_section, items_of
from models.reader.timetables import add_hours

MONTHS = ("March", "May", "June", "September", "November")
STREETS = ("Mill Street", "Harbour Square", "Kings Road", "Lindenweg", "Rue du Port", "Via Roma",
           "Station Road", "Market Place", "Calle Mayor", "Elm Avenue", "Old Quay")  # fmt: skip
TOWNS = ("Northgate", "Ashford", "Bellwater", "Lindau", "Saint-Cyr", "Porto Alto", "Kelso", "Mere")
FIRST = ("Anna", "Tom", "Maria", "Peter", "Lucia", "Jan", "Sofia", "David", "Eva", "Omar", "Ines")
LAST = ("Keller", "Brown", "Novak", "Rossi", "Moreau", "Visser", "Silva", "O'Neill", "Haas", "Lee")
_ONLY_NAMED = (
    "The {0} is on the ground floor.",
    "Our {0} was renewed last year.",
    "{0}\nFor everybody, with a view of the yard.",
    "Visit the {0}!",
)


def made_business(trade: str, seed: int, foreign: str = "", hard: bool = False) -> Made:
    """`foreign` is the language of a part of its pages, besides English; "" for none. `hard` adds
    what names a thing and does not say what is asked of it."""
    rng = random.Random(f"{trade} {seed}")
    lesson = lessons("trades")[trade]
    made = Made(trade, f"{trade}-{seed}")
    money = _money(rng)
    for section, lines in lesson["sections"].items():
        columns = rng.choice(lesson["columns"]) if rng.random() < 0.55 else []
        add_section(made, rng, section, items_of(lines, columns, money, rng), columns)
    add_hours(made, rng, lesson["places"], foreign)
    _add_contacts(made, rng, foreign)
    _add_staff(made, rng, lesson["staff"])
    _add_topics(made, rng, lesson["topics"], money, foreign)
    _add_own(made, rng, lesson["own"], money)
    _add_noise(made, rng, lesson)
    if hard:
        _add_what_only_names(made, rng, lesson)
    return made


def _money(rng: random.Random) -> Callable[[int, int], str]:
    form = rng.choice(("€{}", "{} €", "£{}", "${}", "{}.-", "EUR {}", "CHF {}", "${}", "£{}"))
    cents = rng.choice(("", "", ".00", ".50", ",00", ".90"))

    def amount(low: int, high: int) -> str:
        number = rng.randint(low, max(low, high))
        return form.format(f"{number}{cents if number < 100 and '.-' not in form else ''}")

    return amount


def _add_contacts(made: Made, rng: random.Random, foreign: str) -> None:
    words = lessons("abroad")[foreign if foreign and rng.random() < 0.5 else "en"]
    _, _, phone, mail, address, _ = words["labels"]
    number = f"0{rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(1000, 9999)}"
    box = rng.choice(("info", "hello", "desk", "mail"))
    email = f"{box}@{made.trade.replace('_', '-')}.example"
    street = f"{rng.randint(1, 99)} {rng.choice(STREETS)}"
    street += f", {rng.randint(1000, 99999)} {rng.choice(TOWNS)}"
    lines = {
        "phone": f"{phone}: {number}",
        "mail": f"{mail}: {email}",
        "place": rng.choice((f"{address}: {street}", street)),
    }
    kept = [kind for kind in lines if rng.random() < 0.85]
    heading = rng.choice(("Contact", "Find us", "Contact > Visit us", "Imprint", ""))
    if rng.random() < 0.5:
        made.add(
            f"{heading}\n" + "\n".join(lines[k] for k in kept),
            [("contact", kind, "") for kind in kept],
            ["contact", *kept],
        )
    else:
        for kind in kept:
            made.add(f"{heading}\n{lines[kind]}", [("contact", kind, "")], ["contact", kind])
    made.add(
        f"{heading}\nContact us with the form below. Name | Your message | Send", [], ["contact"]
    )
    if rng.random() < 0.5:
        made.add("Follow us on Instagram and Facebook.", [("contact", "social", "")], ["contact"])
    for kind in ("phone", "mail", "place", "social"):
        ways = lessons("abroad")["en"][kind]
        made.may_ask(("contact", kind, ""), ways, ["contact", kind])
        if foreign and kind != "social":
            made.may_ask(("contact", kind, ""), lessons("abroad")[foreign][kind] * 2, ["contact"])


def _add_staff(made: Made, rng: random.Random, roles: Sequence[str]) -> None:
    ways = lessons("abroad")["en"]
    for both in roles:
        role, *other = both.split("; ")
        words = (role, *other)
        for kind in ("person", "person_days"):
            asks = [way.format(role=rng.choice(words)) for way in ways[kind]]
            made.may_ask((kind, role, ""), asks, [role, "staff"])
        if rng.random() < 0.35:
            continue
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        days = ", ".join(rng.sample(("Mon", "Tue", "Wed", "Thu", "Fri"), 2))
        if rng.random() < 0.5:
            text, keys = f"Our team\n{name} | {role}", [("person", role, "")]
        else:
            text = f"Team > {role.capitalize()}\n{name}, {days}"
            keys = [("person", role, ""), ("person_days", role, "")]
        made.add(text, keys, [role, "staff"])


def _add_topics(
    made: Made,
    rng: random.Random,
    topics: Sequence[str],
    money: Callable[[int, int], str],
    foreign: str,
) -> None:
    for topic in topics:
        lesson = lessons("topics")[topic]
        near = [topic, *lesson["near"]]
        made.may_ask(("topic", topic, ""), lesson["ask"], near)
        if foreign:
            made.may_ask(("topic", topic, ""), lesson.get(foreign, []) * 2, near)
        if rng.random() < 0.25:
            continue
        text = rng.choice(lesson["say"])
        abroad = [s[4:] for s in lesson.get("says", []) if s.startswith(f"{foreign}:")]
        if foreign and abroad and rng.random() < 0.6:
            text = abroad[0]
        heading = rng.choice(
            ("", "", f"{topic.replace('_', ' ').capitalize()}\n", "Good to know\n")
        )
        made.add(heading + filled(text, rng, money), [("topic", topic, "")], near)


def _add_own(
    made: Made, rng: random.Random, own: Sequence[str], money: Callable[[int, int], str]
) -> None:
    for number, line in enumerate(own):
        asks, text = line.split("|", 1)
        key = ("own", str(number), "")
        made.may_ask(key, [ask.strip() for ask in asks.split(";")] * 2, ["own"])
        if rng.random() < 0.8:
            made.add(filled(text, rng, money), [key], ["own"])


def _add_noise(made: Made, rng: random.Random, lesson: dict[str, Any]) -> None:
    """Menus of the page, banners and headings: they name everything and tell nothing."""
    names = [
        line.split(";")[0].split("|")[0].strip() for s in lesson["sections"].values() for line in s
    ]
    topics = [t.replace("_", " ").capitalize() for t in lesson["topics"]]
    menu = ["Home", *rng.sample(list(lesson["sections"]), 1), *rng.sample(topics, 4), "Contact"]
    made.add(" | ".join(menu), [], [t.lower() for t in menu])
    made.add(
        "Welcome! We look forward to your visit. Prices, hours and news at a glance.", [], ["price"]
    )
    made.add(f"Book now: {', '.join(rng.sample(names, 2))}", [], names)
    made.add("All prices include VAT. Subject to change.", [], ["price"])
    made.add(f"{rng.choice(names)}\nOur guests love it. Ask our team!", [], names)
    made.add("We use cookies to improve this page. Accept | Settings", [], [])


def _add_what_only_names(made: Made, rng: random.Random, lesson: dict[str, Any]) -> None:
    for section, lines in lesson["sections"].items():
        for line in lines:
            names, about, *_ = (part.strip() for part in line.split("|"))
            name = names.split(";")[0]
            form = rng.choice(("{0}\n{1}.", "{0}: {1}.", "{2} > {0}\n{1}", "{0} – {1}. Ask us!"))
            keys = [("about", name, ""), ("exists", name, "")]
            made.add(form.format(name, about, section), keys, [name, section])
        names = [line.split(";")[0].split("|")[0].strip() for line in lines]
        keys = [("exists", name, "") for name in names]
        made.add(f"{section}\n{' | '.join(names)}", keys, [*names, section])
    for both in lesson["places"]:
        place = both.split("; ")[0]
        form = rng.choice(_ONLY_NAMED)
        made.add(form.format(place), [], [place])


def filled(text: str, rng: random.Random, money: Callable[[int, int], str]) -> str:
    """A lesson's line with its blanks filled in, each time it occurs."""
    drawn: Iterator[tuple[str, Callable[[], str]]] = iter(
        (
            ("{money}", lambda: money(2, 60)),
            ("{time}", lambda: rng.choice(("8:00", "2 pm", "10 am", "17:30", "noon", "3 pm"))),
            ("{n}", lambda: str(rng.randint(2, 9))),
            ("{day}", lambda: rng.choice(("Monday", "Tuesday", "Wednesday", "Thursday"))),
            ("{month}", lambda: rng.choice(MONTHS)),
            ("{percent}", lambda: f"{rng.choice((5, 10, 20, 25, 50))} %"),
        )
    )
    for blank, value in drawn:
        while blank in text:
            text = text.replace(blank, value(), 1)
    return text.strip()
