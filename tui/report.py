"""The daily report, a day at a time, as the owner gets it by mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual.binding import BindingType

from server.wire import ReportOut
from tui import texts
from tui.keys import REPORT, bindings
from tui.messages import EventHappened
from tui.page_screen import PageScreen
from tui.text import assembled


class ReportScreen(PageScreen):
    KEYS = REPORT
    BINDINGS: ClassVar[list[BindingType]] = bindings(REPORT)

    def __init__(self) -> None:
        super().__init__()
        self._back = 0

    @property
    def day(self) -> date:
        """Today as the desk's own clock has it, or as many days before as were stepped back."""
        return self.desk.clock.local(self.desk.clock.now()).date() - timedelta(days=self._back)

    def concerns(self, event: EventHappened) -> bool:
        return event.about_reports

    def reason_against(self, name: str) -> str:
        return texts.NO_LATER_DAY if name == "day_after" and self._back == 0 else ""

    def reload(self) -> None:
        wanted = self.day.isoformat()
        self.ask(lambda c: c.daily_report(wanted), self._show, group="report")

    def _show(self, report: ReportOut) -> None:
        so_far = f"{texts.SO_FAR}\n\n" if self._back == 0 else ""
        self.put(
            assembled([(so_far, "$text-accent"), (report.text.rstrip() or texts.NO_REPORT, "")])
        )

    def do_day_before(self) -> None:
        self._back += 1
        self.reload()

    def do_day_after(self) -> None:
        self._back -= 1
        self.reload()
