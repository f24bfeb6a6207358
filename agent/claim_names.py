"""Names of people, places and products in a reply: words with a capital letter inside a sentence,
or a title and what follows it. Each must stand in a source, in the guest's words or among the
house's own names.

German writes every noun with a capital, so there only a title or a first and a last name together
count. Hebrew has no capitals: of its own words only what stands behind a title is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.claim_calendar import calendar_names
from agent.claim_evidence import Evidence
from agent.language import language
from agent.values import number_of
from agent.words import LANGUAGES, fold, lexicon, stem

_CAPITAL = r"[A-ZÄÖÜÀ-ÖØ-Þ]"
_WORD = rf"{_CAPITAL}[\w'’]*[a-zà-ÿ][\w'’]*"
_NAMES = re.compile(
    rf"\b{_WORD}(?:[ -](?:(?:de|del|della|di|da|do|dos|von|van|der|la|le|the|of|y|e|&) )?{_WORD})*"
)
_TITLE = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Señor(?:a|ita)?|Sra?|Srta|Monsieur|Madame|Mme|Mlle"
    rf"|Signora?|Sig(?:\.ra)?|Dott|Senhora?|Meneer|Mevrouw)"
    rf"\.? ({_WORD}(?: {_WORD})?)|(?<!\w)(?:גב'|מר|גברת|ד\"ר) ([א-ת]+)"
)
_START = re.compile(r"(?:^|[.!?:;•\n\"“„«(\[]|\s[-–—]|^\W*)\s*$")
# Said with a capital everywhere, and names of nothing in the house.
_SAID = (
    "i i'm i'll i've i'd wifi wi-fi whatsapp pdf sms email e-mail gps tv ok google maps apple "
    "android"
    " iphone visa mastercard english spanish french german italian portuguese dutch hebrew europe"
    " european euro euros christmas easter new year sie ihnen ihr ihre ihren ihrem ihrer usted"
    " ustedes lei la le suo sua uhr st pm am internet dj vat iva mwst tva btw q&a faq qr id spa bbq"
    " vip hotel restaurant bar mr mrs ms dr sr sra"
)
_COMMON = frozenset(_SAID.split())


def unfounded_names(sentence: str, evidence: Evidence) -> Iterator[str]:
    """The names of a sentence that stand nowhere."""
    nouns = evidence.lang == "de"
    for match in _TITLE.finditer(sentence):
        name = match[1] or match[2]
        if not _known(name, evidence, strict=True):
            yield name
    for match in _NAMES.finditer(sentence):
        words = match[0].split()
        first = _START.search(sentence[: match.start()]) is not None
        if first and (len(words) < 2 or _usual(words[0], evidence)):
            # The first word of a sentence has a capital whatever it is.
            words = words[1:]
        if len(words) == 2 and _other_first_name(words, evidence):
            yield match[0]
            continue
        if nouns:
            words = words if _is_full_name(words) else []
        if any(not _known(word, evidence) for word in words):
            yield match[0]


def _other_first_name(words: list[str], evidence: Evidence) -> bool:
    """ "Maria Lehmann" where the source has an Iveta of that name."""
    first, last = (fold(word) for word in words)
    return (
        words[0][0].isupper()
        and first not in evidence.words
        and last in evidence.words
        and not _is_a_word(last)
        and first not in _COMMON
        and first not in language(evidence.lang).stop
    )


def _is_full_name(words: list[str]) -> bool:
    """Two German nouns hardly ever stand side by side without being a name."""
    capital = all(len(word) > 2 and word[0].isupper() for word in words)
    return len(words) == 2 and capital and not any(
        calendar_names(fold(word), "de") for word in words
    )  # fmt: skip


def _usual(word: str, evidence: Evidence) -> bool:
    return _known(word, evidence) or len(word) < 3


def _known(word: str, evidence: Evidence, *, strict: bool = False) -> bool:
    folded = fold(word)
    parts = [part for part in re.split(r"[\W_]+", folded) if part]
    if "".join(parts) in evidence.words or all(
        part in evidence.words or part.removesuffix("s") in evidence.words for part in parts
    ):
        return True
    if strict:
        return False
    if folded in _COMMON or calendar_names(folded, evidence.lang) or number_of(folded) is not None:
        return True
    return all(_is_a_word(part) for part in parts)


@lru_cache(maxsize=8_192)
def _is_a_word(word: str) -> bool:
    """A word of some language's dictionary is no name: "Parking", "Frühstück"."""
    return any(
        word in (known := language(code)).stop
        or word in known.light
        or word in known.common
        or stem(word) in lexicon().by_stem[code]
        for code in LANGUAGES
    )
