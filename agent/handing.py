"""What is never answered: a composer around a composer that hands over instead.

The industry template names the matters (a medical emergency, legal advice, a transfer of money) and
the words that tell them. A message with such words never reaches the pages or a model: the guest is
given the sentence of that matter with the right number, and a person is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from agent.composer import Answer, Citation, Composer, Turn, no_preview
from agent.phrases import Phrases, phrases
from agent.quoting import fact_citation
from agent.recall import KnownFact, known_facts
from agent.understand import understand
from store import generations
from store.db import Store
from store.settings import Business
from templates.handed import UPSET, URGENT, Matter, emergency_number, watch_over
from templates.industry import spoken
from templates.schema import IndustryTemplate

EMERGENCY, HOUSE = "emergency", "house"


@dataclass(frozen=True, slots=True)
class Number:
    """What to call, and where the house says so; nowhere for a number of the template."""

    value: str = ""
    cited: tuple[Citation, ...] = ()


class HandingOver:
    """A `Composer`. Safe to share between threads."""

    def __init__(
        self, composer: Composer, store: Store, template: IndustryTemplate, business: Business
    ) -> None:
        self._composer, self._store = composer, store
        self._template, self._business = template, business
        self._watch = watch_over(template)

    @property
    def inner(self) -> Composer:
        return self._composer

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        matter = self._watch.matter_of(turn.question)
        if matter is None:
            return self._composer.compose(turn, preview)
        answer = self._handed_over(matter, turn)
        preview(answer.text)
        return answer

    def _handed_over(self, matter: Matter, turn: Turn) -> Answer:
        today = turn.now.astimezone(self._business.zone).date()
        likely = tuple(self._business.languages)
        lang = understand(turn.question, today, turn.lang[:2].lower(), likely).lang
        said = phrases(lang)
        text, cited = self._words(matter, lang, said)
        opening = said.automatic.format(business=self._business.name) if turn.first_reply else ""
        return Answer(
            f"{opening}\n{text}" if opening else text,
            outcome="handed_over",
            confidence=1.0,
            citations=cited,
            escalate=matter.reason,
            urgent=matter.urgent,
            lang=lang,
            kind="person",
            opening=opening,
            trace={"never_answered": matter.key, "decision": f"Never answered: {matter.reason}"},
        )

    def _words(self, matter: Matter, lang: str, said: Phrases) -> tuple[str, tuple[Citation, ...]]:
        """The template's sentence; one of ours where it has none, or its number is not known."""
        if matter.key == UPSET:
            return said.angry, ()
        sentence = self._template.phrases_in(lang).handed_over.get(matter.key, "")
        number = self._number(matter.number) if matter.number else Number()
        if matter.key == URGENT or not sentence or (matter.number and not number.value):
            return (said.emergency if matter.urgent else said.person), ()
        filled = spoken(
            sentence,
            business=self._business.name,
            persona=self._template.persona.name,
            number=number.value,
        )
        return filled, number.cited

    def _number(self, name: str) -> Number:
        """The owner's own first; without one the country's, or the one on the pages."""
        if given := self._template.numbers.get(name, ""):
            return Number(given)
        if name == EMERGENCY:
            return Number(emergency_number(self._business.zone))
        return self._of_the_pages() if name == HOUSE else Number()

    def _of_the_pages(self) -> Number:
        """The telephone number that stands alone, as a house gives its own, else the commonest."""
        with self._store.reading() as tx:
            facts = known_facts(tx, generations.published_id(tx))
        phones = [fact for fact in facts if fact.kind == "phone"]
        if not phones:
            return Number()
        counts = Counter(_digits(_value(fact)) for fact in phones)
        best = max(phones, key=lambda one: (_stands_alone(one), counts[_digits(_value(one))]))
        return Number(_value(best), (fact_citation(best),))


def _value(fact: KnownFact) -> str:
    return str(fact.value.get("number", ""))


def _stands_alone(fact: KnownFact) -> bool:
    return _digits(fact.text) == _digits(_value(fact)) and not any(c.isalpha() for c in fact.text)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
