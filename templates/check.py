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
from pathlib import Path
from typing import Literal

from store.errors import ConciergeError
from templates.handed import watch_over
from templates.industry import list_templates, read_template
from templates.schema import CHOOSING, ContextField, IndustryTemplate, Intake, Phrases

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


def check_template(folder: Traversable, own: Path | None = None) -> list[Finding]:
    """What is wrong with the template in this folder, errors first; `own` is the owner's shelf."""
    try:
        template = read_template(folder, own)
    except ConciergeError as error:
        return [Finding("error", folder.name, error.message, error.hint)]
    found = [
        *_sheet(template),
        *_fields(template),
        *_handed_over(template),
        *_questions(template),
        *_prompt(template),
    ]
    for language, phrases in template.phrases.items():
        found += _phrases(language, phrases)
    return sorted(found, key=lambda finding: finding.level)


def _sheet(template: IndustryTemplate) -> Iterator[Finding]:
    where = "template.toml"
    for name in ("services", "roles", "hours", "intake", "context", "sequences"):
        for key in _twice(part.key for part in getattr(template, name)):
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


def _fields(template: IndustryTemplate) -> Iterator[Finding]:
    """Fields that ask, and messages that follow: each has its choices and its words."""
    asked: list[tuple[str, Intake | ContextField]] = [("intake", one) for one in template.intake]
    asked += [("context", one) for one in template.context]
    for name, field in asked:
        if (field.type in CHOOSING) != bool(field.choices):
            yield Finding(
                "error",
                f"template.toml: {name}",
                f"{field.key!r} needs choices exactly when it is a choice or a multi.",
            )
    said = [("sequences", step.say) for one in template.sequences for step in one.steps]
    said += [("intake", field.key) for field in template.intake]
    for name, key in dict.fromkeys(said):
        for language, phrases in template.phrases.items():
            if key not in getattr(phrases, name):
                yield Finding(
                    "error",
                    f"phrases.{language}.toml: {name}",
                    f"There are no words for {key!r}.",
                    f"Write them under [{name}].",
                )


def _handed_over(template: IndustryTemplate) -> Iterator[Finding]:
    """What is never answered must be heard and said in every language the template speaks."""
    for key, matter in template.handed_over.items():
        where = f"template.toml: handed_over.{key}"
        if matter.number and matter.number not in template.numbers:
            yield Finding("error", where, f"[numbers] has no {matter.number!r}.", "Name it there.")
        for language, phrases in template.phrases.items():
            said = phrases.handed_over.get(key)
            if not matter.words.get(language):
                yield Finding("warning", where, f"There are no words in {language!r}.")
            if said is None or bool(matter.number) != ("{number}" in said):
                yield Finding(
                    "error",
                    f"phrases.{language}.toml: handed_over",
                    f"{key!r} needs a sentence, with {{number}} exactly when it has a number.",
                )


def _phrases(language: str, phrases: Phrases) -> Iterator[Finding]:
    where = f"phrases.{language}.toml"
    for key, sentence, filled in _sentences(phrases):
        for name in sorted(set(re.findall(r"\{(.*?)\}", sentence)) - filled):
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


def _sentences(phrases: Phrases) -> Iterator[tuple[str, str, set[str]]]:
    """Key, sentence and what is filled into it."""
    for key, said in phrases:
        if isinstance(said, str):
            yield key, said, FILLED_IN
        elif isinstance(said, dict):
            filled = FILLED_IN | ({"number"} if key == "handed_over" else set())
            yield from ((f"{key}.{name}", sentence, filled) for name, sentence in said.items())


def _questions(template: IndustryTemplate) -> Iterator[Finding]:
    where, watch = "eval.toml", watch_over(template)
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
        matter = watch.matter_of(question.ask) if question.answerable else None
        if matter:
            yield Finding(
                "error",
                where,
                f"{question.ask!r} is answerable, and the words of {matter.key!r} hand it over.",
                "Take narrower words, or call the question not answerable.",
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
