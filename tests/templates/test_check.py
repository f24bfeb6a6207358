"""What `doctor` says of a template: silence for a good one, a sentence for each fault."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from templates.check import Finding, check_template, check_templates


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "boutique_hotel"
    shutil.copytree(str(files("templates") / "boutique_hotel"), folder)
    return folder


def after(folder: Path, file: str, old: str, new: str) -> list[Finding]:
    """What is found once `old` in `file` has become `new`."""
    sheet = folder / file
    text = sheet.read_text(encoding="utf-8")
    assert old in text
    sheet.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check_template(folder)


def test_the_templates_of_the_house_pass_their_own_check() -> None:
    found = check_templates()

    assert set(found) >= {"boutique_hotel", "general", "golf_club"}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_template_that_does_not_load_is_one_error_with_the_reason(copied: Path) -> None:
    (found,) = after(copied, "template.toml", 'kind = "booking"', 'kind = "wish"')

    assert found.level == "error"
    assert "template.toml, line" in found.message


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("phrases.en.toml", "to {business}", "to {hotel}", "Nothing fills in {hotel}"),
        ("phrases.en.toml", "the automatic ", "the ", "does not say that an automatic concierge"),
        ("phrases.fr.toml", "automatique ", "", "does not say that an automatic concierge"),
        ("phrases.en.toml", '"Check-in and check-out"', '"Room rates"', "'Room rates' is there"),
        ("template.toml", 'key = "table"', 'key = "room"', "'room' is there twice"),
        ("template.toml", '"date", "nights", ', "", "booked without asking a date"),
        ("template.toml", "satisfaction = 0.90", "satisfaction = 90", "between 0 and 1"),
        ("template.toml", ', "person",', ",", "able to ask for a person"),
        ("eval.toml", '["breakfast"]', '["(breakfast"]', "which is broken"),
        ("eval.toml", '["breakfast"]', "[]", "exactly when it is answerable"),
        ("eval.toml", "Where can I park?", "Can I bring my dog?", "asked twice"),
    ],
)
def test_a_fault_is_said_in_a_sentence(
    copied: Path, file: str, old: str, new: str, said: str
) -> None:
    found = after(copied, file, old, new)

    assert [finding.where.split(":")[0] for finding in found] == [file]
    assert said in found[0].message


def test_an_empty_prompt_is_an_error(copied: Path) -> None:
    (copied / "prompt.md").write_text("\n")

    assert [finding.where for finding in check_template(copied)] == ["prompt.md"]


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    """In a template that inherits nothing; another would have the words of the one above it."""
    folder = tmp_path / "general"
    shutil.copytree(str(files("templates") / "general"), folder)
    (warned,) = after(folder, "template.toml", 'de = ["es brennt', '# de = ["es brennt')
    assert "no urgent words" in warned.message

    found = after(folder, "phrases.en.toml", "to {business}", "to {hotel}")

    assert [finding.level for finding in found] == ["error", "warning"]
