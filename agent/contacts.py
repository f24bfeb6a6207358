"""How to reach the business: telephone, e-mail, address, from facts rather than from prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from agent.composer import Answer
from agent.quoting import cut_short, fact_citation
from agent.recall import KnownFact
from agent.terms import Term
from agent.understand import Understanding
from agent.words import fold

Facts = Mapping[str, Sequence[KnownFact]]
_KIND_OF = {"phone": "phone", "email": "email", "where": "address"}
# Words that a question for a telephone number may hold without asking for something else.
_BESIDE = frozenset({"phone", "contact", "address", "email", "booking", "asked_number"})
MOST_LEFT_OVER = 1


def contact_answer(facts: Facts, understood: Understanding, terms: Sequence[Term]) -> Answer | None:
    """None when it asks for something else, or when no fact says it."""
    kinds = [kind for want, kind in _KIND_OF.items() if want in understood.wants]
    if not kinds or understood.wants & {"clock", "price", "distance", "whatsapp"}:
        return None
    about = [term for term in terms if not term.concepts & _BESIDE]
    known = facts.get(kinds[0], ())
    best = _best(known, about)
    if best is None:
        return None
    return Answer(
        cut_short(best.text, 400),
        confidence=0.9,
        citations=(fact_citation(best),),
        kind="contact",
    )


def _best(known: Sequence[KnownFact], about: Sequence[Term]) -> KnownFact | None:
    """The fact about what is asked ("the café's number"). When nothing is named, the first that
    stands alone, as a house gives its own to machines and on its door, or else the commonest."""
    if not known:
        return None
    if not about:
        own = next((f for f in known if _squeezed(f.text) == _squeezed(_value(f))), None)
        if own is not None and any(f.text != own.text for f in known):
            return own
        counts = Counter(_value(fact) for fact in known)
        return max(known, key=lambda fact: (counts[_value(fact)], -len(fact.text)))
    fitting = [fact for fact in known if all(_is_about(fact, term) for term in about)]
    if fitting:
        return fitting[0]
    strangers = [term for term in about if not term.known]
    # "for my GPS" says nothing about which address; "of the gift shop" does.
    if len(strangers) == len(about) <= MOST_LEFT_OVER:
        return _best(known, ())
    return None


def _is_about(fact: KnownFact, term: Term) -> bool:
    return term.names(f"{fact.subject} {fact.heading} {fact.text} {fact.title}")


def _squeezed(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _value(fact: KnownFact) -> str:
    return fold(" ".join(str(value) for value in fact.value.values()))
