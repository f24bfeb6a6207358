"""Which numbers a guest tells as somebody's age: "one child of 8" is one child, never eight.

Read off the words around a number, in the languages guests write: a unit of age behind it, a word
for age before it, or a person that one speaks of by age and a small word between. What is joined to
an age ("5 and 8 years old", "aged 3, 6 and 9") is one too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.values import number_of
from agent.words import lexicon


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_YEARS = _set(
    "year years yr yrs yo y jahr jahre jahren ans anni anno anos ano jaar jaren שנים שנה שנות"
)
_AGED = _set(
    "age aged ages alter alters edad edades eta idade idades leeftijd leeftijden "
    "בן בת בני בנות גיל בגיל גילאי בגילאי"
)
# Between "aged" or a person and the number.
_OF = _set(
    "of von de di d da van between from zwischen entre tra fra tussen under over unter uber sous "
    "below above up to bis ab sotto fino menos menores mayores moins onder vanaf tot ate מגיל עד "
    "is are am sind ist bin hat haben tiene tienen tengo a ont ha hanno tem zijn heeft"
)
# Of whom one tells an age; not guests, people or parties, of whom one tells how many.
_CHILD = _set(
    "child children childs kid kids son sons daughter daughters boy boys girl girls baby babies "
    "toddler toddlers infant infants teen teens teenager teenagers grandson granddaughter nephew "
    "niece kind kinder kindern kindes sohn sohne tochter tochtern junge jungen madchen enkel "
    "enkelin nino nina ninos ninas hijo hija hijos hijas bebe bebes nieto nieta enfant enfants "
    "fils fille filles garcon garcons ado ados bambino bambina bambini bambine figlio figlia figli "
    "figlie ragazzo ragazza ragazzi ragazze neonato neonata crianca criancas filho filha filhos "
    "filhas menino menina meninos meninas kinderen zoon zonen dochter dochters jongen jongens "
    "meisje meisjes peuter ילד ילדה ילדים ילדות תינוק תינוקת בננו בתנו"
)
_JOINS = _set("and or und oder y e o et ou en of to bis a ו או")
_PEOPLE = frozenset({"people", "adult", "child"})
# "of the age of", "im alter von"; "is now 8", "hat gerade 5".
_MOST_BETWEEN = 3


def ages_told(words: Sequence[str]) -> frozenset[int]:
    """The places of the numbers among these folded words that are ages."""
    numbers = [place for place, word in enumerate(words) if number_of(word) is not None]
    found = {place for place in numbers if _is_age(words, place)}
    for nearer in (numbers, numbers[::-1]):
        for before, place in pairwise(nearer):
            if before in found and _joined(words, *sorted((before, place))):
                found.add(place)
    return frozenset(found)


def _is_age(words: Sequence[str], place: int) -> bool:
    if words[place][:-2].isdigit() and words[place][-2:] in ("yr", "yo"):
        return True
    following = words[place + 1 : place + 2]
    if following and (following[0] in _YEARS or following[0].startswith("jahrig")):
        return True
    for between, word in enumerate(reversed(words[max(0, place - _MOST_BETWEEN) : place])):
        if word in _AGED or (word in _CHILD and between):
            return True
        if word not in _OF:
            return False
    return False


def _joined(words: Sequence[str], first: int, second: int) -> bool:
    """Whether nothing but "and" stands between, and the second counts nothing of its own."""
    between = words[first + 1 : second]
    if any(word not in _JOINS for word in between) or len(between) > 1:
        return False
    return not any(_PEOPLE & lexicon().concepts(word) for word in words[second + 1 : second + 2])
