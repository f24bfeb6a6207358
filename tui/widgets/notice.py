"""What stands where there is nothing to show: what it means, and what to do."""

from __future__ import annotations

from textual.widgets import Static

from tui.text import assembled


class Notice(Static):
    def say(self, head: str, body: str = "") -> None:
        self.update(assembled([(head, "bold"), (f"\n\n{body}" if body else "", "$muted")]))
