"""Words and marks every reader needs: folded blanks, charsets, prices, a guess at the language."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_BLANKS = re.compile(r"[^\S\n]+")
_FIGURE = re.compile(r"\d")
_LINES = re.compile(r" ?\n[ \n]*")
_INVISIBLE = dict.fromkeys(
    [
        *range(0x00, 0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,
        0x200B,
        0x200C,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xE0000, 0xE0080),
        *range(0xFFF9, 0xFFFC),
    ]
)

CURRENCIES = {
    **{"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "CHF": "CHF", "Fr.": "CHF", "KČ": "CZK"},
    **{"ZŁ": "PLN", "₹": "INR", "₺": "TRY", "₽": "RUB", "₪": "ILS", "฿": "THB", "₩": "KRW"},
}
SIGN = (
    r"(?:€|\$|£|¥|₹|₺|₽|₪|฿|₩|EUR\b|EURO?S?\b|USD\b|GBP\b|CHF\b|Fr\.|Kč|zł|kr\b"
    r"|(?:CZK|PLN|SEK|NOK|DKK|INR|TRY|AUD|CAD|NZD|JPY|AED|ZAR|HUF|RON)\b)"
)
_SIGN = SIGN
_AMOUNT = r"\d{1,3}(?:[.,' ]\d{3}){0,3}(?:[.,]\d{1,2}|,-|\.-)?|\d+(?:[.,]\d{1,2})?"
PRICE = re.compile(
    rf"(?:{_SIGN}\s?(?P<after>{_AMOUNT})(?!\d))|(?:(?<![\d.,])(?P<before>{_AMOUNT})\s?{_SIGN})"
    r"|(?:(?<![A-Za-zÀ-ÿ])E\s?(?P<letter>\d{1,4}[.,]\d\d)(?!\d))"
    r"|(?:(?<![\d.,:/])(?P<bare>\d{1,4}[.,]\d\d)(?=\s*(?:$|\n|\||/)))",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """One line: every run of blanks is one blank, invisible characters are gone."""
    return " ".join(text.translate(_INVISIBLE).split())


def tidy(text: str) -> str:
    """Like `fold`, but line breaks stay, one at a time."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = text.translate(_INVISIBLE).replace("\r", "\n")
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


@lru_cache(maxsize=2_048)
def has_price(text: str) -> bool:
    """Remembered, because readers and cutter ask it of one line many times. Without a figure there
    is no price, and most text has none."""
    return _FIGURE.search(text) is not None and PRICE.search(text) is not None


def words(text: str) -> int:
    return len(text.split())


def decode(body: bytes, *declared: str) -> str:
    """Text of bytes whose declared charsets may lie.

    A byte order mark wins. Bytes that are valid UTF-8 are UTF-8, whatever the server says: text in
    another charset hardly ever is. Then the declared ones in order, then Windows' Western table,
    which knows nearly every byte.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace")
    wide = [name for name in declared if name.lower().startswith(("utf-16", "utf-32", "iso-2022"))]
    for name in (*wide, "utf-8", *declared):
        text = _decoded(body, name)
        if text is not None:
            return text
    mended = body.decode("utf-8", "replace")
    if mended.count("\ufffd") * 20 < sum(byte > 0x7F for byte in body):
        return mended
    return body.decode("cp1252", "replace")


def _decoded(body: bytes, name: str) -> str | None:
    """None when the charset is unknown or does not fit the bytes."""
    try:
        codec = codecs.lookup(name.strip("\"' ") or "?")
        # Browsers read "latin-1" as Windows-1252: its quotes and euro sign live there.
        if codec.name == "iso8859-1":
            codec = codecs.lookup("cp1252")
        text = codec.decode(body)[0]
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if isinstance(text, str) else None


_COMMON = {
    "en": "the and of to is are for with you your our we on at please from",
    "de": "der die das und ist mit für wir sie ihr bei auf von den im zu uhr ein eine nicht",
    "es": "el la los las de y que para con en por una un se del su más al",
    "it": "il lo gli di e che per con una un della dei nel è alla sono le i dalle",
    "fr": "le la les et des pour avec une un du est dans vous nous au sur aux de en par ou",
    "pt": "o os as do da dos das em no na para com uma um não ao aos pelo pela mais são é à às e",
    "nl": "de het een en van voor met zijn op te bij wij ons onze u uw niet naar ook aan tot is in",
}
_COMMON_WORDS = {lang: frozenset(line.split()) for lang, line in _COMMON.items()}


def guess_language(text: str) -> str:
    """A two-letter code by common little words, or "" when the text does not say clearly."""
    letters = [c for c in text[:4_000] if c.isalpha()]
    if sum("\u05d0" <= c <= "\u05ea" for c in letters) > len(letters) / 2:
        return "he"
    # A lone capital is a mark ("E 6,70"), not a word.
    seen = [w.lower() for w in text.split()[:2000] if len(w) > 1 or not w.isupper()]
    counts = {lang: sum(w in known for w in seen) for lang, known in _COMMON_WORDS.items()}
    best, second = sorted(counts, key=lambda lang: -counts[lang])[:2]
    sure = counts[best] >= 3 and counts[best] > 1.2 * counts[second]
    return best if sure else ""
