"""Policies in eight languages: what is free, allowed, needed, guaranteed, refunded, reduced.

Each word is a mark like a figure is, with a value that says which way it goes: "not allowed" and
"forbidden" are one. So a policy is held against the source as a price is, by what is said around "
"it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# By kind: the words that say so, those that say the opposite. All folded, of every language.
_WORDS = {
    "cost": (
        r"(?<!gluten[- ])(?<!smoke[- ])(?<!toll-)(?<!feel )(?<!lactose-)(?<!dairy-)(?<!sugar-)"
        r"\bfree\b(?! (?:range|time|to (?:ask|contact|call|get|reach|write|choose|come|drop"
        r"|use the)|of (?:gluten|lactose|nuts)))"
        r"|\bcomplimentary|\bno (?:extra |additional |further )?(?:charges?|costs?|fees?)\b"
        r"|\b(?:at no|without) (?:extra |additional )?(?:cost|charge)"
        r"|\bon the house\b|\b(?:ein|zu)tritt\b.{0,12}\bfrei\b|\bfreier eintritt"
        r"|\bentrada li[bv]re|\bentree libre|\bingresso libero|\btoegang vrij|\bgratis\b"
        r"|\bgratuit\w*|\bsin (?:coste|costo|cargo|recargo)\w*|\bsans (?:frais|supplement)"
        r"|\boffert(?:e|s|es)?\b"
        r"|\bkostenlos\w*|\bkostenfrei\w*|\bumsonst\b|\bunentgeltlich\w*|\bgebuhrenfrei\w*"
        r"|\bohne aufpreis|\bsenza (?:costi|supplement\w+)|\bin omaggio"
        r"|\bsem (?:custos?|encargos?|taxas?)|\bde graca\b|\bkosteloos\w*"
        r"|\bzonder (?:extra )?kosten|חינם|ללא (?:תשלום|עלות)"
        r"|\bincluded\b|\bincludes?\b(?!:)|\bincluid[oa]s?\b|\binclu(?:ye|yen)\b(?!:)"
        r"|\binclus(?:e|es|[aio])?\b"
        r"|\bcompris(?:e|es)?\b|\bcomprend\b|\binklusive\b|\binkl\b|\bincl\b"
        r"|\binbegriffen\b|\benthalten\b|\binclude\b|\bcompres[aeio]\b|\binclu(?:i|em)\b"
        r"|\binbegrepen\b|\binclusief\b|\bכלול(?:ה|ים|ות)?\b|\bכולל(?:ת|ים)?\b",
        r"\b(?:extra|additional|small) (?:charge|cost|fee)s?\b|\bsurcharge\w*|\bsupplements?\b"
        r"|\bfor a fee\b|\bcosts? extra\b|\bextra (?:kosten|cost)\b|\bcuestan? extra\b"
        r"|\bkoste[nt]? extra\b|\bsuplementos?\b|\bcostes? adicional\w*|\brecargo\b"
        r"|\bpayante?s?\b|\ben sus\b|\baufpreis\w*|\bzuschlag\w*|\bkostenpflichtig\w*"
        r"|\bgebuhrenpflichtig\w*|\bsupplemento\b|\ba pagamento\b|\bcustos? adiciona\w+"
        r"|\bpago a parte\b|\btoeslag\b|\btegen betaling\b|בתוספת תשלום",
    ),
    "permission": (
        r"\ballowed\b|\bpermitted\b|\bwelcome\b(?! (?:to\b|at\b|back|drink|you\b))"
        r"|\bpermitid[oa]s?\b|\bse (?:permiten?|admiten?|aceptan?)\b|\badmi(?:ten|timos)\b"
        r"|\bbienvenid[oa]s?\b|\bautorise\w*|\bpermis(?:e|es)?\b|\badmis(?:e|es)?\b"
        r"|\bbienvenue?s?\b|\berlaubt\w*|\bgestattet\w*|\bzugelassen\w*|\bwillkommen\b"
        r"|\bpermess[aeio]\b|\bammess[aeio]\b|\bconsentit[aeio]\b|\bbenvenut[aeio]\b"
        r"|\bbem-vind[oa]s?\b|\badmitid[oa]s?\b|\btoegestaan\b|\bwelkom\b|\btoegelaten\b|מותר\w*",
        r"\bprohibit\w*|\bforbidden\b|\bbanned\b|\bprohibid[oa]s?\b|\binterdit(?:e|es|s)?\b"
        r"|\bdefendu\w*|\bverboten\w*|\buntersagt\w*|\bvietat[aeio]\b|\bproibit[aeio]\b"
        r"|\bproibid[oa]s?\b|\bverboden\b|אסור\w*",
    ),
    "need": (
        r"\brequired\b|\bmandatory\b|\bcompulsory\b|\bobligatory\b|\bobligatori[oa]s?\b"
        r"|\bobligatoires?\b|\berforderlich\b|\bnotwendig\b|\bpflicht\b|\bobbligatori[oa]\b"
        r"|\bobrigatori[oa]s?\b|\bverplicht\b|\bnecess(?:ary|aire|ari[oa])\b|\bnecesari[oa]s?\b"
        r"|\bnotig\b|\bnodig\b|חובה",
        r"\boptional\w*|\bopcional\w*|\bfacultati\w+|\bfreiwillig\b|\bnot needed\b|\boptioneel\b",
    ),
    "guarantee": (
        r"\bguarante\w*|\bgaranti\w*"
        r"|\bgegarandeerd\w*|\bgarandeer\w*|מובטח\w*|מבטיח\w*",
        "",
    ),
    "refund": (
        r"\brefund\w*|\bmoney back\b|\breimburs\w*|\breembols\w*|\brembours\w*"
        r"|\b(?:ruck)?erstatt\w*|\brimbors\w*|\bestorn\w*|\bterugbeta\w*|\brestitutie\b|החזר כספי"
        r"|זיכוי",
        r"\bnon-?refundable\b|\bno reembolsable\b|\bnon remboursable\b|\bnicht erstattbar\b"
        r"|\bnon rimborsabil\w+",
    ),
    "discount": (
        r"\bdiscount\w*|\bdescuentos?\b|\brebajas?\b|\bremises?\b|\brabais\b|\breductions?\b"
        r"|\brabatt\w*|\bermassig\w*|\bnachlass\b|\bscont[oi]\b|\bdescontos?\b|\bkorting\w*"
        r"|הנחה\w*",
        "",
    ),
    "opening": (
        r"\bopen(?:s|ed)?\b|\babiert[oa]s?\b|\babr(?:e|en|imos)\b|\bouvert(?:e|es|s)?\b"
        r"|\bouvr(?:e|ons|ent)\b|\bgeoffnet\b|\boffn(?:et|en)\b|\boffen\b|\bapert[oaie]\b"
        r"|\bapr(?:e|iamo|ono)\b"
        r"|\babert[oa]s?\b|\babrimos\b|\bgeopend\b|פתוח\w*|פותחים",
        r"\bclosed\b|\bshut\b|\bcerrad[oa]s?\b|\bferme(?:e|es|s)?\b|\bgeschlossen\b|\bruhetage?\b"
        r"|\bchius[oaie]\b|\bgiorno di riposo\b|\bfechad[oa]s?\b|\bencerrad[oa]s?\b|\bgesloten\b"
        r"|סגור\w*",
    ),
    "access": (
        r"\b(?:wheelchair[- ])?accessible\b|\baccesible\w*|\baccessibles?\b|\bbarrierefrei\w*"
        r"|\brollstuhlgerecht\w*|\baccessibil[ei]\b|\bacessive\w*|\btoegankelijk\b|נגיש\w*",
        r"\binaccessible\b|\binaccesible\b",
    ),
}  # fmt: skip
# These are policies by themselves; of the others only the opposite in the source is a fault.
MUST_STAND = frozenset({"cost", "permission", "guarantee", "refund", "discount"})
KINDS = frozenset(_WORDS)
# No clause is longer on either side of its word.
REACH = 200
_NEGATORS = {
    "en": r"\b(?:not|no|never|cannot|neither|nor|none)\b|n't\b",
    "es": r"\b(?:no|nunca|ningun\w*|tampoco|ni)\b",
    "fr": r"\b(?:ne|pas|aucune?|jamais)\b|\bn'",
    "de": r"\b(?:nicht|kein\w*|nie|niemals|weder)\b",
    "it": r"\b(?:non|nessun\w*|mai)\b",
    "pt": r"\b(?:nao|nunca|nenhuma?)\b",
    "nl": r"\b(?:niet|geen|nooit)\b",
    "he": r"(?<!\w)(?:לא|אין|אינו|אינה|אינם|אינן)(?!\w)",
}
# An answer's first word is no part of what it says.
_HARMLESS = re.compile(
    r"^\W*(?:no|non|nao|nein|nee|לא)\s?[,.;:!–-]|\bno problem\b|\bnot only\b|\bnicht nur\b"
    r"|\bno solo\b|\bnon solo\b|\bpas seulement\b"
    r"|\bno longer than\b|\bno more than\b|\bnot? later than\b|\bno (?:extra|additional"
    r"|further)\b|\bno (?:charge|cost|fee)"
)
_CLAUSE = re.compile(
    r"[;:!?\n]|[,.]\s|\s\|\s|\s[–—-]\s|\b(?:but|pero|sino|mais|aber|sondern|jedoch|mas|maar"
    r"|however|doch)\b|אבל"
)
# Most places of a text begin no word, and trying them all costs five times as much. A Hebrew word
# has its article and its prepositions written on it.
_WORD_START = r"(?:(?<!\w)|(?<=[בהולכמש]))(?=[^\W\d_])"
# Saying that one does not know claims nothing.
_HEDGE = re.compile(
    r"\b(?:don'?t|do not|cannot|can't|couldn'?t|could not|didn'?t) (?:know|find|see|say|tell"
    r"|confirm|have (?:any |that |this )?(?:information|details))\b|\bnot (?:sure|certain|aware)\b"
    r"|\bno information\b|\bno lo se\b|\bno se (?:si|que|cual|cuanto|donde|cuando|eso)\b"
    r"|^\W*no se\W*$|\bno (?:tengo|encuentro"
    r"|dispongo)\b.{0,25}\b(?:informacion|datos?)\b|\bno puedo confirmar|\bje ne (?:sais|trouve"
    r"|peux)\b|\bpas d'information"
    r"|\bweiss ich nicht\b|\bich weiss\b.{0,30}\bnicht\b|\bkann ich (?:leider )?nicht (?:sagen"
    r"|bestatigen)|\bkeine (?:angabe|information)\w*|\bnon (?:lo )?so\b|\bnon (?:trovo"
    r"|posso confermare)\b"
    r"|\bnao (?:sei|encontro|posso confirmar)\b|\bweet ik niet\b|\bik weet\b.{0,30}\bniet\b"
    r"|\bgeen informatie\b|לא יודע\w*|אין לי מידע"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    ways = [f"(?P<{kind}_no>{no})" for kind, (_, no) in _WORDS.items() if no]
    ways += [f"(?P<{kind}_yes>{yes})" for kind, (yes, _) in _WORDS.items()]
    return re.compile(rf"{_WORD_START}(?:{'|'.join(ways)})")


@lru_cache(maxsize=16)
def _negators(lang: str) -> re.Pattern[str]:
    """Where the language is not known, "no" may be Portuguese and is left out."""
    if lang in _NEGATORS:
        return re.compile(_NEGATORS[lang])
    return re.compile("|".join(_NEGATORS.values()))


def policies_in(folded: str, lang: str = "") -> Iterator[tuple[str, str, int, int]]:
    """Kind, value ("yes" or "no"), start and end of each policy word of a folded text."""
    for match in _pattern().finditer(folded):
        kind, way = str(match.lastgroup).split("_")
        start, end = clause_around(folded, match.start(), match.end())
        turned = negations(folded[start : match.start()] + " . " + folded[match.end() : end], lang)
        value = way if turned % 2 == 0 else {"yes": "no", "no": "yes"}[way]
        yield kind, value, match.start(), match.end()


def negations(folded: str, lang: str) -> int:
    """How often a text says no; twice is a yes, but French says it in two words."""
    found = len(_negators(lang).findall(_HARMLESS.sub(" ", folded)))
    return min(found, 1)


def clause_around(folded: str, start: int, end: int) -> tuple[int, int]:
    first, last = max(0, start - REACH), min(len(folded), end + REACH)
    left = max((m.end() for m in _CLAUSE.finditer(folded, first, start)), default=first)
    right = _CLAUSE.search(folded, end, last)
    return left, right.start() if right else last


def hedges(folded: str) -> bool:
    return _HEDGE.search(folded) is not None
