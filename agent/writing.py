"""One attempt of a model at a reply, judged sentence by sentence while it comes.

    stream     pieces become sentences; marks come off; each is judged before it shows
    stop       at the first sentence that may not be said, unless tools may still be called
    end        whole, or why not: half a text is never an answer

A sentence is shown only after the guard let it pass; when a chain begins anew, what was shown is
taken back by an empty preview, which every client reads as "from the start".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from agent.claim_source import plain as plain_words
from agent.claims import Counters, Guard
from agent.prompt import NOT_KNOWN, Fingerprint
from agent.sentences import Sentences
from agent.sources import harmless, marks_of
from models.model import Again, Model, Request, Stop, TextDelta, ToolCall, Usage

CUT_OFF = "The reply was cut off for its length; write at most three sentences."
SHORTEST_QUOTE = 12
RUNS_ON = "A full stop runs on into the next word."
# Four letters, so that no short form is taken for the end; and what may follow a full stop.
_WHOLE_WORD = re.compile(r"(?<![\w@:/.-])[^\W\d_]{4,}[.!?]$")
_GOES_ON_AFTER = re.compile(r"[\s\[\])\"'”’»*_]")
REPEATS_ORDERS = "It repeats the instructions, which are not for guests."


@dataclass(slots=True)
class Written:
    """What came of an attempt. `complaint` is why it cannot be said as it is, "" when it can;
    `shown` whether a guest has seen any of it."""

    sentences: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    complaint: str = ""
    refused: bool = False
    raw: str = ""
    usage: Usage = field(default_factory=lambda: Usage(told=False))
    model: str = ""
    counters: Counters = field(default_factory=Counters)
    shown: bool = False

    @property
    def text(self) -> str:
        return "".join(self.sentences).strip()

    @property
    def not_known(self) -> bool:
        return NOT_KNOWN in self.raw


class Attempt:
    """For one thread. `show` is called with each sentence that passed, and with "" to take all of
    them back."""

    def __init__(
        self,
        model: Model,
        guard: Callable[[], Guard],
        fingerprint: Fingerprint,
        show: Callable[[str], None],
    ) -> None:
        self._model, self._new_guard, self._fingerprint = model, guard, fingerprint
        self._show = show
        self._done = Written()
        self._guard = guard()
        self._sentences = Sentences()
        self._waiting = True
        self._ended_early = False

    def write(self, request: Request) -> Written:
        """Raises `Failed` when nothing whole came."""
        with closing(self._model.stream(request)) as stream:
            for event in stream:
                match event:
                    case TextDelta(text):
                        self._hear(text)
                        if self._done.complaint and not request.may_call:
                            break
                    case ToolCall():
                        # A call that was forbidden is none.
                        if request.may_call:
                            self._done.calls.append(event)
                    case Again():
                        self._begin_anew()
                    case Usage():
                        self._done.usage = event
                    case Stop():
                        self._end(event)
        self._done.model = self._done.model or self._model.name
        self._done.counters = self._guard.counters
        return self._done

    def _hear(self, text: str) -> None:
        done = self._done
        done.raw += text
        if self._waiting:
            # A reply of this one word is a sign to us, and must not flash up before a guest.
            if NOT_KNOWN.startswith(done.raw.strip()[: len(NOT_KNOWN)]):
                return
            self._waiting, text = False, done.raw
        if self._ended_early and text and not _GOES_ON_AFTER.match(text):
            # "seaview." was the end of a sentence, and is the middle of an address after all.
            done.complaint = done.complaint or RUNS_ON
        self._ended_early = self._ended_early and not text
        for sentence in self._sentences.feed(text):
            self._judge(sentence)
        if text.endswith((".", "!", "?")):
            self._end_early()

    def _end_early(self) -> None:
        """A full stop behind a whole word ends the sentence, whatever comes; to wait for the next
        word would cost a guest the time a model takes for one."""
        (held,) = self._sentences.rest() or [""]
        if _WHOLE_WORD.search(held) and Sentences().feed(f"{held} A"):
            self._ended_early = True
            self._judge(held)
        else:
            self._sentences.feed(held)

    def _judge(self, sentence: str) -> None:
        done = self._done
        plain, ids = marks_of(harmless(sentence))
        done.cited += ids
        if done.complaint or not plain.strip():
            return
        known = self._guard.evidence.words
        if NOT_KNOWN in plain or self._fingerprint.is_in(plain, done.text, known):
            done.complaint = REPEATS_ORDERS
            return
        verdict = self._guard.check(plain)
        if not verdict.ok:
            done.complaint = " ".join(str(complaint) for complaint in verdict.complaints)
            return
        done.cited += verdict.spans or ([] if ids else self._quoted(plain))
        done.sentences.append(verdict.text)
        done.shown = True
        self._show(verdict.text)

    def _quoted(self, sentence: str) -> list[str]:
        """The source that says this word for word, for what needs no other proof."""
        said = plain_words(sentence).strip(" .:")
        if len(said) < SHORTEST_QUOTE:
            return []
        spans = self._guard.evidence.spans
        return [one.id for one in spans if said in plain_words(one.text)][:1]

    def _begin_anew(self) -> None:
        if self._done.shown:
            self._show("")
        self._done = Written(usage=self._done.usage)
        self._guard = self._new_guard()
        self._sentences = Sentences()
        self._waiting, self._ended_early = True, False

    def _end(self, stop: Stop) -> None:
        done = self._done
        done.model = stop.model
        done.refused = stop.reason == "refused"
        if stop.reason == "length":
            done.complaint = done.complaint or CUT_OFF
        elif not done.not_known:
            left = self._sentences.feed(done.raw) if self._waiting else []
            for sentence in (*left, *self._sentences.rest()):
                self._judge(sentence)
