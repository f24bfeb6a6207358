"""Whether two questions mean the same: near in meaning, and nothing in their words against it.

Vectors alone put "the indoor pool" nearer to "the outdoor pool" than "a gym" to "a fitness room".
So words decide first, in whatever language the lexicon knows: each word that carries meaning wants
a partner on the other side; figures, days, negation and the kind of value asked for must not
differ. The cosine then decides how much may be left over. Measured on `tests/agent/wordings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agent.understand import Understanding, understand
from agent.values import calendar_words, number_of
from agent.words import close, fold, lexicon, stem
from models.protocols import Vectors

# How near two questions must come: when every word has its partner, when an unknown word is left
# over on one side, when a known one is, and when the languages differ, where our embedder says
# little.
ALL_PAIRED, ONE_LEFT, MORE_TOLD, OTHER_LANGUAGE = 0.5, 0.7, 0.78, 0.15
# Two single words this near are two names of one thing ("bike", "bicycle").
SAME_THING = 0.72
MOST_LEFT = 2

_CAR = r"(?=.*\b(?:cars?|evs?|e-?cars?|vehicles?|tesla|elektroautos?|e-autos?)\b)"
_BAGS = r"(?=.*\b(?:luggage|bags?|suitcases?|baggage)\b)"
# Several words for one thing become one word, before they are taken apart.
_JOINED = (
    (re.compile(r"\bcheck(?:ing|s)?[\s-]*out\b"), "checkout"),
    (re.compile(r"\bcheck(?:ing|s)?[\s-]*in\b"), "checkin"),
    (re.compile(rf"\bcharg(?:ing (?:station|point)|er|e|ing)s?\b{_CAR}"), "charger"),
    (re.compile(r"\b(?:auf)?laden\b|\bladesaulen?\b|\bladestation(?:en)?\b|\bwallbox\b"),
     "ladestation"),
    (re.compile(r"\be-autos?\b|\b(?:evs?|electric (?:cars?|vehicles?))\b"), "elektroauto"),
    (re.compile(rf"\b(?:store|storage|leave|keep|deposit)\b{_BAGS}|\bluggage storage\b"),
     "luggage"),
    (re.compile(r"\bpick(?:ed)? (?:us|me|guests|up)(?: up)?\b"
                r"|\b(?:shuttle|transfer)(?: bus| service)?\b"), "shuttle"),
    (re.compile(r"\b(?:fitness|exercise|weights?) (?:room|area|centre|center|studio)\b"), "gym"),
    (re.compile(r"\b(?:ac|a/c|aircon|air[- ]?condition\w*)\b"), "klimaanlage"),
    (re.compile(r"\bamex\b"), "american express"),
    (re.compile(r"\blater\b"), "late"),
    (re.compile(r"\bmay (?=i|we|guests|my|our|one|children|dogs)"), "can "),
    (re.compile(r"\b(?:at|in) (?:your|this) (?:place|house|hotel|restaurant|shop|club|museum)\b"),
     ""),
    (re.compile(r"^\W*(?:is|are|do|does|can|could|would|have|has|will)n't (?=\w)"), "is "),
)  # fmt: skip
_DENIES = re.compile(
    r"\b(?:not|no|never|without|except|nicht|kein\w*|ohne|nie|sin|nunca|sans|pas|jamais|senza|non"
    r"|mai|sem|nao|niet|geen|zonder)\b|n't\b"
)
_POLITE = re.compile(r"^(?:no tienen|no hay|non avete|non c'e|n'avez-vous pas|n'y a-t-il pas)\b")
# What is asked for. A yes may be told to anybody; a price only to who asks for one.
_KINDS = {"price", "time", "clock", "count", "distance", "person", "phone", "email"}
_FILLING = """
organise organize possible option options anything something usual get got buy arrange provide
guest guests service offer offered available food dish dishes need want like please own use serve
book host nehmen akzeptieren take accept accepted do allowed permitted celebrate hold place
building hotel house day eigenen eigene vorhanden moglich moglichkeit anbieten posible ofrecen
disponible proposez possibile offrite struttura edificio haus gebaude
"""
_FILLERS = frozenset(_FILLING.split())
_LIGHT_CONCEPTS = frozenset(
    {"allowed", "payment", "include", "contain", "people", "asked_time", "asked_number", "hotel",
     "house", "menu", "size", "contact", "price", "free", "sell", "day", "hours", "repair"}
)  # fmt: skip
# Concepts too broad for two words of one concept to be the same thing ("sauna", "massage").
_BROAD = frozenset({"spa", "card", "meat", "fish", "drink", "terrace", "shop", "checkin"})


@dataclass(frozen=True, slots=True)
class Word:
    word: str
    stem: str
    concepts: frozenset[str]
    light: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask, taken apart."""

    text: str
    bare: str
    lang: str
    vector: Vectors
    words: tuple[Word, ...]
    numbers: frozenset[float]
    days: frozenset[str]
    kinds: frozenset[str]
    where: bool
    denies: bool


def worded(text: str, vector: Vectors, lang: str = "", likely: Sequence[str] = ()) -> Wording:
    """`lang` as far as it is known; `vector` was made of the text without the business's name."""
    plain = _plain(text)
    understood = understand(plain, date(2000, 1, 3), lang, likely)
    found = [_word(word, understood) for word in understood.words if _counts(word, understood)]
    if understood.wants & {"time", "clock"}:
        # "How late", "until when" and "what time" ask the same.
        found = [word for word in found if not (word.concepts and word.concepts <= _OF_TIME)]
    return Wording(
        text,
        " ".join(understood.words),
        understood.lang,
        vector,
        tuple({word.stem: word for word in found}.values()),
        frozenset(n for word in understood.words if (n := number_of(word)) is not None),
        frozenset(calendar_words(understood.folded)) - {"weekend"},
        frozenset("time" if k == "clock" else k for k in understood.wants & _KINDS),
        "where" in understood.wants,
        _DENIES.search(_POLITE.sub("", understood.folded)) is not None,
    )


_OF_TIME = frozenset({"late", "open", "hours", "hour", "asked_time"})


def _plain(text: str) -> str:
    folded = " ".join(fold(text).split())
    for pattern, instead in _JOINED:
        folded = pattern.sub(instead, folded)
    return folded.strip(" ,;:-")


def _counts(word: str, understood: Understanding) -> bool:
    return (
        word not in understood.little
        and number_of(word) is None
        and not (calendar_words(word) or len(word) < 2)
    )


def _word(word: str, understood: Understanding) -> Word:
    concepts = lexicon().concepts(word, understood.lang)
    light = (
        word in understood.light
        or word in _FILLERS
        or (bool(concepts) and concepts <= _LIGHT_CONCEPTS)
    )
    return Word(word, stem(word), concepts, light)


def alike(
    asked: Wording, known: Wording, meaning: Callable[[str], Vectors], told: str = ""
) -> float:
    """How surely they mean the same, 0 when they do not. `meaning` embeds a single word, and `told`
    is the answer that would be given: a word that stands in it is no stranger."""
    if asked.bare and asked.bare == known.bare:
        return 1.0
    if _at_odds(asked, known):
        return 0.0
    cosine = float(asked.vector @ known.vector)
    if cosine < (ALL_PAIRED if asked.lang == known.lang else OTHER_LANGUAGE):
        return 0.0
    shared, left_asked, left_known = _paired(asked, known, meaning)
    in_answer = set(map(stem, re.findall(r"[^\W_]+", fold(told))))
    left_asked = [word for word in left_asked if word.stem not in in_answer]
    if not shared or (left_asked and left_known):
        return 0.0
    left = left_asked or left_known
    if len(left) > MOST_LEFT or (told and any(word.concepts for word in left_asked)):
        return 0.0
    needed = ONE_LEFT if left else ALL_PAIRED
    if told and left_asked:
        needed = MORE_TOLD
    if any(word.concepts for word in left) and not told:
        needed = MORE_TOLD
    if asked.lang != known.lang and not left:
        return max(0.75, cosine) if cosine >= OTHER_LANGUAGE else 0.0
    if asked.where != known.where:
        needed = max(needed, ONE_LEFT)
    return cosine if cosine >= needed else 0.0


def opposed(one: Wording, other: Wording, meaning: Callable[[str], Vectors]) -> bool:
    """Whether something in their words speaks against their being one question. Three wordings may
    be alike in turn ("the indoor pool", "the pool", "the outdoor pool") and yet not all the same.
    """
    _, left_one, left_other = _paired(one, other, meaning)
    return _at_odds(one, other) or bool(left_one and left_other)


def _at_odds(asked: Wording, known: Wording) -> bool:
    return (
        asked.numbers != known.numbers
        or asked.days != known.days
        or asked.denies != known.denies
        or asked.kinds != known.kinds
    )


def _paired(
    one: Wording, other: Wording, meaning: Callable[[str], Vectors]
) -> tuple[int, list[Word], list[Word]]:
    """How many words that carry meaning found a partner, and which of each side did not."""
    left_one = [w for w in one.words if not any(_same(w, v) for v in other.words)]
    left_other = [w for w in other.words if not any(_same(w, v) for v in one.words)]
    left_one, left_other = _heavy(left_one), _heavy(left_other)
    named = 0
    for word in list(left_one):
        twin = next((v for v in left_other if _one_thing(word, v, meaning)), None)
        if twin is not None:
            left_one.remove(word)
            left_other.remove(twin)
            named += 1
    heavy = _heavy(one.words) or list(one.words)
    shared = sum(1 for w in heavy if any(_same(w, v) for v in other.words)) + named
    return shared, left_one, left_other


def _heavy(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if not word.light]


def _same(one: Word, other: Word) -> bool:
    if one.stem == other.stem or one.concepts & other.concepts - _BROAD - _LIGHT_CONCEPTS:
        return True
    if one.concepts & other.concepts & _LIGHT_CONCEPTS and one.light and other.light:
        return True
    short, long = sorted((one.stem, other.stem), key=len)
    if len(short) >= 5 and not (one.concepts and other.concepts):
        return close(short, long) or long.startswith(short)
    return False


def _one_thing(one: Word, other: Word, meaning: Callable[[str], Vectors]) -> bool:
    """By meaning, unless the lexicon knows them to be two things."""
    if one.concepts and other.concepts:
        return False
    return float(meaning(one.word) @ meaning(other.word)) >= SAME_THING
