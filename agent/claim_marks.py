"""Every figure and every day of a text, in one form however it is written.

"€1,234.50" and "1.234,50 EUR" are one amount, "6 pm", "18h" and "18:00" one time, "two" and "2" one
number. A mark has all the values it may have: "at 6" may be six in the morning or in the evening,
and "from 8 to 10" hours or people; it is grounded when one of them stands in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.claim_calendar import calendar_names
from agent.claim_numbers import in_figures
from agent.claim_policies import policies_in
from agent.words import fold

_AMOUNT = r"(?:\d{1,3}(?:[., '’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d])|\d+)"
_CURRENCIES = (
    ("EUR", r"€|\beuros?\b|\beur\b|יורו|אירו"),
    ("ILS", r"₪|\b(?:nis|ils)\b|\bshekels?\b|ש\"ח|שח\b|שקל(?:ים)?"),
    ("BRL", r"r\$|\breais\b|\breal\b"),
    (
        "USD",
        r"us\$|\$|\busd\b|\bdollars?\b|\bdolares\b|\bdollari\b|\bdollaro\b|דולר(?:ים)?|\bbucks\b",
    ),
    (
        "GBP",
        r"£|\bgbp\b|\bpounds?\b|\blibras\b|\bpfund\b|\bsterline\b|\blivres sterling\b|\bquid\b",
    ),
    ("CHF", r"\b(?:chf|sfr|fr\.|franken|francs suisses)"),
    ("JPY", r"¥|\byen\b"),
    ("SEK", r"\b(?:kr|sek|nok|dkk)\b"),
)
_ANY_SIGN = "|".join(f"(?P<{code}>{signs})" for code, signs in _CURRENCIES)
_SIGN = "|".join(signs for _, signs in _CURRENCIES)
_WHICH = re.compile(_ANY_SIGN)
_NUMBER = r"(?<![\d.,:])" + _AMOUNT
_MONEY = re.compile(
    rf"(?:{_SIGN})\s?(?P<a>{_AMOUNT})(?:\s?(?:-|–|to|bis"
    rf"|/)\s?(?:{_SIGN})?\s?(?P<a2>{_AMOUNT})(?![:%]))?"
    rf"|(?P<b>{_NUMBER})(?:\s?(?:-|–|/)\s?(?P<b2>{_AMOUNT}))?(?:,-)?\s?(?:{_SIGN})"
)
_CENTS = re.compile(
    r"(?<![\d.,:])(\d{1,2})\s?(?:cents?|ct\b\.?|c€|centimos|centimes|centesimi|centimos)"
)
# "E 6,70" on a printed list is the euro a font has lost.
_LOST_SIGN = re.compile(r"\be\s?(\d{1,4}[.,]\d\d)\b|(?<![\d.,:/])(\d{1,4}[.,]\d\d)(?:e\b|\s?e\s*$)")
_PERCENT = re.compile(
    rf"({_NUMBER})\s?(?:%|\bper ?cent\b|\bpor ?cien(?:to)?\b|\bpour ?cent\b|\bprozent\b"
    rf"|\bper cento\b|\bpor cento\b"
    r"|\bprocent\b|אחוזים|אחוז)"
)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_WRITTEN_DATE = re.compile(r"(?<![\d.,:/])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d\d)?(?![\d])")
_DAY_BEFORE = re.compile(
    r"(?:(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|er|o|a|º|ª)?\.?\s?(?:-|–|to|bis|und|and|al?|y|e|et"
    r"|au|tot|en)\s?)?"
    r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|er|o|a|º|ª)?\.?,?\s?(?:de |of |d'|ב)?$"
)
_DAY_AFTER = re.compile(
    r"\.?\s?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?![\d:.]\d|\d|\s?(?:[ap]\.?m|uhr|h\b|€|%))"
    r"(?:\s?(?:-|–|to)\s?(\d{1,2})(?:st|nd|rd|th)?(?![\d:]))?"
)
_YEAR_AFTER = re.compile(r"[.,]?\s?(?:de |of )?((?:19|20)\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<h>2[0-4]|[01]?\d)(?!\d)(?:(?P<sep>[:.h])(?P<m>[0-5]\d)(?![\d]|[.,]\d))?"
    r"(?P<unit>\s?(?:(?P<half>[ap])\.?\s?m\b\.?|uhr\b(?:\s(?P<m2>[0-5]\d)(?!\d))?|h\b|heures?\b"
    r"|horas?\b|uur\b|o.?clock\b|hs\b|hrs\b))?"
    r"(?P<day>\s(?:in the (?:morning|afternoon|evening)|at night|de la (?:manana|tarde|noche)"
    r"|du (?:matin|soir)|de l'apres-midi"
    r"|del (?:mattino|pomeriggio)|di (?:mattina|sera)|da (?:manha|tarde|noite)|morgens|abends"
    r"|nachmittags|nachts"
    r"|'s (?:ochtends|avonds|middags)))?"
)
_AT = re.compile(
    r"(?:\bat|\buntil|\btill|\bfrom|\bby|\bbetween|\bbefore|\bafter|\bum|\bbis|\bab|\bvon"
    r"|\bgegen|\bnach|\bvor|\blas?|\balle|\bdalle|\bas|\bdas|\bom|\btot|\bvanaf|\bl'|בשעה|עד"
    r"|מ-?)\s?$"
)
# These say nothing else than a time.
_AT_ONLY = re.compile(r"(?:\bum|\b(?:a|de|desde|hasta) las?|\bas|בשעה)\s?$")
_TO = re.compile(
    r"\s?(?:-|–|—|to|bis|a|until|till|y|al?le|as|tot|and|und|עד)(?:\s(?:las?|um))?\s?$"
)
_UPTO = re.compile(
    r"\s?(?:-|–|—|to|bis|a|until|till|y|al?le|as|tot|and|und|עד)(?:\s(?:las?|um))?\s?"
    r"(2[0-4]|[01]?\d)(?![\d.,:%€$£]|\s?(?:[ap]\.?m|uhr|h\b|[^\W\d_]{4}))"
)
# "21yrs" counts years.
_STUCK = re.compile(
    r"(?<=\d)(?=(?:yrs?|years?|anos|ans|jahre|jaar|anni|min|km|kg|cl|ml|lt|lb|oz|pax|pers)\b)"
)
_NOON = re.compile(r"\b(?:noon|midday|mezzogiorno|mediodia|midi|meio-dia)\b")
_MIDNIGHT = re.compile(
    r"\b(?:midnight|mitternacht|medianoche|minuit|mezzanotte|meia-noite|middernacht)\b|חצות"
)
# "17:80" is no time; whoever writes it must not have it pass for a 17.
_NO_TIME = re.compile(
    r"(?<![\d:.,])(?:\d{1,2}:[6-9]\d|(?:2[5-9]|[3-9]\d):\d\d)(?![\d:])"
    r"|(?<![\d:.,])\d{1,2}\.[6-9]\d(?=\s?(?:[ap]\.?m\b|uhr\b))"
)
_HALF_PAST = re.compile(
    r"\bhalf past (\d{1,2})\b|\b(\d{1,2})(?: heures?| h)? et demie\b|\b(\d{1,2}) y media\b"
    r"|\b(\d{1,2}) e mez[zs][ao]\b"
    r"|\b(\d{1,2}) e meia\b|\bhal[bf] (\d{1,2})\b"
)
_PLAIN = re.compile(rf"{_NUMBER}")
_MORNING = ("a", "morning", "manana", "matin", "matti", "manha", "morgens", "ochtends")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something of a text that can be true or false. `kind` is money, percent, date, clock,
    number, weekday or month; `values` are told apart by a letter; `start` and `end` are places in
    the text that `marked` gives back. `unit` is a currency's code."""

    kind: str
    values: frozenset[str]
    text: str
    start: int
    end: int
    unit: str = ""
    upto: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, folded and with figures for number words, and its marks in order."""

    text: str
    marks: tuple[Mark, ...]


@lru_cache(maxsize=16_384)
def marked(text: str, lang: str = "", *, generous: bool = False) -> Marked:
    """`generous` is for sources: "14,50" on a menu may be a price, and a number word may be one of
    any language. What a reply says must be plain."""
    folded = _STUCK.sub(" ", in_figures(fold(text), "" if generous else lang))
    reader = _Reader(folded, lang, generous)
    return Marked(folded, tuple(sorted(reader.read(), key=lambda mark: mark.start)))


class _Reader:
    """Takes the marks out of a text kind by kind; what is taken is blanked for the next kind."""

    def __init__(self, folded: str, lang: str, generous: bool) -> None:
        self.text, self.rest = folded, folded
        self.lang, self.generous = lang, generous
        self.whole_day = _uses_whole_day(folded)

    def read(self) -> Iterator[Mark]:
        if self._has_digit():
            yield from self._dates()
        named = calendar_names(self.rest, self.lang)
        for one in named:
            kind = "weekday" if one.name.startswith("wd") else "month"
            if kind == "month" and self._has_digit():
                yield from self._days_of(one.name, one.start, one.end)
            values = frozenset({one.name})
            yield Mark(
                kind, values, self.text[one.start : one.end], one.start, one.end, "", one.upto
            )
        for one in named:
            self._blank(one.start, one.end)
        for kind, value, start, end in policies_in(self.text, self.lang):
            yield Mark(kind, frozenset({f"{kind}:{value}"}), self.text[start:end], start, end)
        yield from self._spoken_clocks()
        if not self._has_digit():
            return
        yield from self._money()
        yield from self._percents()
        yield from self._clocks()
        yield from self._numbers()

    def _has_digit(self) -> bool:
        return any(map(str.isdigit, self.rest))

    def _blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + "\x00" * (end - start) + self.rest[end:]

    def _mark(self, kind: str, values: set[str], start: int, end: int, unit: str = "") -> Mark:
        self._blank(start, end)
        return Mark(kind, frozenset(values), self.text[start:end].strip(), start, end, unit)

    def _dates(self) -> Iterator[Mark]:
        for match in _ISO.finditer(self.rest):
            values = {f"d:{int(match[2])}-{int(match[3])}", f"y:{match[1]}"}
            yield self._mark("date", {min(values)}, match.start(), match.end())
        for match in _WRITTEN_DATE.finditer(self.rest):
            one, other = int(match[1]), int(match[3])
            if match[2] == "/" and not match[4]:
                continue
            values = {f"d:{other}-{one}"} if 1 <= one <= 31 and 1 <= other <= 12 else set()
            if match[2] == "/" and 1 <= one <= 12 and 1 <= other <= 31:
                values.add(f"d:{one}-{other}")
            if values:
                yield self._mark("date", values, match.start(), match.end())

    def _days_of(self, month: str, start: int, end: int) -> Iterator[Mark]:
        number = month[3:]
        before = _DAY_BEFORE.search(self.rest, max(0, start - 24), start)
        if before and 1 <= int(before[2]) <= 31:
            if before[1] and 1 <= int(before[1]) <= 31:
                yield self._mark("date", {f"d:{number}-{int(before[1])}"}, *before.span(1))
            yield self._mark("date", {f"d:{number}-{int(before[2])}"}, *before.span(2))
        elif (after := _DAY_AFTER.match(self.rest, end)) and 1 <= int(after[1]) <= 31:
            end = after.end()
            yield self._mark("date", {f"d:{number}-{int(after[1])}"}, *after.span(1))
            if after[2] and int(after[2]) <= 31:
                yield self._mark("date", {f"d:{number}-{int(after[2])}"}, *after.span(2))
        if year := _YEAR_AFTER.match(self.rest, end):
            yield self._mark("number", {f"n:{year[1]}"}, *year.span(1))

    def _spoken_clocks(self) -> Iterator[Mark]:
        for pattern, minute in ((_NOON, 720), (_MIDNIGHT, 0)):
            for match in pattern.finditer(self.rest):
                yield self._mark("clock", {f"t:{minute}"}, *match.span())
        for match in _HALF_PAST.finditer(self.rest):
            hour = int(next(group for group in match.groups() if group)) % 12
            if match[6]:
                hour -= 1
            values = {f"t:{(hour * 60 + 30) % 1440}", f"t:{(hour * 60 + 750) % 1440}"}
            yield self._mark("clock", values, *match.span())

    def _money(self) -> Iterator[Mark]:
        for match in _MONEY.finditer(self.rest):
            code = _code(match[0])
            for group in ("a", "a2", "b", "b2"):
                if match[group]:
                    yield self._price(match[group], *match.span(group), code)
            self._blank(*match.span())
        for match in _CENTS.finditer(self.rest):
            yield self._price(f"0.{int(match[1]):02d}", *match.span(), "")
        if self.generous:
            for match in _LOST_SIGN.finditer(self.rest):
                yield self._price(match[1] or match[2], *match.span(), "EUR")

    def _price(self, figure: str, start: int, end: int, code: str) -> Mark:
        value = amount(figure)
        values = {f"m:{value}", f"n:{value}"} if self.generous else {f"m:{value}"}
        return self._mark("money", values, start, end, code)

    def _percents(self) -> Iterator[Mark]:
        for match in _PERCENT.finditer(self.rest):
            yield self._mark("percent", {f"p:{amount(match[1])}"}, *match.span())

    def _clocks(self) -> Iterator[Mark]:
        for match in () if self.generous else _NO_TIME.finditer(self.rest):
            yield self._mark("clock", {f"t:{match[0]}"}, *match.span())
        found: list[tuple[re.Match[str], set[str]]] = []
        for match in _CLOCK.finditer(self.rest):
            values = self._times(match)
            if values:
                found.append((match, values))
        for (match, values), following in zip(found, [*found[1:], None], strict=False):
            if following and following[0]["half"] and not match["half"]:
                between = self.rest[match.end() : following[0].start()]
                if _TO.fullmatch(between):
                    # "6:30 to 10:30 pm": the first may be of either half.
                    values = values | self._either(int(match["h"]), int(match["m"] or 0), both=True)
            if "\x00" in self.rest[match.start() : match.end()]:
                continue
            yield from self._start_of_range(match)
            yield self._mark("clock", values, *match.span())
            yield from self._end_of_range(match)

    def _times(self, match: re.Match[str]) -> set[str]:
        hour, minute = int(match["h"]), int(match["m"] or match["m2"] or 0)
        if match["half"] or match["day"]:
            return {f"t:{_in_day(hour, minute, match['half'] or match['day'])}"}
        plain = not match["sep"] and not match["unit"]
        preceded = _AT.search(self.rest, max(0, match.start() - 9), match.start())
        if match["sep"] == "." and not match["unit"]:
            # A price as well: only a range or a word makes a time of it.
            if self.generous or (preceded and len(match["m"]) == 2):
                return self._either(hour, minute) | {
                    f"n:{amount(match[0])}",
                    f"m:{amount(match[0])}",
                }
            return set()
        if plain and not preceded and not (self.generous and self._in_a_range(match)):
            return set()
        values = self._either(hour, minute, both=self.generous or not match["sep"])
        if plain and preceded and _AT_ONLY.search(self.rest, 0, match.start()):
            return values
        if plain:
            return values | {f"n:{hour}"}
        if match["sep"] is None and "uhr" not in (match["unit"] or ""):
            # "2 h" may be a drive as well.
            values.add(f"n:{hour}")
        return values

    def _in_a_range(self, match: re.Match[str]) -> bool:
        """ "10-6" on a door."""
        return (
            re.match(r"\s?[-–]\s?(?:[01]?\d|2[0-4])(?![\d])", self.rest[match.end() :]) is not None
            or re.search(r"(?<!\d)\d{1,2}\s?[-–]\s?$", self.rest[: match.start()]) is not None
        )

    def _either(self, hour: int, minute: int, *, both: bool = True) -> set[str]:
        """ "At 6" is in the morning or in the evening; "6:30" a reply should mean as it stands."""
        whole = (hour * 60 + minute) % 1440
        if hour > 12 or hour == 0 or self.whole_day or not both:
            return {f"t:{whole}"}
        return {f"t:{whole}", f"t:{(whole + 720) % 1440}"}

    def _start_of_range(self, match: re.Match[str]) -> Iterator[Mark]:
        """The 7 of "7 - 9 pm" is a time as well."""
        if not match["unit"] and not match["sep"]:
            return
        dash = _TO.search(self.rest, max(0, match.start() - 8), match.start())
        first = dash and re.search(
            r"(?<![\d.,:$€£])([01]?\d|2[0-4])(?:[.:]([0-5]\d))?$", self.rest[: dash.start()]
        )
        if first:
            yield self._mark(
                "clock", self._either(int(first[1]), int(first[2] or 0)), *first.span()
            )

    def _end_of_range(self, match: re.Match[str]) -> Iterator[Mark]:
        """The 15 of "de 11:30 a 15" is a time as well, and nothing else."""
        if not match["unit"] and not match["sep"]:
            return
        last = _UPTO.match(self.rest, match.end())
        if last:
            yield self._mark("clock", self._either(int(last[1]), 0), *last.span(1))

    def _numbers(self) -> Iterator[Mark]:
        for match in _PLAIN.finditer(self.rest):
            value = amount(match[0])
            values = {f"n:{value}"}
            if self.generous and self._may_be_a_price(match):
                values.add(f"m:{value}")
            yield self._mark("number", values, *match.span())

    def _may_be_a_price(self, match: re.Match[str]) -> bool:
        """A menu writes "Onion soup 14", and "14.50" anywhere."""
        if re.search(r"[.,]\d\d$", match[0]):
            return True
        at_end = re.match(r"\s*(?:$|\||/|\+)", self.rest[match.end() :])
        return at_end is not None or not self.rest[: match.start()].strip()


def _code(text: str) -> str:
    found = _WHICH.search(text)
    return next((code for code, sign in found.groupdict().items() if sign), "") if found else ""


def _in_day(hour: int, minute: int, half: str) -> int:
    half = half.strip().removeprefix("in the ").removeprefix("'s ")
    early = half == "a" or any(name in half for name in _MORNING[1:])
    if early or (half in ("nachts", "at night") and hour < 6):
        hour %= 12
    elif hour < 12:
        hour += 12
    return (hour * 60 + minute) % 1440


def _uses_whole_day(folded: str) -> bool:
    """Whether times of this text count to 24: then "8:00" is in the morning."""
    if re.search(
        r"\b(?:1[3-9]|2[0-4])[:.h][0-5]\d|\b(?:1[3-9]|2[0-4])\s?(?:uhr|h|uur)\b|\buhr\b", folded
    ):
        return True
    return re.search(r"(?<![\d:.,])0\d:[0-5]\d(?!\s?[ap]\.?m)", folded) is not None


def amount(figure: str) -> str:
    """A figure in one form: "1.234,50" and "1,234.50" are "1234.5"."""
    digits = re.sub(r"[ '’]", "", figure)
    if re.search(r"[.,]\d{1,2}$", digits):
        cut = max(digits.rfind("."), digits.rfind(","))
        whole, cents = digits[:cut], digits[cut + 1 :]
    else:
        whole, cents = digits, ""
    whole = re.sub(r"\D", "", whole).lstrip("0") or "0"
    cents = cents.rstrip("0")
    return f"{whole}.{cents}" if cents else whole
