"""Documentation is checked like code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import generate
from docs.generate import commands
from server.config_file import all_keys, variable
from store.settings import SECTIONS

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
WRITTEN = sorted([*DOCS.rglob("*.md"), *REPOSITORY.glob("*.md")])


def test_the_generated_pages_are_what_the_program_says() -> None:
    assert generate.outdated() == [], "run `python -m docs.generate`"


def test_every_command_is_documented() -> None:
    page = (DOCS / "cli.md").read_text()

    assert [path for path, _, _ in commands() if f"# {path}\n" not in page] == []


def test_every_setting_is_documented_with_its_variable() -> None:
    page = (DOCS / "settings.md").read_text()

    assert [k for k in all_keys() if f"`{k}`" not in page or variable(k) not in page] == []


def test_every_setting_says_what_it_is_for() -> None:
    silent = [
        f"{name}.{key}"
        for name, section in SECTIONS.items()
        for key, field in section.model_fields.items()
        if not field.description
    ]

    assert silent == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)

    inside = [link for link in links if not re.match(r"[a-z]+:|#|/", link)]
    missing = [link for link in inside if not (page.parent / link.split("#")[0]).exists()]

    assert missing == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    known = {path.removeprefix("concierge ") for path, _, _ in commands()}
    groups = {name.split()[0] for name in known if " " in name}
    named = re.findall(r"`concierge ([a-z]+)(?: ([a-z]+))?", page.read_text(encoding="utf-8"))

    unknown = [
        " ".join(filter(None, words))
        for words in named
        if words[0] not in known
        or (words[0] in groups and words[1] and " ".join(words) not in known)
    ]

    assert unknown == []
