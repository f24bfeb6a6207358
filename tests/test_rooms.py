"""The rooms are ours alone, stand where the checkout says, and keep their third door shut.

Short top-level names are a risk: installers overwrite a package of the same name without a word.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
ROOMS = [
    *("cli", "server", "tui", "store", "ingest", "templates"),
    *("models", "agent", "channels", "integrations", "reports"),
]
OURS = "concierge-desk"
TUI_SEES = {
    *("server", "server.client", "server.wire", "store", "store.errors", "store.settings"),
    # What the client and the wire are made of.
    *(
        "server.calling",
        "server.care_calls",
        *("server.demo_calls", "server.demo_wire"),
        *("server.copilot_wire", "server.desk_calls", "server.desk_wire", "server.knowledge_wire"),
        "server.team_calls",
        "server.team_wire",
        "server.parts",
        "server.office_calls",
        "server.timeline_wire",
        "server.evaluation_wire",
        "server.notices_wire",
        "server.settings_wire",
        "server.contacts_wire",
    ),
}
# store.settings describes a home, so its file comes along.
WITH_THEM = {"store.home"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lies_in_this_repository(room: str) -> None:
    file = import_module(room).__file__

    assert file is not None
    assert Path(file).resolve() == REPOSITORY / room / "__init__.py"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_a_docstring_and_nothing_else(room: str) -> None:
    import ast

    body = ast.parse((REPOSITORY / room / "__init__.py").read_text()).body

    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


def test_no_other_distribution_brings_a_room_of_ours() -> None:
    brought_by = packages_distributions()

    others = {room: set(brought_by.get(room, [])) - {OURS} for room in ROOMS}

    assert {room: who for room, who in others.items() if who} == {}


def test_our_distribution_is_installed_and_brings_the_command() -> None:
    scripts = distribution(OURS).entry_points.select(group="console_scripts")

    assert {script.name: script.value for script in scripts} == {"concierge": "cli.main:app"}


def test_every_room_is_in_the_wheel_and_nothing_else_is() -> None:
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert sorted(packed) == sorted(ROOMS)
    assert sorted(project["tool"]["importlinter"]["root_packages"]) == sorted(ROOMS)


def test_no_name_of_ours_hides_the_standard_library() -> None:
    ours = [p for room in ROOMS for p in (REPOSITORY / room).rglob("*.py")]

    hidden = [p for p in ours if p.stem in sys.stdlib_module_names and p.parent == REPOSITORY]

    assert set(ROOMS) & sys.stdlib_module_names == set()
    assert hidden == []


@pytest.mark.parametrize("words", [[], ["--help"], ["ask", "--help"], ["user", "--help"]])
def test_the_third_door_commands_open_other_rooms_only_when_they_work(words: list[str]) -> None:
    others = [room for room in ROOMS if room != "cli"]
    libraries = ["rich", "sqlalchemy", "fastapi", "textual", "uvicorn", "numpy", "alembic"]

    loaded = loaded_by(f"from cli.main import run; run({words!r})")

    assert loaded & {*others, *libraries} == set()


def test_the_staff_window_sees_the_client_and_the_wire_and_nothing_else_of_the_house() -> None:
    loaded = loaded_by("import tui.app")

    seen = {name for name in loaded if name.split(".")[0] in ROOMS and not is_in("tui", name)}
    assert seen - TUI_SEES - WITH_THEM == set()


def is_in(room: str, name: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def loaded_by(program: str) -> set[str]:
    """Every module a fresh interpreter holds after it."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint('LOADED', *sys.modules)"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split()[1:])
