"""The claims guard: nothing is said that does not stand in what we know (promise 1).

    clean        nothing that acts, and nothing a machine says to a machine
    take apart   the sentence's figures, days, addresses, names, policies and promises
    ground       each in a span of a source, a house answer, a computed fact, a tool's result, or
                 in the guest's own words; in the right role: of that row, season and day
    judge        a `Verdict`: in order, or the complaints, in words a model can mend the reply by

One `Guard` judges one reply, sentence by sentence in order, for what a sentence is about may stand
in the one before. The `Evidence` is shared: make a new guard for a second attempt.

    guard = Guard(Evidence(spans, said=question, now=now))
    for sentence in splitter.feed(delta):
        verdict = guard.check(sentence)
        if verdict.ok: show(verdict.text)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.claim_evidence import Evidence, Span
from agent.claim_figures import unfounded_figures
from agent.claim_links import foreign_links, unfounded_contacts
from agent.claim_roles import Keys, words_in
from agent.claim_source import LONGEST_LABEL
from agent.claim_statements import unfounded_statements
from agent.hygiene import clean

__all__ = ["Complaint", "Counters", "Evidence", "Guard", "Span", "Verdict"]

# How much the question, a line that ends in a colon and the sentences before say of what this one
# is about.
ASKED, LABEL_AHEAD, BEFORE = 0.4, 0.6, 0.25
REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Complaint:
    """What cannot be said: `kind` of claim, the words that make it, and why not."""

    kind: str
    claim: str
    why: str

    def __str__(self) -> str:
        return f"“{self.claim}”: {self.why}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one sentence. `text` is what may be shown of it, without links to foreign places; `spans`
    are the ids of what its claims stand on, for its citations."""

    text: str
    complaints: tuple[Complaint, ...] = ()
    spans: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.complaints


@dataclass(frozen=True, slots=True)
class Counters:
    """Sentences that were judged, mended (by a second attempt or by taking a link out) and kept
    back."""

    checked: int = 0
    repaired: int = 0
    withheld: int = 0

    def __add__(self, other: Counters) -> Counters:
        return Counters(
            self.checked + other.checked,
            self.repaired + other.repaired,
            self.withheld + other.withheld,
        )

    def as_dict(self) -> dict[str, int]:
        return {"checked": self.checked, "repaired": self.repaired, "withheld": self.withheld}


class Guard:
    """Judges the sentences of one reply, in order. For one thread."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.counters = Counters()
        self._before: list[tuple[Keys, float]] = []
        self._label = ""

    def check(self, sentence: str) -> Verdict:
        """Of one whole sentence, as `agent.sentences` gives them."""
        cleaned = clean(sentence)
        shown, links = foreign_links(cleaned.text, self.evidence)
        removed = (*cleaned.removed, *links)
        found: list[Complaint] = []
        if cleaned.unfit:
            found.append(Complaint("talk", cleaned.unfit, "this is no sentence for a guest"))
        spans: list[str] = []
        # A whole line of a source, word for word, claims what the source does.
        quoted = self.evidence.quoted(shown, self._label)
        if quoted is not None:
            spans.append(quoted.id)
        elif shown.strip():
            for kind, claim, why, span in (
                *unfounded_contacts(shown, self.evidence),
                *unfounded_figures(shown, self.evidence, self._context()),
                *unfounded_statements(shown, self.evidence, self._context()),
            ):
                if why:
                    found.append(Complaint(kind, claim, why))
                elif span:
                    spans.append(span)
        self.hear(shown)
        done = Counters(checked=1, repaired=1 if removed else 0)
        self.counters += done
        return Verdict(shown, tuple(found), tuple(dict.fromkeys(spans)), removed)

    def withheld(self, sentences: int = 1) -> None:
        """Count what was kept back after its complaint could not be mended."""
        self.counters = replace(self.counters, withheld=self.counters.withheld + sentences)

    def repaired(self, sentences: int = 1) -> None:
        """Count what a second attempt put right."""
        self.counters = replace(self.counters, repaired=self.counters.repaired + sentences)

    def _context(self) -> list[tuple[Keys, float]]:
        asked = [(keys, ASKED) for keys in words_in(self.evidence.said, self.evidence.lang)]
        return [*asked, *self._before]

    def hear(self, sentence: str) -> None:
        """What was said and needs no judging; the next sentence may be about it."""
        label = _is_label(sentence)
        if label or not sentence.endswith("\n"):
            self._label = sentence if label else ""
        weight = LABEL_AHEAD if label else BEFORE
        kept = [(keys, w if w == LABEL_AHEAD else w / 2) for keys, w in self._before]
        if weight == LABEL_AHEAD:
            kept = []
        fresh = [(keys, weight) for keys in words_in(sentence, self.evidence.lang)]
        self._before = [*kept[-REMEMBERED:], *fresh]


def _is_label(sentence: str) -> bool:
    """A line that says what the lines below it are about: it ends in a colon, or is short, has no
    figure and is no sentence."""
    line = sentence.rstrip()
    if line.endswith(":"):
        return True
    short = sentence.endswith("\n") and 0 < len(line) <= LONGEST_LABEL
    return short and line[-1] not in ".!?," and not any(map(str.isdigit, line))
