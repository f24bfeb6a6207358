"""What the concierge has read, and what guests asked that it could not answer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from server.knowledge_wire import IngestOut, KnowledgeOut, SourceOut
from tui import texts
from tui.checks import ChecksScreen
from tui.facts import FactsScreen
from tui.gaps import GapsScreen
from tui.house_answers import AnswersScreen
from tui.keys import KNOWLEDGE, bindings
from tui.messages import EventHappened
from tui.page_screen import PageScreen
from tui.text import assembled, one_line

Parts = list[tuple[str, str]]
WATCHED_EVERY = 1.0
CHANGES = 8
STAGES = {
    "read": "Reading",
    "store": "Keeping",
    "embed": "Understanding",
    "index": "Indexing",
    "publish": "Publishing",
}
STATUS = {"active": "$text-success", "paused": "$text-warning"}


class KnowledgeScreen(PageScreen):
    KEYS = KNOWLEDGE
    BINDINGS: ClassVar[list[BindingType]] = bindings(KNOWLEDGE)

    def concerns(self, event: EventHappened) -> bool:
        return event.about_knowledge

    def on_screen_resume(self) -> None:
        self.reload_soon()

    def reload(self) -> None:
        self.ask(lambda c: c.knowledge(), self._show, group="knowledge")

    def do_gaps(self) -> None:
        self.app.push_screen(GapsScreen())

    def do_checks(self) -> None:
        self.app.push_screen(ChecksScreen())

    def do_answers(self) -> None:
        self.app.push_screen(AnswersScreen())

    def do_facts(self) -> None:
        self.app.push_screen(FactsScreen())

    def _show(self, known: KnowledgeOut) -> None:
        if known.running is not None:
            # What is at work tells no events step by step, so it is looked at.
            self.set_timer(WATCHED_EVERY, self.reload_soon)
        if not known.sources:
            head, body = texts.NO_KNOWLEDGE
            self.put(assembled([(head, "bold"), (f"\n\n{body}", "$muted")]))
            return
        self.put(
            assembled(
                [
                    *self._figures(known),
                    *_running(known.running),
                    *self._sources(known),
                    *self._generations(known),
                    *_gaps(known),
                ]
            )
        )

    def _generations(self, known: KnowledgeOut) -> Parts:
        told = [g for g in known.generations if g.headline]
        if not told:
            return []
        parts: Parts = [("\nWhat changed\n", "bold")]
        for generation in told:
            at = self.desk.clock.time(generation.created_at)
            parts += [(f"\n{at}  ", "$muted"), (f"{one_line(generation.headline)}\n", "")]
            parts += [(f"  {one_line(said)}\n", "$muted") for said in generation.changes[:CHANGES]]
        return parts

    def _figures(self, known: KnowledgeOut) -> Parts:
        published = self.desk.clock.time(known.published_at) if known.published_at else "not yet"
        parts: Parts = []
        for number, name in (
            (known.documents, "documents"),
            (known.passages, "passages"),
            (known.facts, "facts"),
        ):
            parts += [(f"{number:,}", "bold $text-primary"), (f" {name}     ", "$muted")]
        return [*parts, (f"published {published}", "$muted")]

    def _sources(self, known: KnowledgeOut) -> Parts:
        parts: Parts = [("\n\nSources\n", "bold")]
        for source in known.sources:
            parts += self._source(source)
        return parts

    def _source(self, source: SourceOut) -> Parts:
        read = self.desk.clock.time(source.ingested_at) if source.ingested_at else "not read yet"
        label = one_line(source.label)
        documents = f"{source.documents} document{'s' if source.documents != 1 else ''}"
        parts: Parts = [
            ("\n● ", STATUS.get(source.status, "$muted")),
            (label or one_line(source.address), ""),
            (f"\n  {one_line(source.address)}" if label else "", "$muted"),
            (f"\n  {documents} · {source.kind} · {source.status}", "$muted"),
            (f" · {read}\n", "$muted"),
        ]
        return parts


def _running(running: IngestOut | None) -> Parts:
    """The stage, what it is at, how quick it is and how long it will still take."""
    if running is None:
        return []
    of = f" of {running.total}" if running.total else ""
    rate = f"   {running.rate:.1f} a second" if running.rate else ""
    left = f"   about {running.left:.0f} s left" if running.left is not None else ""
    stage = STAGES.get(running.stage, running.stage)
    return [
        ("\n\n◐ ", "$text-accent"),
        (f"{stage}: {running.done}{of}{rate}{left}", "bold"),
        (f"\n  {one_line(running.address or running.source)}", "$muted"),
    ]


def _gaps(known: KnowledgeOut) -> Parts:
    parts: Parts = [("\nQuestions without an answer\n\n", "bold")]
    if not known.gaps:
        return [*parts, (texts.NO_GAPS, "$muted")]
    for gap in known.gaps:
        parts += [("? ", "$text-accent"), (f"{one_line(gap)}\n", "")]
    return parts
