"""Whole sentences out of a text that comes in pieces, so that each can be judged before it shows.

Nothing is lost or added: the sentences put one behind the other are the text. A line break ends a
sentence as a full stop does, for lists have one claim a line.
"""

from __future__ import annotations

import re

# A text without an end must not be held back, nor kept in memory, for ever.
LONGEST = 600
_END = re.compile(
    r"\n+|(?<=[.!?…。！？])[\"'”’»)\]*_]*[ \t]+(?=[\"'“‘«(\[¿¡*_]*[^\W\d_a-zà-ÿ]"
    r"|[\"'“‘«(\[¿¡*_]*[\d+€$£₪&#-])"
)
# What ends in a full stop and goes on.
_GOES_ON = re.compile(
    r"(?:^|[\s(\[“\"'/-])(?:\d{1,3}|\w|[A-Za-z]\.[A-Za-z]|[ap]\. ?m|dr|mr|mrs|ms|st|nr|tel|ca"
    r"|bzw|inkl|exkl|incl|excl"
    r"|str|prof|approx|max|min|sr|sra|srta|ud|uds|av|avda|núm|num|art|sig|dott|etc|e\.g|i\.e"
    r"|z\. ?b|d\. ?h"
    r"|mme|mlle|env|evtl|zzgl|abt|fam|hr|fr|bv|tlf|vs|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct"
    r"|nov|dec"
    r"|mo|di|mi|do|sa|so|mon|tue|wed|thu|fri|sat|sun)\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The whole text in sentences, each with the space that follows it."""
    splitter = Sentences()
    return [*splitter.feed(text), *splitter.rest()]


class Sentences:
    """Takes pieces of text and gives each sentence once it is certain that it has ended."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now."""
        self._held += piece
        found: list[str] = []
        start = 0
        for end in _END.finditer(self._held):
            if end.end() == len(self._held) and "\n" in end[0]:
                # More line breaks may follow, and belong to it.
                break
            if _is_end(self._held[start : end.end()]):
                found.append(self._held[start : end.end()])
                start = end.end()
        self._held = self._held[start:]
        while len(self._held) > LONGEST:
            cut = self._held.rfind(" ", 0, LONGEST) + 1 or LONGEST
            found.append(self._held[:cut])
            self._held = self._held[cut:]
        return found

    def rest(self) -> list[str]:
        """What is left when the text has ended."""
        held, self._held = self._held, ""
        return [held] if held else []


def _is_end(sentence: str) -> bool:
    return "\n" in sentence or _GOES_ON.search(sentence.rstrip()) is None
