"""Every place of the desk. A module in `tui/screens/` that has a `PLACE` is found by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Final

from tui import screens
from tui.drafts import DraftsScreen
from tui.escalations import EscalationsScreen
from tui.inbox import InboxScreen
from tui.keys import Key
from tui.knowledge import KnowledgeScreen
from tui.place import Place
from tui.report import ReportScreen

_WORK: Final = (
    Place("inbox", "Inbox", "1", "the inbox", InboxScreen, 1, "open"),
    Place("drafts", "Drafts", "2", "the drafts that wait for approval", DraftsScreen, 2, "drafts"),
    Place(
        *("escalations", "Escalations", "3", "the guests who need a person"),
        EscalationsScreen,
        3,
        "escalated",
    ),
    Place("knowledge", "Knowledge", "4", "what the concierge knows", KnowledgeScreen, 4),
    Place("report", "Report", "5", "the daily report", ReportScreen, 5),
)


def _found() -> Iterator[Place]:
    for module in pkgutil.iter_modules(screens.__path__):
        place = getattr(import_module(f"{screens.__name__}.{module.name}"), "PLACE", None)
        if place is not None:
            yield place


PLACES: Final = tuple(sorted((*_WORK, *_found()), key=lambda place: place.order))
GO: Final[tuple[Key, ...]] = tuple(place.go for place in PLACES)
