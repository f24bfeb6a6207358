"""Rules of the house as facts: pets, smoking, children, cancellation, deposit, parking, dress,
accessibility; what may be paid with; how many people a room takes.

A sentence counts when it names the topic and says something of it, in five languages. "allowed" is
"yes" or "no" only when nothing in the sentence limits it; cases like "in some rooms" or "on
request" stay open, and the sentence itself is all that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.nouns import Fact, Passage
from ingest.text import PRICE, fold

LONGEST = 300
FEWEST_WORDS = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Ý¿¡])")


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w])", re.IGNORECASE)


TOPICS: dict[str, re.Pattern[str]] = {
    "pets": _any(r"dogs?", r"pets?", r"hunde?n?", r"haustiere?n?", r"perros?", r"mascotas?",
                 r"chiens?", r"animaux", r"animal de compagnie", r"cani", r"cane", r"animali"),
    "smoking": _any(r"smok(?:e|ing|ers?)", r"non-smoking", r"rauche[nr]", r"nichtraucher\w*",
                    r"rauchverbot", r"fumar", r"fumadores", r"fumer", r"non-?fumeurs?", r"fumare",
                    r"fumatori"),
    "children": _any(r"children", r"kids", r"adults only", r"adults-only", r"kinder", r"niñ[oa]s",
                     r"solo adultos", r"enfants", r"bambini", r"solo adulti"),
    "cancellation": _any(r"cancel\w*", r"storn\w*", r"absag\w*", r"cancelaci\w*", r"annul\w*",
                         r"disdett\w*", r"disdir\w*", r"cancellazion\w*"),
    "deposit": _any(r"deposits?", r"anzahlung\w*", r"kaution\w*", r"depósitos?", r"fianza",
                    r"acomptes?", r"caution", r"caparra", r"acconto", r"deposito"),
    "parking": _any(r"parking", r"car ?park", r"park(?:platz|plätze\w*|haus|en)", r"tiefgarage",
                    r"aparcamiento", r"estacionamiento", r"stationnement", r"parcheggio\w*"),
    "dress": _any(r"dress ?code", r"kleiderordnung", r"etiqueta", r"código de vestimenta",
                  r"tenue correcte", r"code vestimentaire", r"abbigliamento", r"jackets?", r"jeans",
                  r"spikes"),
    "accessibility": _any(r"wheelchairs?", r"step-free", r"barrier-free", r"barrierefrei\w*",
                          r"rollstuhl\w*", r"sillas? de ruedas",
                          r"fauteuils? roulants?", r"sedi[ae] a rotelle",
                          r"accessible (?:rooms?|toilets?|entrance)", r"pmr"),
}  # fmt: skip
_YES = _any(
    r"welcome", r"allowed", r"permitted", r"accepted", r"willkommen", r"erlaubt", r"gestattet",
    r"bienvenid[oa]s?", r"se admiten", r"se permiten?", r"permitid[oa]s?", r"bienvenus?",
    r"accept[ée]e?s?", r"autoris[ée]e?s?", r"admis", r"benvenut[ie]", r"ammess[ie]",
    r"consentit[oie]", r"accessible", r"barrierefrei\w*", r"rollstuhlgerecht\w*", r"step-free",
)  # fmt: skip
_NO = _any(
    r"not", r"no", r"cannot", r"can't", r"forbidden", r"prohibited", r"adults only", r"adults-only",
    r"nicht", r"kein\w*", r"verboten", r"untersagt", r"rauchverbot", r"prohibid[oa]s?",
    r"interdits?", r"ne", r"pas", r"non", r"vietat[oie]", r"solo adult[oi]s?", r"non-smoking",
    r"nichtraucher\w*", r"strictly",
)  # fmt: skip
_LIMITED = _any(
    r"except", r"only", r"unless", r"some", r"certain", r"on request", r"upon request", r"but",
    r"if", r"außer", r"nur", r"auf anfrage", r"aber", r"einige\w*", r"excepto", r"salvo", r"sólo",
    r"previa petición", r"pero", r"sauf", r"uniquement", r"sur demande", r"mais", r"tranne",
    r"solo su richiesta", r"su richiesta", r"ma", r"guide dogs?", r"assistance dogs?", r"up to",
    r"bis", r"hasta", r"jusqu\S*", r"fino", r"under", r"over", r"unter", r"ab", r"designated",
    r"areas?", r"outside", r"draußen", r"with", r"without", r"when", r"wenn", r"in the",
)  # fmt: skip
_BOTH_WAYS = frozenset({"pets", "smoking", "children", "accessibility"})
# A topic that is only named ("Parking", "Our deposit box") says nothing yet.
_SAYS = {
    "cancellation": re.compile(
        r"\d|free|kostenlos|kostenfrei|gratis|gratuit\w*|charge|fee|gebühr", re.I),
    "deposit": re.compile(r"\d", re.I),
    "parking": re.compile(
        r"\d|free|available|kostenlos|kostenfrei|vorhanden|gratis|gratuit\w*|disponib\w*|no |kein|"
        r"street|limited", re.I),
    "dress": re.compile(
        r"required|casual|formal|smart|no |kein|erwünscht|oblig\w*|exig\w*|richiest\w*|not |"
        r"requis\w*|informal", re.I),
}  # fmt: skip
_LIMIT = re.compile(
    r"(?P<number>\d{1,3})\s?(?P<unit>hours?|hrs?|h|stunden?|horas?|heures?|ore|days?|tagen?|tage|días?"
    r"|dias?|jours?|giorni|weeks?|wochen?|semanas?|semaines?|settimane)\b",
    re.IGNORECASE,
)
_HOURS_IN = {"h": 1, "s": 1, "o": 1, "d": 24, "t": 24, "j": 24, "g": 24, "w": 168}
_PAY = _any(r"pay\w*", r"accept\w*", r"payments?", r"zahl\w*", r"bezahl\w*", r"akzept\w*",
            r"pagos?", r"pagar", r"acept\w*", r"paiements?", r"payer", r"pagament\w*", r"pagare",
            r"accett\w*")  # fmt: skip
_METHODS = {
    "Visa": _any("visa"),
    "Mastercard": _any("master ?card"),
    "American Express": _any("american express", "amex"),
    "debit card": _any("debit cards?", "ec-?karten?", "girocard", "maestro", "girokarte"),
    "credit card": _any("credit cards?", "kreditkarten?", r"tarjetas? de crédito",
                        "cartes? de crédit", "cart[ae] di credito"),
    "card": _any(r"(?<!debit )(?<!credit )cards?", r"karten?", r"tarjetas?(?! de)",
                 r"cartes?(?! de)",
                 r"bancomat"),
    "cash": _any("cash", "bar", "bargeld", "efectivo", "espèces", "contanti"),
    "PayPal": _any("paypal"),
    "Apple Pay": _any("apple ?pay"),
    "Google Pay": _any("google ?pay"),
    "bank transfer": _any("bank transfer", "überweisung", "transferencia", "virement", "bonifico"),
    "invoice": _any("on invoice", "auf rechnung"),
}  # fmt: skip
_PEOPLE = (
    r"(?:people|persons?|guests?|seats?|covers|delegates|personen|gästen?|gäste|plätzen?|plätze"
    r"|sitzplätzen?|personas|plazas|comensales|personnes|couverts|persone|posti|coperti|ospiti)"
)
_CAPACITY = re.compile(
    r"\b(?:seats|sleeps|up to|capacity(?: of|:)|room for|space for|accommodates|bis zu|platz für"
    r"|kapazität(?: von|:)|capacidad (?:para|de|máxima de)|hasta|capacité (?:de|:)|jusqu'à|capienza"
    rf"(?: di|:)|fino a)\s(?P<people>\d{{1,4}})(?:\s{_PEOPLE}\b|(?=\s*(?:$|\.)))",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s(?:seats|seat|sleeps|has|holds|offers|takes|is|with|for|a|bietet|hat|tiene|ofrece|offre|ha)$",
    re.I,
)
_A_ROOM = re.compile(
    r"\b(?:rooms?|halls?|restaurant|terrace|lounge|saal|raum|räume|zimmer|suite|terrasse|sala|salón"
    r"|terraza|salle|salon|terrazza|stube|conference|meeting|dining|apartment|villa|house)\b",
    re.IGNORECASE,
)


def policies(passages: list[Passage]) -> Iterator[Fact]:
    for passage in passages:
        if passage.kind == "qa":
            # The question stands in the heading; its answer may begin with a bare "Yes".
            continue
        for sentence in _sentences(passage.text):
            yield from _of_sentence(sentence, passage)


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for sentence in _SENTENCE.split(fold(line)):
            enough = len(sentence.split()) >= FEWEST_WORDS and len(sentence) <= LONGEST
            if enough and not sentence.endswith("?"):
                yield sentence


def _of_sentence(sentence: str, passage: Passage) -> Iterator[Fact]:
    for topic, named in TOPICS.items():
        if named.search(sentence) and (value := _policy(topic, sentence)):
            yield Fact("policy", value, sentence, topic, passage.heading, passage.page)
    if methods := _methods(sentence):
        paid = {"methods": methods}
        yield Fact("payment", paid, sentence, "", passage.heading, passage.page)
    if capacity := _capacity(sentence, passage):
        people, subject = capacity
        taken = {"people": people, "item": subject}
        yield Fact("capacity", taken, sentence, subject, passage.heading, passage.page)


def _policy(topic: str, sentence: str) -> dict[str, str] | None:
    value = {"topic": topic, "text": sentence}
    if topic in _BOTH_WAYS:
        allowed = _allowed(sentence)
        return {**value, "allowed": allowed} if allowed is not None else None
    if not _SAYS[topic].search(sentence):
        return None
    if topic == "cancellation" and (limit := _limit(sentence)):
        value["limit"] = limit
    if topic == "deposit" and len(found := PRICE.findall(sentence)) == 1:
        value["amount"] = "".join(found[0])
    return value


def _allowed(sentence: str) -> str | None:
    """ "yes", "no", "" when it depends; None when nothing is said of it."""
    yes, no = _YES.search(sentence), _NO.search(sentence)
    if not yes and not no:
        return None
    if _LIMITED.search(sentence):
        return ""
    return "no" if no else "yes"


def _limit(sentence: str) -> str:
    """Hours before arrival until which it is free; "" when the sentence names several."""
    found = list(_LIMIT.finditer(sentence))
    if len(found) != 1:
        return ""
    unit = found[0]["unit"].lower()
    hours = 168 if unit.startswith(("sem", "sett", "woch")) else _HOURS_IN[unit[0]]
    return str(int(found[0]["number"]) * hours)


def _methods(sentence: str) -> list[str]:
    if not _PAY.search(sentence) or _NO.search(sentence) or _LIMITED.search(sentence):
        return []
    found = [name for name, words in _METHODS.items() if words.search(sentence)]
    # "Payment at the bar" names a place; it takes a second method to make it cash.
    return [] if found == ["cash"] and re.search(r"\bbar\b", sentence, re.IGNORECASE) else found


def _capacity(sentence: str, passage: Passage) -> tuple[str, str] | None:
    found = list(_CAPACITY.finditer(sentence))
    if len(found) != 1:
        return None
    before = _VERB.sub("", sentence[: found[0].start()].strip(" :–-|"))
    leaf = passage.heading.rpartition(" > ")[2]
    for name in (before, leaf):
        if name and len(name) <= 60 and _A_ROOM.search(name):
            subject = re.sub(
                r"^(?:the|our|der|die|das|unser\w*|la|el|le|il|lo)\s", "", name, flags=re.I
            )
            return found[0]["people"], subject
    return None
