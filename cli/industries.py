"""What `concierge template` does: the shelf of a home, a template in words, taking one into use."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from server.config_file import as_toml, change, write_private
from store import cases
from store.cases import Expected
from store.db import Tx
from store.errors import Conflict, Invalid
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from templates.check import Finding, check_template
from templates.industry import SHEET, folder_of, list_templates, load_template
from templates.schema import IndustryTemplate

BLANK = "new_template.toml"


@dataclass(frozen=True, slots=True)
class Listed:
    """One template of the shelf. `fault` is why it cannot be read, "" when it can."""

    name: str
    title: str
    description: str
    own: bool
    in_use: bool
    inherits: str
    languages: list[str]
    questions: int
    fault: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def shelf(home: Home) -> list[Listed]:
    """Those of the house and, where there is a home, the owner's own."""
    used = read_settings(home).business.template if home.exists() else ""
    return [_listed(name, home, used) for name in list_templates(home.templates)]


def _listed(name: str, home: Home, used: str) -> Listed:
    own = is_own(name, home)
    try:
        template = load_template(name, home.templates)
    except Invalid as error:
        return Listed(name, "", "", own, name == used, "", [], 0, error.message)
    return Listed(
        name,
        template.title,
        template.description,
        own,
        name == used,
        template.inherits,
        list(template.phrases),
        len(template.questions),
    )


def is_own(name: str, home: Home) -> bool:
    return (home.templates / name / SHEET).is_file()


def checked(names: list[str], home: Home) -> dict[str, list[Finding]]:
    """What is wrong with each; without names, with all there are."""
    wanted = names or list_templates(home.templates)
    own = home.templates
    return {name: check_template(folder_of(name, own), own) for name in wanted}


def begin(name: str, inherits: str, home: Home) -> Path:
    """A new template in the home: a sheet that names its parent, and every key as a comment."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name):
        raise Invalid(
            f"{name!r} cannot name a template.", "Take small letters, figures and _: my_clinic."
        )
    folder = home.templates / name
    if folder.exists():
        raise Conflict(f"{folder} is there already.", f"Look at it: concierge template show {name}")
    parent = load_template(inherits, home.templates)
    text = (files("templates") / BLANK).read_text(encoding="utf-8")
    filled = {
        "NAME": name,
        "PARENT": inherits,
        "TITLE": as_toml(parent.title),
        "DESCRIPTION": as_toml(parent.description),
    }
    for blank, value in filled.items():
        text = text.replace(f"<{blank}>", value)
    folder.mkdir(mode=0o700, parents=True)
    write_private(folder / SHEET, text)
    return folder / SHEET


@dataclass(frozen=True, slots=True)
class Applied:
    """What changed: settings by key, and how many questions became cases."""

    template: str
    settings: dict[str, str]
    cases: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def apply(name: str, home: Home) -> Applied:
    """Take a template into use. It may make replies wait for staff, and never sets them free."""
    template = load_template(name, home.templates)
    broken = [f for f in checked([name], home)[name] if f.level == "error"]
    if broken:
        first = broken[0]
        raise Invalid(
            f"{first.where}: {first.message}", f"See them all: concierge template check {name}"
        )
    before = read_settings(home)
    changed = _changes(template, before)
    for key, value in changed.items():
        change(home, key, value)
    store = open_store(home)
    try:
        with store.writing() as tx:
            asked = ask_what_the_trade_asks(tx, template)
    finally:
        store.close()
    return Applied(name, changed, asked)


def _changes(template: IndustryTemplate, before: Settings) -> dict[str, str]:
    changed: dict[str, str] = {}
    if before.business.template != template.name:
        changed["business.template"] = template.name
    answers, habit = before.answers, template.autonomy
    if habit.default == "draft" and answers.autonomy != "draft":
        changed["answers.autonomy"] = "draft"
    held = {str(channel): "draft" for channel, how in habit.channels.items() if how == "draft"}
    if held.items() - answers.channels.items():
        changed["answers.channels"] = as_toml({**answers.channels, **held})
    return changed


def ask_what_the_trade_asks(tx: Tx, template: IndustryTemplate) -> int:
    """The template's questions take the place of those of the one before, among the cases."""
    asked = {sample.ask for sample in template.questions}
    for case in cases.listed(tx, "template"):
        if case.question not in asked:
            cases.remove(tx, case.id)
    for sample in template.questions:
        expected = Expected(sample.answerable, [[pattern] for pattern in sample.expect])
        cases.add(tx, sample.ask, expected, origin="template")
    return len(template.questions)


def habits(template: IndustryTemplate) -> dict[str, Any]:
    """The settings a new home takes over from its template."""
    habit = template.autonomy
    taken: dict[str, Any] = {}
    if habit.default != "auto":
        taken["answers.autonomy"] = habit.default
    if habit.channels:
        taken["answers.channels"] = {str(channel): how for channel, how in habit.channels.items()}
    return taken
