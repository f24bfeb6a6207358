"""QR codes that lead to the chat, for tables, rooms and print. A label carries the place along."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import segno

from store.errors import Invalid
from store.settings import Settings

FORMATS = ("svg", "png", "pdf")
# Points for one square: sharp when printed some centimetres wide.
SCALE = 12
LONGEST_LABEL = 80


def address(settings: Settings, label: str) -> str:
    """Where the code leads. Raises Invalid when guests' phones could not get there."""
    if not settings.server.public_url:
        raise Invalid(
            "Guests' phones need an address they can reach.",
            "Set it first: `concierge config set server.public_url https://...`.",
        )
    if len(label) > LONGEST_LABEL:
        raise Invalid(f"A label may have {LONGEST_LABEL} characters at most.")
    asked = f"?{urlencode({'place': label})}" if label else ""
    return f"{settings.public_url}/chat{asked}"


def picture(address: str, kind: str) -> bytes:
    """The code as `kind`: svg, png or pdf. A quarter of it may be covered or torn."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind=kind, scale=SCALE)
    return out.getvalue()


def drawn(address: str) -> str:
    """The code as characters, for a terminal."""
    out = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(out, compact=True)
    return out.getvalue()
