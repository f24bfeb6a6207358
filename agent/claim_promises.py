"""Promises to act, and claims to have acted, in eight languages: "I'll call you", "your table is
booked". Words of a machine that only talks; each needs a tool that did it.

Acts are told apart by what must have been done: fetch a person, pass a message on, call, send,
book (or change, or cancel), pay back. The words are in `claim_promises.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

ACTS = ("fetch", "message", "call", "send", "book", "pay")
# Who passes a message on has fetched a person, and the other way round.
ALSO = {"fetch": ("fetch", "message"), "message": ("message", "fetch")}
_ADVERB = (
    r"(?:\w+ly |also |now |then |just |of course |be (?:happy|glad) to |make sure to "
    r"|go ahead and |get (?:that|it|this) |have (?:someone|somebody|the team|a colleague) )*"
)
_WHO = (
    r"(?:i|we|someone|somebody|they|he|she"
    r"|(?:the|our|a|my) (?:\w+ )?(?:team|staff|colleagues?|manager|reception\w*|front desk|people)"
    r"|a member of (?:our|the) (?:team|staff)"
    r"|one of (?:us|our (?:team|staff|people|colleagues)|my colleagues))"
)
_WILL = r"(?:'ll| will| shall|'m going to| am going to| are going to|'re going to| is going to)"
_HAVE = r"(?:'ve| have|'s| has) (?:\w+ly |already |just |now )*"
_LET_ME = r"\blet me (?!know|explain|tell|see|clarify|help|check|share)"
_WHO_DE = r"(?:ich|wir|jemand|(?:ein|das|unser)\w* (?:kolleg\w+|mitarbeiter\w*|team))"
_MAY_DE = r"(?! (?:kann|kannst|konn\w+|darf|empfehl\w+|bitte\w*)\b)"
_WHO_NL = r"(?:ik|we|wij|iemand|(?:het|ons) team)"
_MAY_NL = r"(?! (?:kan|kunnen|mag|mogen|raden)\b)"
_GOING = (
    r"\b(?:voy|vamos|va|van|vou|vai|vao|vais|allons|vont|sto per|stiamo per)"
    r"(?: a)?(?: \w{1,3}'?)? ?"
)
_WHOM = r"(?:le|te|lo|la|les|os|se|lhe|vi|ti)?"
_HELPERS = r"\b(?:he|hemos|tenho|temos|ho|abbiamo|ai|avons)(?: (?:ya|gia|deja|ja|bien))?"
# Endings of "we will", of "they will", and whom that must be done to, for it to be a promise.
_ENDINGS = {
    "es": ("e|emos", "a|an", "(?:le|te|les|os|se lo|se la) "),
    "pt": ("ei|emos", "a|ao", "(?:lhe|te|vos) "),
    "fr": ("ai|ons", "a|ont", "(?:vous|te|lui|leur) |l'|t'"),
    "it": ("o|emo", "a|anno", "(?:la|ti|vi|le|lo) "),
}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = tomllib.loads((files("agent") / "claim_promises.toml").read_text("utf-8"))
    found = [("book", pattern) for pattern in words["settled"].values()]
    found.append(("book", rf"\b(?:{words['pt']['past']})\b"))
    for act in ACTS:
        found += [(act, pattern) for pattern in _germanic(act, words)]
        found += [(act, pattern) for pattern in _romance(act, words)]
        found.append((act, rf"(?<!\w)(?:ו|ש)?(?:{words['he'][act]})(?!\w)"))
    return tuple((act, re.compile(pattern)) for act, pattern in found)


def _germanic(act: str, words: dict[str, dict[str, str]]) -> Iterator[str]:
    yield rf"\b{_WHO}{_WILL} {_ADVERB}(?:{words['en'][act]})\b"
    yield rf"{_LET_ME}{_ADVERB}(?:{words['en'][act]})\b"
    yield rf"\b{_WHO}{_HAVE}(?:{words['en_done'][act]})\b"
    yield rf"\b{_WHO_DE}\b{_MAY_DE}[^.!?;]{{0,60}}?\b(?:{words['de'][act]})"
    yield rf"\b(?:{words['de'][act]}) (?:ich|wir)\b"
    yield rf"\b{_WHO_NL}\b{_MAY_NL}[^.!?;]{{0,60}}?\b(?:{words['nl'][act]})"


def _romance(act: str, words: dict[str, dict[str, str]]) -> Iterator[str]:
    for lang, (ours, theirs, whom) in _ENDINGS.items():
        verbs, done = words[lang][act], words[f"{lang}_done"][act]
        yield rf"\b(?:{verbs})(?:{ours})\b|\b(?:{whom})(?:{verbs})(?:{theirs})\b"
        yield rf"{_GOING}(?:{verbs}){_WHOM}\b"
        yield rf"{_HELPERS} (?:{done})(?:e|s|es)?\b"


def promised(folded: str) -> Iterator[tuple[str, str]]:
    """Each act that is promised or claimed, with the words that do it. Questions promise nothing:
    "shall I call you?" """
    if folded.rstrip(" \n\"'”»)*").endswith("?"):
        return
    seen: set[str] = set()
    for act, pattern in _patterns():
        if act not in seen and (match := pattern.search(folded)):
            seen.add(act)
            yield act, match[0].strip()


def done_by(acts: frozenset[str]) -> frozenset[str]:
    """What may be said to be done when these were."""
    return frozenset(also for act in acts for also in ALSO.get(act, (act,)))
