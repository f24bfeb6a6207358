"""A web page as the blocks a reader sees, in reading order, without recursion.

enter / leave     every element, from an explicit stack: 100,000 nested tags are only slow
inline text       is joined until a block begins or ends
tables            are read by `htmltable.py`, one row one block
cards             on leaving an element that holds one title and one price, its blocks are grouped
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from ingest.htmltable import is_layout, read_table
from ingest.markup import (
    HEADINGS,
    SPACED,
    Region,
    attributes,
    is_block,
    is_dropped,
    region_of,
    tells,
)
from ingest.nouns import Block, BlockKind
from ingest.text import has_price, tidy

_SOURCE_BREAKS = re.compile(r"\s*[\r\n]\s*")

MOST_BLOCKS = 20_000
MOST_OPTIONS = 40
CARD_BLOCKS = 9
CARD_CHARACTERS = 700


@dataclass(slots=True)
class _Open:
    """What held before an element was entered, to be restored when it is left."""

    node: LexborNode
    tag: str
    block: bool
    first: int
    region: Region
    within: bool
    kind: BlockKind
    level: int
    series: int
    anchor: str


class BlockWalk:
    """Walks one page once; `blocks` holds the result."""

    def __init__(self, tabs: dict[str, str] | None = None) -> None:
        self.blocks: list[Block] = []
        self._tabs = tabs or {}
        self._inline: list[str] = []
        self._told: list[str] = []
        self._region: Region = "main"
        self._within = False
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._series = 0
        self._last_series = 0
        self._last_group = 0
        self._anchor = ""
        self._stack: list[_Open] = []

    def walk(self, root: LexborNode) -> list[Block]:
        node: LexborNode | None = root
        while node is not None and len(self.blocks) < MOST_BLOCKS:
            child = self._enter(node)
            if child is not None:
                node = child
                continue
            node = self._after(node, root)
        while self._stack:
            self._leave()
        self._flush()
        return self.blocks

    def _after(self, node: LexborNode, root: LexborNode) -> LexborNode | None:
        """The next node in reading order when `node` and all in it are done; None at the end."""
        while True:
            if self._stack and self._stack[-1].node.mem_id == node.mem_id:
                self._leave()
            if node.mem_id == root.mem_id:
                return None
            following = node.next
            if following is not None:
                return following
            parent = node.parent
            if parent is None:
                return None
            node = parent

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Takes in a node; answers its first child when there is something to see inside."""
        if node.is_text_node:
            text = node.text_content
            if text:
                self._inline.append(_SOURCE_BREAKS.sub(" ", text))
            return None
        if not node.is_element_node:
            return None
        tag = node.tag or ""
        if tag == "br":
            self._inline.append("\n")
            return None
        attrs = attributes(node)
        if is_dropped(tag, attrs):
            if tag in ("svg", "picture", "iframe"):
                self._inline.append(" ")
            return None
        if self._whole(node, tag, attrs):
            return None
        self._open(node, tag, attrs)
        return node.child

    def _whole(self, node: LexborNode, tag: str, attrs: dict[str, str]) -> bool:
        """Elements read in one piece: tables, choices, fields, buttons."""
        if tag == "table" and not is_layout(node, attrs):
            self._flush()
            self._last_series += 1
            self.blocks += read_table(node, self._region, self._anchor, self._last_series)
            return True
        if tag == "select":
            self._select(node)
            return True
        if tag in ("input", "textarea"):
            self._field(tag, attrs)
            return True
        if tag == "button" or attrs.get("role") == "button":
            return self._button(node, attrs)
        if tag == "img":
            self._inline.append(" ")
            if tells(alt := attrs.get("alt", "")):
                self._told.append(tidy(alt).replace("\n", " "))
            return True
        return False

    def _button(self, node: LexborNode, attrs: dict[str, str]) -> bool:
        """A button that opens a panel is the panel's question; other buttons say what to click."""
        if self._region == "nav" or attrs.get("role") == "tab":
            return True
        opens = "aria-expanded" in attrs and ("aria-controls" in attrs or self._in_heading())
        opens = opens or _spaced_text(node).endswith("?")
        if opens and not self._in_heading():
            self._flush()
            self._emit(_spaced_text(node), "question", 6)
            return True
        return not opens

    def _in_heading(self) -> bool:
        return self._kind in ("heading", "question")

    def _select(self, node: LexborNode) -> None:
        label = tidy("".join(self._inline))
        self._inline.clear()
        options = [
            tidy(o.text(deep=True)).replace("\n", " ")
            for o in node.css("option")[:MOST_OPTIONS]
            if o.attributes.get("value", "some") or has_price(o.text(deep=True))
        ]
        options = [option for option in options if option]
        if sum(map(has_price, options)) > 1:
            # A choice that is a price list: each line answers alone.
            if label:
                self._emit(label, "form")
            self._last_series += 1
            for option in options:
                self._item(option, self._last_series)
            return
        choices = ", ".join(options)
        if choices:
            self._emit(f"{label.rstrip(':')}: {choices}" if label else choices, "form")
        elif label:
            self._emit(label, "form")

    def _item(self, text: str, series: int) -> None:
        self.blocks.append(
            Block("item", text, 1, None, self._anchor, region=self._region, series=series)
        )

    def _field(self, tag: str, attrs: dict[str, str]) -> None:
        if attrs.get("type") in ("hidden", "submit", "button", "image", "reset"):
            return
        if attrs.get("type") in ("radio", "checkbox"):
            self._inline.append(" ")
            return
        if hint := attrs.get("placeholder", ""):
            self._inline.append(f" ({hint}) ")

    def _open(self, node: LexborNode, tag: str, attrs: dict[str, str]) -> None:
        block = is_block(tag, attrs)
        if block:
            self._flush()
        elif tag in SPACED and self._touches_element(node):
            self._inline.append("\x1f")
        if tag == "a":
            self._contact(node, attrs)
        self._stack.append(
            _Open(
                node, tag, block, len(self.blocks), self._region, self._within, self._kind,
                self._level, self._series, self._anchor,
            )
        )  # fmt: skip
        region = region_of(tag, attrs, self._region, self._within)
        if region != self._region:
            self._region = region
        if tag in ("article", "section", "main"):
            self._within = True
        if attrs.get("id"):
            self._anchor = attrs["id"]
        self._begin(tag, attrs)

    def _touches_element(self, node: LexborNode) -> bool:
        before = node.prev
        return before is not None and before.is_element_node and before.tag in SPACED

    def _contact(self, node: LexborNode, attrs: dict[str, str]) -> None:
        """A number or address that only the link knows is written out before the link's words."""
        href = attrs.get("href", "")
        scheme, _, rest = href.partition(":")
        if scheme.lower() not in ("tel", "mailto") or not rest:
            return
        value = rest.partition("?")[0].strip().replace("%20", " ")
        shown = node.text(deep=True)
        known = _digits(value)[-6:] in _digits(shown) if scheme.lower() == "tel" else "@" in shown
        if value and not known:
            self._inline.append(f" {value} ")

    def _begin(self, tag: str, attrs: dict[str, str]) -> None:
        if tag in HEADINGS:
            self._kind, self._level = "heading", HEADINGS[tag]
        elif tag == "summary":
            self._kind, self._level = "question", 6
        elif tag == "li":
            self._kind = "item"
            self._level = self._level + 1 if self._series else 1
        elif tag in ("dt", "dd"):
            self._kind, self._level = "item", 1
        elif tag == "blockquote":
            self._kind = "quote"
        elif tag in ("form", "label", "legend", "option"):
            self._kind = "form"
        if tag in ("ul", "ol", "dl") and not self._series:
            self._last_series += 1
            self._series, self._level = self._last_series, 0
        if attrs.get("role") == "tabpanel":
            title = self._tabs.get(attrs.get("aria-labelledby", ""), "")
            if title:
                self._emit(title, "heading", 5)

    def _leave(self) -> None:
        opened = self._stack.pop()
        if opened.block:
            self._flush()
            if opened.tag == "dd":
                self._define(opened.first)
            self._group(opened)
            if opened.tag in ("section", "article"):
                self._close_headings(opened.first)
        self._region, self._within = opened.region, opened.within
        self._kind, self._level = opened.kind, opened.level
        self._series, self._anchor = opened.series, opened.anchor

    def _define(self, first: int) -> None:
        """Joins a short definition to its term: "Check-in: 15:00"."""
        if len(self.blocks) != first + 1 or first == 0:
            return
        term, meaning = self.blocks[first - 1], self.blocks[first]
        if term.kind != "item" or term.series != meaning.series or len(term.text) > 80:
            return
        joined = f"{term.text.rstrip(':')}: {meaning.text}"
        self.blocks[first - 1 :] = [replace(term, text=joined)]

    def _group(self, opened: _Open) -> None:
        """Marks the blocks of one card: few, short, one title at most, and a price among them."""
        if opened.tag in ("ul", "ol", "dl", "body", "main", "html"):
            return
        inside = self.blocks[opened.first :]
        if not 2 <= len(inside) <= CARD_BLOCKS or not _is_card(inside):
            return
        self._last_group += 1
        self.blocks[opened.first :] = [replace(b, group=self._last_group) for b in inside]

    def _close_headings(self, first: int) -> None:
        """What follows a section is not under its headings, unless it held nothing but a title."""
        inside = self.blocks[first:]
        levels = [b.level for b in inside if b.kind == "heading" and b.text and not b.group]
        if levels and any(b.kind != "heading" for b in inside):
            self.blocks.append(Block("heading", "", max(min(levels), 2), region=self._region))

    def _flush(self) -> None:
        if self._inline:
            self._flush_inline()
        told, self._told = self._told, []
        for alt in told:
            self._emit(alt, "paragraph")

    def _flush_inline(self) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        if "\x1f" in text:
            text = _join_inline(text)
        if text := tidy(text):
            self._emit(text, self._kind, self._level)

    def _emit(self, text: str, kind: BlockKind, level: int = 0) -> None:
        if not text or not any(c.isalnum() or c in "€$£" for c in text):
            return
        if kind in ("heading", "question"):
            text = text.replace("\n", " ")
        series = self._series if kind == "item" else 0
        self.blocks.append(
            Block(kind, text, level, None, self._anchor, region=self._region, series=series)
        )


def _is_card(inside: list[Block]) -> bool:
    if sum(len(b.text) for b in inside) > CARD_CHARACTERS:
        return False
    if any(
        b.kind in ("row", "form", "question") or (b.level > 2 and b.kind == "item") for b in inside
    ):
        return False
    if sum(b.kind == "heading" for b in inside) > 1 or len({b.region for b in inside}) > 1:
        return False
    groups = {b.group for b in inside if b.group}
    priced = sum(has_price(b.text) for b in inside)
    return (
        priced > 0
        and len(groups) <= 1
        and (priced <= 3 or any(b.kind == "heading" for b in inside))
    )


def _join_inline(text: str) -> str:
    """Puts a blank where two inline elements touch, unless they spell one word letter by letter."""
    pieces = text.split("\x1f")
    out = pieces[0]
    for piece in pieces[1:]:
        glued = len(piece.strip()) == 1 and len(out) > 0 and out[-1:].isalpha()
        bound = piece[:1] in ".,;:!?)%’'" or out[-1:] in "(€$£'’"
        out += piece if glued or bound else f" {piece}"
    return out


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _spaced_text(node: LexborNode) -> str:
    return tidy(node.text(deep=True, separator=" ")).replace("\n", " ")
