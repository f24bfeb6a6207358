"""What we write is checked like code: the two commands, the keys, the tables, and whose words.

`tests/test_docs.py` checks commands, settings and links to files; here is the rest.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import STATUS
from store.crashpoints import POINTS
from store.tables.base import Base
from tui import keys, places
from tui.keys import Key, spelled

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *REPOSITORY.glob("*.md")])
LARGEST_PICTURE = 300_000

# Put together here, so that this file is not the first to be found.
SOMEBODYS_FOLDER = re.compile(
    "|".join(("/ho" + r"me/\w", "/Us" + r"ers/\w", "/ro" + "ot/", "/wo" + "rk/"))
)
REGISTRY = re.compile(
    "|".join(
        (
            *(
                r"pypi" + r"\.org",
                "files.python" + "hosted",
                "registry.npm" + "js",
                "crates" + r"\.io",
            ),
            *("proxy.go" + "lang", "conda" + r"\.anaconda", r"index-url\s*=?\s*http"),
        )
    )
)


def tracked() -> list[Path]:
    """Every text file in the repository's history as it stands."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a checkout")
    paths = [REPOSITORY / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in tracked():
        body = path.read_bytes()
        if b"\0" in body[:8_000]:
            continue
        for number, line in enumerate(body.decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:120]}"


def heading_marks(page: Path) -> set[str]:
    """What a link may name behind #, as the usual viewers make it of headings."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert list(lines_with(SOMEBODYS_FOLDER)) == []


def test_no_file_names_a_package_registry() -> None:
    assert list(lines_with(REGISTRY)) == []


def test_the_first_page_names_the_two_commands() -> None:
    page = (REPOSITORY / "README.md").read_text()

    assert "\n./install.sh demo\n" in page
    assert "\n./install.sh test\n" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_a_link_to_a_chapter_finds_it(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))

    wanted = [
        (page.parent / file if file else page, mark) for file, mark in links if ":" not in file
    ]
    missing = [f"{file.name}#{mark}" for file, mark in wanted if mark not in heading_marks(file)]

    assert missing == []


def test_pictures_are_small_and_shown_somewhere() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = sorted((DOCS / "pictures").iterdir())

    assert [p.name for p in pictures if p.stat().st_size > LARGEST_PICTURE] == []
    assert [p.name for p in pictures if f"pictures/{p.name})" not in shown] == []


@pytest.mark.parametrize(
    "group",
    [
        *(keys.EVERYWHERE, keys.LIST, keys.INBOX, keys.CONVERSATION, keys.COMPOSING),
        *(keys.DRAFTS, keys.EDITING, keys.ESCALATIONS, keys.KNOWLEDGE, keys.REPORT),
        *(
            places.GO,
            keys.REPLAY,
            keys.INSIGHTS,
            keys.CONTACTS,
            keys.SETTINGS,
            keys.TEAM,
            keys.NOTICES,
            keys.EVALUATION,
        ),
        *(keys.GAPS, keys.CHECKS, keys.ANSWERS, keys.FACTS),
    ],
    ids=lambda group: str(group[0].help),
)
def test_the_staff_page_has_every_key_of_the_desk(group: tuple[Key, ...]) -> None:
    rows = [line for line in (DOCS / "staff.md").read_text().splitlines() if line.startswith("| `")]

    def told(key: Key) -> bool:
        names = [f"`{spelled(name)}`" for name in key.keys.split(",")]
        return any(all(name in row for name in names) for row in rows)

    # Scrolling is told once, with the lists.
    moves = {key.keys for key in keys.LIST} if group is not keys.LIST else set()
    wanted = [key for key in group if key.keys and key.keys not in moves]

    assert [key.name for key in wanted if not told(key)] == []


def test_the_architecture_page_names_every_table() -> None:
    page = (DOCS / "architecture.md").read_text()

    assert [name for name in Base.metadata.tables if f"`{name}`" not in page] == []


def test_the_architecture_page_has_the_table_of_errors() -> None:
    page = (DOCS / "architecture.md").read_text()

    assert [code for code, status in STATUS.items() if f"| `{code}` | {status} |" not in page] == []


def test_every_decision_is_listed_with_its_title() -> None:
    index = (DOCS / "decisions" / "README.md").read_text()
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))

    listed = {record.name: record.read_text().splitlines()[0][2:] for record in records}

    assert [name for name, title in listed.items() if f"[{title}]({name})" not in index] == []


def test_the_example_of_a_crash_point_is_one() -> None:
    named = re.findall(r"CONCIERGE_CRASH_AT=([\w.]+)", (DOCS / "developer.md").read_text())

    assert named
    assert set(named) <= set(POINTS)
