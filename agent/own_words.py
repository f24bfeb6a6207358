"""What a house says itself when it fetches a person: in the words of its template, and others while
nobody is at the desk, for a promise must be one that can be kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from agent.phrases import Phrases, phrases
from agent.sentences import sentences
from templates.industry import spoken
from templates.schema import IndustryTemplate

# The sentences of a language at a moment, which has a zone.
Words = Callable[[str, datetime], Phrases]


def plain_words(lang: str, _now: datetime) -> Phrases:
    """The same for every house, at any hour."""
    return phrases(lang)


class OwnWords:
    """`Words` of one house. `is_open` tells whether anybody is at the desk then."""

    def __init__(
        self, template: IndustryTemplate, business: str, is_open: Callable[[datetime], bool]
    ) -> None:
        self._template, self._business, self._is_open = template, business, is_open
        self._kept: dict[tuple[str, bool], Phrases] = {}

    def __call__(self, lang: str, now: datetime) -> Phrases:
        key = (lang, self._is_open(now))
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._made(*key)
        return kept

    def _made(self, lang: str, somebody: bool) -> Phrases:
        plain = phrases(lang)
        if lang not in self._template.phrases:
            return plain
        own = self._template.phrases_in(lang)
        if somebody:
            return replace(
                plain, person=self._spoken(own.hand_over), unknown=self._spoken(own.not_known)
            )
        later = self._spoken(own.hand_over_closed)
        return replace(
            plain,
            person=later,
            # "I don't know that." and "I'm sorry about this.", and then who comes when.
            unknown=f"{_first(self._spoken(own.not_known))} {later}",
            angry=f"{_first(plain.angry)} {later}",
        )

    def _spoken(self, sentence: str) -> str:
        return spoken(sentence, business=self._business, persona=self._template.persona.name)


def _first(text: str) -> str:
    return sentences(text)[0].strip()
