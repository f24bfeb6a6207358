"""What the concierge has read, and what guests asked that it could not answer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from server.wire import KnowledgeOut, SourceOut
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
        if not known.sources:
            head, body = texts.NO_KNOWLEDGE
            self.put(assembled([(head, "bold"), (f"\n\n{body}", "$muted")]))
            return
        self.put(assembled([*self._figures(known), *self._sources(known), *_gaps(known)]))

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
        parts: Parts = [
            ("\n● ", STATUS.get(source.status, "$muted")),
            (label or one_line(source.address), ""),
            (f"\n  {one_line(source.address)}" if label else "", "$muted"),
            (f"\n  {source.documents} documents · {source.kind} · {source.status}", "$muted"),
            (f" · {read}\n", "$muted"),
        ]
        return parts


def _gaps(known: KnowledgeOut) -> Parts:
    parts: Parts = [("\nQuestions without an answer\n\n", "bold")]
    if not known.gaps:
        return [*parts, (texts.NO_GAPS, "$muted")]
    for gap in known.gaps:
        parts += [("? ", "$text-accent"), (f"{one_line(gap)}\n", "")]
    return parts
