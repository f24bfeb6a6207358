"""The first words, before anything was asked: the template's, in the guest's language."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from server.house import House
from templates.industry import spoken


class Greeting(NamedTuple):
    text: str
    quick_replies: list[str]
    locale: str


def language_for(house: House, locale: str) -> str:
    """The guest's language if the template speaks it, else the business's first that it does."""
    wanted = [locale, *house.settings.business.languages]
    for name in wanted:
        short = name.lower().replace("_", "-").split("-")[0]
        if short in house.template.phrases:
            return short
    return "en"


def greeting(house: House, locale: str, page: str = "") -> Greeting:
    """The owner's words for this page, else the template's."""
    language = language_for(house, locale)
    phrases = house.template.phrases_in(language)
    text = spoken(
        phrases.greeting,
        business=house.settings.business.name,
        persona=house.template.persona.name,
    )
    for pattern, own in house.settings.widget.greetings.items():
        if fnmatchcase(page, pattern):
            text = own
            break
    return Greeting(text, [reply.label for reply in phrases.quick_replies], language)
