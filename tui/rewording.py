"""Other words for a text of the staff: shorter, warmer, in another language, or composed anew.

What comes back goes into the box, where it is read, changed and sent, or undone. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable

from server.wire import InboxRow
from store.errors import ConciergeError, Unavailable
from tui import texts
from tui.choice import Choice, Option
from tui.screen import DeskScreen

ANEW, SUGGEST = "anew", "suggest"


class Rewording(DeskScreen):
    """A screen with a text that may be reworded."""

    def reword(
        self,
        conversation_id: str,
        text: str,
        put: Callable[[str], object],
        *,
        guest_lang: str = "",
        anew: Callable[[], object] | None = None,
    ) -> None:
        """Ask how, then `put` the new words. `anew` composes a waiting draft again, which needs no
        model; without it the whole reply may be suggested."""
        about = self.desk.about
        writes = about is None or about.writes
        options = [Option(ANEW, *texts.COMPOSE_ANEW)] if anew else []
        if not anew:
            options.append(self._option(SUGGEST, *texts.SUGGEST, writes=writes))
        for task, label, told in texts.REWORD_TASKS:
            options.append(self._option(task, label, told, writes=writes))
        spoken = list(about.languages) if about else []
        for code in dict.fromkeys([guest_lang[:2].lower(), *spoken]):
            if code in texts.LANGUAGES:
                label = texts.TRANSLATE.format(language=texts.LANGUAGES[code])
                told = texts.GUESTS_LANGUAGE if code == guest_lang[:2].lower() else ""
                options.append(self._option(f"translate {code}", label, told, writes=writes))

        def chosen(value: str | None) -> None:
            if value == ANEW and anew is not None:
                anew()
            elif value and not writes:
                self.desk_app.toast(texts.NEEDS_MODEL, severity="warning")
            elif value:
                task, _, to = value.partition(" ")
                self._reword(conversation_id, task, text, to, put)

        self.app.push_screen(Choice(texts.REWORD_TITLE, options), chosen)

    def _option(self, value: str, label: str, told: str, *, writes: bool) -> Option:
        return Option(value, label, told if writes else texts.MODEL_ONLY)

    def _reword(
        self, conversation_id: str, task: str, text: str, to: str, put: Callable[[str], object]
    ) -> None:
        self.desk_app.toast(texts.REWORDING)
        self.ask(
            lambda c: c.copilot(conversation_id, task, text, to),
            lambda told: put(told.text),
            otherwise=self._not_reworded,
        )

    def _not_reworded(self, error: ConciergeError) -> bool:
        """The text is as it was; that no model can help is no trouble of the line."""
        if not isinstance(error, Unavailable) or error.hint.startswith(("Check", "Start")):
            return False
        self.desk_app.toast(f"{error.message} {error.hint}", severity="warning")
        return True


def language_of(row: InboxRow | None) -> str:
    return row.contact.locale if row else ""
