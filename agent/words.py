"""Words as they are compared: folded, cut to their stem, and tied to the concepts of the trade.

One light stemmer serves all eight languages. It over-cuts, which does no harm inside one business's
few thousand words, and it is the same for the guest's word and for the page's.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from agent.verbs import root_of, roots_in

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SPECIAL = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'", "‘": "'"})
# Longest first. What is left must keep four letters, three for a plural's s.
_ENDINGS = (
    "ships",
    "ship",
    "ungen",
    "ung",
    "ing",
    "ern",
    "em",
    "en",
    "er",
    "es",
    "ed",
    "ly",
    "s",
    "e",
    "n",
    "a",
    "o",
    "i",
)
# Cut like the others, it would be the "check" of "check out" and of every cheque.
_WHOLE = frozenset({"checkin"})
_FINALS = str.maketrans("םןץףך", "מנצפכ")
_DOUBLED = re.compile(r"([bcdfghklmnprtz])\1$")


# The longest compounds of a menu have forty letters; what is longer is no word, and taking it apart
# would take the time of a thousand.
LONGEST_WORD = 64
LONGEST_KEPT = 256


def fold(text: str) -> str:
    """Lower case without accents; ß is ss."""
    return _fold_kept(text) if len(text) <= LONGEST_KEPT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_SPECIAL)


_fold_kept = lru_cache(maxsize=65_536)(_fold)


def tokens(folded: str) -> list[str]:
    """Words and numbers of a folded text, at most `LONGEST_WORD` letters of each; the elided
    article of "l'hôtel" and "all'aperto" goes."""
    found = []
    for token in TOKEN.findall(folded):
        if len(token) > LONGEST_WORD:
            token = token[:LONGEST_WORD]
        if "'" in token:
            before, _, after = token.partition("'")
            token = after if len(before) <= 4 and len(after) > 2 else before
        found.append(token)
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    if len(word) <= 3 or not word.isalpha() or word in _WHOLE:
        return word
    if "\u05d0" <= word[0] <= "\u05ea":
        return _hebrew(word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    # Until nothing comes off: only then "person", "persona" and "Personen" end the same.
    while (shorter := _without_ending(word)) != word:
        word = shorter
    return _DOUBLED.sub(r"\1", word) if len(word) > 4 else word


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        left = len(word) - len(ending)
        if word.endswith(ending) and left >= (3 if ending == "s" else 4):
            return word[:left]
    return word


def _hebrew(word: str) -> str:
    """Without the ending of the feminine or the plural, and with no letter in its final form."""
    for ending in ("יות", "ים", "ות", "ית", "ת", "ה"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word.translate(_FINALS)


def bare_of_prefix(word: str) -> str:
    """A Hebrew word without "the", "in", "to" and the like; "" for any other."""
    hebrew = len(word) > 3 and word[0] in _HEBREW_PREFIXES
    return word[1:] if hebrew else ""


def close(one: str, other: str) -> bool:
    """Whether one slip of the finger (two, in a long word) makes one word of the other."""
    allowed = 1 if len(one) < 9 else 2
    if abs(len(one) - len(other)) > allowed or one[:1] != other[:1]:
        return False
    return _distance(one, other, allowed) <= allowed


def _distance(one: str, other: str, allowed: int) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        after = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        if min(after) > allowed:
            return allowed + 1
        before, row = row, after
    return row[-1]


# In, to, the, from, and, that, as: written as part of the word.
_HEBREW_PREFIXES = frozenset("בלהמושכ")
LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "he")
Phrase = tuple[str, ...]
SURE_STEM = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by stem and language, and the words of each. A phrase is a row of stems."""

    by_stem: dict[str, dict[str, frozenset[str]]]
    by_phrase: dict[Phrase, frozenset[str]]
    words: dict[str, dict[str, frozenset[Phrase]]]
    broader: dict[str, tuple[str, ...]]
    implied: dict[str, frozenset[str]]
    by_root: dict[str, dict[str, frozenset[str]]]
    verbs: dict[str, tuple[tuple[str, str], ...]]

    def concepts(self, word: str, lang: str = "") -> frozenset[str]:
        """Of one folded word, in its language if that knows it, else in any; of the part of a
        compound, or of the word a slip of the finger made it from."""
        stemmed = stem(word)
        own = self.by_stem.get(lang, {}).get(stemmed)
        if own is not None:
            return own
        verbs = self.by_root.get(lang, {})
        if verbal := next((verbs[r] for r in roots_in(word, lang) if r in verbs), None):
            return verbal
        # A short stem belongs to many words of other languages: "casino" is no "casier".
        sure = not lang or stemmed == word or len(stemmed) >= SURE_STEM
        found = frozenset(
            concept
            for known in self.by_stem.values()
            for concept in (known.get(stemmed, frozenset()) if sure else ())
        )
        if not found and len(word) > 3 and word[0] in _HEBREW_PREFIXES:
            return self.concepts(word[1:], "he")
        return found or _concepts_within(word, lang)

    def phrases(self, words: list[str]) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Start, length and concepts of each known phrase, longest first at each place."""
        stems = [stem(word) for word in words]
        bare = [
            stem(word[1:]) if len(word) > 3 and word[0] == "ה" else stem(word) for word in words
        ]
        start = 0
        while start < len(stems):
            for size in (4, 3, 2):
                following = slice(start + 1, start + size)
                # Hebrew writes "the" as part of the second word.
                concepts = self.by_phrase.get((stems[start], *stems[following])) or (
                    self.by_phrase.get((stems[start], *bare[following]))
                )
                if concepts and start + size <= len(stems):
                    yield start, size, concepts
                    start += size - 1
                    break
            start += 1

    def alternatives(self, concepts: frozenset[str], langs: frozenset[str]) -> set[Phrase]:
        """Everything in these languages that may stand for one of these concepts, broader ones
        included. Only the languages of the documents: "chien" is no dog in Italian."""
        wanted = set(concepts)
        for concept in concepts:
            wanted.update(self.broader.get(concept, ()))
        return {
            phrase
            for concept in wanted
            for lang, phrases in self.words[concept].items()
            if lang in langs
            for phrase in phrases
        }

    def roots(self, concepts: frozenset[str], langs: frozenset[str]) -> set[tuple[str, str]]:
        """The roots of verbs that stand for one of these concepts, each with its language."""
        every = (pair for concept in concepts for pair in self.verbs.get(concept, ()))
        return {pair for pair in every if pair[1] in langs}


@cache
def lexicon() -> Lexicon:
    data = tomllib.loads((files("agent") / "lexicon.toml").read_text("utf-8"))
    by_stem: dict[str, dict[str, set[str]]] = {lang: {} for lang in LANGUAGES}
    by_phrase: dict[Phrase, set[str]] = {}
    words: dict[str, dict[str, frozenset[Phrase]]] = {}
    by_root: dict[str, dict[str, set[str]]] = {lang: {} for lang in LANGUAGES}
    for concept, line in data["concepts"].items():
        words[concept] = {}
        for lang, part in zip(LANGUAGES, line.split(";"), strict=True):
            phrases = frozenset(
                tuple(stem(token) for token in tokens(fold(word)))
                for word in part.split(",")
                if word.strip()
            )
            words[concept][lang] = phrases
            for verb in part.split(","):
                if root := root_of(fold(verb.strip()) if verb.strip()[:1].islower() else "", lang):
                    by_root[lang].setdefault(root, set()).add(concept)
            for phrase in phrases:
                if len(phrase) == 1:
                    by_stem[lang].setdefault(phrase[0], set()).add(concept)
                else:
                    by_phrase.setdefault(phrase, set()).add(concept)
    return Lexicon(
        {
            lang: {key: frozenset(value) for key, value in known.items()}
            for lang, known in by_stem.items()
        },
        {key: frozenset(value) for key, value in by_phrase.items()},
        words,
        {concept: tuple(above) for concept, above in data["broader"].items()},
        {concept: frozenset(beside) for concept, beside in data["implied"].items()},
        {
            lang: {root: frozenset(found) for root, found in known.items()}
            for lang, known in by_root.items()
        },
        _verbs(by_root),
    )


def _verbs(by_root: dict[str, dict[str, set[str]]]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for lang, known in by_root.items():
        for root, concepts in known.items():
            for concept in concepts:
                found.setdefault(concept, []).append((root, lang))
    return {concept: tuple(pairs) for concept, pairs in found.items()}


@cache
def _all_stems() -> dict[str, frozenset[str]]:
    every: dict[str, frozenset[str]] = {}
    for known in lexicon().by_stem.values():
        for key, concepts in known.items():
            every[key] = every.get(key, frozenset()) | concepts
    return every


@lru_cache(maxsize=4_096)
def _concepts_within(word: str, lang: str = "") -> frozenset[str]:
    """Of a compound (Telefonnummer, Kegelbahn) or, failing that, of a misspelt word."""
    known = _all_stems()
    if len(word) >= 8:
        # The last part says what it is: a Hochzeitskleid is a dress, not a wedding.
        for start in range(3, len(word) - 4):
            if found := _long_part(word[start:]):
                return found
        for end in range(len(word) - 3, 4, -1):
            rest = word[end:]
            if (known.get(rest) or known.get(stem(rest))) and (found := _long_part(word[:end])):
                return found
    stemmed = stem(word)
    if len(stemmed) >= 5 and word.isalpha():
        # Fingers slip in the language they write: "rabits" is no Rabatt.
        own = lexicon().by_stem.get(lang, known)
        for candidate, found in own.items():
            # A slip is hardly ever among the first two letters; another word often is.
            if len(candidate) >= 5 and candidate[:2] == stemmed[:2] and close(stemmed, candidate):
                return found
    return frozenset()


def _long_part(part: str) -> frozenset[str]:
    """Short stems hide in many words ("cher" in "Wäscherei"), so a part must be a long one."""
    known = _all_stems()
    if len(stem(part)) < 5:
        return known.get(part, frozenset()) if len(part) >= 5 else frozenset()
    return known.get(part) or known.get(stem(part)) or frozenset()
