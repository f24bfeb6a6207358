"""What a guest means: language, intent, the kind of answer wanted, the words that matter, when.

All of it by words and patterns, in a millisecond; the embedder is asked only about small talk in
other words than ours. It never decides what is true, only what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from agent.dates import When, read_when
from agent.language import Language, detect, language
from agent.words import fold, lexicon, tokens

SMALL_TALK = ("greeting", "thanks", "goodbye", "how_are_you", "robot", "abilities")
_WANTS = {
    "price": "price",
    "time": "time_asked",
    "clock": "clock_asked",
    "count": "count",
    "distance": "distance",
    "person": "person_asked",
    "where": "where",
    "phone": "phone",
    "email": "email",
    "whatsapp": "whatsapp",
    "yes_no": "yes_no",
    "open": "open_asked",
    "list": "list_asked",
}
_AGE = re.compile(
    r"\b(?:is|am|i'm|im|aged?|bin|ist|tiene|tengo|cumple|j'ai|ha|ho)\s(\d{1,2})(?=\s*(?:$|[,.;?!)]"
    r"|and\b|und\b|y\b|et\b|e\b|years?|yrs?|jahre?|anos?|ans|anni))"
    r"|\b(\d{1,2})[\s-]?(?:yrs?|years?|yo\b|y/o|jahrig\w*|jahre alt|anos\b|ans\b|anni\b|jaar oud)"
)
# Only comparing everything answers these, and no single line can.
_CHEAPEST = re.compile(
    r"\b(?:cheapest|least expensive|lowest price|most affordable"
    r"|(?:billigst|gunstigst|preiswertest)\w*"
    r"|mas (?:barat|economic)\w+|menos car\w+|moins cher\w*"
    r"|(?:piu|mas) economic\w+|meno (?:car|costos)\w+"
    r"|mais barat\w+|menos caro|goedkoopste)\b|הכי זול"
)
_DEAREST = re.compile(
    r"\b(?:dearest|priciest|most expensive|highest price|teuerst\w*|mas car[oa]s?|plus cher\w*"
    r"|piu (?:car[oaie]|costos\w+)|mais car[oa]s?|duurste)\b|הכי יקר"
)
# "Is a room free on 14 March": no page knows that.
_AVAILABLE = re.compile(
    r"\b(?:room|table|slot|appointment|place|seat|spot|tee time)s? (?:free|available|left)\b"
    r"|\bavailab\w+|\bvacanc\w+|\b(?:zimmer|tisch|termin|platz)\w* .{0,20}\bfrei\b|\bverfugbar\w*"
    r"|\b(?:habitacion|mesa|cita|quarto)\w* .{0,15}\b(?:libre|livre)s?\b|\bdisponib\w+"
    r"|\b(?:chambre|table)s? .{0,15}\blibres?\b|\b(?:camera|tavolo)\b.{0,15}\bliber\w"
    r"|\b(?:kamer|tafel)\b.{0,20}\bvrij\b"
)
_COMPLAINS = re.compile(
    r"!!|\b(?:why|nobody|never|still|waiting|warum|wieso|niemand|nie|immer noch|nadie|nunca"
    r"|pourquoi|personne ne|jamais|perche|nessuno|mai|ninguem|waarom|nooit)\b|למה|אף אחד"
)
_UNIT = re.compile(r"\b(?:([1-9])\s?(hr?s?|std)|(\d{1,3})\s?mins?)\b")
_BACK = re.compile(r"\b((?:get|have|give|pay|gets|given)(?: [^\s?!.,]+){1,3}) back\b")
_PARTED = re.compile(r"\b(pick|drop)((?: [^\s?!.,]+){1,3}) (up|off)\b")
_CLAUSE = re.compile(
    r"\b(?:(?:after|before|when|while|if|because|since|once|so|so that) (?:i|we|my|our)"
    r"|(?:before|after|prior to|during) (?:the )?(?:check.?in|check.?out|arrival|departure)"
    r"|during (?:my|our|the) stay"
    r"|(?:nachdem|bevor|wenn|falls|weil|damit|sobald) (?:ich|wir|mein\w*|unser\w*)"
    r"|(?:despues de|antes de) (?:que|hacer|dejar)|(?:apres|avant) (?:que|de) (?:je|nous)?"
    r"|(?:dopo|prima) (?:che|di) (?:noi|io)?)\b[^,.;?!]*"
)
_BRACKETS = re.compile(r"\([^)]*\)")
_TERSE = 4
# A confident guess at another language than the conversation's needs this much.
SURE = 0.4


@dataclass(frozen=True, slots=True)
class Understanding:
    """`wants` names the kinds of answer asked for; `words` are all folded words, in order, and
    `little` those of them that carry no meaning alone, `light` those that carry little, `aside`
    those that stand in brackets only. `premise` is a claim the guest builds on,
    `haggles` the wish for another price than the published one.

    `intent` is one of SMALL_TALK, "person", "empty" or "question".
    """

    lang: str
    intent: str
    asked: str
    folded: str
    words: tuple[str, ...] = ()
    little: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    age: int | None = None
    wants: frozenset[str] = frozenset()
    when: When = field(default_factory=When)
    urgent: bool = False
    angry: bool = False
    emergency: bool = False
    follows: bool = False
    superlative: bool = False
    dearest: bool = False
    availability: bool = False
    premise: bool = False
    haggles: bool = False


def understand(text: str, today: date, lang: str = "", likely: Sequence[str] = ()) -> Understanding:
    """`lang` is what the conversation has been in so far, `likely` the business's languages."""
    return _understood(text, today, lang, tuple(likely))


# A turn asks several times: the cache of answers, the composer, and for each part of a question.
@lru_cache(maxsize=256)
def _understood(text: str, today: date, lang: str, likely: tuple[str, ...]) -> Understanding:
    guessed, sure = detect(text, [lang, *likely] if lang else likely)
    code = lang if lang and sure < SURE else guessed
    known = language(code)
    folded = _without_preface(" ".join(fold(text).split()), known)
    words = tokens(_spelled_out(folded))
    when = read_when(folded, known, today)
    bare = folded.strip(" \t!.,?;:¿¡…-–)(😀🙂👍🙏")
    intent = _intent(bare, known)
    return Understanding(
        lang=code,
        intent=intent,
        asked=text.strip(),
        folded=folded,
        words=tuple(words),
        little=frozenset(words) & known.stop,
        light=frozenset(words) & known.light | _about_time(folded, known),
        aside=_in_brackets(folded) | _beside_the_point(folded, known),
        age=_age(folded),
        wants=_wants(bare, words, known),
        when=when,
        urgent=known.says("urgent", folded),
        angry=known.says("angry", folded) or _shouts(text),
        emergency=known.says("emergency", folded),
        availability=when.names_day and _AVAILABLE.search(folded) is not None,
        superlative=(_CHEAPEST.search(folded) or _DEAREST.search(folded)) is not None,
        dearest=_DEAREST.search(folded) is not None,
        follows=known.says("follow", bare),
        premise=known.says("premise", bare),
        haggles=known.says("haggle", bare),
    )


def _wants(bare: str, words: Sequence[str], known: Language) -> frozenset[str]:
    wants = {want for want, name in _WANTS.items() if known.says(name, bare)}
    if len(words) <= _TERSE:
        # "Telefon", "teléfono?", "Pizza Hawaii - Preis?" are clear in whatever language.
        # A "pass rate" is no price; where a rate is one, the patterns know it.
        concepts = {c for word in words if word != "rate" for c in lexicon().concepts(word)}
        wants |= concepts & {"price", "phone", "email"}
    if "clock" in wants:
        # "until when do you answer the telephone" wants a time, not the number.
        wants -= {"phone", "email", "whatsapp"}
    return frozenset(wants)


def _without_preface(folded: str, known: Language) -> str:
    """Without "quick question:" before the question."""
    rest = known.patterns["preface"].sub("", folded, count=1)
    return rest if tokens(rest) else folded


def _spelled_out(folded: str) -> str:
    """ "1h", "90min" and "2hrs" as two words each, though not what may be a time of day; what is
    wanted back is a refund, and "pick them up" is to pick up."""
    folded = _BACK.sub(r"\1 refund", folded)
    folded = _PARTED.sub(r"\1 \3 \2", folded)
    return _UNIT.sub(lambda m: f"{m[1]} hour" if m[1] else f"{m[3]} minute", folded)


def _about_time(folded: str, known: Language) -> frozenset[str]:
    """Words that were read as a time already: "now", "tonight", "at 8 pm"."""
    names = ("today", "tomorrow", "after_tomorrow", "weekend", "time", "time_after")
    found = (match[0] for name in names for match in known.patterns[name].finditer(folded))
    return frozenset(word for text in found for word in tokens(text))


def _in_brackets(folded: str) -> frozenset[str]:
    inside = " ".join(_BRACKETS.findall(folded))
    return frozenset(tokens(inside)) - frozenset(tokens(_BRACKETS.sub(" ", folded)))


def _beside_the_point(folded: str, known: Language) -> frozenset[str]:
    """Words that only stand in "after I check out", "if we drive": when something is to be is not
    what it is. Nothing where the rest asks for nothing."""
    inside = " ".join(match[0] for match in _CLAUSE.finditer(folded))
    left = frozenset(tokens(_CLAUSE.sub(" ", folded)))
    if not inside or left <= known.stop | known.light:
        return frozenset()
    return frozenset(tokens(inside)) - left


def _age(folded: str) -> int | None:
    """Of somebody spoken of: "my son is 9", "I am 63", "14yr old", "hat 5 Jahre"."""
    found = _AGE.search(folded)
    return int(found[1] or found[2]) if found else None


def _intent(bare: str, known: Language) -> str:
    if not tokens(bare):
        return "empty"
    for intent in ("greeting", "thanks", "goodbye"):
        if _only(intent, bare, known):
            return intent
    for intent in ("how_are_you", "robot", "abilities"):
        if _only(intent, bare, known):
            return intent
    for intent in ("goodbye", "thanks"):
        if _says_no_more(intent, bare, known):
            return intent
    if known.says("person", bare) or known.is_only("person_alone", bare):
        return "person"
    return "question"


def _says_no_more(intent: str, bare: str, known: Language) -> bool:
    """It begins so, and what follows asks for nothing: "thank you so much for your help"."""
    found = known.patterns[intent].match(bare)
    if found is None or "?" in bare or not known.courtesy:
        return False
    rest = tokens(bare[found.end() :])
    asks = _wants(bare, rest, known) - {"yes_no"}
    return not asks and all(word in known.courtesy or word in known.stop for word in rest)


def _only(intent: str, bare: str, known: Language) -> bool:
    """The message is this and nothing more, a greeting before it aside ("hi, how are you?")."""
    if known.is_only(intent, bare):
        return True
    parts = [part.strip() for part in bare.replace("!", ",").replace(".", ",").split(",")]
    kinds = {intent, "greeting", "thanks"}
    return (
        len(parts) > 1
        and any(known.is_only(intent, part) for part in parts)
        and all(any(known.is_only(kind, part) for kind in kinds) for part in parts if part)
    )


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    # Capitals alone are a stuck key; with a complaint or exclamation marks they are a raised voice.
    loud = sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return len(letters) > 15 and loud and _COMPLAINS.search(fold(text)) is not None
