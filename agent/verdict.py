"""Yes or no, where one clause decides; nothing where it only says more.

A wrong yes is worse than none. So the clause must hold all that was asked, without conditions and
without a word against it; a no must stand in the very clause that names the thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.evidence import Evidence
from agent.language import language
from agent.phrases import Phrases
from agent.scraps import Words
from agent.terms import Term
from agent.understand import Understanding
from agent.values import PRICE
from agent.words import fold, stem, tokens

_CLAUSE = re.compile(r"(?<=[.!?;])\s+|;\s*|\n|(?<=\w),\s+(?=but|and|aber|pero|mais|ma\b|mas|maar)")
_HARMLESS = re.compile(
    r"\b(?:no|not a|kein\w*|sin|sans|senza|sem|geen) (?:trouble|problem\w*|charge|extra|cost\w*|fee"
    r"|supplement|aufpreis|joining|coste|frais|appointment|cita|need)|\bnot only\b|\bno later\b"
)
_CONDITION = re.compile(
    r"\b(?:only|except|unless|if|but|other than|apart from|nur|ausser|wenn|falls|aber|solo|salvo"
    r"|excepto"
    r"|si|pero|seulement|uniquement|sauf|mais|soltanto|tranne|se|ma|apenas|exceto|mas|alleen|behalve"
    r"|als|maar|request|anfrage|aged|under|over|must|muss|mussen)\b|\b(?:רק|אם)\b"
)
_FREE = re.compile(
    r"\b(?:free|complimentary|no charge|gratis|gratuit\w*|kostenlos\w*|kostenfrei|umsonst|included"
    r"|inklusive"
    r"|incluid[oa]s?|inclus[oae]?s?|compris\w*)\b|חינם"
)
_ASKS_FREE = re.compile(
    r"\b(?:free|gratis|gratuit\w*|kostenlos|umsonst|for nothing|cost nothing)\b|חינם"
)
_LEAVE = re.compile(
    r"\b(?:allow\w*|permit\w*|can|could|may|ok|okay|darf|durfen|erlaubt|gestattet|kann|konnen"
    r"|puedo|podemos|se puede|permit\w+|puis|peut|peux|pouvons|permis|autorise\w*|posso|possiamo"
    r"|si puo|permess\w+|podemos|pode|mag|mogen|toegestaan)\b|מותר|אפשר"
)
_PENALTY = re.compile(
    r"\b(?:fines?|fined|penalt\w+|(?:deep )?cleaning (?:fee|charge|cost)s?|for (?:deep )?cleaning"
    r"|strafe|bussgeld|reinigungs(?:gebuhr|kosten|pauschale)\w*|zur reinigung|multas?|sancion\w*"
    r"|gastos de limpieza|por limpieza|amendes?|penalites?|frais de nettoyage|multe|sanzion\w+"
    r"|spese di pulizia|coima|taxa de limpeza|boetes?|schoonmaakkosten)\b|קנס"
)
_LEFT_AT_HOME = re.compile(
    r"\b(?:leave|keep)\b.{0,40}\b(?:at home|outside)\b|\b(?:stays?|remain) (?:at home|outside)\b"
    r"|zu hause (?:lassen|bleiben)|(?:lassen|bleiben) .{0,30}zu hause|\bdej\w+ .{0,40}en casa"
    r"|\blaiss\w+ .{0,40}a la maison|\blasci\w+ .{0,40}a casa|\bdeix\w+ .{0,40}em casa"
    r"|\b(?:laat|laten) .{0,40}thuis"
)
_CLEANED = re.compile(r"cleaning|reinigung|limpieza|nettoyage|pulizia|limpeza|schoonmaak")
_NON = re.compile(r"\bnon-(?=\w)")
_EVERYWHERE = re.compile(
    r"\b(?:whole|entire|all|every\w*|any\w*|strictly|throughout|completely|ganze\w*|gesamt\w*|alle\w*"
    r"|uberall|todo\w*|toda\w*|tout\w*|tutt\w+|hele|overal)\b|כל"
)
# It denies what follows it, not what the clause is about: "in three parts without interest".
_WITHOUT = re.compile(
    r"\b(?:without|sin|ohne|sans|senza|sem|zonder)\s+((?:[\w'’]+\s*){1,3})|\bבלי\s+(\w+)"
)
_ASKS_INCLUDED = re.compile(
    r"\b(?:inclu\w+|compris\w*|inbegriffen|enthalten|inbegrepen|inklusive)\b|כלול"
)
_EXCLUDES = re.compile(
    r"\b(?:before|plus|excl\w*|exkl\w*|zuzuglich|zzgl|hors|on top|extra|aparte|separately)\b"
)
# Of more or less only figures can tell.
_COMPARES = re.compile(
    r"\b(?:less|cheaper|fewer|weniger|billiger|gunstiger|menos|moins|meno|minder|goedkoper)\b"
)
MOST_OF_IT = 0.8
_ASKS_HOW_MUCH = frozenset(
    {"price", "clock", "time", "count", "distance", "person", "where", "list"}
)
_NEEDS = re.compile(r"\b(?:need|must|have to|required|brauch\w*|muss|hace falta|faut|serve|moet)\b")
SEVERAL = 2
_DEMANDS = re.compile(
    r"\b(?:must|need(?:s|ed)?|required?|compulsory|mandatory|obligat\w*|obbligat\w*"
    r"|pflicht|notwendig|muss"
    r"|mussen|erforderlich|verplicht|necesari[oa]|imprescindible)\b|חובה"
)


def verdict(best: Evidence, terms: Sequence[Term], understood: Understanding, said: Phrases) -> str:
    """ "Yes." or "No." in the guest's language, or ""."""
    if "yes_no" not in understood.wants or understood.wants & _ASKS_HOW_MUCH - {"price"}:
        return ""
    if "open" in understood.wants:
        # Of hours, the hours decide.
        return ""
    folded = best.scrap.lines[best.line].folded
    named = [term for term in terms if not term.light and term.number is None]
    free = _ASKS_FREE.search(understood.folded) is not None
    missing = [t for t in best.missing if not t.light and not (free and "free" in t.concepts)]
    if not named or missing:
        return ""
    if folded.rstrip().endswith("?"):
        return ""
    clause = max(_CLAUSE.split(folded), key=lambda one: _held(named, one))
    heading = fold(best.scrap.heading)
    if best.scrap.lang not in ("", understood.lang) and len(named) < SEVERAL:
        # One word in another language is too little to say yes or no by.
        return ""
    if free:
        others = [term for term in named if "free" not in term.concepts]
        return _free(clause, said) if others and _held(others, f"{clause} {heading}") else ""
    if "price" in understood.wants or re.match(
        r"\s*(?:yes|no|ja|nein|si|oui|non|sim|nee)\b", folded
    ):
        return ""
    if _held(named, f"{clause} {heading}") < 0.95 or _COMPARES.search(understood.folded):
        return ""
    if _ASKS_INCLUDED.search(understood.folded) and _EXCLUDES.search(clause):
        return ""
    if not _alike_without(understood.folded, clause):
        return ""
    clause, folded = (_bare_of_without(text, named, understood) for text in (clause, folded))
    own = language(best.scrap.lang or understood.lang)
    if own.says("negative", _NON.sub(" no ", clause)) or _LEFT_AT_HOME.search(clause):
        # Of steps there may be none where wheels are asked about: a no names the thing itself.
        if _held(named, clause) < 0.95:
            return ""
        return "" if _HARMLESS.search(clause) or _CONDITION.search(clause) else said.no
    fined = _PENALTY.search(clause) and not _PENALTY.search(understood.folded)
    if fined and _LEAVE.search(understood.folded):
        # What is fined is not allowed; what is cleaned up after may be.
        smoke = any("smoking" in term.concepts for term in named)
        return said.no if smoke or not _CLEANED.search(clause) else ""
    if own.says("negative", _NON.sub(" no ", folded)) or len(clause.split()) < 2:
        return ""
    if _NEEDS.search(understood.folded):
        # "Mats are here for you" is no yes to "do I need a mat".
        return said.yes if _DEMANDS.search(clause) else ""
    return "" if _CONDITION.search(clause) else said.yes


def _alike_without(asked: str, clause: str) -> bool:
    """Whether a question after something without a thing is met by a clause without that thing."""
    wished = {stem(word) for match in _WITHOUT.finditer(asked) for word in tokens(match[0])[1:]}
    told = {stem(word) for match in _WITHOUT.finditer(clause) for word in tokens(match[0])[1:]}
    return not wished or not wished.isdisjoint(told)


def _bare_of_without(text: str, named: Sequence[Term], understood: Understanding) -> str:
    """Less each "without" that denies nothing of what was asked, or what the guest wants denied."""
    wished = _WITHOUT.search(understood.folded) is not None

    def replaced(match: re.Match[str]) -> str:
        things = match[1] or match[2] or ""
        denies = any(term.held_by(Words.of(things)) >= 0.9 for term in named)
        return match[0] if denies and not wished else things

    return _WITHOUT.sub(replaced, text)


def denial(best: Evidence, terms: Sequence[Term]) -> int | None:
    """The number of another line of the passage that rules out what was asked for altogether:
    "the whole house is non-smoking"."""
    named = [term for term in terms if not term.light and term.number is None]
    own = language(best.scrap.lang or "en")
    for number, line in enumerate(best.scrap.lines):
        if number == best.line or not named:
            continue
        for clause in _CLAUSE.split(line.folded):
            bare = _NON.sub(" no ", clause)
            against = own.says("negative", bare) and not _CONDITION.search(clause)
            whole = bare != clause or _EVERYWHERE.search(clause)
            if against and whole and _held(named, bare) >= MOST_OF_IT:
                return number
    return None


def _free(clause: str, said: Phrases) -> str:
    if _FREE.search(clause):
        return said.yes if not _CONDITION.search(clause) and not PRICE.search(clause) else ""
    return said.no if PRICE.search(clause) else ""


def _held(terms: Sequence[Term], text: str) -> float:
    has = Words.of(text)
    total = sum(term.weight for term in terms) or 1.0
    return sum(term.weight for term in terms if term.held_by(has) >= 0.9) / total
