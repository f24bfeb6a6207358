"""The print of a question: two wordings with the same print ask for the same answer.

Strict on purpose, for a kept answer is given without looking again. Words must come in the same
order, each the same or another name of one thing; figures, days, negation, small words that relate
("before", "without") and the kind of value asked for must be equal. Only courtesies and the ways to
begin a question ("do you have", "is there") may differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.composer import Said, Turn
from agent.language import language
from agent.understand import Understanding, understand
from agent.words import lexicon, stem

# What may differ. Only articles and courtesies, and the ways to begin a yes-or-no question.
_COURTESIES = (
    "a an the any please pls plz hi hello hey do does you your have is are there thanks "
    "el la los las un una unos unas por favor hay tienen tiene hola "
    "le les des une s'il vous plait est ce que avez bonjour "
    "der die das den dem ein eine einen gibt es haben sie bitte hallo "
    "il lo gli uno c'e ci sono avete ciao favore "
    "os um uma uns umas ha tem ola het een er zijn heeft jullie alstublieft"
)
_FLUFF = frozenset(_COURTESIES.split())
# Concepts that several different things share tell nothing apart.
_SHARED = (
    "spa card meat fish drink terrace shop checkin allowed payment include contain people "
    "asked_time asked_number hotel house menu size contact price free sell day hours repair"
)
_BROAD = frozenset(_SHARED.split())
_DENIES = re.compile(
    r"\b(?:not|no|never|without|except|nicht|kein\w*|ohne|nie|sin|nunca|sans|pas|jamais|senza|non"
    r"|mai|sem|nao|niet|geen|zonder)\b|n't\b|\bלא\b|\bבלי\b|\bאין\b"
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|one|ones|same|other|else|more|instead|then"
    r"|he|she|him|her|too|also|(?<!is )(?<!are )(?<!was )there"
    r"|eso|esa|ese|esto|ella|ellos|alli|otro|otra|tambien|cela|celui|celle|ils|elles|autre|aussi"
    r"|dies\w*|dort|dahin|davon|dafur|dazu|ihn|ihm|auch|ander\w*"
    r"|questo|questa|quello|quella|loro|anche|altr\w|isso|isto|aquilo|ele|ela|eles|tambem|outr\w"
    r"|daar|ervan|ook|andere)\b|\b(?:das|die|ca|dat|dit)[ ?!.]*$"
    r"|(?:זה|זו|זאת|הוא|היא|שם|גם)(?![א-ת])"
)
_QUESTION_WORDS = (
    "what which who how where when why can could do does is are may will "
    "que cual como donde cuando puedo hay tienen quel quelle comment ou quand est "
    "was welche welcher welches wie wo wann kann gibt haben ist sind "
    "che quale come dove quando posso avete qual onde posso tem "
    "wat welke hoe waar wanneer kan is heeft"
)
_ASKS = frozenset(_QUESTION_WORDS.split())
# "How much for two?": of what, was said before.
_HALF_ASKED = re.compile(
    r"^(?:and |but |so |ok )*(?:how much|how many|how long|how far|what|when|where|which|who|why"
    r"|what time|until when|cuanto|cuando|donde|combien|quand|ou|wie viel|wieviel|wann|wo|quanto"
    r"|quando|dove|onde|hoeveel|wanneer|waar)(?: (?:for|with|without|on|in|at|if|per|about"
    r"|from|until|para|con|por|pour|avec|fur|mit|am|im|per|com|voor|met|op)\b|$)"
    r"(?:\s(?:\S+)){0,2}$"
)
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Wordprint:
    """Equal prints in one language ask for the same answer."""

    lang: str
    words: tuple[object, ...]
    wants: frozenset[str]
    denies: bool
    age: int | None


def print_of(understood: Understanding) -> Wordprint:
    return Wordprint(
        understood.lang,
        tuple(_print(word, understood) for word in understood.words if word not in _FLUFF),
        understood.wants,
        _DENIES.search(understood.folded) is not None,
        understood.age,
    )


def _print(word: str, understood: Understanding) -> object:
    """A small word and a figure as they stand, a known thing by its meaning, else its stem."""
    if word in understood.little or any(c.isdigit() for c in word):
        return word
    concepts = lexicon().concepts(word, understood.lang)
    return concepts if concepts and not concepts & _BROAD else stem(word)


def read(turn: Turn, today: date, languages: Sequence[str]) -> Understanding:
    return understand(turn.question, today, turn.lang[:2].lower(), languages)


def names_a_moment(understood: Understanding) -> bool:
    """Now, today, tomorrow, this weekend: an hour later the answer may be another."""
    known = language(understood.lang)
    moments = ("today", "tomorrow", "after_tomorrow", "weekend")
    return (
        understood.when.now
        or understood.availability
        or any(known.says(moment, understood.folded) for moment in moments)
    )


def stands_alone(understood: Understanding, said: Sequence[Said]) -> bool:
    """Whether it can be understood without what was said before it. When in doubt, it cannot."""
    if not said:
        return True
    folded = understood.folded
    heavy = [
        word
        for word in understood.words
        if not (word in understood.little or word in understood.light or word.isdigit())
    ]
    return bool(
        heavy
        and (understood.wants or understood.words[0] in _ASKS)
        and len(understood.words) >= LEAST_WORDS
        and not understood.follows
        and not _POINTS_BACK.search(folded)
        and not _HALF_ASKED.search(folded.rstrip(" ?!."))
    )
