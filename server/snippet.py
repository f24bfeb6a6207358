"""The line that puts the widget on a website."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import NamedTuple

from server import widget_files
from store.settings import Settings


class Snippet(NamedTuple):
    html: str
    address: str
    integrity: str


def snippet_of(settings: Settings, *, pinned: bool) -> Snippet:
    """Pinned, it holds the business's wishes itself: the file it names is the same for everyone."""
    if not pinned:
        address = f"{settings.public_url}/widget.js"
        return Snippet(f'<script src="{escape(address)}" async></script>', address, "")
    version = widget_files.newest()
    address = f"{settings.public_url}/widget/{version}/widget.js"
    pin = widget_files.pin(version)
    wishes = widget_files.wishes(settings, datetime.now(settings.business.zone))
    said = "".join(
        f' data-{name}="{escape(value)}"'
        for name, value in wishes.items()
        if isinstance(value, str)
    )
    html = (
        f'<script src="{escape(address)}" integrity="{pin}" crossorigin="anonymous"'
        f"{said} async></script>"
    )
    return Snippet(html, address, pin)
