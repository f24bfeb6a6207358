"""A turn with a model: sources and prompt, then rounds of model and tools until words stand.

gather     what the question found, facts, the hour, what is remembered
round      the model writes under the guard, or calls tools
mend       one second attempt, with the complaint in words; then no third
end        an answer with its citations; or the reason why there is none
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.claims import Counters, Evidence, Guard
from agent.composer import Answer, Turn
from agent.doubts import DoubtKeeper
from agent.evidence import in_order
from agent.followup import leaning
from agent.hours import hours_answer
from agent.language import detect
from agent.memory import Memory
from agent.own_words import Words, plain_words
from agent.persona import Voice
from agent.phrases import phrases
from agent.prompt import LANGUAGE_NAMES, House, fingerprint, now, standing, talk
from agent.quoting import LONGEST, cut_short
from agent.recall import Found, Recall
from agent.sources import (
    PASSAGES,
    Source,
    citations_of,
    of_answer,
    of_citations,
    of_facts,
    of_passages,
    of_words,
    own_hosts,
)
from agent.tools.frame import ReadBack, Refused, Tally, Told, Toolbox
from agent.tools.tool import OnBehalf
from agent.understand import understand
from agent.writing import Attempt, Written
from models.model import (
    Failed,
    Halt,
    Message,
    Model,
    Request,
    SystemBlock,
    ToolCall,
    ToolResult,
    Usage,
)
from store.compositions import Made

log = logging.getLogger(__name__)

ROUNDS = 5
MOST_TOKENS = 700
LEAST_TO_MEND_S = 3.0
LONGEST_REPLY = 900
CITED, UNCITED = 0.9, 0.6
FEWEST_WORDS, ENOUGH_WORDS = 2, 6
SURE_OF_LANGUAGE = 0.75
MEND = (
    "This reply cannot be sent: {complaint}\n"
    "Write it again, whole, without what no source says, and with the ids of those that do. Answer "
    "what the sources do answer; if that is nothing, reply with NOT_KNOWN."
)


class Room:
    """What all turns of a house share. Safe to share between threads."""

    def __init__(
        self,
        house: House,
        recall: Recall,
        toolbox: Toolbox,
        doubts: DoubtKeeper,
        words: Words = plain_words,
    ) -> None:
        self.house, self.recall, self.toolbox, self._doubts = house, recall, toolbox, doubts
        self.words = words
        self._kept: tuple[int | None, House, tuple[Source, ...]] | None = None
        self._openings: dict[str, tuple[Any, str]] = {}

    def found(self, turn: Turn, lang: str) -> Found:
        """With what the guest asked just before, where the question leans on it."""
        today = turn.now.astimezone(self.house.zone).date()
        question = leaning(turn, understand(turn.question, today, lang, (lang,)))
        understood = understand(question, today, lang, (lang,))
        found = self.recall.look_up(question, understood)
        return in_order(self._doubts.about(found, today).current(found), understood)

    def facts(self, found: Found) -> tuple[House, tuple[Source, ...]]:
        """The house with all places of its own, and its facts: the same until the knowledge is
        another."""
        kept = self._kept
        if kept is None or kept[0] != found.generation_id:
            pages = {fact.address for known in found.facts.values() for fact in known}
            hosts = self.house.hosts | own_hosts("", pages)
            house = replace(self.house, hosts=hosts)
            kept = (found.generation_id, house, tuple(of_facts(found, hosts)))
            self._kept = kept
        return kept[1], kept[2]

    def opening(self, found: Found, now: datetime, lang: str) -> str:
        """Whether the house is open at this moment, computed; "" where nobody knows. The same for
        a minute."""
        local = now.astimezone(self.house.zone)
        minute = (found.generation_id, local.replace(second=0, microsecond=0))
        kept = self._openings.get(lang)
        if kept is None or kept[0] != minute:
            asked = understand("are you open now", local.date(), "en", ("en",))
            hours = found.facts.get("hours", ())
            answer = hours_answer(hours, asked, (), local, phrases(lang))
            kept = self._openings[lang] = (minute, answer.text if answer else "")
        return kept[1]


@dataclass(slots=True)
class Ended:
    """How a turn with a model ended. Without `answer`, `why` says it in words; `failed` is the
    model's own reason, `not_known` that it found nothing in the sources."""

    answer: Answer | None = None
    why: str = ""
    failed: str = ""
    not_known: bool = False
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    counters: Counters = field(default_factory=Counters)
    rounds: int = 0
    complaints: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    raw: str = ""

    def made(self, route: str, version: str) -> Made:
        return Made(
            route,
            version,
            self.model,
            self.counters.checked,
            self.counters.repaired,
            self.counters.withheld,
            self.usage.total,
            {"complaints": self.complaints[:4], "tools": self.calls[:8], "why": self.why},
        )

    def trace(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "rounds": self.rounds,
            "guard": self.counters.as_dict(),
            "complaints": self.complaints,
            "failed": self.failed,
            "raw": cut_short(self.raw, 2_000),
            "tokens": {
                "input": self.usage.input,
                "output": self.usage.output,
                "cache_read": self.usage.cache_read,
                "cache_write": self.usage.cache_write,
            },
        }


class Conversing:
    """One turn, for one thread. `show` as in `agent.showing`."""

    def __init__(
        self,
        room: Room,
        model: Model,
        turn: Turn,
        plain: Answer,
        voice: Voice,
        memory: Memory,
        who: OnBehalf,
        show: Callable[[str], None],
        most: int = PASSAGES,
    ) -> None:
        self._room, self._model, self._turn, self._plain = room, model, turn, plain
        self._voice, self._memory, self._who, self._show = voice, memory, who, show
        self._most = most
        self._shelf: dict[str, Source] = {}
        self._tally = Tally()
        self._ended = Ended()
        self._house = room.house
        self.halt = Halt()

    def run(self, deadline: float) -> Ended:
        """Never raises `Failed`: that is an end like another."""
        system, messages = self._prompt()
        self._fingerprint = fingerprint(system[0].text, self._voice.instructions)
        try:
            self._rounds(system, messages, deadline)
        except Failed as error:
            log.info("No model answered (%s): %s", error.why, error.message)
            self._ended.failed, self._ended.why = error.why, error.message
            self._ended.usage += error.usage
        self._ended.calls = self._tally.calls
        return self._ended

    # --- what is given ---------------------------------------------------------------------------

    def _prompt(self) -> tuple[Sequence[SystemBlock], list[Message]]:
        turn, lang = self._turn, self._plain.lang
        found = self._room.found(turn, lang)
        self._house, facts = self._room.facts(found)
        hosts = self._house.hosts
        sources = [
            *of_answer(self._plain, hosts),
            *of_passages(found.candidates, hosts, self._most),
        ]
        self._put(facts)
        fresh = self._put(sources)
        opening = self._opening(found)
        before = talk(turn.said, hosts)
        last = now(self._house, turn, lang, opening, self._memory, fresh)
        if before and before[-1].role == "user":
            last = f"{before.pop().text}\n\n{last}"
        system = standing(self._house, self._voice, turn.channel, facts)
        return system, [*before, Message("user", last)]

    def _put(self, sources: Sequence[Source]) -> list[Source]:
        """On the shelf, where they may be cited; gives those that were not there yet."""
        fresh = [source for source in sources if source.id not in self._shelf]
        self._shelf.update({source.id: source for source in fresh})
        return fresh

    def _opening(self, found: Found) -> str:
        """Whether the house is open at this moment; and a source, so that it may be said."""
        opening = self._room.opening(found, self._turn.now, self._plain.lang)
        if opening:
            self._put([of_words("now", "fact", opening)])
        return opening.replace("\n", " ")

    # --- rounds ----------------------------------------------------------------------------------

    def _rounds(
        self, system: Sequence[SystemBlock], messages: list[Message], deadline: float
    ) -> None:
        offered = self._room.toolbox.offered(self._who)
        mending = False
        for number in range(1, ROUNDS + 1):
            # Tools stay in the request, so that what a vendor has kept of it still fits.
            request = Request(
                messages,
                system,
                offered,
                "none" if mending or number == ROUNDS else "auto",
                max_tokens=MOST_TOKENS,
                deadline=deadline,
                halt=self.halt,
            )
            written = self._write(request)
            if written.calls:
                if self._used(written, messages):
                    return
                continue
            if written.refused:
                self._ended.why = "The model would not answer."
                return
            if written.not_known:
                self._ended.not_known, self._ended.why = True, "The sources do not answer it."
                return
            if not written.complaint and written.text:
                written.complaint = self._lacking(written) or (
                    "" if mending else self._in_another_language(written.text)
                )
            if not written.complaint and written.text:
                self._answered(written, mended=mending)
                return
            if mending or request.left < LEAST_TO_MEND_S:
                break
            mending = True
            self._show("")
            complaint = MEND.format(complaint=written.complaint or "It is empty.")
            messages += [Message("assistant", written.raw or "…"), Message("user", complaint)]
        self._ended.counters += Counters(withheld=1)
        self._ended.why = "What the model wrote stands in no source."

    def _lacking(self, written: Written) -> str:
        """What a reply lacks though all in it may be said; "" for nothing."""
        text = written.text
        if len(text.split()) < FEWEST_WORDS and not text.endswith((".", "!", "?", "。")):
            return "It is no whole sentence."
        cites = any(id_ in self._shelf for id_ in written.cited)
        if cites or text.endswith(("?", "؟")) or "?" not in self._turn.question:
            return ""
        return "It answers a question and names no source."

    def _in_another_language(self, text: str) -> str:
        """A complaint when that is certain; a short reply may be in any."""
        lang = self._plain.lang
        guessed, sure = detect(text, (lang,))
        if guessed == lang or sure < SURE_OF_LANGUAGE or len(text.split()) < ENOUGH_WORDS:
            return ""
        return f"It is not in {LANGUAGE_NAMES.get(lang, lang)}."

    def _write(self, request: Request) -> Written:
        evidence = Evidence(
            [source.span for source in self._shelf.values()],
            said="\n".join(self._memory.own_words),
            now=self._turn.now.astimezone(self._house.zone),
            hosts=self._house.hosts,
            names=self._house.names,
            lang=self._plain.lang,
        )
        attempt = Attempt(self._model, lambda: Guard(evidence), self._fingerprint, self._show)
        written = attempt.write(request)
        ended = self._ended
        ended.rounds += 1
        ended.model, ended.raw = written.model, written.raw
        ended.usage += written.usage
        ended.counters += written.counters
        if written.complaint:
            ended.complaints.append(cut_short(written.complaint, 400))
        return written

    def _used(self, written: Written, messages: list[Message]) -> bool:
        """Run the calls of a round. True when the turn ends with them."""
        if written.shown:
            self._show("")
        results: list[ToolResult] = []
        for call in written.calls:
            done = self._called(call)
            if isinstance(done, ReadBack):
                self._ended.answer = self._asking(done)
                self._ended.why = "The guest is asked before anything is done."
                return True
            if isinstance(done, Told) and done.given.escalate:
                self._ended.answer = self._handed_over(done.given.escalate)
                self._ended.why = "The model asked for a person."
                return True
            results.append(self._result(call, done))
        messages += [
            Message("assistant", written.raw, calls=written.calls),
            Message("user", results=results),
        ]
        return False

    def _called(self, call: ToolCall) -> Told | ReadBack | Refused:
        if call.fault:
            self._tally.note(call.name[:64], "refused", call.fault)
            return Refused(call.name[:64], call.fault)
        return self._room.toolbox.call(call.name, call.arguments, self._who, self._tally)

    def _result(self, call: ToolCall, done: Told | Refused) -> ToolResult:
        if isinstance(done, Refused):
            return ToolResult(call.id, call.name, json.dumps({"error": done.why}), failed=True)
        number = len(self._tally.calls)
        sources = of_citations(f"t{number}", "tool", done.given.citations, self._house.hosts)
        computed = done.given.data.get("computed")
        if computed:
            sources.insert(0, of_words(f"t{number}", "tool", str(computed)))
        self._put(sources)
        shown = [{"id": s.id, "heading": s.span.heading, "text": s.span.text} for s in sources]
        told = {"sources": shown} if shown else dict(done.given.data)
        return ToolResult(call.id, call.name, json.dumps(told, ensure_ascii=False))

    # --- ends ------------------------------------------------------------------------------------

    def _answered(self, written: Written, *, mended: bool) -> None:
        text = cut_short(written.text, LONGEST_REPLY)
        citations = citations_of(written.cited, self._shelf, text)
        grounded = bool(citations) or "now" in written.cited
        asks = text.rstrip().endswith(("?", "؟")) and not citations
        self._ended.why = "A model wrote it, and every claim in it stands in the sources."
        if mended:
            self._ended.counters += Counters(repaired=1)
            self._ended.why = "A model wrote it, and mended what stood in no source."
        self._ended.answer = self._said(
            text,
            outcome="clarify" if asks else "answered",
            confidence=CITED if grounded else UNCITED,
            citations=citations,
            kind="clarify" if asks else "answer",
        )

    def _asking(self, back: ReadBack) -> Answer:
        said = phrases(self._plain.lang)
        return self._said(
            back.text,
            outcome="clarify",
            confidence=1.0,
            quick_replies=(said.yes_please, said.no_thanks),
            kind="confirm",
        )

    def _handed_over(self, reason: str) -> Answer:
        said = self._room.words(self._plain.lang, self._turn.now)
        text = cut_short(said.person, LONGEST)
        return self._said(
            text, outcome="handed_over", confidence=1.0, escalate=reason, kind="person"
        )

    def _said(self, text: str, **about: Any) -> Answer:
        trace = {**self._plain.trace, "decision": self._ended.why, "tools": self._tally.calls}
        if self._memory.person:
            trace["personal"] = True
        return Answer(text, lang=self._plain.lang, mode="chat", trace=trace, **about)
