"""The words of a question, each with every spelling this business's documents have for it.

A word is looked for as itself, by its stem, as part of a compound, by the concepts of the trade
(in all eight languages), and, when nothing else is found, as a slip of the finger. What is found
nowhere keeps its weight: a question about something nobody wrote of must not look answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from agent.language import language
from agent.scraps import Words
from agent.understand import Understanding
from agent.values import calendar_words, number_of, words_for
from agent.words import LANGUAGES, close, fold, lexicon, stem, tokens

# Words that only say what kind of answer is wanted: values are checked for that, not words.
_ASKING = {
    "price": {"price", "payment", "expensive"},
    "time": {"hours", "hour", "asked_time", "day", "duration"},
    "clock": {"hours", "hour", "asked_time", "day"},
    "phone": {"phone", "contact", "asked_number"},
    "email": {"email", "contact"},
    "whatsapp": {"asked_number"},
    "where": {"address"},
    "distance": {"far", "asked_number", "duration"},
}
# Concepts that colour a question more than they make it.
_LIGHT = frozenset(
    {
        "payment",
        "hotel",
        "restaurant",
        "museum",
        "club",
        "shop",
        "menu",
        "house",
        "rule",
        "include",
        "contain",
        "allowed",
        "people",
        "asked_time",
        "asked_number",
        "day",
        "size",
        "far",
        "near",
        "expensive",
        "minimum",
        "maximum",
        "late",
        "age",
        "contact",
        "rent",
        "sell",
        "booking",
        "visitor",
        "morning",
        "evening",
        "cheap",
        "bringing",
        "large",
        "small",
        "pickup",
        "storage",
        "food",
        "absence",
        "man",
        "woman",
        "each",
    }
)
_HOUSES = frozenset({"hotel", "restaurant", "museum", "club", "shop", "house"})
_WEIGHT_OF_LIGHT = 0.35
_WEIGHT_OF_NUMBER = 0.8
_WEIGHT_OF_A_DAY = 1.0
_CHILD_UNTIL = 13
_BARE = 6
_GUESTS = frozenset({"people", "adult", "night", "day", "week", "player", "couple"})
_OPENING = frozenset({"hours", "open", "closed"})
# In twenty passages the word all of them share would weigh nothing, and it is what is asked about.
LEAST_WEIGHT = 0.6
MOST_REMEMBERED = 10_000
# A word we know from nowhere may be what the question is about, or only its story.
_WEIGHT_OF_STRANGER = 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """`strong` are folded words that are this word, `weak` ones that may stand for it.

    `phrases` are rows of stems that together stand for it. `spellings` is how the index writes
    them. `known` says whether the documents hold any of it, `light` that it colours the question
    more than it makes it.
    """

    word: str
    strong: frozenset[str]
    weak: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    spellings: frozenset[str]
    weight: float
    known: bool
    number: float | None = None
    concepts: frozenset[str] = frozenset()
    light: bool = False
    age: bool = False

    def names(self, text: str) -> bool:
        """Whether a short text (a subject, a heading) is about it, in whatever language and
        whether or not any passage has the word."""
        found = tokens(fold(text))
        own = {stem(part) for part in tokens(self.word)}
        if own <= {stem(word) for word in found} or self.held_by(Words.of(text)) > 0:
            return True
        return any(self.concepts & lexicon().concepts(word) for word in found)

    def held_by(self, text: Words) -> float:
        """How well a text holds it: 1 itself, less for what stands for it, 0 not at all."""
        # Asked hundreds of times for each question, so written for speed.
        if not self.strong.isdisjoint(text.words):
            return 1.0
        if self.weak and not self.weak.isdisjoint(text.words):
            return 0.9
        for row in self.phrases:
            if text.pairs.issuperset(pairwise(row)):
                return 0.95
        return 0.0


@cache
def _everyday() -> frozenset[str]:
    """Words too common to be a part of a compound: "immer" is no end of "Zimmer"."""
    known = [language(code) for code in LANGUAGES]
    return frozenset(word for one in known for word in one.stop | one.common)


class Vocabulary:
    """Every word of a generation, by spelling, stem and concept."""

    def __init__(self, counts: dict[str, int], passages: int, langs: Sequence[str] = ()) -> None:
        self.langs = frozenset(langs) or frozenset(LANGUAGES)
        self.passages = max(passages, 1)
        self._spellings: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._by_stem: dict[str, list[str]] = {}
        for raw, count in counts.items():
            word = fold(raw)
            self._spellings.setdefault(word, []).append(raw)
            self._counts[word] = self._counts.get(word, 0) + count
        for word in self._counts:
            self._by_stem.setdefault(stem(word), []).append(word)
        self._compounds: dict[str, list[str]] = {}
        self._long = [word for word in self._counts if len(word) >= 4 and word.isalpha()]

    def same_stem(self, word: str) -> list[str]:
        return self._by_stem.get(stem(word), [])

    def with_stem(self, stemmed: str) -> list[str]:
        return self._by_stem.get(stemmed, [])

    def compounds(self, word: str) -> list[str]:
        """Words that begin or end with this one, or whose beginning or end it is."""
        known = self._compounds.get(word)
        if known is None:
            known = [] if len(stem(word)) < 5 else self._compounds_of(word)
            if len(self._compounds) < MOST_REMEMBERED:
                self._compounds[word] = known
        return known

    def _compounds_of(self, word: str) -> list[str]:
        base = stem(word)
        longer = len(base) + 3
        return [
            other
            for other in self._long
            if other != word
            and other not in _everyday()
            and (
                (len(other) >= longer and (other.startswith(base) or other.endswith(word)))
                or (
                    5 <= len(other) <= len(word) - 3
                    and (word.endswith(other) or word.startswith(stem(other)))
                    and len(stem(other)) >= 5
                )
            )
        ]

    def slips(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        if len(word) == 4:
            # Of so short a word only a letter left out or turned round is sure enough.
            return [w for w in self._long if w[0] == word[0] and close(word, w) and (
                len(w) == 5 or sorted(w) == sorted(word))]  # fmt: skip
        return [other for other in self._long if close(word, other)]

    def parts(self, word: str) -> list[tuple[str, str]]:
        """Two words we have that make this one together: "Pizzatag" of "Pizza" and "Tag"."""
        if len(word) < 7 or not word.isalpha():
            return []
        pairs = ((word[:n], word[n:]) for n in range(3, len(word) - 2))
        return [(stem(a), stem(b)) for a, b in pairs if self.same_stem(a) and self.same_stem(b)]

    def kin(self, word: str) -> list[str]:
        """Words it shortens ("mac", "macaroni") or shares a long beginning with in another
        language ("belgische", "Belgian")."""
        if not word.isalpha():
            return []
        if len(word) in (3, 4):
            longer = len(word) + 4
            return [w for w in self._long if len(w) >= longer and w.startswith(word)][:3]
        start = word[: max(5, len(word) - 4)]
        return [other for other in self._long if other.startswith(start)]

    def spellings(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(raw for word in words for raw in self._spellings.get(word, ()))

    def rarity(self, words: Iterable[str]) -> float:
        """IDF of the words taken as one; the greatest there is when none of them occurs."""
        count = min(self.passages, sum(self._counts.get(word, 0) for word in words))
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))

    @property
    def rarest(self) -> float:
        """The weight of a word that no passage has."""
        return math.log(1 + (self.passages + 0.5) / 0.5)

    def __contains__(self, word: str) -> bool:
        return word in self._counts


def terms_of(
    understood: Understanding, vocabulary: Vocabulary, business: str = ""
) -> tuple[Term, ...]:
    """One term for each word or known phrase that carries meaning, in order, each once. Words of
    the business's own name tell nothing apart."""
    named = frozenset(tokens(fold(business)))
    words = understood.words
    asking = frozenset(c for want in understood.wants for c in _ASKING.get(want, ()))
    found = _terms(understood, vocabulary, named, asking)
    if not any(not term.light for term in found) and len(words) <= _BARE:
        # "Your opening hours?" names nothing but what it asks for; then that is looked for.
        every = _terms(understood, vocabulary, named, frozenset())
        found = [term for term in every if term.concepts & _OPENING] or found
    return _once(_with_its_weekday(found, understood, vocabulary))


def _terms(
    understood: Understanding,
    vocabulary: Vocabulary,
    named: frozenset[str],
    asking: frozenset[str],
) -> list[Term]:
    words = understood.words
    if understood.age is not None:
        asking |= {"age", "year"}
    terms: list[Term] = []
    taken: set[int] = set()
    for start, size, concepts in lexicon().phrases(list(words)):
        taken |= set(range(start, start + size))
        if not concepts <= asking:
            terms.append(_phrase(words[start : start + size], concepts, vocabulary))
    for place, word in enumerate(words):
        if place in taken or word in understood.little:
            continue
        concepts = lexicon().concepts(word, understood.lang)
        if not (concepts & asking and concepts <= asking | _LIGHT):
            term = _term(word, concepts, vocabulary, understood.age)
            if "child" in concepts and understood.age is not None:
                term = replace(term, number=float(understood.age), age=True)
            slight = word in understood.light or word in named or word in understood.aside
            slight = slight or (term.number is not None and _counts_guests(words, place, term))
            terms.append(_made_light(term) if slight or _is_light(concepts) else term)
    return [term for term in terms if term.known or term.concepts or not _slipped(term, understood)]


def _counts_guests(words: Sequence[str], place: int, term: Term) -> bool:
    """ "Two adults", "3 nights": how many come stands on no page; "4 players" may, so it still
    counts a little."""
    if term.age or not words[place + 1 : place + 2]:
        return False
    return bool(lexicon().concepts(words[place + 1]) & _GUESTS)


def _slipped(term: Term, understood: Understanding) -> bool:
    """Whether it is a word without meaning, misspelt: "shuold", "opne"."""
    word = term.word
    if len(word) < 4 or not word.isalpha():
        return False
    own = language(understood.lang)
    near = (other for other in own.stop if len(other) >= 4)
    return any(close(word, other) for other in near)


def _with_its_weekday(
    terms: list[Term], understood: Understanding, vocabulary: Vocabulary
) -> list[Term]:
    """ "Tomorrow" stands on no page; the day of the week it falls on does."""
    day = understood.when.day
    if day is None or any(word.startswith(("wd:", "mo:")) for t in terms for word in t.strong):
        return terms
    return [*terms, _made(f"wd:{day.weekday()}", {f"wd:{day.weekday()}"}, set(), (), vocabulary,
                          fixed=_WEIGHT_OF_A_DAY)]  # fmt: skip


def _once(terms: Sequence[Term]) -> tuple[Term, ...]:
    seen: set[frozenset[str] | str] = set()
    kept = []
    for term in terms:
        forms = term.strong | term.weak
        key: frozenset[str] | str = term.word if term.number is not None or not forms else forms
        if key not in seen:
            seen.add(key)
            kept.append(term)
    return tuple(kept)


def _term(word: str, concepts: frozenset[str], vocabulary: Vocabulary, age: int | None) -> Term:
    if calendar := calendar_words(word):
        return _made(word, set(calendar), set(), (), vocabulary, fixed=2.0)
    number = number_of(word)
    if number is not None and number == age:
        child, _ = _standing_for(frozenset({"child"}), vocabulary)
        young = child if number < _CHILD_UNTIL else set()
        made = _made(word, set(), young, (), vocabulary, number=number, fixed=2.5)
        return replace(made, age=True)
    if number is not None:
        return _made(word, set(words_for(number)), set(), (), vocabulary, number=number)
    strong = {word} if word in vocabulary else set()
    strong |= set(vocabulary.same_stem(word))
    weak, phrases = _standing_for(concepts, vocabulary)
    compounds = set(vocabulary.compounds(word))
    if not strong:
        strong, compounds = compounds, set()
    if not strong and not weak:
        phrases = (*phrases, *vocabulary.parts(word))
    if not (strong or weak or concepts or phrases):
        strong = set(vocabulary.slips(word))
        weak = set() if strong else set(vocabulary.kin(word))
    return _made(word, strong, weak | compounds, phrases, vocabulary, concepts=concepts)


def _phrase(words: Sequence[str], concepts: frozenset[str], vocabulary: Vocabulary) -> Term:
    weak, phrases = _standing_for(concepts, vocabulary)
    own = tuple(stem(word) for word in words)
    term = _made(" ".join(words), set(), weak, (own, *phrases), vocabulary, concepts=concepts)
    # "Shop" may be the whole house; "gift shop" is a part of it.
    return _made_light(term) if _is_light(concepts - _HOUSES) else term


def _is_light(concepts: frozenset[str]) -> bool:
    return bool(concepts) and concepts <= _LIGHT


def _made_light(term: Term) -> Term:
    return replace(term, weight=term.weight * _WEIGHT_OF_LIGHT, light=True)


def _standing_for(
    concepts: frozenset[str], vocabulary: Vocabulary
) -> tuple[set[str], tuple[tuple[str, ...], ...]]:
    words: set[str] = set()
    phrases = []
    for phrase in lexicon().alternatives(concepts, vocabulary.langs):
        if len(phrase) == 1:
            words.update(vocabulary.with_stem(phrase[0]))
        elif all(vocabulary.with_stem(part) for part in phrase):
            phrases.append(phrase)
    return words, tuple(phrases)


def _made(
    word: str,
    strong: set[str],
    weak: set[str],
    phrases: tuple[tuple[str, ...], ...],
    vocabulary: Vocabulary,
    *,
    number: float | None = None,
    concepts: frozenset[str] = frozenset(),
    fixed: float = 0.0,
) -> Term:
    weak -= strong
    held = {w for w in strong | weak if w in vocabulary}
    whole = [phrase for phrase in phrases if all(vocabulary.with_stem(part) for part in phrase)]
    in_phrases = {w for phrase in whole for part in phrase for w in vocabulary.with_stem(part)}
    own = {w for w in strong if w in vocabulary}
    weight = fixed or max(LEAST_WEIGHT, vocabulary.rarity(own or held))
    if not held and not concepts and not fixed:
        weight *= _WEIGHT_OF_STRANGER
    if number is not None:
        weight = _WEIGHT_OF_NUMBER * max(weight, 2.0)
    return Term(
        word,
        frozenset(strong),
        frozenset(weak),
        phrases,
        vocabulary.spellings(held | in_phrases),
        weight,
        bool(held or in_phrases or fixed or number is not None),
        number,
        concepts,
    )
