"""A template is read whole, and a fault in it is named by file, line and key."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from store.errors import Invalid, NotFound
from templates.demonstration.demo import demonstration
from templates.industry import list_templates, load_template, read_template, spoken
from templates.schema import SampleQuestion


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """An owner's copy of a template, to be changed."""
    folder = tmp_path / "golf_club"
    shutil.copytree(str(files("templates") / "golf_club"), folder)
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_in(file: Path, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def samples(name: str) -> tuple[SampleQuestion, ...]:
    return load_template(name).questions


def test_the_house_comes_with_twelve_templates() -> None:
    assert list_templates() == [
        *("bank_branch", "boutique_hotel", "dental_clinic", "estate_agency", "field_services"),
        *("general", "golf_club", "law_office", "medical_practice", "restaurant", "shop"),
        "spa_salon",
    ]


@pytest.mark.parametrize("name", ["boutique_hotel", "general", "golf_club"])
def test_every_template_of_the_house_loads(name: str) -> None:
    template = load_template(name)

    assert template.name == name
    assert set(template.phrases) == {"en", "es", "de", "fr", "it", "pt", "nl", "he"}
    assert template.prompt
    assert any(not question.answerable for question in template.questions)


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    with pytest.raises(NotFound) as caught:
        load_template("golfclub")

    assert "golf_club" in caught.value.hint


@pytest.mark.parametrize("name", ["../golf_club", "", "demonstration", "golf_club/../general"])
def test_a_name_never_leads_out_of_the_shelf(name: str) -> None:
    with pytest.raises(NotFound):
        load_template(name)


def test_an_owner_may_copy_a_template_and_change_it(copied: Path) -> None:
    replace(copied / "template.toml", 'tone = "friendly"', 'tone = "luxury"')

    assert read_template(copied).persona.tone == "luxury"


def test_an_unknown_key_is_named_with_its_line(copied: Path) -> None:
    sheet = copied / "template.toml"
    replace(sheet, 'key = "lesson"', 'key = "lesson"\ncolour = "red"')

    with pytest.raises(Invalid) as caught:
        read_template(copied)

    line = line_in(sheet, "colour")
    assert caught.value.message.startswith(f"template.toml, line {line}: services.1.colour:")


def test_a_wrong_value_is_named_with_its_line(copied: Path) -> None:
    sheet = copied / "template.toml"
    replace(sheet, 'tone = "friendly"', 'tone = "sulky"')

    with pytest.raises(Invalid, match=f"line {line_in(sheet, 'sulky')}: persona.tone"):
        read_template(copied)


def test_an_unknown_target_is_named_with_its_line(copied: Path) -> None:
    sheet = copied / "template.toml"
    replace(sheet, "satisfaction = 0.90", "happiness = 0.90")

    with pytest.raises(Invalid, match=f"line {line_in(sheet, 'happiness')}: targets.happiness"):
        read_template(copied)


def test_broken_toml_is_named_with_its_line(copied: Path) -> None:
    replace(copied / "phrases.de.toml", "greeting = ", "greeting ")

    with pytest.raises(Invalid, match=r"phrases\.de\.toml is not valid TOML.*line 4"):
        read_template(copied)


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A copy of the one template that inherits nothing."""
    folder = tmp_path / "general"
    shutil.copytree(str(files("templates") / "general"), folder)
    return folder


@pytest.mark.parametrize("name", ["template.toml", "phrases.en.toml", "prompt.md", "eval.toml"])
def test_a_missing_file_is_named(alone: Path, name: str) -> None:
    (alone / name).unlink()

    with pytest.raises(Invalid, match=f"no {name}"):
        read_template(alone)


def test_a_language_other_than_english_may_be_missing(alone: Path) -> None:
    (alone / "phrases.de.toml").unlink()

    template = read_template(alone)

    assert template.phrases_in("de") == template.phrases["en"]


def test_what_is_missing_is_inherited_line_by_line(copied: Path) -> None:
    for name in ("prompt.md", "eval.toml", "phrases.de.toml"):
        (copied / name).unlink()
    (copied / "phrases.en.toml").write_text('goodbye = "Fore!"\n', encoding="utf-8")

    template, general = read_template(copied), load_template("general")

    assert template.prompt == general.prompt
    assert template.questions == general.questions
    assert template.phrases["de"] == general.phrases["de"]
    assert template.phrases["en"].goodbye == "Fore!"
    assert template.phrases["en"].greeting == general.phrases["en"].greeting


def test_a_circle_of_inheritance_is_refused(tmp_path: Path) -> None:
    for name, parent in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        sheet = f'name = "{name}"\ninherits = "{parent}"\n'
        (tmp_path / name / "template.toml").write_text(sheet, encoding="utf-8")

    with pytest.raises(Invalid, match="in a circle or too deep"):
        load_template("one", tmp_path)


def test_a_parent_there_is_not_is_named(copied: Path) -> None:
    replace(copied / "template.toml", 'inherits = "general"', 'inherits = "generel"')

    with pytest.raises(Invalid, match="inherits: There is no template called 'generel'") as caught:
        read_template(copied)

    assert "general" in caught.value.hint


def test_a_file_in_another_encoding_is_refused_in_words(copied: Path) -> None:
    (copied / "prompt.md").write_bytes("Grüße".encode("latin-1"))

    with pytest.raises(Invalid, match=r"prompt\.md is not written in UTF-8"):
        read_template(copied)


def test_a_template_has_the_name_of_its_folder(copied: Path) -> None:
    moved = copied.rename(copied.with_name("my_club"))

    with pytest.raises(Invalid, match="calls itself 'golf_club'"):
        read_template(moved)


@pytest.mark.parametrize("language", ["de", "de-AT", "DE_ch"])
def test_a_regional_language_is_spoken_as_its_language(language: str) -> None:
    assert load_template("general").phrases_in(language).greeting.startswith("Willkommen")


def test_names_are_filled_in_and_never_interpreted() -> None:
    said = spoken("{business} and {persona}", business="{persona} {0.__class__}", persona="Ana")

    assert said == "{persona} {0.__class__} and Ana"


@pytest.mark.parametrize("name", ["boutique_hotel", "general", "golf_club"])
def test_no_everyday_question_sounds_like_an_emergency(name: str) -> None:
    escalation = load_template(name).escalation
    alarming = [
        word.lower()
        for by_language in (escalation.urgent, escalation.upset)
        for words in by_language.values()
        for word in words
    ]
    asked = [question.question.lower() for question in demonstration().questions]
    known = [one for name in list_templates() for one in samples(name) if one.answerable]
    asked += [question.ask.lower() for question in known]
    asked += [
        "is there a fire in the bar?",
        "may i smoke in the garden?",
        "is my deposit refunded?",
    ]

    assert [(word, one) for word in alarming for one in asked if word in one] == []
