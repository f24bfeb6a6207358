"""Templates from the command line: seen, begun, checked, taken into use."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from templates.industry import load_template
from templates.schema import Phrases, Sheet
from tests.cli.conftest import Inside

REPOSITORY = Path(__file__).resolve().parents[2]


def begun(inside: Inside, founded: Path, name: str = "my_inn") -> Path:
    assert inside("template", "new", name, "--inherits", "boutique_hotel").code == 0
    return founded / "templates" / name / "template.toml"


def add(sheet: Path, text: str) -> None:
    sheet.write_text(sheet.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_shelf_shows_which_is_in_use_and_which_is_ones_own(
    inside: Inside, founded: Path
) -> None:
    begun(inside, founded)

    listed = {one["name"]: one for one in inside("template", "list", "--json").json["templates"]}

    assert listed["boutique_hotel"]["in_use"]
    assert listed["my_inn"]["own"]
    assert listed["my_inn"]["inherits"] == "boutique_hotel"
    assert not listed["general"]["own"]


def test_a_new_template_is_right_as_it_is_and_shows_what_it_inherits(
    inside: Inside, founded: Path
) -> None:
    begun(inside, founded)

    checked = inside("template", "check", "my_inn", "--json")
    shown = inside("template", "show", "my_inn", "--json").json

    assert (checked.code, checked.json["ok"]) == (0, True)
    assert shown["phrases"]["de"] == load_template("boutique_hotel").phrases["de"].model_dump(
        mode="json"
    )


def test_a_name_that_is_taken_or_none_is_refused(inside: Inside, founded: Path) -> None:
    begun(inside, founded)

    assert inside("template", "new", "my_inn").code == 5
    assert inside("template", "new", "../inn").code == 2
    assert inside("template", "new", "inn", "--inherits", "nothing").code == 4


def test_a_fault_ends_with_one_and_names_its_line(inside: Inside, founded: Path) -> None:
    sheet = begun(inside, founded)
    add(sheet, "\n[persona]\ntone = 'sulky'\n")

    done = inside("template", "check", "my_inn")

    line = sheet.read_text().splitlines().index("tone = 'sulky'") + 1
    assert done.code == 1
    assert f"template.toml, line {line}: persona.tone" in done.out
    assert inside("template", "apply", "my_inn").code == 2


def test_an_applied_template_is_the_homes_and_its_questions_are_cases(
    inside: Inside, founded: Path
) -> None:
    sheet = begun(inside, founded)
    add(sheet, '\n[autonomy]\ndefault = "draft"\n')
    (sheet.parent / "eval.toml").write_text('[[question]]\nask = "Is there tea?"\nexpect = ["tea"]')

    done = inside("template", "apply", "my_inn", "--json")

    assert done.json["settings"] == {
        "business.template": "my_inn",
        "answers.autonomy": "draft",
    }
    assert inside("config", "check").code == 0
    cases = inside("eval", "case", "list", "--json").json
    assert [case["question"] for case in cases if case["origin"] == "template"] == ["Is there tea?"]


def test_applying_never_sets_replies_free(inside: Inside, founded: Path) -> None:
    inside("config", "set", "answers.autonomy", "draft")

    done = inside("template", "apply", "golf_club", "--json")

    assert done.json["settings"] == {"business.template": "golf_club"}
    assert inside("config", "get", "answers.autonomy", "--json").json["value"] == "draft"


def test_ones_own_of_the_same_name_takes_the_place_of_the_houses(
    inside: Inside, founded: Path
) -> None:
    assert inside("template", "new", "golf_club", "--inherits", "golf_club").code == 0
    folder = founded / "templates" / "golf_club"
    (folder / "phrases.en.toml").write_text('goodbye = "Fore!"')

    own = load_template("golf_club", founded / "templates")

    house = load_template("golf_club")
    assert own.phrases["en"].goodbye == "Fore!"
    assert own.phrases["en"].greeting == house.phrases["en"].greeting
    assert own.services == house.services


def test_every_key_stands_in_the_blank_and_all_its_examples_are_right(tmp_path: Path) -> None:
    blank = (files("templates") / "new_template.toml").read_text(encoding="utf-8")
    filled = {"NAME": "mine", "PARENT": "general", "TITLE": '"Mine"', "DESCRIPTION": '"Own."'}
    for name, value in filled.items():
        blank = blank.replace(f"<{name}>", value)

    woken = re.sub(r"(?m)^# ", "", blank)
    said = tomllib.loads(woken)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "template.toml").write_text(woken, encoding="utf-8")

    assert load_template("mine", tmp_path).title == "Mine"
    assert set(said) == set(Sheet.model_fields)


def test_every_key_is_told_on_the_page_of_templates() -> None:
    page = (REPOSITORY / "docs" / "templates.md").read_text(encoding="utf-8")

    keys = {*names_in(Sheet), *names_in(Phrases)}

    assert [key for key in sorted(keys) if not re.search(rf"[`\[.]{key}[`\].]", page)] == []


def names_in(shape: type[BaseModel]) -> set[str]:
    """The keys of a table and of all tables inside it."""
    found: set[str] = set()
    for name, field in shape.model_fields.items():
        found.add(name)
        for inner in _shapes(field.annotation):
            found |= names_in(inner)
    return found


def _shapes(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [shape for part in getattr(annotation, "__args__", ()) for shape in _shapes(part)]
