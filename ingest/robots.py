"""robots.txt and sitemaps: what a site asks of its visitors, and the pages it lists itself."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

MOST_TEXT = 500_000
MOST_RULES = 1_000
MOST_ADDRESSES = 50_000
MOST_UNPACKED = 60 * 1024 * 1024
SLOWEST = 10.0
OURS = "conciergebot"
_LOCATION = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})", re.IGNORECASE)

_ALTERNATE = re.compile(
    r"<xhtml:link\b[^>]{0,200}?\bhref\s*=\s*[\"']([^\"'\s>]{1,2000})", re.IGNORECASE
)


@dataclass(slots=True)
class Robots:
    """`delay` is in seconds, at most SLOWEST. Rules are (allowed, pattern)."""

    rules: list[tuple[bool, str]] = field(default_factory=list)
    delay: float = 0.0
    sitemaps: list[str] = field(default_factory=list)

    def allows(self, url: str) -> bool:
        """The longest pattern that fits decides; a tie is decided for the visitor."""
        parts = urlsplit(url)
        path = _plain(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fitting = [(len(p), allowed) for allowed, p in self.rules if _fits(p, path)]
        return max(fitting)[1] if fitting else True


def parse_robots(text: str) -> Robots:
    """The group that names us, or else the one for everybody."""
    groups: dict[str, Robots] = {}
    sitemaps: list[str] = []
    current: list[Robots] = []
    naming = False
    for line in text[:MOST_TEXT].lstrip("\ufeff").splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "sitemap" and value:
            sitemaps.append(value)
        elif name == "user-agent":
            if not naming:
                current = []
            naming = True
            current.append(groups.setdefault(value.lower(), Robots()))
        elif name in ("allow", "disallow", "crawl-delay"):
            naming = False
            for group in current:
                _rule(group, name, value)
    ours = next((g for agent, g in groups.items() if agent != "*" and agent in OURS), None)
    chosen = ours or groups.get("*") or Robots()
    chosen.sitemaps = sitemaps[:50]
    return chosen


def _rule(group: Robots, name: str, value: str) -> None:
    if name == "crawl-delay":
        try:
            group.delay = min(max(float(value), 0.0), SLOWEST)
        except ValueError:
            return
    elif value and len(group.rules) < MOST_RULES and len(value) <= 500:
        group.rules.append((name == "allow", _plain(value)))


def _plain(path: str) -> str:
    return quote(unquote(path), safe="/%:@!$&'()*+,;=~-._?")


def _fits(pattern: str, path: str) -> bool:
    """`*` is anything, `$` the end. By hand: a hostile pattern must not hang an expression."""
    ends = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 1):
        if ends and number == len(pieces) - 1:
            return len(path) - len(piece) >= place and path.endswith(piece)
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return not ends or place == len(path)


def text_of(body: bytes) -> str:
    """A robots.txt or sitemap as text; packed ones are unpacked, no further than MOST_UNPACKED.
    "" for what cannot be unpacked."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MOST_UNPACKED)
        except zlib.error:
            return ""
    return body.decode("utf-8", "replace")


def parse_sitemap(text: str) -> tuple[list[str], list[str]]:
    """Pages, and further sitemaps. Found by pattern: an XML parser would have to be defended."""
    found = [_unescaped(m) for m in _LOCATION.findall(text)[:MOST_ADDRESSES]]
    found += [_unescaped(m) for m in _ALTERNATE.findall(text)[:MOST_ADDRESSES]]
    found = list(dict.fromkeys(found))
    if re.search(r"<(?:\w+:)?sitemapindex[\s>]", text[:5_000], re.IGNORECASE):
        return [], found
    if not found and "<" not in text[:200]:
        found = [line.strip() for line in text.splitlines() if line.strip().startswith("http")]
    return found[:MOST_ADDRESSES], []


def _unescaped(text: str) -> str:
    for code, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(code, char)
    return text.replace("&amp;", "&")
