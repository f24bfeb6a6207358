"""Structured mode: replies without a language model, out of the business's own words.

    understand   what is asked, in which language, about when
    courtesy     greeting, thanks, goodbye, a person please: said in our own sentences
    heard        the same told by meaning: at once where sure, in place of a miss where likely
    house        what staff have answered before, in their words
    facts        hours, telephone, e-mail, address: computed or quoted from typed facts
    evidence     anything else: the line that covers the question and holds the value asked for
    decide       answer, ask "did you mean", or fetch a person
    doubt        what is contradicted or over is said as that, never as settled
    prove        what its citations do not say is not said

What it quotes it quotes literally; text of a source is never read as an instruction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.calibration import Calibrator
from agent.claim_answers import unproven
from agent.closures import closed_on
from agent.composer import Answer, Turn, no_preview
from agent.contacts import contact_answer
from agent.deciding import Judge, Judgement, SecondOpinion
from agent.doubts import DoubtKeeper, answered
from agent.evidence import Evidence, required, weigh
from agent.followup import chosen, joined, leaning, not_twice, parts
from agent.hours import hours_answer, name_of
from agent.house import HouseAnswers, house_reply
from agent.intents.heads import NOTHING, hear
from agent.own_words import Words, plain_words
from agent.phrases import Phrases
from agent.pricing import column_answer, superlative_answer, table_answer
from agent.quoting import LONGEST, cited, cut_short, heading_of, quoted
from agent.recall import Found, Recall
from agent.understand import SMALL_TALK, Understanding, understand
from agent.values import kinds

WORTH_ASKING = 0.38
CHOICES = 3
UNSURE_READING = 0.6
SAYS_ALL = 0.9
TRACED = 12
# "And how much per hour?" names nothing by itself.
MEASURES = frozenset({"hour", "day", "night", "week", "month", "people", "adult", "child"})


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk this is."""

    business: str
    zone: ZoneInfo
    languages: tuple[str, ...] = ("en",)
    # From 0, talkative, to 1, careful: how sure an answer must be before it is given.
    carefulness: float = 0.5
    words: Words = plain_words


class StructuredComposer:
    """A `Composer`. Safe to share between threads."""

    def __init__(
        self,
        recall: Recall,
        desk: Desk,
        house: HouseAnswers | None = None,
        reader: SecondOpinion | None = None,
    ) -> None:
        self._recall = recall
        self._desk = desk
        self._house = house
        self._judge = Judge(desk.business, desk.carefulness, reader)
        self._calibrator = Calibrator(recall)
        self._doubts = DoubtKeeper(recall.store)

    @property
    def words(self) -> Words:
        return self._desk.words

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        understood = self._understand(turn)
        said = self._desk.words(understood.lang, turn.now)
        answer = self._courtesy(understood, said) or self._answer(turn, understood, said)
        answer = not_twice(answer, turn, said)
        answer = replace(answer, text=cut_short(answer.text, LONGEST), lang=understood.lang)
        answer = self._proven(answer, turn, understood, said)
        if turn.first_reply:
            answer = self._introduced(answer, said)
        preview(answer.text)
        return answer

    def _understand(self, turn: Turn) -> Understanding:
        today = turn.now.astimezone(self._desk.zone).date()
        likely = dict.fromkeys([*self._desk.languages, *self._recall.languages()])
        return understand(turn.question, today, turn.lang[:2].lower(), tuple(likely))

    def _proven(
        self, answer: Answer, turn: Turn, understood: Understanding, said: Phrases
    ) -> Answer:
        """Nothing leaves that its own citations do not say (promise 1)."""
        lacking = unproven(answer, turn.question, turn.now.astimezone(self._desk.zone))
        if not lacking:
            return answer
        withheld = {**answer.trace, "withheld": [str(one) for one in lacking]}
        return replace(_unknown(said, understood), lang=answer.lang, trace=withheld)

    def _introduced(self, answer: Answer, said: Phrases) -> Answer:
        if answer.kind == "robot":
            return answer
        opening = said.automatic.format(business=self._desk.business)
        matter = cut_short(answer.text, LONGEST - len(opening) - 1)
        return replace(answer, text=f"{opening}\n{matter}", opening=opening)

    def _courtesy(self, understood: Understanding, said: Phrases) -> Answer | None:
        intent = understood.intent
        if understood.emergency:
            emergency = _to_a_person(said.emergency, "The guest writes of an emergency.")
            return replace(emergency, urgent=True)
        if intent == "person":
            return _to_a_person(said.person, "The guest asks for a person.")
        if understood.angry and intent == "question":
            return _to_a_person(said.angry, "The guest is upset.")
        if intent == "empty":
            return Answer(said.empty, outcome="clarify", confidence=1.0, kind="empty")
        if understood.haggles:
            return replace(
                _to_a_person(said.bargain, "The guest asks for another price."),
                gap=understood.asked,
            )
        if intent in SMALL_TALK:
            text = said.small_talk(intent, self._desk.business)
            offers = _offers(said) if intent in ("greeting", "abilities", "robot") else ()
            kind = "robot" if intent == "robot" else "small_talk"
            return Answer(text, confidence=1.0, quick_replies=offers, kind=kind)
        return None

    def _answer(self, turn: Turn, understood: Understanding, said: Phrases) -> Answer:
        question = leaning(turn, understood)
        if question != turn.question:
            earlier = self._understand(replace(turn, question=question))
            understood = replace(earlier, when=understood.when or earlier.when)
        # Before the store is looked at: an embedder behind an address may take its time.
        self._recall.meaning(question)
        heard = hear(understood, self._recall.meaning) if question == turn.question else NOTHING
        if heard.surely:
            return self._heard(heard.surely, understood, said)
        with self._recall.store.steady():
            answer = self._known(turn, question, understood, said)
        missed = answer.kind == "unknown" or (answer.kind == "clarify" and heard.likely != "act")
        if not heard.likely or not missed:
            return answer
        # It stays a miss: a model that can book, or that knows the words, may still do better.
        return replace(self._heard(heard.likely, understood, said), kind="unknown")

    def _heard(self, intent: str, understood: Understanding, said: Phrases) -> Answer:
        """As `_courtesy` says it where a pattern tells."""
        if intent == "act":
            wish = "The guest wants something booked, ordered, changed or cancelled."
            return replace(_to_a_person(said.person, wish), gap=understood.asked)
        marked = replace(understood, angry=intent == "angry", emergency=intent == "emergency")
        plain = marked if marked.angry else replace(marked, intent=intent)
        answer = self._courtesy(plain, said) or _unknown(said, understood)
        return replace(answer, trace={"decision": f"Told by its meaning: {intent}."})

    def _known(self, turn: Turn, question: str, understood: Understanding, said: Phrases) -> Answer:
        now = turn.now.astimezone(self._desk.zone)
        given = self._house and self._house.find(question, understood, now.date())
        if given:
            return house_reply(given)
        found = self._recall.look_up(question, understood)

        def compose(held: Found) -> Answer:
            return self._composed(held, understood, now, said)

        doubts = self._doubts.about(found, now.date())
        picked = chosen(turn, doubts.current(found), said)
        if picked:
            return picked
        answer = answered(found, doubts, compose, understood, said)
        return answer if answer.outcome == "answered" else self._by_parts(answer, turn, said)

    def _by_parts(self, answer: Answer, turn: Turn, said: Phrases) -> Answer:
        """What was asked in one breath and has no answer in one place."""
        pieces = parts(turn.question)
        if not pieces or answer.kind == "conflict":
            return answer
        first, second = (self._alone(replace(turn, question=piece)) for piece in pieces)
        return joined(first, second, said, turn.question) or answer

    def _alone(self, turn: Turn) -> Answer:
        understood = self._understand(turn)
        said = self._desk.words(understood.lang, turn.now)
        found = self._recall.look_up(turn.question, understood)
        now = turn.now.astimezone(self._desk.zone)
        bare = all(term.light or term.concepts & MEASURES for term in found.terms)
        if bare and "open" not in understood.wants:
            return _unknown(said, understood)
        doubts = self._doubts.about(found, now.date())
        return self._composed(doubts.current(found), understood, now, said)

    def _composed(
        self, found: Found, understood: Understanding, now: datetime, said: Phrases
    ) -> Answer:
        evidence = weigh(found, understood)
        answer = (
            _closed(found, understood, now, said)
            or self._hours(found, evidence, understood, now, said)
            or contact_answer(found.facts, understood, found.terms)
        )
        judged = None
        if answer is None:
            judged = self._judged(found, evidence, understood, now)
            answer = self._quote(found, evidence, judged, understood, said)
        return replace(answer, trace=_trace(understood, found, evidence, answer, judged))

    def _hours(
        self,
        found: Found,
        evidence: Sequence[Evidence],
        understood: Understanding,
        now: datetime,
        said: Phrases,
    ) -> Answer | None:
        """None where hours of several parts decide nothing and one sentence says it all, and where
        the guest builds on what may not be so."""
        if understood.premise:
            return None
        known = found.facts.get("hours", ())
        contacts = [*found.facts.get("email", ()), *found.facts.get("phone", ())]
        answer = hours_answer(known, understood, found.terms, now, said, contacts)
        if answer is None or len(answer.citations) < 2 or not understood.when:
            return answer
        plain = bool(evidence) and evidence[0].coverage >= SAYS_ALL
        sure = plain and self._judged(found, evidence, understood, now).answers
        return None if sure else answer

    def _judged(
        self,
        found: Found,
        evidence: Sequence[Evidence],
        understood: Understanding,
        now: datetime,
    ) -> Judgement:
        own = self._calibrator.of(found.generation_id, now.date())
        judged = self._judge.of(found.terms, evidence, understood, own.shift)
        return replace(judged, note=own.in_words())

    def _priced(
        self, found: Found, evidence: Sequence[Evidence], understood: Understanding, said: Phrases
    ) -> Answer | None:
        return table_answer(found, evidence, understood, said, self._recall.with_words)

    def _quote(
        self,
        found: Found,
        evidence: Sequence[Evidence],
        judged: Judgement,
        understood: Understanding,
        said: Phrases,
    ) -> Answer:
        if compared := superlative_answer(found, understood, said):
            return compared
        sure = _confidence(judged, evidence)
        if judged.answers:
            kind = required(understood, found.terms)
            priced = kind in ("price", "") and self._priced(found, evidence, understood, said)
            if priced:
                return _with_care(replace(priced, confidence=sure), evidence, said)
            text, citations = quoted(evidence, understood, said, kind, found.terms)
            return _with_care(Answer(text, confidence=sure, citations=citations), evidence, said)
        if listed := column_answer(found, understood, said, self._recall.with_words):
            return listed
        choices = _choices(evidence)
        if choices:
            return Answer(
                said.clarify + "".join(f"\n- {choice}" for choice in choices),
                outcome="clarify",
                confidence=sure,
                quick_replies=(*choices, said.ask_person),
                kind="clarify",
            )
        return _unknown(said, understood)


def _closed(found: Found, understood: Understanding, now: datetime, said: Phrases) -> Answer | None:
    """A date the house itself calls closed."""
    day = understood.when.day
    if day is None or "open" not in understood.wants:
        return None
    closed = closed_on(found.candidates, found.terms, day)
    if closed is None:
        return None
    scrap, sentence = closed
    opening = said.closed_day.format(day=name_of(day, understood.when, now.date(), said))
    note = [said.original] if scrap.lang and scrap.lang != understood.lang else []
    text = cut_short("\n".join([opening, *note, sentence]), LONGEST)
    return Answer(text, confidence=0.9, citations=(cited(scrap, sentence),), kind="hours")


def _with_care(answer: Answer, evidence: Sequence[Evidence], said: Phrases) -> Answer:
    """A price that was read from a picture is never stated as certain."""
    cited_here = {citation.passage_id for citation in answer.citations}
    pictures = {one.scrap.passage_id for one in evidence if one.scrap.from_picture}
    if not cited_here & pictures or "price" not in kinds(answer.text):
        return answer
    text = f"{cut_short(answer.text, LONGEST - len(said.picture) - 1)}\n{said.picture}"
    return replace(answer, text=text, confidence=round(answer.confidence * UNSURE_READING, 3))


def _confidence(judged: Judgement, evidence: Sequence[Evidence]) -> float:
    if not evidence:
        return 0.0
    sure = judged.sure if evidence[0].fits else 0.5 * evidence[0].coverage
    return round(max(0.0, min(0.99, 0.75 * sure)), 3)


def _to_a_person(text: str, reason: str) -> Answer:
    return Answer(text, outcome="handed_over", confidence=1.0, escalate=reason, kind="person")


def _unknown(said: Phrases, understood: Understanding) -> Answer:
    return Answer(
        said.unknown,
        outcome="handed_over",
        escalate="The knowledge does not answer this.",
        gap=understood.asked,
        kind="unknown",
    )


def _offers(said: Phrases) -> tuple[str, ...]:
    return (said.ask_hours, said.ask_where, said.ask_contact, said.ask_person)


def _choices(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Up to three things the guest may have meant: headings, or lines where there are none."""
    names: list[str] = []
    for one in evidence[:8]:
        if one.coverage < WORTH_ASKING:
            continue
        name = cut_short(heading_of(one.scrap) or one.scrap.lines[one.line].text, 80)
        if name and name not in names:
            names.append(name)
    return tuple(names[:CHOICES])


def _trace(
    understood: Understanding,
    found: Found,
    evidence: Sequence[Evidence],
    answer: Answer,
    judged: Judgement | None,
) -> dict[str, Any]:
    return {
        "understood": {
            "intent": understood.intent,
            "lang": understood.lang,
            "wants": sorted(understood.wants),
            "must_hold": required(understood, found.terms),
        },
        "terms": [
            {"word": t.word, "weight": round(t.weight, 2), "known": t.known} for t in found.terms
        ],
        "by_words_alone": not found.by_meaning,
        "candidates": [
            {
                "passage": one.scrap.passage_id,
                "title": one.scrap.title,
                "heading": one.scrap.heading,
                "text": cut_short(one.text, 200),
                "score": round(one.score, 3),
                "coverage": round(one.coverage, 3),
                "cosine": round(one.candidate.cosine, 3),
                "bm25": round(one.candidate.bm25, 3),
                "holds_the_kind": one.fits,
                "missing": [term.word for term in one.missing],
            }
            for one in evidence[:TRACED]
        ],
        "decision": _in_words(answer, evidence, judged),
    }


def _in_words(answer: Answer, evidence: Sequence[Evidence], judged: Judgement | None) -> str:
    if judged is None:
        return f"Answered from the {answer.kind} facts."
    if not evidence:
        return "Nothing was found."
    best = evidence[0]
    lacking = [f'"{term.word}"' for term in best.missing if not term.light]
    words = (
        f"The best line covers {best.coverage:.2f} of the question, sureness {judged.sure:.2f} "
        f"(an answer needs {judged.needed:.2f}{judged.note}), and "
        f"{'holds' if best.fits else 'lacks'} the kind of value asked for."
    )
    if judged.opinion is not None:
        verdict = "answered" if judged.opinion > 0 else "not answered"
        words += f" The reader, asked because it was close, calls it {verdict} there."
    return f"{words} It says nothing of {', '.join(lacking)}." if lacking else words
