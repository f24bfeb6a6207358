"""Answers kept for guests who ask what another has asked: a composer around a composer.

    may it      only a question of knowledge, whole in itself, with nothing of the guest in it
    stands      the generation, house answers and settlements as they are at this moment
    look        the very words; else the same print, and near in meaning
    keep        only a cited answer, or our asking back, and only if nothing changed meanwhile

The local date is part of every key, so nothing outlives midnight; what depends on the hour ("are
you open now?") is never kept. Nothing is written to disk: a restart forgets it all.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from agent.composer import Answer, Composer, Turn, no_preview
from agent.phrases import phrases
from agent.tools.consent import says_no, says_yes
from agent.understand import Understanding
from agent.wordprint import Wordprint, names_a_moment, print_of, read, stands_alone
from agent.words import fold
from models.naming import without_name
from models.protocols import Embedder, Vectors
from store.compositions import Made
from store.db import Store
from store.standing import Standing, standing

KEPT = 2_000
LONGEST = 300
# Two wordings with one print are below this only when the order of small words changed the sense.
NEAR = 0.86
KINDS = ("answer", "contact", "house", "hours")
_PERSONAL = re.compile(
    r"@|\+?\d[\d\s()./-]{6,}\d"
    r"|\b(?:my name|i am called|my (?:booking|reservation|order|bill|invoice|stay|room|account"
    r"|appointment|payment|card)|i(?:'ve| have)? (?:booked|reserved|paid|ordered)"
    r"|mi (?:reserva|cuenta|factura|pedido|habitacion|nombre|cita)|me llamo|he reservado"
    r"|mein\w* (?:buchung|reservierung|rechnung|bestellung|zimmer|name|termin|konto)|ich heisse"
    r"|(?:ma|mon) (?:reservation|facture|commande|chambre|nom|compte|rendez-vous)|je m'appelle"
    r"|(?:la mia|il mio) (?:prenotazione|fattura|conto|ordine|camera|nome|stanza)|mi chiamo"
    r"|(?:a )?minha (?:reserva|conta|fatura|encomenda)|(?:o )?meu (?:quarto|nome|pedido)"
    r"|mijn (?:boeking|reservering|rekening|bestelling|kamer|naam|afspraak)|ik heet)\b"
    r"|ההזמנה שלי|החדר שלי|קוראים לי|שמי"
)
_ACTING = re.compile(
    r"^(?:please |pls |bitte |por favor |can you |could you )*(?:book|reserve|cancel|change|order"
    r"|send|call|remind|reservar|reserve[nz]?|annule[rz]?|buchen?|reservieren?|stornieren?"
    r"|prenota\w*|cancell\w*|boek\w*|annuleer\w*)\b"
    r"|\b(?:i(?:'d| would)? (?:want|like|need)|i wanna|we(?:'d| would)? (?:want|like)|quiero"
    r"|quisiera|je (?:veux|voudrais)|ich (?:mochte|will|wurde)|vorrei|voglio|queria|quero"
    r"|ik wil)\b.{0,40}\b(?:book|reserve|cancel|change|order|reservar|cancelar|reserver|annuler"
    r"|commander|buchen|reservieren|stornieren|bestellen|prenotare|cancellare|ordinare|boeken"
    r"|reserveren|annuleren)\b"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """All that must be the same for a kept answer to be given, the question aside."""

    standing: Standing
    today: date
    lang: str
    channel: str
    first_reply: bool
    alone: bool
    colour: str


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    question: str
    vector: Vectors | None


class Cached:
    """A `Composer`. Safe to share between threads. `voice` is all that colours the words: persona,
    template, model; answers of another voice are not ours to give. `colour` is what differs from
    conversation to conversation: the version of the prompt, the channel's persona."""

    def __init__(
        self,
        composer: Composer,
        store: Store,
        embedder: Embedder,
        *,
        business: str,
        zone: ZoneInfo,
        languages: Sequence[str] = ("en",),
        voice: str = "",
        colour: Callable[[Turn], str] = lambda _turn: "",
        most: int = KEPT,
    ) -> None:
        self._composer, self._store, self._embedder = composer, store, embedder
        self._business, self._zone, self._languages = business, zone, tuple(languages)
        self._voice, self._colour, self._most = voice, colour, most
        self._lock = threading.Lock()
        self._exact: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()
        self._alike: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()
        self.hits = 0
        self.misses = 0
        # Turns that were never looked for: small talk is not among them, for it is told afterwards.
        self.passed = 0

    @property
    def inner(self) -> Composer:
        return self._composer

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        folded = " ".join(fold(turn.question).split())
        if not _may_be_kept(turn.question, folded):
            self._count("passed")
            return self._composer.compose(turn, preview)
        place = self._place(turn)
        kept, how = self._look(place, folded, turn)
        if kept is not None and not _said_just_now(turn, kept.answer):
            self._count("hits")
            preview(kept.answer.text)
            return _given_again(kept, how)
        self._count("misses")
        answer = self._composer.compose(turn, preview)
        self._keep(place, folded, turn, answer)
        return answer

    def forget(self) -> None:
        with self._lock:
            self._exact.clear()
            self._alike.clear()

    def _place(self, turn: Turn) -> _Place:
        with self._store.reading() as tx:
            stands = standing(tx)
        return _Place(
            stands,
            turn.now.astimezone(self._zone).date(),
            turn.lang[:2].lower(),
            turn.channel,
            turn.first_reply,
            not turn.said,
            self._colour(turn),
        )

    def _look(self, place: _Place, folded: str, turn: Turn) -> tuple[_Kept | None, str]:
        with self._lock:
            kept = self._exact.get((self._voice, place, folded))
            if kept is not None:
                self._exact.move_to_end((self._voice, place, folded))
                return kept, "exact"
            if not self._alike:
                return None, ""
        understood = read(turn, place.today, self._languages)
        if not self._is_whole(turn, understood):
            return None, ""
        with self._lock:
            kept = self._alike.get((self._voice, place, print_of(understood)))
        if kept is None or kept.vector is None:
            return None, ""
        near = float(self._meaning(turn.question) @ kept.vector)
        return (kept, "alike") if near >= NEAR else (None, "")

    def _keep(self, place: _Place, folded: str, turn: Turn, answer: Answer) -> None:
        if not _is_keepable(answer):
            return
        understood = read(turn, place.today, self._languages)
        if not self._is_whole(turn, understood) or place != self._place(turn):
            return
        print_: Wordprint = print_of(understood)
        vector = self._meaning(turn.question) if print_.words else None
        kept = _Kept(answer, turn.question, vector)
        with self._lock:
            self._exact[(self._voice, place, folded)] = kept
            self._alike[(self._voice, place, print_)] = kept
            for keeping in (self._exact, self._alike):
                while len(keeping) > self._most:
                    keeping.popitem(last=False)

    @staticmethod
    def _is_whole(turn: Turn, understood: Understanding) -> bool:
        return (
            understood.intent == "question"
            and not names_a_moment(understood)
            and stands_alone(understood, turn.said)
        )

    def _meaning(self, question: str) -> Vectors:
        return self._embedder.query(without_name(question, self._business))

    def _count(self, what: str) -> None:
        with self._lock:
            setattr(self, what, getattr(self, what) + 1)


def _may_be_kept(question: str, folded: str) -> bool:
    """Told from the words alone: nothing of the guest's own, nothing to be done, no shouting."""
    letters = [c for c in question if c.isalpha()]
    shouted = len(letters) > 8 and sum(c.isupper() for c in letters) > 0.6 * len(letters)
    return (
        0 < len(question) <= LONGEST
        and not shouted
        and not _PERSONAL.search(folded)
        and not _ACTING.search(folded)
        # What a guest answers to a question of ours is for that question alone.
        and not says_yes(question)
        and not says_no(question)
    )


def _is_keepable(answer: Answer) -> bool:
    """A cited answer of knowledge, or which of several things was meant, that fetched nobody and
    says nothing of the hour."""
    cited = answer.outcome == "answered" and answer.kind in KINDS and answer.citations
    if not cited and answer.kind != "clarify":
        return False
    if answer.escalate or answer.urgent or answer.gap:
        return False
    if answer.trace.get("tools") or answer.trace.get("personal"):
        return False
    said, text = phrases(answer.lang), fold(answer.text)
    return not any(fold(word) in text for word in (said.today, said.tomorrow))


def _said_just_now(turn: Turn, answer: Answer) -> bool:
    """Nobody likes to be told the same twice; the composer may find other words."""
    last = next((s.text for s in reversed(turn.said) if s.author == "concierge"), "")
    return bool(last) and (answer.text in last or last in answer.text)


def _given_again(kept: _Kept, how: str) -> Answer:
    decision = f"Given before, to the {'same' if how == 'exact' else 'like'} question."
    trace = {**kept.answer.trace, "cache": how, "asked_before": kept.question, "decision": decision}
    made = kept.answer.made and Made("kept", kept.answer.made.version)
    return replace(kept.answer, trace=trace, made=made)
