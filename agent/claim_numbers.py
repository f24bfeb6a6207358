"""Numbers written as words in eight languages, to a hundred: "thirty-five", "fünfunddreißig".

A text is compared with its number words turned into figures, so that "two nights" and "2 nights"
are one. One is left as it is: in most of our languages it is also the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from agent.words import LANGUAGES, fold

_WORD = re.compile(r"[^\W\d_]+")
_UNITS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen "
    "sixteen seventeen eighteen nineteen",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize "
    "dix-sept dix-huit dix-neuf",
    "de": "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn "
    "funfzehn "
    "sechzehn siebzehn achtzehn neunzehn",
    "it": "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove",
    "pt": "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezasseis dezassete dezoito dezanove",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien",
    "he": "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix "
    "cent",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig hundert",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "he": "עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים מאה",
}
_MORE = {
    "en": {"a dozen": 12, "dozen": 12},
    "pt": {"duas": 2, "dezesseis": 16, "dezessete": 17, "dezenove": 19, "meia duzia": 6},
    "he": {"שתי": 2, "שניים": 2, "שלושה": 3, "ארבעה": 4, "חמישה": 5, "שישה": 6,
           "שבעה": 7, "תשעה": 9, "עשרה": 10},
    "de": {"dutzend": 12},
    "es": {"docena": 12},
    "fr": {"douzaine": 12, "quatre-vingt": 80},
}  # fmt: skip
# Words that are a number in one language and something else in another, or in the same one.
_TREACHEROUS = frozenset({"once", "sei", "due", "sept", "neuf", "elf", "cent", "cento", "ten"})
_HALF = re.compile(r"(?<![\d/])1[/⁄]2(?![\d/])")
_Phrase = tuple[str, ...]


def in_figures(folded: str, lang: str = "") -> str:
    """A folded text with figures for number words: of one language, or of all where it is ""."""
    folded = _HALF.sub("half", folded)
    known = _by_first(lang)
    pieces: list[str] = []
    done = 0
    for match in _WORD.finditer(folded):
        if match.start() < done:
            continue
        for phrase, value in known.get(match[0], ()):
            end = _end_of(folded, match.end(), phrase[1:])
            if end:
                pieces += [folded[done : match.start()], str(value)]
                done = end
                break
    return "".join([*pieces, folded[done:]]) if done else folded


def _end_of(folded: str, end: int, rest: _Phrase) -> int:
    """Where the phrase ends that began before `end`; 0 when it goes on otherwise."""
    for word in rest:
        following = _WORD.match(folded, end + 1) if folded[end : end + 1] in (" ", "-") else None
        if following is None or following[0] != word:
            return 0
        end = following.end()
    return end


@lru_cache(maxsize=16)
def _by_first(lang: str) -> dict[str, tuple[tuple[_Phrase, int], ...]]:
    found: dict[str, dict[_Phrase, int]] = {}
    for code in [lang] if lang in LANGUAGES else LANGUAGES:
        for text, value in _names(code).items():
            phrase = tuple(_WORD.findall(fold(text)))
            if value > 1 and (lang or phrase[0] not in _TREACHEROUS):
                found.setdefault(phrase[0], {}).setdefault(phrase, value)
    return {
        first: tuple(sorted(phrases.items(), key=lambda one: -len(one[0])))
        for first, phrases in found.items()
    }


@cache
def _names(code: str) -> dict[str, int]:
    units, tens = _UNITS[code].split(), _TENS[code].split()
    names = {name: number for number, name in enumerate(units, 1)}
    names |= {name: 10 * number for number, name in enumerate(tens, 2)}
    for ten, name in enumerate(tens[:8], 2):
        for unit, small in enumerate(units[:9], 1):
            names |= dict.fromkeys(_joined(code, name, small, units), 10 * ten + unit)
    return names | _MORE.get(code, {})


def _joined(code: str, ten: str, unit: str, units: list[str]) -> Iterator[str]:
    """The ways to write a ten and a unit."""
    if code == "en":
        yield f"{ten}-{unit}"
    elif code == "es":
        yield f"veinti{unit}" if ten == "veinte" else f"{ten} y {unit}"
    elif code == "fr":
        if ten.endswith("dix"):
            teen = units[units.index(unit) + 10]
            yield f"{ten.removesuffix('-dix').removesuffix('s')}-{teen}"
            yield f"{ten.removesuffix('-dix')} et {teen}"
        else:
            yield f"{ten.removesuffix('s')}-{unit}"
            yield f"{ten} et {unit}"
    elif code == "de":
        yield f"{unit}und{ten}"
    elif code == "it":
        yield f"{ten[:-1] if unit in ('uno', 'otto') else ten}{unit}"
    elif code == "pt":
        yield f"{ten} e {unit}"
    elif code == "nl":
        yield f"{unit}en{ten}"
    else:
        yield f"{ten} ו{unit}"
