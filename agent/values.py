"""Kinds of value a line may hold: a price, a clock time, a telephone number, a distance.

A question for a price is answered only by a line with a price. That one rule keeps more wrong
answers from guests than any score does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.language import language
from agent.words import LANGUAGES, fold, tokens

_SIGN = r"(?:€|\$|£|¥|₪|\b(?:eur|euros?|usd|dollars?|gbp|pounds?|chf|fr\.|kr|nis|ils)(?![a-z]))"
_AMOUNT = r"(?:\d{1,3}(?:[., ]\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?)"
_SIGNED = re.compile(rf"{_SIGN}\s?{_AMOUNT}|(?<![\d.,]){_AMOUNT}\s?{_SIGN}", re.IGNORECASE)
PRICE = re.compile(
    rf"{_SIGNED.pattern}"
    r"|\be\s?\d{1,4}[.,]\d\d\b|(?<![\d.,:/])\d{1,4}[.,]\d\d\s?e?(?=\s*(?:$|\n|\||/|\+|\)))",
    re.IGNORECASE,
)
_NO_PRICE = re.compile(
    r"\b(?:free(?! (?:range|time|of (?:gluten|lactose)))|no (?:extra |additional )?charge"
    r"|complimentary|gratis|gratuit\w*|kostenlos\w*|kostenfrei\w*|umsonst|by donation|donations?"
    r"|spende|donativo|offerta libera|inclus[aoie]?\b|included|inklusive|incluid[ao]s?"
    r"|senza costi|sans frais)\b|חינם"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
# With a dot it may be a price as well; then only a range or a word makes a time of it.
CLOCK = re.compile(
    rf"\b{_HOUR}[:h][0-5]\d\b|\b(?:1[0-2]|0?[1-9])\s?(?:a\.?m\b|p\.?m\b)"
    rf"|\b{_HOUR}(?:\.[0-5]\d)?\s?(?:uhr|heures?|uur|h|a\.?m|p\.?m)\b"
    rf"|\b{_HOUR}\.[0-5]\d\s?(?:-|–|to|bis|a|alle)\s?{_HOUR}\.[0-5]\d\b"
    r"|\b(?:noon|midnight|mittag|mezzogiorno|midi)\b"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\ds?\b")
_SPAN = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|thirty|zwei|drei|vier"
    r"|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|vierzehn|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|quince|deux|trois|quatre|cinq|sept|huit|neuf|dix|quinze|due|tre|quattro|cinque|sei|sette"
    r"|otto|nove|dieci|dois|duas|sete|oito|dez|twee|drie|vijf|zes|zeven|negen|tien)"
    r"\s?(?:(?:working|business|full|calendar|volle|ganze) )?(?:years?|months?|jahren?|monaten?"
    r"|anos?|meses|mes|ans?|mois|anni|mesi|jaar|maanden|werkdagen|arbeitstage\w*|werktage\w*|min\w*"
    r"|hours?|hrs?|stunden?|horas?|heures?|ore|ora|days?|tage?n?|dias?|jours?|giorn\w+"
    r"|weeks?|wochen?|semanas?|semaines?|settiman\w+|uren|dagen|uur)\b"
)
DISTANCE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:km|kilomet\w+|met(?:er|re|ro|ri)s?|m|miles?|mi|yards?|feet|ft|min\w*|millas"
    r"|minut\w+|blocks?|stunden?|hours?)\b"
)
_STREET = re.compile(
    r"\b\d+[a-z]?\s(?:[\w.']+\s){1,4}(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|highway|hwy"
    r"|boulevard|blvd|way|square|court|close|terrace)\b"
    r"|\b\d+[a-z]?\s(?:[\w.']+\s){0,3}(?:state|county|route)\s(?:road|route|highway)"
    r"\s\d+"
    r"|\b\w*(?:strasse|str\.|weg|platz|gasse|allee|straat|laan|plein)\s?\d+"
    r"|\b(?:via|viale|piazza|corso|calle|c/|avenida|avda\.?|plaza|rue|place|rua|largo)"
    r"\s[\w.' ]{3,40}\s?\d+"
)
# A postcode before or after its town, or what says itself that it is an address.
_ADDRESS = re.compile(
    r"(?:רחוב|רח'|שדרות|דרך)\s[א-ת\"' ]{2,30}\s?\d"
    r"|(?<![\d.,])\d{5}\s+[A-ZÀ-Þ][a-zà-ÿ]{2,}|\b[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2}\b"
    r"|\b(?i:domicilio|dirección|address|adresse|anschrift|indirizzo|morada|endereço|adres)\s?:\s?\S"
)
_NUMBER = re.compile(r"\d")
PHONE = re.compile(
    r"(?<![\d.,€$£])(?:\+|00)?\(?\d{2,5}\)?(?:[\s./-]{0,3}\(?\d{2,5}\)?){1,4}(?![\d,])"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(
    r"\b[A-ZÄÖÜÀ-Þ][a-zà-ÿ'’]+ (?:[A-Z]\. |(?:de|von|van|di|del|der|la) )?[A-ZÄÖÜÀ-Þ][a-zà-ÿ'’]+"
)
WIDEST = 1_000
_BLANKED = re.compile(r"\d+[.,:]\d+")
_RANGE = re.compile(
    r"\s?(?:-|–|—|\bto\b|\bthru\b|\bthrough\b|\bbis\b|\ba\b|\bal\b|\bau\b|\bt/m\b|\btot\b)\s?"
)
_BELOW = re.compile(
    r"(?:up to|under|below|less than|max\.?|until|bis(?: zu)?|unter|hasta|menores de|menos de"
    r"|jusqu.a|moins de|fino a|sotto i|meno di|ate|tot|onder|<)\s?(?:the age of |age )?"
    r"(\d{1,3})(?!\d)"
)
_ABOVE = re.compile(
    r"(?:over|above|more than|from|ab|uber|mehr als|mas de|mayores de|superior(?:es|i)? a|plus de"
    r"|a partir de|oltre(?: i)?|piu di|superiori a|mais de|meer dan|vanaf|>)\s?"
    r"(?:the age of |age )?(\d{1,3})(?!\d)"
    r"|\b(\d{1,3})\s?(?:\+|&|and|und|y|et|e|or|oder|ou|o)\s?"
    r"(?:older|over|above|more|up|alter|mehr|mas|plus|piu|mayores)"
)
_BETWEEN = re.compile(
    r"\b(\d{1,3})\s?(?:-|–|to|bis|a)\s?(\d{1,3})\s?(?:years?|yrs?|jahre|anos|ans|anni)\b"
)


@lru_cache(maxsize=32_768)
def kinds(text: str) -> frozenset[str]:
    """Which kinds of value stand in a text."""
    folded = fold(text)
    found: set[str] = set()
    if PRICE.search(folded) or _NO_PRICE.search(folded):
        found.add("price")
    if CLOCK.search(_SIGNED.sub(" ", folded)):
        found |= {"clock", "time"}
    if _YEAR.search(folded) or _SPAN.search(folded) or calendar_words(folded):
        found.add("time")
    if _SPAN.search(folded):
        # "How long" is asked of roads and of vouchers.
        found.add("distance")
    if DISTANCE.search(folded):
        found.add("distance")
    if _NUMBER.search(folded) or any(word in _number_words() for word in tokens(folded)):
        found.add("count")
    if any(sum(c.isdigit() for c in m[0]) >= 7 for m in PHONE.finditer(folded)):
        found.add("phone")
    if _STREET.search(folded) or _ADDRESS.search(text):
        found.add("where")
    if EMAIL.search(folded):
        found.add("email")
    if _NAME.search(text):
        found.add("person")
    return frozenset(found)


def without_values(folded: str) -> str:
    """A folded text without amounts and clock times, which are not words to be found."""
    return _BLANKED.sub(" ", CLOCK.sub(" ", PRICE.sub(" ", folded)))


def figures(text: str) -> list[str]:
    """Every figure of a text, for those who must prove where it came from."""
    return re.findall(r"\d+(?:[.,:]\d+)*", text)


_NO_AGE = re.compile(
    r"\s?(?:hours?|hrs?|h\b|min|days?|nights?|weeks?|months?|%|km|miles?|m\b|metres?|people|persons?"
    r"|guests?|[€£$:.,]\d?|a\.?m\b|p\.?m\b|uhr|stunden?|tage?|horas?|dias?|noches?|ore\b|giorn|notti"
    r"|heures?|jours?|nuits?|personen|personas?|persone|uur|dagen|(?:of )?[a-z]+uary|january|march)"
)


_NO_COUNT = re.compile(
    r"\s?(?:hours?|hrs?|h\b|min|days?|nights?|weeks?|months?|%|km|miles?|m\b|metres?|[€£$:]|a\.?m\b"
    r"|p\.?m\b|uhr|stunden?|tage?|horas?|dias?|ore\b|giorn|heures?|jours?|uur|dagen)"
)
_PEOPLE = re.compile(
    r"\b(?:people|persons?|guests?|players?|groups?|teams?|personen|gaste|gruppen?|personas?|grupos?"
    r"|personnes?|groupes?|persone|gruppi|pessoas|groepen|holes)\b|אנשים"
)

_MUST_BE = re.compile(
    r"\b(?:must be|have to be|be at least|aged?|minimum age(?: is| of|:)?|mindestalter(?: ist|:)?"
    r"|mindestens|edad minima(?: es| de|:)?|age minimum(?: est|:)?|eta minima(?: e|:)?"
    r"|idade minima(?: e|:)?|minimumleeftijd(?: is|:)?)\s(\d{1,2})\b"
)


def speaks_of_people(folded: str) -> bool:
    """Whether a range in it may be of people or years, and not of hours or kilometres."""
    return _PEOPLE.search(folded) is not None


def speaks_of_age(folded: str) -> bool:
    """Whether it sets a limit of age, whichever side of it somebody is on."""
    return any(
        not _NO_AGE.match(folded, match.end())
        for pattern in (_ABOVE, _BELOW, _BETWEEN, _MUST_BE)
        for match in pattern.finditer(folded)
    )


def covers(folded: str, number: int, *, age: bool = False) -> int | None:
    """How wide a range of the text is that takes in `number` ("up to 11 years", "60 & older",
    "6 - 10"); None when there is none. The narrowest is the one that is meant. `age` leaves out
    ranges of hours, days, distances and the like."""

    def counts(match: re.Match[str]) -> bool:
        return (_NO_AGE if age else _NO_COUNT).match(folded, match.end()) is None

    below = [m for m in _BELOW.finditer(folded) if counts(m)]
    widths = [int(m[1]) for m in below if int(m[1]) >= number]
    widths += [
        int(m[2]) - int(m[1]) for m in _BETWEEN.finditer(folded) if int(m[1]) <= number <= int(m[2])
    ]
    bounds = [int(m[1] or m[2]) for m in _ABOVE.finditer(folded) if counts(m)]
    widths += [WIDEST - bound for bound in bounds if bound <= number]
    return min(widths, default=None)


@lru_cache(maxsize=1)
def _number_words() -> dict[str, float]:
    words: dict[str, float] = {}
    for code in LANGUAGES:
        for word, value in language(code).numbers.items():
            # Articles look like the number one in half of our languages.
            if value != 1 or word in ("one", "eins", "first"):
                words.setdefault(word, value)
    return words


def number_of(word: str) -> float | None:
    """The number a folded word stands for; None when it is none."""
    if word.isdigit() and len(word) < 7:
        return float(word)
    if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th", "yr", "yo"):
        return float(word[:-2])
    return _number_words().get(word)


@lru_cache(maxsize=64)
def words_for(number: float) -> frozenset[str]:
    """All the ways to write it that we know."""
    ways = {word for word, value in _number_words().items() if value == number}
    if number == int(number):
        whole = int(number)
        ending = {1: "st", 2: "nd", 3: "rd"}.get(whole if whole < 20 else whole % 10, "th")
        ways |= {str(whole), f"{whole}{ending}", f"{whole:02d}"}
    elif number == 0.5:
        ways |= {"1/2"}
    return frozenset(ways)


@lru_cache(maxsize=1)
def _calendar() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in LANGUAGES:
        known = language(code)
        for name, number in known.weekdays.items():
            if len(name) > 2 and name not in ("mar", "dom", "sun", "sat"):
                names.setdefault(name, f"wd:{number}")
        for name, number in known.months.items():
            if name not in ("mar", "may", "mai", "set", "dom", "out", "gen", "ago"):
                names.setdefault(name, f"mo:{number}")
    names |= {"may": "mo:5", "sun": "wd:6", "sat": "wd:5", "mo": "wd:0", "di": "wd:1", "mi": "wd:2"}
    names |= {"do": "wd:3", "fr": "wd:4", "sa": "wd:5", "so": "wd:6"}
    return names


_SHORT = {"mo", "di", "mi", "do", "fr", "sa", "so"}


@lru_cache(maxsize=32_768)
def calendar_words(folded: str) -> frozenset[str]:
    """Weekdays and months of a text as "wd:0" to "wd:6" and "mo:1" to "mo:12", ranges filled in."""
    names = _calendar()
    found: set[str] = set()
    last, last_end = "", -1
    for match in re.finditer(r"[^\W\d_]+", folded):
        name = names.get(match[0].rstrip("s")) or names.get(match[0])
        if name is None or (match[0] in _SHORT and not _on_a_door(folded, match)):
            continue
        found.add(name)
        between = re.sub(r"[\d.\s]", "", folded[last_end : match.start()]) if last else ""
        if last[:2] == name[:2] and between and _RANGE.fullmatch(between):
            found |= _between(last, name)
        last, last_end = name, match.end()
    if {"wd:5", "wd:6"} <= found or re.search(
        r"\bweek-?ends?\b|wochenende|fine? de semana|fin de sem", folded
    ):
        found.add("weekend")
    return frozenset(found)


def _on_a_door(folded: str, match: re.Match[str]) -> bool:
    """Two letters are a weekday only beside a figure, a dash or another such abbreviation."""
    around = (
        folded[max(0, match.start() - 3) : match.start()] + folded[match.end() : match.end() + 3]
    )
    return re.search(r"\d|[-–:./]", around) is not None


def _between(first: str, last: str) -> set[str]:
    kind, start, end = first[:3], int(first[3:]), int(last[3:])
    size, base = (7, 0) if kind == "wd:" else (12, 1)
    return {f"{kind}{(start - base + n) % size + base}" for n in range((end - start) % size + 1)}
