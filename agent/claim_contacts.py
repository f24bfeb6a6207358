"""Ways to reach somebody or something in a text: addresses of the web and of mail, telephone
numbers, streets. These are right or wrong to the last letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from agent.values import EMAIL
from agent.words import fold

# Endings that make a web address of two words with a dot between; more would find "e.g.this".
_TOP = (
    r"(?:com|net|org|info|biz|eu|io|co|app|dev|shop|hotel|restaurant|online|site|xyz|example|test"
    r"|invalid|de|at|ch|es|fr|it|pt"
    r"|nl|be|uk|ie|us|ca|il|br|mx|ar|au|nz|lu|ai|me|tv|link|page|golf|travel|museum|cafe|bar"
    r"|pizza|wine|club|menu)"
)
_WITH_SCHEME = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'）\])]+|\b(?:javascript|data|vbscript|file|blob):[^\s<>\"'\])]+",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w.-])(?:www\.[\w-]+(?:\.[\w-]+)+"
    rf"|(?:[\w-]{{1,63}}\.){{1,5}}{_TOP})(?:[:/][^\s<>\"'\])]*)?(?![\w@-])"
    r"|(?<![:/\w])(?://|\\\\)[\w-]+(?:\.[\w-]+)+[^\s<>\"'\])]*",
    re.IGNORECASE,
)
# Digits in groups, taken whole or not at all.
_PHONE = re.compile(
    r"(?<![\w.,€$£/:-])(?>(?:\+|00)?\(?\d{1,9}\)?(?:(?:[ ./\-‑–]| [/\-–] "
    r"|\)[ /-])?\(?\d{1,9}\)?){0,8})"
    r"(?!\w|[,.:]\d|\s?(?:%|€|\beur|\$))",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|^\d{4}-\d\d-\d\d$|^(?:1[5-9]|20)\d\d\s?[-–/]\s?(?:1[5-9]"
    r"|20)\d\d$"
    r"|^\d{1,3}(?:\.\d{3})+$|^\d+$|^\d{1,4}(?:[.]\d{1,2})\s?[-–/]\s?\d{1,4}(?:[.]\d{1,2})$"
    r"|^\d{1,2}[-–]\d{1,2}\.\d\d$"
    r"|^\d{1,2}\s?[-–]\s?\d{1,2}$"
)
_STREET = re.compile(
    r"\b(?P<en>\d+[a-z]?)\s(?:(?:[\w.']+\s){1,4}?(?:road|rd|street|st|avenue|ave|lane|ln"
    r"|drive|highway|hwy|boulevard|blvd"
    r"|way|square|court|close|terrace|quay)(?:\s\d+\b)?)"
    r"|\b(?:(?:[\w-]+\s)?\w*(?:stras+e|str\.|weg|platz|gasse|allee|straat|laan|plein"
    r"|kade))\s(?:\d+[a-z]?)\b"
    r"|\b(?:(?:via|viale|piazza|corso|calle|c/|avenida|avda\.?|plaza|rua|largo"
    r"|praca)\s(?:[\w.']+\s){0,4}?[\w.']+?),?\s"
    r"(?:n\.?\s?[ºo°]?\s?|numero\s)?(?:\d+[a-z]?)\b"
)
_WORDS = re.compile(r"[^\W\d_][\w.']*")
_SHORT = re.compile(r"stras+e\b|str\b|street\b|road\b|avenue\b|lane\b|drive\b")
_SHORTER = {"str": "st", "roa": "rd", "ave": "ave", "lan": "ln", "dri": "dr"}
LEAST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Contact:
    """`kind` is url, email, phone or address; `value` is it in one form, `start` and `end` its
    place in the text."""

    kind: str
    value: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=16_384)
def contacts_of(text: str) -> tuple[Contact, ...]:
    """In order of their places; a part of one is not another."""
    taken = text
    found: list[Contact] = []
    for finder in (_urls, _emails, _bare_urls, _phones, _streets):
        for one in finder(taken):
            found.append(one)
            taken = taken[: one.start] + "\x00" * (one.end - one.start) + taken[one.end :]
    return tuple(sorted(found, key=lambda one: one.start))


def without_contacts(text: str, contacts: tuple[Contact, ...]) -> str:
    """The text with blanks where they stood, as long as before."""
    for one in contacts:
        text = text[: one.start] + "\x00" * (one.end - one.start) + text[one.end :]
    return text


def _emails(text: str) -> Iterator[Contact]:
    for match in EMAIL.finditer(text) if "@" in text else ():
        yield Contact("email", match[0].lower().rstrip("."), match[0], *match.span())


def _urls(text: str) -> Iterator[Contact]:
    return _addresses(_WITH_SCHEME, text) if ":" in text else iter(())


def _bare_urls(text: str) -> Iterator[Contact]:
    return _addresses(_BARE, text) if "." in text else iter(())


def _addresses(pattern: re.Pattern[str], text: str) -> Iterator[Contact]:
    for match in pattern.finditer(text):
        whole = match[0].rstrip(".,;:!?")
        yield Contact("url", plain_url(whole), whole, match.start(), match.start() + len(whole))


def _phones(text: str) -> Iterator[Contact]:
    for match in _PHONE.finditer(text):
        whole = match[0].rstrip(" .-/(")
        digits = re.sub(r"\D", "", whole)
        if len(digits) >= LEAST_DIGITS and len(digits) <= 17 and _is_phone(whole, digits):
            yield Contact(
                "phone",
                ("+" if whole.startswith(("+", "00")) else "") + digits.removeprefix("00"),
                whole,
                match.start(),
                match.start() + len(whole),
            )


def _is_phone(whole: str, digits: str) -> bool:
    if whole.isdigit():
        return len(digits) >= 8 or whole.startswith("0")
    return _NO_PHONE.match(whole.strip()) is None


def _streets(text: str) -> Iterator[Contact]:
    for match in _STREET.finditer(_same_length(text)):
        if match["en"] and not all(
            w[0].isupper() for w in _WORDS.findall(text[slice(*match.span())])
        ):
            # "6 pm on Saturday and close" is no address.
            continue
        street = _SHORT.sub(lambda m: _SHORTER[m[0][:3]], match[0])
        whole = text[match.start() : match.end()]
        yield Contact("address", " ".join(re.findall(r"\w+", street)), whole, *match.span())


def _same_length(text: str) -> str:
    """Folded letter by letter, so that places stay what they are."""
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join((fold(c) or c)[0] for c in text)


def plain_url(url: str) -> str:
    """Without scheme, "www." and a slash at the end; the host in lower case."""
    if re.match(r"(?:javascript|data|vbscript|file):", url, re.IGNORECASE):
        return url
    bare = re.sub(r"^[a-z]+://", "", url, flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")


def host_of(url: str) -> str:
    """In lower case without "www."; "" where there is none. What stands before an @ is no host."""
    if re.match(r"(?:javascript|data|vbscript|file):", url, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    return "" if parts.username is not None else host.removeprefix("www.").rstrip(".")


def same_phone(said: str, stands: str) -> bool:
    """Whether a number said is the one that stands in the source: one of the two may lack the
    country's code, and a source may write two numbers in one ("01460 64025 / 66018")."""
    if said == stands:
        return True
    if said.startswith("+") and stands.startswith("+"):
        return stands.startswith(said)
    one, other = said.lstrip("+"), stands.lstrip("+")
    if one.startswith("0") and not other.startswith("0") and stands.startswith("+"):
        one = one.removeprefix("0")
    if said.startswith("+"):
        other = other.removeprefix("0")
    if said.startswith("+") and len(one) < len(other):
        return False
    if len(one) > len(other):
        more = len(one) - len(other)
        return (
            len(other) >= LEAST_DIGITS
            and said.startswith("+")
            and more <= 4
            and one.endswith(other)
        )
    return len(one) >= LEAST_DIGITS and (other.startswith(one) or other.endswith(one))
