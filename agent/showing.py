"""What a guest sees of a reply while it is made.

Sentences come from the turn's thread, the holding line from the clock's; an empty preview takes
back what was shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


class Showing:
    """`opening` goes before the first sentence; `holding` is shown when nothing else has been."""

    def __init__(self, preview: Callable[[str], None], opening: str, holding: str) -> None:
        self._preview, self._opening, self._holding = preview, opening, holding
        self._lock = threading.Lock()
        self._shown = ""
        self._held = False
        self._over = False

    def show(self, sentence: str) -> None:
        """The next sentence; "" takes back all of them."""
        with self._lock:
            if not sentence:
                self._take_back()
                return
            if self._held:
                self._take_back()
            text = sentence if self._shown or not self._opening else f"{self._opening}\n{sentence}"
            self._shown += text
            self._preview(text)

    def hold(self) -> None:
        """Say that it takes a moment, unless there is something to read already."""
        with self._lock:
            if self._over or self._shown:
                return
            self._held, self._shown = True, self._holding
            self._preview(self._holding)

    def settle(self, text: str) -> None:
        """The whole reply as it is: whatever else was shown is taken back."""
        with self._lock:
            self._over = True
            if self._shown.strip() != text.strip():
                if self._shown:
                    self._take_back()
                self._preview(text)

    def _take_back(self) -> None:
        if self._shown:
            self._preview("")
        self._shown, self._held = "", False
