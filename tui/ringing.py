"""What reaches somebody who looks elsewhere: the terminal's title and its notifications.

These are the only escape sequences the desk writes itself. Nothing but words of ours and a number
stand in them, and the business's name with everything taken out that a terminal obeys.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from tui.text import one_line

ESC = "\x1b"
BELL = "\x07"


def title(waiting: int, business: str) -> str:
    """`(3) Hotel Mar`: how many notices are unread, where tabs and windows show it."""
    count = f"({waiting}) " if waiting else ""
    return f"{ESC}]2;{count}{_bare(business)}{BELL}"


def desktop(said: str, environment: Mapping[str, str] = os.environ) -> str:
    """A notification of the desktop: OSC 99 for kitty, OSC 9 for the others; a terminal that knows
    neither shows nothing."""
    if "kitty" in environment.get("TERM", ""):
        return f"{ESC}]99;;{_bare(said)}{ESC}\\"
    return f"{ESC}]9;{_bare(said)}{BELL}"


def _bare(text: str) -> str:
    return "".join(c for c in one_line(text) if c.isprintable() and c != ";")[:120]
