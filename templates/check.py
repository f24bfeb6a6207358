"""What `doctor` says of one template: the faults a valid file can still have.

An error keeps the template from doing its work; a warning is worth the owner's glance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from store.errors import ConciergeError
from templates.industry import IndustryTemplate, Phrases, list_templates, read_template

FILLED_IN = {"business", "persona"}
MINUTES = {"first_person_answer_minutes"}

# A guest must be told that a machine speaks. These are the words that say so, by language.
MACHINE = {
    "en": "automatic|virtual|digital",
    "es": "automátic|virtual|digital",
    "de": "automatisch|virtuell|digital",
    "fr": "automatique|virtuel|numérique",
    "it": "automatic|virtuale|digitale",
    "pt": "automátic|virtual|digital",
    "nl": "automatisch|virtueel|virtuele|digita",
    "he": "אוטומטי|וירטואלי|דיגיטלי",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is a file of the template, with the key after a colon."""

    level: Literal["error", "warning"]
    where: str
    message: str
    hint: str = ""


def check_templates() -> dict[str, list[Finding]]:
    """What is wrong with each template of the house; an empty list is good news."""
    return {name: check_template(files("templates") / name) for name in list_templates()}


def check_template(folder: Traversable) -> list[Finding]:
    """What is wrong with the template in this folder, errors first."""
    try:
        template = read_template(folder)
    except ConciergeError as error:
        return [Finding("error", folder.name, error.message, error.hint)]
    found = [*_sheet(template), *_questions(template), *_prompt(template)]
    for language, phrases in template.phrases.items():
        found += _phrases(language, phrases)
    return sorted(found, key=lambda finding: finding.level)


def _sheet(template: IndustryTemplate) -> Iterator[Finding]:
    where = "template.toml"
    for name, keys in (("services", template.services), ("roles", template.roles)):
        for key in _twice(part.key for part in keys):
            yield Finding("error", f"{where}: {name}", f"{key!r} is there twice.", "Rename one.")
    for service in template.services:
        if service.kind == "booking" and "date" not in service.ask:
            yield Finding(
                "error", f"{where}: services", f"{service.key!r} is booked without asking a date."
            )
    for figure, target in template.targets.items():
        if figure not in MINUTES and target > 1:
            yield Finding(
                "error",
                f"{where}: targets.{figure}",
                "A target is a share between 0 and 1.",
                f"Did you mean {target / 100:g}?",
            )
    if "person" not in template.intents:
        yield Finding("error", f"{where}: intents", "Guests must be able to ask for a person.")
    for language in template.phrases:
        if not template.escalation.urgent.get(language):
            yield Finding(
                "warning",
                f"{where}: escalation.urgent",
                f"There are phrases in {language!r} but no urgent words.",
                "An emergency in that language would wait its turn.",
            )


def _phrases(language: str, phrases: Phrases) -> Iterator[Finding]:
    where = f"phrases.{language}.toml"
    for key, sentence in phrases:
        if not isinstance(sentence, str):
            continue
        for name in set(re.findall(r"\{(.*?)\}", sentence)) - FILLED_IN:
            yield Finding("error", f"{where}: {key}", f"Nothing fills in {{{name}}}.")
    if not re.search(MACHINE[language], phrases.greeting, re.IGNORECASE):
        yield Finding(
            "error",
            f"{where}: greeting",
            "The greeting does not say that an automatic concierge speaks.",
            "Guests have a right to know; say it in the first sentence.",
        )
    for label in _twice(reply.label for reply in phrases.quick_replies):
        yield Finding("error", f"{where}: quick_replies", f"{label!r} is there twice.")


def _questions(template: IndustryTemplate) -> Iterator[Finding]:
    where = "eval.toml"
    for question in template.questions:
        for pattern in question.expect:
            try:
                re.compile(pattern)
            except re.error as error:
                yield Finding(
                    "error",
                    where,
                    f"{question.ask!r} expects {pattern!r}, which is broken: {error}.",
                )
        if question.answerable != bool(question.expect):
            yield Finding(
                "error",
                where,
                f"{question.ask!r} needs expectations exactly when it is answerable.",
            )
    for ask in _twice(question.ask for question in template.questions):
        yield Finding("warning", where, f"{ask!r} is asked twice.")
    if not template.questions:
        yield Finding("warning", where, "There are no sample questions.")


def _prompt(template: IndustryTemplate) -> Iterator[Finding]:
    if not template.prompt:
        yield Finding("error", "prompt.md", "The prompt is empty.")
    elif len(template.prompt) > 6_000:
        yield Finding(
            "warning",
            "prompt.md",
            "The prompt is longer than 6,000 letters.",
            "Each reply pays it.",
        )


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
