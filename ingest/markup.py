"""What tags and attributes of a web page mean to a reader: hidden, decoration, region, block."""

from __future__ import annotations

import re
from typing import Literal

from selectolax.lexbor import LexborNode

Region = Literal["main", "header", "footer", "nav", "aside"]

DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "video",
        "audio",
        "map",
        "picture",
        "head",
        "link",
        "meta",
        "base",
        "source",
        "track",
        "param",
        "frame",
        "frameset",
        "applet",
        "dialog",
        "datalist",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "option",
        "select",
        "label",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
SPACED = frozenset(
    [
        "span",
        "a",
        "button",
        "label",
        "small",
        "time",
        "data",
        "b",
        "strong",
        "em",
        "i",
        "output",
        "mark",
        "cite",
    ]
)

_COOKIES = re.compile(
    r"cookie[-_]?(?:banner|consent|notice|bar|law|popup|box|overlay|modal|dialog|message|info)"
    r"|^cookies?$|gdpr[-_]?(?:banner|consent|notice)|onetrust|cookiebot|cybotcookie|moove_gdpr"
    r"|borlabs|cmplz|consent[-_]?(?:banner|popup|modal)|cc-window|klaro|usercentrics",
    re.IGNORECASE,
)
_PANEL = re.compile(
    r"tab|panel|accordion|accordeon|collaps|toggle|answer|faq|slide|carousel|expand|content|reveal",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|em|rem|%)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}px",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\b(?:photo|image|img|picture|pic|foto|bild|imagen|immagine|logo|icon|slide|screenshot|banner"
    r"|view|ansicht|vista|thumbnail)\b|\.(?:jpe?g|png|gif|webp|svg)\b|\w_\w",
    re.IGNORECASE,
)
_NAMES_FOOTER = re.compile(r"(?:^|[\s_-])(?:site-?)?footer(?:$|[\s_-])", re.IGNORECASE)


def attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}


def is_dropped(tag: str, attrs: dict[str, str]) -> bool:
    """Not for a reader's eyes: code, banners, what is hidden and is no tab or accordion panel.

    A page's hidden panels hold real answers, and hidden text elsewhere may hold instructions
    nobody saw; only the panels are kept.
    """
    if tag in DROPPED:
        return True
    if not attrs:
        return False
    if tag not in ("html", "body", "main", "article") and _COOKIES.search(_names(attrs)):
        return True
    if attrs.get("aria-hidden") == "true" and tag in ("i", "span", "b", "em", "a"):
        return True
    unseen = "hidden" in attrs or ("style" in attrs and bool(_UNSEEN.search(attrs["style"])))
    return unseen and not _is_panel(attrs)


def tells(alt: str) -> bool:
    """Whether a picture's description carries a fact (a figure, "Parking: behind the house") and
    does not only say what the picture shows."""
    if len(alt) > 400 or _SHOWS.search(alt) or len(alt.split()) < 3:
        return False
    return ": " in alt or any(c.isdigit() for c in alt)


def _is_panel(attrs: dict[str, str]) -> bool:
    if attrs.get("role") in ("tabpanel", "region") or attrs.get("hidden") == "until-found":
        return True
    return "aria-labelledby" in attrs or bool(_PANEL.search(_names(attrs)))


def _names(attrs: dict[str, str]) -> str:
    return f"{attrs.get('id', '')} {attrs.get('class', '')}".strip()


def is_block(tag: str, attrs: dict[str, str]) -> bool:
    return tag in BLOCKS or "display:block" in attrs.get("style", "").replace(" ", "")


def region_of(tag: str, attrs: dict[str, str], outer: Region, within: bool) -> Region:
    """The region an element opens. `within` says that it lies inside an article or section, where
    a header or footer belongs to that piece and not to the page."""
    role = attrs.get("role", "")
    if tag == "nav" or role == "navigation":
        return "nav"
    if outer != "main":
        return outer
    if role == "contentinfo" or (tag == "footer" and not within):
        return "footer"
    if role == "banner" or (tag == "header" and not within):
        return "header"
    if tag == "aside" or role == "complementary":
        return "aside"
    if tag in ("div", "section") and not within and _NAMES_FOOTER.search(_names(attrs)):
        return "footer"
    return "main"
