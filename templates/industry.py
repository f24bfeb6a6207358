"""An industry template: where a new front desk starts, before it has read a word of the business.

    template.toml             who speaks, what guests want, when to fetch a person, worth
    phrases.<language>.toml   the standing sentences in its voice; English is always there
    prompt.md                 what chat mode is told of the trade, before anything else
    eval.toml                 questions every business of the kind should be able to answer

They are plain files, so that an owner can copy a folder and change it. A template promises nothing
about the business itself: it holds no hours, no price and no name.

One that says `inherits = "general"` holds only what differs: a table is laid over the inherited one
key by key, a list takes the place of the inherited list, and a file that is missing is inherited
whole. An owner's own lie in `templates/` of the home and come before those of the house; one with
the name of a template of the house inherits from it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from store.errors import Invalid, NotFound
from store.settings import Settings
from templates.lines import line_of
from templates.schema import (
    LANGUAGES,
    IndustryTemplate,
    Language,
    Phrases,
    Questions,
    SampleQuestion,
    Sheet,
)

SHELF = "templates"
SHEET = "template.toml"
DEEPEST = 4
_BLANK = re.compile(r"\{(business|persona|number)\}")

Lines = dict[str, Any]


def spoken(sentence: str, *, business: str, persona: str = "", number: str = "") -> str:
    """A standing sentence with its names filled in.

    Plain replacement, not `str.format`: a business may be called `{0.__class__}`.
    """
    named = {"business": business, "persona": persona, "number": number}
    return _BLANK.sub(lambda blank: named[blank[1]], sentence)


def list_templates(own: Path | None = None) -> list[str]:
    """Names of the templates that come with the house, and of those in the folder `own`."""
    shelves: list[Traversable] = [files(SHELF)]
    if own is not None and own.is_dir():
        shelves.append(own)
    return sorted({f.name for shelf in shelves for f in shelf.iterdir() if (f / SHEET).is_file()})


def load_template(name: str, own: Path | None = None) -> IndustryTemplate:
    """A template by name, the owner's before the house's; `NotFound` if there is none, `Invalid`
    if it is broken."""
    return read_template(folder_of(name, own), own)


def template_of(settings: Settings) -> IndustryTemplate:
    """The one this home names, from its own shelf or the house's."""
    return load_template(settings.business.template, settings.home.templates)


def folder_of(name: str, own: Path | None = None) -> Traversable:
    """Where a template lies. Raises NotFound with the nearest name."""
    known = list_templates(own)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise NotFound(f"There is no template called {name!r}.", hint)
    if own is not None and (own / name / SHEET).is_file():
        return own / name
    return files(SHELF) / name


def read_template(folder: Traversable, own: Path | None = None) -> IndustryTemplate:
    """A template from any folder, an owner's copy included. Faults name file, line and key."""
    return _read(folder, own, ())


def _read(
    folder: Traversable, own: Path | None, heirs: tuple[Traversable, ...]
) -> IndustryTemplate:
    said = _lines(folder / SHEET)
    above = _above(folder, said, own, heirs)
    sheet = _shaped(folder / SHEET, Sheet, _laid_over(_of_sheet(above), said))
    if sheet.name != folder.name:
        raise Invalid(
            f"{folder.name}/{SHEET} calls itself {sheet.name!r}.",
            "A template has the name of its folder.",
        )
    return IndustryTemplate(
        **dict(sheet),
        phrases=_phrases(folder, above),
        prompt=_prompt(folder, above),
        questions=_questions(folder, above),
    )


def _above(
    folder: Traversable, said: Lines, own: Path | None, heirs: tuple[Traversable, ...]
) -> IndustryTemplate | None:
    """The template this one inherits from; None when it stands alone."""
    name = said.get("inherits", "")
    if "inherits" not in said and _is_own(folder, own) and folder.name in list_templates():
        name = folder.name
    if not isinstance(name, str) or not name:
        return None
    line = folder, *heirs
    if len(line) > DEEPEST:
        names = " from ".join(one.name for one in reversed(line))
        raise Invalid(f"{names} inherits in a circle or too deep.", "Inherit from general.")
    try:
        parent = folder_of(name, None if name == folder.name else own)
    except NotFound as error:
        raise Invalid(f"{SHEET}: inherits: {error.message}", error.hint) from error
    if parent == folder:
        raise Invalid(f"{folder.name} inherits from itself.", "Inherit from general.")
    if not heirs and parent in _of_the_house():
        return _house_template(name)
    return _read(parent, own, line)


def _is_own(folder: Traversable, own: Path | None) -> bool:
    return own is not None and folder == own / folder.name


def _of_the_house() -> list[Traversable]:
    return [files(SHELF) / name for name in list_templates()]


@cache
def _house_template(name: str) -> IndustryTemplate:
    """Those of the house do not change while it stands; most others inherit from one of them."""
    return read_template(files(SHELF) / name)


def _of_sheet(above: IndustryTemplate | None) -> Lines:
    if above is None:
        return {}
    inherited = above.model_dump(exclude_unset=True)
    for own in ("name", "inherits", "phrases", "prompt", "questions"):
        inherited.pop(own, None)
    return inherited


def _laid_over(inherited: Lines, said: Lines) -> Lines:
    """`said` over `inherited`: tables key by key, everything else as it is said."""
    whole = dict(inherited)
    for key, value in said.items():
        below = whole.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        whole[key] = _laid_over(below or {}, value) if both else value
    return whole


def _phrases(folder: Traversable, above: IndustryTemplate | None) -> dict[Language, Phrases]:
    spoken_in: dict[Language, Phrases] = {}
    for language in LANGUAGES:
        sheet = folder / f"phrases.{language}.toml"
        inherited = above.phrases.get(language) if above else None
        if sheet.is_file() or (language == "en" and inherited is None):
            below = inherited.model_dump(exclude_unset=True) if inherited else {}
            spoken_in[language] = _shaped(sheet, Phrases, _laid_over(below, _lines(sheet)))
        elif inherited is not None:
            spoken_in[language] = inherited
    return spoken_in


def _prompt(folder: Traversable, above: IndustryTemplate | None) -> str:
    file = folder / "prompt.md"
    return above.prompt if above and not file.is_file() else _text(file).strip()


def _questions(folder: Traversable, above: IndustryTemplate | None) -> tuple[SampleQuestion, ...]:
    file = folder / "eval.toml"
    if above and not file.is_file():
        return above.questions
    return _shaped(file, Questions, _lines(file)).question


P = TypeVar("P", bound=BaseModel)


def _shaped(file: Traversable, shape: type[P], lines: Lines) -> P:
    try:
        return shape.model_validate(lines)
    except ValidationError as error:
        raise _fault(file, error) from error


def _lines(file: Traversable) -> Lines:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            f"{file.name} is not valid TOML: {error}.", "Mend the line it names."
        ) from error


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Invalid(
            f"The template has no {file.name}.", "Copy the file from a template of the house."
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file.name} is not written in UTF-8.", "Save it as UTF-8.") from error


def _fault(file: Traversable, error: ValidationError) -> Invalid:
    first = error.errors(include_url=False, include_input=False)[0]
    path = tuple(part for part in first["loc"] if part != "[key]")
    line = line_of(_text(file), path)
    where = f"{file.name}, line {line}" if line else file.name
    key = ".".join(str(part) for part in path)
    more = f" ({error.error_count() - 1} more after it.)" if error.error_count() > 1 else ""
    return Invalid(f"{where}: {key}: {first['msg']}.{more}", "Correct this key, then check again.")
