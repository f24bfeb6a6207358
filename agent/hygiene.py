"""What a machine wrote, made fit to be shown: words, and nothing that acts.

    signs      control characters, direction marks, invisible letters and heaps of accents go
    markup     tags with what only machines read in them, images, references and code fences go
    talk       what a machine says to a machine (calls of tools, roles, patterns of a template)
               makes the whole sentence unfit

What is left may still be false; that is for the claims guard, which calls this first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_ACCENTS = 3
# Line breaks stay; a tabulator is a blank.
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffc\uffa0\ufdd0-\ufdef\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e01ef\U000f0000-\U0010ffff]|[\ufffe\uffff]"
)
_SUSPECT = re.compile(
    "[^\n -~\xa1-\xac\xae-\u02ff\u0370-\u060f\u2010-\u2027\u2030-\u205f\u20a0-\u214f]"
)
_WITH_CONTENT = re.compile(
    r"<\s*(script|style|iframe|object|embed|svg|math|template|noscript|textarea|title"
    r"|select)\b[^>]*>"
    r".*?(?:<\s*/\s*\1[^>]*>|$)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:--!?>|$)|<!\[CDATA\[.*?(?:\]\]>|$)", re.DOTALL)
# "<3" and "under <18" are no tags.
_TAG = re.compile(r"<\s*[/!?]?\s*[a-zA-Z%][^<>]*(?:>|$)|<[?!/][^<>]*(?:>|$)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]+|[\w.+-]+@[\w.-]+)>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\s?\([^)\n]*\)?|\s?\[[^\]\n]*\])?")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$\n?", re.MULTILINE)
_TALK = re.compile(
    r"<\|[\w ]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:tool_use|tool_call|function_call|antml|invoke"
    r"|thinking|system)\b"
    r"|\"(?:tool_calls?|function_call|tool_use_id|finish_reason)\"\s*:|^\s*data:\s*(?:\[DONE\]|\{)"
    r"|^\s*(?:human|user|assistant|system|developer|tool)\s*:\s|^\s*[\[{]\s*\"\w+\"\s*:"
    r"|^\s*(?:null|undefined|NaN)\s*$"
    r"|\{\{[^{}\n]{1,80}\}\}|\{%[^\n]{1,80}%\}|\$\{[^{}\n]{1,80}\}|\bas an? (?:ai"
    r"|large)? ?language model\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`removed` says what kinds of thing went; `unfit` is what no guest should read any of, in the
    machine's words, "" when there is nothing."""

    text: str
    removed: tuple[str, ...] = ()
    unfit: str = ""


def clean(text: str) -> Cleaned:
    """A whole text or one sentence of it. What is clean already comes back as it is, for the price
    of a search."""
    if not _may_be_unclean(text):
        return Cleaned(text)
    talk = _TALK.search(text)
    removed: list[str] = []

    def without(kind: str, now: str, before: str) -> str:
        if now != before:
            removed.append(kind)
        return now

    plain = _BREAKS.sub("\n", text)
    plain = without("signs", _without_signs(plain), plain)
    plain = without("images", _REFERENCE.sub("", _IMAGE.sub("", plain)), plain)
    plain = without("markup", _without_markup(plain), plain)
    return Cleaned(plain, tuple(removed), talk[0].strip()[:80] if talk else "")


def _may_be_unclean(text: str) -> bool:
    return (
        _SUSPECT.search(text) is not None
        or any(sign in text for sign in ("<", "![", "]:", "```", "~~~", '":', "{{", "{%", "${"))
        or _TALK.search(text) is not None
    )


def _without_signs(text: str) -> str:
    text = _INVISIBLE.sub("", _ESCAPES.sub("", text).replace("\t", " "))
    return text if text.isascii() else _without_heaps(text)


def _without_heaps(text: str) -> str:
    """No letter wears more than a few accents; lines drawn through letters go whole."""
    kept: list[str] = []
    worn = 0
    for sign in text:
        worn = worn + 1 if unicodedata.combining(sign) or unicodedata.category(sign) == "Mn" else 0
        if worn <= MOST_ACCENTS:
            kept.append(sign)
    return "".join(kept)


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
        before = ""
        # What is left of two tags pushed into one another may be a tag again.
        while text != before:
            before = text
            text = _TAG.sub("", _WITH_CONTENT.sub("", _COMMENT.sub("", text)))
    return _FENCE.sub("", text)
