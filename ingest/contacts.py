"""Telephone numbers, e-mail and postal addresses, where the text leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator

EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][\w.+-]{0,60}?)\s?(?:@|\[at\]|\(at\)|\(a\))\s?"
    r"([A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})(?![\w@])"
)
_NUMBER = r"\+?\(?\d[\d\s().\-/–]{5,20}\d"
_NAMED = re.compile(
    r"(?<!\w)(?P<name>tel(?:e(?:fon|phone|fono|foon|ph))?|téléphone|teléfono|phone|call|mobile|mobil"
    r"|handy|móvil|movil|cellulare|cell|portable|whats\s?app|t|☎|📞)(?![A-Za-zÀ-ÿ])"
    rf"[^\d+()]{{0,24}}(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d\s().\-/]{7,18}\d(?!\d)")
_AMERICAN = re.compile(r"(?<![\d-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])")
_GERMAN = re.compile(r"(?<![\d/])0[1-9]\d{1,4}\s?/\s?\d[\d\s-]{3,10}\d(?!\d)")
_NOT_A_PHONE = re.compile(
    r"fax|iban|bic|ust|vat|p\.?\s?iva|partita|c\.?i\.?f|nif|hrb|siret|siren|steuer|reg(?:istro)?\b",
    re.IGNORECASE,
)

_STREETS = (
    re.compile(  # Mainburger Straße 1
        r"(?:[A-ZÄÖÜ][A-Za-zÄÖÜäöüß.]{0,40}[ -]){0,3}[A-ZÄÖÜ]?[A-Za-zÄÖÜäöüß]{0,40}?"
        r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|[Pp]latz|[Gg]asse|[Aa]llee|[Rr]ing|[Dd]amm|[Uu]fer"
        r"|[Mm]arkt|STRASSE)\s\d{1,4}\s?[a-z]?(?![\w:.])"
    ),
    re.compile(  # Via Giulio Bizzozero 18; Calle Mayor 5; Avenida ...
        r"\b(?:Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Strada|Calle|C/|Avda\.?|Avenida|Plaza"
        r"|Paseo|Camino|Carretera|Ctra\.?)\s(?:[\wÀ-ÿ'’.]+\s){1,5}?,?\s?(?:n[.ºo°]\s?)?\d{1,4}"
        r"(?![\w:])"
    ),
    re.compile(  # 12 rue de la Paix
        r"\b\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|chemin|quai|impasse|allée)\s"
        r"(?:[\wÀ-ÿ'’-]+\s?){1,5}",
        re.IGNORECASE,
    ),
    re.compile(  # 52 Mountainview Rd; 1509 South State Road 135; 23830 FM 1314
        r"\b\d{1,6}\s(?:(?:[NSEW]\.?|North|South|East|West)\s)?(?:[A-Z][\w'’.-]*\s){0,4}?(?:Street|St|Road"
        r"|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Highway|Hwy|Way|Square|Sq|Court|Ct|Close"
        r"|Terrace|FM|HIGH STREET|ROAD|STREET|AVENUE)\b\.?(?:\s\d{1,4})?"
    ),
)
_TOWN = re.compile(
    r"\b\d{4,5}\s[A-ZÄÖÜÀ-Ý]|\b[A-Z]{2}\s\d{5}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|,\s[A-ZÄÖÜ][a-zäöüß]+"
)
LONGEST_ADDRESS = 140


def phones(line: str) -> Iterator[str]:
    """Numbers as they are written. What is named fax, bank account or tax number is none."""
    seen: set[str] = set()
    for pattern in (_NAMED, _INTERNATIONAL, _AMERICAN, _GERMAN):
        for found in pattern.finditer(line):
            number = found["number"] if pattern is _NAMED else found[0]
            before = line[max(0, found.start() - 16) : found.start()]
            digits = "".join(c for c in number if c.isdigit())
            ends = digits[-7:]
            if _NOT_A_PHONE.search(before.rpartition("\n")[2]) or not 7 <= len(digits) <= 15:
                continue
            if ends in seen or re.search(r"\d{4}\s?[-–]\s?\d{4}$", number.strip()):
                continue
            seen.add(ends)
            number = number.strip(" .-/–")
            yield number if number.count("(") == number.count(")") else number.strip("() ")


def emails(line: str) -> Iterator[str]:
    for found in EMAIL.finditer(line):
        yield f"{found[1]}@{found[2]}".lower()


def addresses(lines: list[str]) -> Iterator[str]:
    """A street with its number, and the town beside it or on the line below."""
    for number, line in enumerate(lines):
        if len(line) > LONGEST_ADDRESS:
            continue
        found = next((m for pattern in _STREETS if (m := pattern.search(line))), None)
        if found is None:
            continue
        rest = line[found.end() :]
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if _TOWN.search(rest):
            yield _trimmed(line[found.start() :])
        elif len(below) < 60 and _TOWN.match(below):
            yield f"{_trimmed(line[found.start() :])}, {_trimmed(below)}"


def _trimmed(text: str) -> str:
    """Without what follows the address on its line: a telephone number, a mark."""
    text = re.split(
        r"\s[-–|·•]\s|\btel|\bphone|\bfax|☎|\(?\+?\d{3}\)?[ -.]\d{3}[-.]\d{4}", text, flags=re.I
    )[0]
    return text.strip(" ,.-–|")
