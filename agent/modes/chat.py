"""Chat mode: a language model finds the words, and can only say what is true.

    resume     a guest's yes or no to what was read back
    plain      what structured mode would say: often that is it, and no model is asked
    route      none, cheap or strong
    converse   sources, prompt, rounds of model and tools, every sentence through the guard
    fall back  whatever a vendor does: structured mode's words, or a person

A guest hears a holding line within eight seconds and has an answer or a hand-over within 25.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from agent.alarm import house_clock
from agent.composer import Answer, Turn, no_preview
from agent.conversing import Conversing, Ended, Room
from agent.doubts import DoubtKeeper
from agent.memory import Memory, remember
from agent.modes.structured import StructuredComposer
from agent.persona import Voice, Voices
from agent.phrases import Phrases, phrases
from agent.prompt import House
from agent.recall_once import RecallOnce
from agent.router import Way, way
from agent.showing import Showing
from agent.sources import PASSAGES, SHORT, harmless
from agent.summaries import Summaries
from agent.tools.frame import Acted, Toolbox
from agent.tools.identity import CHECKED, check, holds_code
from agent.tools.tool import OnBehalf
from agent.understand import understand
from models.model import Model
from models.rations import Allowed
from store.compositions import Made

HOLD_S = 6.0
LONGEST_S = 18.0
# A quote that structured mode is less sure of is not given where a model found that nothing fits.
SURE_ANYWAY = 0.8
UNGROUNDED = "What the model wrote could not be grounded in the sources."
FAILED_ACT = "What the guest had confirmed could not be done."


class Models(Protocol):
    """`cheap` takes the simple turns; the same as `strong` where the owner named no other. `turn_s`
    is what all of them may take of one turn; `allows` what the budgets leave for it."""

    @property
    def strong(self) -> Model: ...
    @property
    def cheap(self) -> Model: ...
    @property
    def turn_s(self) -> float: ...
    def allows(self, conversation_id: int, message_id: int) -> Allowed: ...


class ChatComposer:
    """A `Composer`. Safe to share between threads. `plain` answers where no model does, `brief` is
    its quick look beforehand. `hold_s` are the seconds until the holding
    line."""

    def __init__(
        self,
        plain: StructuredComposer,
        brief: StructuredComposer,
        recall: RecallOnce,
        models: Models,
        house: House,
        voices: Voices,
        toolbox: Toolbox,
        *,
        hold_s: float = HOLD_S,
        summaries: Summaries | None = None,
    ) -> None:
        self._plain, self._brief = plain, brief
        self._recall, self._models = recall, models
        self._voices, self._toolbox = voices, toolbox
        self._hold_s = hold_s
        self._alarm = house_clock()
        self._summaries = summaries or Summaries(models)
        self._room = Room(house, recall, toolbox, DoubtKeeper(recall.store), plain.words)

    @property
    def models(self) -> Models:
        return self._models

    @property
    def toolbox(self) -> Toolbox:
        return self._toolbox

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        began = time.monotonic()
        self._recall.begin()
        voice = self._voices.of(turn.conversation_id, turn.channel)
        resumed = self._resumed(turn) or self._proved(turn)
        if resumed is not None:
            return _finished(resumed, Made("none", voice.version), preview)
        plain = _as_text(self._brief.compose(turn))
        said = self._room.words(plain.lang, turn.now)
        chosen = way(plain, turn, original=said.original)
        if chosen.route != "none":
            chosen = self._affordable(chosen, turn)
            # Without a model after all: structured mode takes several questions apart.
            plain = self._whole(turn) if chosen.route == "none" else plain
        if chosen.route == "none":
            made = Made("none", voice.version, trace={"why": chosen.why})
            return _finished(_routed(plain, chosen), made, preview)
        return self._conversed(turn, plain, chosen, voice, said, preview, began)

    def _whole(self, turn: Turn) -> Answer:
        return _as_text(self._plain.compose(turn))

    def _affordable(self, chosen: Way, turn: Turn) -> Way:
        allowed = self._models.allows(turn.conversation_id, turn.message_id)
        if allowed.level == "spent":
            return Way("none", allowed.why)
        return Way("cheap", allowed.why, short=True) if allowed.level == "tight" else chosen

    def version_of(self, turn: Turn) -> str:
        """What colours this conversation's words, for whoever keeps answers."""
        voice = self._voices.of(turn.conversation_id, turn.channel)
        return f"{voice.version}\n{voice.tone}\n{voice.instructions}"

    # --- the guest's yes -------------------------------------------------------------------------

    def _resumed(self, turn: Turn) -> Answer | None:
        if not turn.said or turn.said[-1].author == "guest":
            return None
        lang = self._language(turn)

        def whose() -> OnBehalf:
            return _on_behalf(turn, lang, remember(self._recall.store, turn))

        acted = self._toolbox.resume(turn, whose)
        return _of_action(acted, lang) if acted is not None else None

    def _language(self, turn: Turn) -> str:
        today = turn.now.astimezone(self._room.house.zone).date()
        likely = self._recall.languages()
        return understand(turn.question, today, turn.lang[:2].lower(), likely).lang

    def _proved(self, turn: Turn) -> Answer | None:
        """What a code that was sent to the guest does, where the message holds one."""
        if not holds_code(turn):
            return None
        lang = self._language(turn)
        checked = check(self._recall.store, turn, lang)
        if checked is None:
            return None
        trace: dict[str, Any] = {"tools": [{"tool": CHECKED, "state": checked.state}]}
        answer = Answer(
            checked.said, confidence=1.0, lang=lang, mode="chat", kind="action", trace=trace
        )
        return _decided(answer, f"The guest wrote a code, and it was {checked.state}.")

    # --- with a model ----------------------------------------------------------------------------

    def _conversed(
        self,
        turn: Turn,
        plain: Answer,
        chosen: Way,
        voice: Voice,
        said: Phrases,
        preview: Callable[[str], None],
        began: float,
    ) -> Answer:
        memory = remember(self._recall.store, turn, self._summaries)
        opening = plain.opening
        if memory.welcome and opening:
            opening = f"{opening} {said.welcome_back}"
        showing = Showing(preview, opening, said.holding)
        model = self._models.cheap if chosen.route == "cheap" else self._models.strong
        who = _on_behalf(turn, plain.lang, memory)
        most = SHORT if chosen.short else PASSAGES
        talk = Conversing(self._room, model, turn, plain, voice, memory, who, showing.show, most)
        deadline = began + min(self._models.turn_s, LONGEST_S)
        bells = (
            self._alarm.at(began + self._hold_s, showing.hold),
            # A model ends by its deadline; one that does not is cut off.
            self._alarm.at(deadline + 0.5, talk.halt.now),
        )
        try:
            ended = talk.run(deadline)
        finally:
            for bell in bells:
                bell.off()
        if ended.answer is None:
            plain = self._whole(turn)
        answer = self._settled(ended, plain, opening, said, turn)
        showing.settle(answer.text)
        if memory.slipped is not None:
            self._summaries.later(memory.slipped, plain.lang)
        made = ended.made(chosen.route, voice.version)
        trace = {**answer.trace, "route": chosen.route, "why": chosen.why, "chat": ended.trace()}
        return replace(answer, trace=trace, made=made)

    def _settled(
        self, ended: Ended, plain: Answer, opening: str, said: Phrases, turn: Turn
    ) -> Answer:
        if ended.answer is not None:
            return _introduced(ended.answer, opening)
        if ended.failed:
            return _decided(plain, f"No model answered ({ended.failed}), so structured mode did.")
        enough = SURE_ANYWAY if ended.not_known else 0.0
        if plain.outcome == "answered" and plain.confidence >= enough:
            return _decided(plain, f"{ended.why} Structured mode answered instead.")
        if plain.outcome == "handed_over":
            return _decided(plain, ended.why)
        unknown = Answer(
            said.unknown,
            outcome="handed_over",
            escalate="The knowledge does not answer this." if ended.not_known else UNGROUNDED,
            gap=turn.question.strip(),
            lang=plain.lang,
            mode="chat",
            kind="unknown",
            trace=plain.trace,
        )
        return _introduced(_decided(unknown, ended.why), opening)


def _on_behalf(turn: Turn, lang: str, memory: Memory) -> OnBehalf:
    return OnBehalf(
        turn.conversation_id, turn.message_id, lang, turn.now, memory.person, memory.own_words
    )


def _of_action(acted: Acted, lang: str) -> Answer:
    said = phrases(lang)
    trace: dict[str, Any] = {"tools": [{"tool": acted.tool, "state": _state(acted)}]}
    base = Answer("", confidence=1.0, lang=lang, mode="chat", kind="action", trace=trace)
    if acted.declined:
        return _decided(replace(base, text=said.left_undone), "The guest said no.")
    if acted.given is None:
        failed = replace(
            base, text=said.not_done, outcome="handed_over", escalate=f"{FAILED_ACT} {acted.why}"
        )
        return _decided(failed, acted.why)
    done = replace(base, text=acted.given.said, escalate=acted.given.escalate)
    return _decided(done, "The guest said yes to what was read back, and it was done.")


def _state(acted: Acted) -> str:
    return "declined" if acted.declined else "failed" if acted.given is None else "done"


def _introduced(answer: Answer, opening: str) -> Answer:
    if not opening:
        return answer
    return replace(answer, text=f"{opening}\n{answer.text}", opening=opening)


def _as_text(plain: Answer) -> Answer:
    """What a source says, as text; what staff wrote is theirs."""
    return plain if plain.kind == "house" else replace(plain, text=harmless(plain.text))


def _routed(plain: Answer, chosen: Way) -> Answer:
    trace = {**plain.trace, "route": "none", "why": chosen.why}
    return replace(plain, trace=trace)


def _decided(answer: Answer, why: str) -> Answer:
    return replace(answer, trace={**answer.trace, "decision": why})


def _finished(answer: Answer, made: Made, preview: Callable[[str], None]) -> Answer:
    preview(answer.text)
    return replace(answer, made=made)
