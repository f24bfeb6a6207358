"""HTML to a `Document`: what a guest could read on the page, and what it says of itself.

decode     by byte order mark, validity, server and meta, in that order of trust
head       title, language, canonical address, robots, JSON-LD and microdata
walk       the body's blocks (`blockwalk.py`)
links      absolute, http and https only, without fragments
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from ingest.blockwalk import MOST_BLOCKS, BlockWalk
from ingest.illustrations import illustrations
from ingest.microdata import microdata, opengraph
from ingest.nouns import CUT_SHORT, MOST_PAGE, Block, Document, Fetched
from ingest.text import decode, fold, guess_language, tidy

JAVASCRIPT_ONLY = "javascript-only"
NOFOLLOW = "nofollow"
BROWSER_READ = "browser-read"
"""Its own text was empty; what is known of it stood there after its scripts had run."""

MOST_LINKS = 5_000
MOST_STRUCTURED = 200
MOST_LANGUAGES = 60
MOST_FRAMES = 40
MOST_DEPTH = 20_000
"""Pages nested deeper lose their tags: the parser itself takes quadratic time over them."""

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_REFRESH = re.compile(r"url\s*=\s*[\"']?\s*([^\"'\s>]{1,2000})", re.IGNORECASE)
_SHELL_ROOTS = "#root, #app, #__next, #__nuxt, #___gatsby, app-root, [ng-app], [data-reactroot]"


def read(fetched: Fetched) -> Document:
    body = fetched.body[:MOST_PAGE]
    source = decode(body, fetched.charset, _meta_charset(body))
    warnings = [CUT_SHORT] if len(body) == MOST_PAGE else []
    if _is_too_deep(source):
        source = re.sub(
            r"</?(?:div|span|b|i|em|strong|font|ul|ol|li|blockquote)\b[^>]*>", " ", source
        )
        warnings.append(CUT_SHORT)
    tree = LexborHTMLParser(source)
    base = _base(tree, fetched.url)
    robots = _robots(tree)
    walk = BlockWalk(_tabs(tree))
    blocks = walk.walk(tree.body) if tree.body is not None else []
    if len(blocks) >= MOST_BLOCKS and CUT_SHORT not in warnings:
        warnings.append(CUT_SHORT)
    if NOFOLLOW in robots:
        warnings.append(NOFOLLOW)
    if _is_shell(tree, blocks):
        warnings.append(JAVASCRIPT_ONLY)
        blocks += _description(tree)
    return Document(
        address=fetched.url,
        title=_title(tree, blocks),
        kind="webpage",
        blocks=blocks,
        lang=_lang(tree, blocks),
        links=[] if NOFOLLOW in robots else _links(tree, base),
        structured=_structured(tree),
        warnings=warnings,
        canonical=_canonical(tree, base),
        alternates=_alternates(tree, base),
        pictures=illustrations(tree, blocks, base, _joined),
    )


def _meta_charset(body: bytes) -> str:
    found = _META_CHARSET.search(body[:4096])
    return found.group(1).decode("ascii", "replace") if found else ""


def _is_too_deep(source: str) -> bool:
    """An upper bound is enough: more opened than closed tags by thousands is no honest page."""
    opened = source.count("<") - 2 * source.count("</")
    return opened > MOST_DEPTH or _deepest(source) > MOST_DEPTH


def _deepest(source: str) -> int:
    if source.count("<div") + source.count("<span") + source.count("<b>") < MOST_DEPTH:
        return 0
    depth = deepest = 0
    for tag in re.finditer(r"<(/?)(?:div|span|b|i|em|ul|ol|li|blockquote)\b", source):
        depth += -1 if tag.group(1) else 1
        deepest = max(deepest, depth)
    return deepest


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return _joined(url, node.attributes.get("href") or "") or url if node is not None else url


def _joined(base: str, href: str) -> str:
    """The absolute address without its fragment, or "" when it is no web address."""
    try:
        absolute = urldefrag(urljoin(base, href.strip()))[0]
        parts = urlsplit(absolute)
        return absolute if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _robots(tree: LexborHTMLParser) -> set[str]:
    rules: set[str] = set()
    for node in tree.css("meta[name]"):
        name = (node.attributes.get("name") or "").lower()
        if name in ("robots", "concierge"):
            content = (node.attributes.get("content") or "").lower()
            rules |= {rule.strip() for rule in content.split(",")}
    return rules | {NOFOLLOW} if "none" in rules else rules


def _links(tree: LexborHTMLParser, base: str) -> list[str]:
    links: dict[str, None] = dict.fromkeys(_sent_on(tree, base))
    for node in tree.css("a[href], area[href], link[hreflang][href]"):
        attrs = node.attributes
        if NOFOLLOW in (attrs.get("rel") or "").lower().split():
            continue
        if address := _joined(base, attrs.get("href") or ""):
            links[address] = None
        if len(links) >= MOST_LINKS:
            break
    return list(links)


def _sent_on(tree: LexborHTMLParser, base: str) -> list[str]:
    """Where a page sends its readers without a link: a refresh, the frames it is made of."""
    found: list[str] = []
    for node in tree.css('meta[http-equiv="refresh" i][content]'):
        target = _REFRESH.search(node.attributes.get("content") or "")
        if target and (address := _joined(base, target[1])):
            found.append(address)
    for node in tree.css("frame[src], iframe[src]")[:MOST_FRAMES]:
        if address := _joined(base, node.attributes.get("src") or ""):
            found.append(address)
    return found


def _alternates(tree: LexborHTMLParser, base: str) -> dict[str, str]:
    """The page in its other languages, by their codes: what its head says, else its links."""
    found: dict[str, str] = {}
    named = tree.css('link[rel~="alternate"][hreflang][href]') or tree.css("a[hreflang][href]")
    for node in named[:MOST_LANGUAGES]:
        code = (node.attributes.get("hreflang") or "").strip().lower()[:12]
        if code and (address := _joined(base, node.attributes.get("href") or "")):
            found[code] = address
    return found


def _canonical(tree: LexborHTMLParser, base: str) -> str:
    node = tree.css_first('link[rel="canonical"][href]')
    return _joined(base, node.attributes.get("href") or "") if node is not None else ""


def _title(tree: LexborHTMLParser, blocks: list[Block]) -> str:
    node = tree.css_first("title")
    title = fold(node.text(deep=True)) if node is not None else ""
    return title[:300] or next((b.text for b in blocks if b.kind == "heading" and b.text), "")[:300]


def _lang(tree: LexborHTMLParser, blocks: list[Block]) -> str:
    """What the page's words say; what it declares only when the words do not tell.

    Site builders leave `lang="en"` on pages in every language.
    """
    guessed = guess_language(" ".join(b.text for b in blocks[:400]))
    node = tree.css_first("html[lang]")
    declared = (node.attributes.get("lang") or "") if node is not None else ""
    return guessed or declared.strip().lower().replace("_", "-").partition("-")[0][:3]


def _tabs(tree: LexborHTMLParser) -> dict[str, str]:
    return {
        node.attributes.get("id") or "": tidy(node.text(deep=True, separator=" "))[:120]
        for node in tree.css('[role="tab"][id]')
    }


def _structured(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue
        found += _objects(data)
    return [*found, *microdata(tree), *opengraph(tree)][:MOST_STRUCTURED]


def _objects(data: Any) -> list[dict[str, Any]]:
    """The top objects of a JSON-LD block, its `@graph` taken apart."""
    if isinstance(data, list):
        return [d for d in data if isinstance(d, dict)]
    if not isinstance(data, dict):
        return []
    graph = data.get("@graph")
    return [d for d in graph if isinstance(d, dict)] if isinstance(graph, list) else [data]


def _is_shell(tree: LexborHTMLParser, blocks: list[Block]) -> bool:
    """A page whose words only a script would bring."""
    seen = sum(len(b.text) for b in blocks if b.region != "nav")
    if seen > 250:
        return False
    scripts = len(tree.css("script[src]"))
    if not scripts:
        return False
    asks = any("javascript" in n.text(deep=True).lower() for n in tree.css("noscript"))
    root = tree.css_first(_SHELL_ROOTS)
    empty_root = root is not None and len(fold(root.text(deep=True))) < 60
    return empty_root or (asks and seen < 120)


def _description(tree: LexborHTMLParser) -> list[Block]:
    """The only sentence such a page gives away."""
    node = tree.css_first('meta[name="description"], meta[property="og:description"]')
    text = fold((node.attributes.get("content") or "") if node is not None else "")
    return [Block("paragraph", text)] if text else []
