"""The widget's built files as guests' browsers get them.

Versions never change, so browsers keep them; the plain address always serves the newest bell, with
the business's wishes in its last line, so that a page needs one request until somebody opens the
chat. `server/pages/join.py` builds them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageOps

from server.pages.join import FOOT, INDEX, integrity
from store.errors import NotFound
from store.settings import Settings

# Twice the points it is shown with.
LOGO = 128
SCRIPT = "text/javascript; charset=utf-8"
MEDIA_TYPES = {"js": SCRIPT, "json": "application/json; charset=utf-8"}


class Asset(NamedTuple):
    """A file, as it is and squeezed by gzip."""

    body: bytes
    squeezed: bytes
    media_type: str
    etag: str


def made(body: bytes, media_type: str) -> Asset:
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, gzip.compress(body, 9, mtime=0), media_type, etag)


@cache
def page_asset(name: str, media_type: str) -> Asset:
    """A file of `server/pages`."""
    return made((files("server") / "pages" / name).read_bytes(), media_type)


@cache
def _index() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (files("server") / "pages" / "built" / INDEX).read_text("utf-8")
    )
    return found


def newest() -> str:
    """The version a page loads that names none."""
    return str(_index()["newest"])


def kept() -> dict[str, str]:
    """Older versions that are still served, and until when (a day, as ISO writes it)."""
    return dict(_index()["kept"])


@cache
def built(version: str, name: str) -> Asset | None:
    """A file of one version; None when there is none."""
    if version != newest() and version not in kept():
        return None
    file = files("server") / "pages" / "built" / version / name
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2])
    if media_type is None or "/" in name or not file.is_file():
        return None
    return made(file.read_bytes(), media_type)


def pin(version: str) -> str:
    """The hash a page writes beside the address of this version's bell."""
    asset = built(version, "widget.js")
    return integrity(asset.body.decode()) if asset else ""


def wishes(settings: Settings, now: datetime) -> dict[str, Any]:
    """What the business wants its bell to be, as the script reads it. Empty wishes are left out."""
    widget = settings.widget
    proactive = {
        "text": widget.proactive if _said_at(widget.proactive_hours, now) else "",
        "after": widget.proactive_after,
        "pages": widget.proactive_pages,
    }
    wanted = {
        "colour": settings.business.colour,
        "position": widget.position,
        "theme": widget.theme,
        "launcher": widget.launcher,
        "font": widget.font,
        "proactive": proactive if proactive["text"] else None,
    }
    return {name: value for name, value in wanted.items() if value}


def _said_at(hours: str, now: datetime) -> bool:
    """Whether `now` (of the business's clock) lies in hours like 22:00-06:00."""
    if not hours:
        return True
    begins, ends = hours.split("-")
    time = now.strftime("%H:%M")
    return begins <= time < ends if begins <= ends else time >= begins or time < ends


def bell(settings: Settings, now: datetime) -> Asset:
    """The newest bell with the business's wishes."""
    return _bell(json.dumps(wishes(settings, now), separators=(",", ":")))


@lru_cache(8)
def _bell(wanted: str) -> Asset:
    plain = built(newest(), "widget.js")
    assert plain is not None
    body = plain.body.removesuffix(FOOT.encode())
    return made(body + FOOT.replace("{}", wanted, 1).encode(), SCRIPT)


# --- the business's logo ----------------------------------------------------------------------


def logo_address(settings: Settings) -> str:
    """Where guests get it, changing with it; "" when there is none, or none that can be read."""
    logo = _logo_of(settings)
    return f"/brand/logo.png?v={logo.etag[1:9]}" if logo else ""


def logo(settings: Settings) -> Asset:
    found = _logo_of(settings)
    if found is None:
        raise NotFound("There is no logo.")
    return found


def _logo_of(settings: Settings) -> Asset | None:
    if not settings.widget.logo:
        return None
    path = settings.home.path / settings.widget.logo
    try:
        return _drawn(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


@lru_cache(4)
def _drawn(path: Path, _changed: int) -> Asset:
    with Image.open(path) as image:
        small = ImageOps.contain(image.convert("RGBA"), (LOGO, LOGO))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return made(out.getvalue(), "image/png")
