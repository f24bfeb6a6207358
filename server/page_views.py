"""Pages as a server makes them: filled from files of `server/pages`, every word escaped."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from PIL import Image, ImageDraw

from store.settings import Settings
from store.tables import Conversation, Message

RIGHT_TO_LEFT = ("he",)


@cache
def _file(name: str) -> str:
    return (files("server") / "pages" / name).read_text("utf-8")


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_file("page_words.json"))
    return found


def language_of(accepted: str, settings: Settings) -> str:
    """The first the guest's browser asks for that we speak, else the business's first, else en."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    for code in (*wanted, *settings.business.languages):
        if code in _words():
            return code
    return "en"


def chat(settings: Settings, language: str) -> str:
    return Template(_file("chat.html")).substitute(
        **_about(settings, language),
        colour=settings.business.colour,
        noscript=escape(_words()[language]["noscript"]),
        contact=_contact(settings, language, with_chat=False),
    )


def missing(settings: Settings, language: str) -> str:
    words = _words()[language]
    body = f"<p>{escape(words['ask'])}</p>{_contact(settings, language)}"
    return plain(settings, language, words["missing"], body)


def offline(settings: Settings, language: str) -> str:
    words = _words()[language]
    again = f'<ul><li><a href="{base(settings)}/chat">{escape(words["again"])}</a></li></ul>'
    body = (
        f"<p>{escape(words['offline'])}</p>{again}{_contact(settings, language, with_chat=False)}"
    )
    return plain(settings, language, settings.business.name, body)


def expired(settings: Settings, language: str) -> str:
    words = _words()[language]
    return plain(settings, language, words["expired"], _contact(settings, language))


class Told(NamedTuple):
    """One conversation with what was said in it."""

    conversation: Conversation
    said: Sequence[Message]


def transcripts(settings: Settings, language: str, told: Sequence[Told]) -> str:
    """All that was said between a guest and the house, as a page that can be read and printed."""
    words = _words()[language]
    parts = [_transcript(settings, one, words["you"]) for one in told if one.said]
    body = "".join(parts) or f"<p>{escape(words['none'])}</p>"
    return plain(settings, language, words["mine"], body + _contact(settings, language))


def _transcript(settings: Settings, told: Told, you: str) -> str:
    zone = settings.business.zone
    day = told.conversation.started_at.astimezone(zone).strftime("%Y-%m-%d")
    lines = []
    for message in told.said:
        names = {"guest": you, "staff": message.author_name}
        who = escape(names.get(message.author) or settings.business.name)
        at = message.created_at.astimezone(zone)
        time = f'<time datetime="{at.isoformat()}">{at:%H:%M}</time>'
        lines.append(f"<dt>{who}{time}</dt><dd>{escape(message.text)}</dd>")
    return f"<section><h2>{day}</h2><dl>{''.join(lines)}</dl></section>"


def plain(settings: Settings, language: str, title: str, body: str, head: str = "") -> str:
    """`body`, and what more stands in the page's `head`, are escaped already."""
    about = _about(settings, language)
    filled = {"title": escape(title), "body": body, "head": head}
    return Template(_file("plain.html")).substitute(about, **filled)


def _about(settings: Settings, language: str) -> dict[str, str]:
    way = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    name = escape(settings.business.name)
    return {"lang": language, "dir": way, "name": name, "base": base(settings)}


def base(settings: Settings) -> str:
    """The path the house lives under: "" for most, /demo/ID for a demo."""
    return escape(quote(urlsplit(settings.public_url).path.rstrip("/")))


def _contact(settings: Settings, language: str, *, with_chat: bool = True) -> str:
    """Every way to reach the business that it has named."""
    widget = settings.widget
    number = "".join(c for c in widget.phone if c in "+0123456789")
    ways = [
        (f"{base(settings)}/chat", _words()[language]["chat"]) if with_chat else None,
        (f"tel:{number}", widget.phone) if widget.phone else None,
        (f"mailto:{quote(widget.email, safe='@')}", widget.email) if widget.email else None,
        (settings.business.website, settings.business.website)
        if settings.business.website
        else None,
    ]
    items = (
        f'<li><a href="{escape(way[0])}" dir="auto">{escape(way[1])}</a></li>'
        for way in ways
        if way
    )
    listed = "".join(items)
    return f"<ul>{listed}</ul>" if listed else ""


# --- what an installed app is made of ---------------------------------------------------------


def manifest(settings: Settings, language: str) -> str:
    name, chat_page = settings.business.name, f"{base(settings)}/chat"
    return json.dumps(
        {
            "name": name,
            "short_name": name[:24],
            "id": chat_page,
            "start_url": chat_page,
            "scope": chat_page,
            "display": "standalone",
            "lang": language,
            "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "theme_color": settings.business.colour,
            "background_color": "#ffffff",
            "icons": [
                {"src": f"{chat_page}/icon.svg", "sizes": "any", "type": "image/svg+xml"},
                *(
                    {
                        "src": f"{chat_page}/icon-{size}.png",
                        "sizes": f"{size}x{size}",
                        "type": "image/png",
                    }
                    for size in (192, 512)
                ),
            ],
        },
        ensure_ascii=False,
    )


def icon_svg(settings: Settings) -> str:
    """A speech bubble on the brand's colour."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="15" fill="{settings.business.colour}"/>'
        f'<path fill="{_ink(settings.business.colour)}" d="M16 17h32a5 5 0 0 1 5 5v17a5 5 0 0 1-5 '
        '5H31l-10 8v-8h-5a5 5 0 0 1-5-5V22a5 5 0 0 1 5-5z"/></svg>'
    )


@lru_cache(8)
def icon_png(colour: str, size: int) -> bytes:
    """The same as points, for systems that draw no vectors."""
    scale = size * 2 / 64
    image = Image.new("RGB", (size * 2, size * 2), colour)
    draw = ImageDraw.Draw(image)
    ink = _ink(colour)
    draw.rounded_rectangle([n * scale for n in (11, 17, 53, 44)], 5 * scale, fill=ink)
    draw.polygon([n * scale for n in (21, 40, 34, 40, 21, 52)], fill=ink)
    out = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _ink(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#101418" if red * 299 + green * 587 + blue * 114 > 160_000 else "#ffffff"
