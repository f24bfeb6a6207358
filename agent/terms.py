"""The words of a question, each with every spelling this business's documents have for it.

A word is looked for as itself, by its stem, as part of a compound, by the concepts of the trade
(in all eight languages), and, when nothing else is found, as a slip of the finger. What is found
nowhere keeps its weight: a question about something nobody wrote of must not look answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from agent.language import language
from agent.scraps import Words
from agent.understand import Understanding
from agent.values import calendar_words, number_of, words_for
from agent.vocabulary import MOST_REMEMBERED, Vocabulary
from agent.words import bare_of_prefix, close, fold, lexicon, stem, tokens

# Words that only say what kind of answer is wanted: values are checked for that, not words.
_ASKING = {
    "price": {"price", "payment", "expensive"},
    "time": {"hours", "hour", "asked_time", "day", "duration"},
    "clock": {"hours", "hour", "asked_time", "day"},
    "phone": {"phone", "contact", "asked_number"},
    "email": {"email", "contact"},
    "whatsapp": {"asked_number"},
    "where": {"address"},
    "count": {"size", "large"},
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
        "afternoon",
        "evening",
        "cheap",
        "bringing",
        "large",
        "small",
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
_WEIGHT_OF_THE_HOUSE = 0.3
_WEIGHT_OF_NUMBER = 0.8
_WEIGHT_OF_A_DAY = 1.0
_CHILD_UNTIL = 13
_BARE = 6
_LONG_ENOUGH = 6
_GUESTS = frozenset({"people", "adult", "night", "day", "week", "player", "couple"})
_THIS = frozenset(
    {"this", "your", "their", "our", "dieses", "diesem", "ihr", "ihrem", "euer", "eurem", "este",
     "esta", "su", "vuestro", "ce", "cet", "cette", "votre", "questo", "questa", "vostro", "deste",
     "seu", "dit", "deze", "jullie", "uw"}
)  # fmt: skip
_UNITS = frozenset({"hour", "day", "night", "week", "month", "year", "people", "minute"})
_ARTICLES = frozenset({"la", "el", "l", "the", "de"})
_PER = [
    [word]
    for word in ("per", "a", "an", "pro", "je", "por", "par", "al", "alla", "each", "na", "ao")
]
_OPENING = frozenset({"hours", "open", "closed"})
# In twenty passages the word all of them share would weigh nothing, and it is what is asked about.
LEAST_WEIGHT = 0.6
# A word we know from nowhere may be what the question is about, or only its story.
_WEIGHT_OF_STRANGER = 0.6


@lru_cache(maxsize=4_096)
def _taken_apart(text: str) -> tuple[tuple[str, ...], frozenset[str], Words]:
    """A subject or a heading, the same for every question: its words, stems and neighbours."""
    found = tokens(fold(text))
    return tuple(found), frozenset(stem(word) for word in found), Words.of(text)


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
        found, stems, words = _taken_apart(text)
        own = {stem(part) for part in tokens(self.word)}
        if own <= stems or self.held_by(words) > 0:
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
    units: list[int] = []
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
            if concepts and concepts <= _HOUSES and words[max(0, place - 1)] in _THIS:
                # "This hotel" is the one that is asked, and everything here is about it.
                term = replace(term, weight=term.weight * _WEIGHT_OF_THE_HOUSE)
            slight = slight or (term.number is not None and _counts_guests(words, place, term))
            if "price" in understood.wants and _is_a_unit(words, place, concepts):
                units.append(len(terms))
            terms.append(_made_light(term) if slight or _is_light(concepts) else term)
    named_as_well = [t for n, t in enumerate(terms) if n not in units and not only_says_when(t)]
    for number in units if any(not term.light for term in named_as_well) else ():
        terms[number] = _made_light(terms[number])
    terms = _without_the_implied(terms)
    return [term for term in terms if term.known or term.concepts or not _slipped(term, understood)]


def _without_the_implied(terms: Sequence[Term]) -> list[Term]:
    """Of "park my car" the car asks for nothing more."""
    named = frozenset(concept for term in terms if not term.light for concept in term.concepts)
    beside = frozenset(c for concept in named for c in lexicon().implied.get(concept, ()))
    return [
        _made_light(term)
        if term.concepts & beside
        and not term.light
        and not term.concepts & lexicon().implied.keys()
        else term
        for term in terms
    ]


def only_says_when(term: Term) -> bool:
    return any(word.startswith(("wd:", "mo:")) for word in term.strong)


def _counts_guests(words: Sequence[str], place: int, term: Term) -> bool:
    """ "Two adults", "3 nights": how many come stands on no page; "4 players" may, so it still
    counts a little."""
    if term.age or not words[place + 1 : place + 2]:
        return False
    return bool(lexicon().concepts(words[place + 1]) & _GUESTS)


def _is_a_unit(words: Sequence[str], place: int, concepts: frozenset[str]) -> bool:
    """ "Per night", "a la semana": what a price is for is said once, above all of them."""
    before = [word for word in words[max(0, place - 2) : place] if word not in _ARTICLES]
    return bool(concepts & _UNITS) and place > 0 and before[-1:] in _PER


def _slipped(term: Term, understood: Understanding) -> bool:
    """Whether it is a word without meaning, misspelt: "shuold", "opne"."""
    word = term.word
    if len(word) < 4 or not word.isalpha():
        return False
    own = language(understood.lang)
    near = [other for other in own.stop if len(other) >= 4]
    near += [other for other in own.light if len(other) >= _LONG_ENOUGH]
    return any(close(word, other) for other in near)


def _with_its_weekday(
    terms: list[Term], understood: Understanding, vocabulary: Vocabulary
) -> list[Term]:
    """ "Tomorrow" stands on no page; the day of the week it falls on does."""
    day = understood.when.day
    if (
        day is None
        or understood.when.holiday
        or any(word.startswith(("wd:", "mo:")) for t in terms for word in t.strong)
    ):
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
    """Guests ask in the same words: what one is in a vocabulary is worked out once."""
    key = (word, concepts, age)
    known: Term | None = vocabulary.terms.get(key)
    if known is None:
        known = _worked_out(word, concepts, vocabulary, age)
        if len(vocabulary.terms) < MOST_REMEMBERED:
            vocabulary.terms[key] = known
    return known


def _worked_out(
    word: str, concepts: frozenset[str], vocabulary: Vocabulary, age: int | None
) -> Term:
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
    if bare := bare_of_prefix(word):
        strong |= set(vocabulary.same_stem(bare))
    weak, phrases = _standing_for(concepts, vocabulary)
    compounds = set(vocabulary.compounds(word))
    if not strong:
        strong, compounds = compounds, set()
    if not strong and not weak:
        phrases = (*phrases, *vocabulary.parts(word))
    if not (strong or weak or phrases):
        strong = set() if concepts else set(vocabulary.slips(word))
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
    for root, lang in lexicon().roots(concepts, vocabulary.langs) if concepts else ():
        words.update(vocabulary.with_root(root, lang))
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
    if "christmas" in concepts:
        weak |= {"mo:12"}
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
