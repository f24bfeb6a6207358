"""A demo's home: a folder of its own under the main one, with its own settings and database.

Nothing of the main house is read there, neither its environment nor its secrets: a demo answers
without a model, sends no mail, takes no files, and lets no staff in.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable
from typing import Any

import tomlkit

from server.uploads import shown_name
from store.home import Home
from store.migrate import open_store
from store.settings import Settings

FOLDER = "demos"
SOURCES = "sources"
MESSAGES_A_MINUTE, CONVERSATIONS_AN_HOUR = 12, 20


def home_of(main: Home, public_id: str) -> Home:
    return Home(main.path / FOLDER / public_id)


def found(
    main: Settings,
    public_id: str,
    label: str,
    language: str,
    files: Iterable[tuple[str, bytes]] = (),
    *,
    allow_private: bool = False,
) -> Home:
    """Make it, with the PDFs it is to be read from. The settings, which make it one, come last."""
    home = home_of(main.home, public_id).create()
    for number, (name, body) in enumerate(files, 1):
        folder = home.files / SOURCES / str(number)
        folder.mkdir(mode=0o700, parents=True)
        (folder / shown_name(name, "pdf")).write_bytes(body)
    open_store(home, create=True).close()
    values = _values(main, public_id, label, language, allow_private)
    home.config.write_text(tomlkit.dumps(values), "utf-8")
    home.config.chmod(0o600)
    return home


def _values(
    main: Settings, public_id: str, label: str, language: str, allow_private: bool
) -> dict[str, Any]:
    languages = list(dict.fromkeys([language, *main.business.languages]))
    # A port that is only known when it is served makes no address; its pages need the path alone.
    named = main.server.public_url or main.server.port
    outside = main.public_url if named else f"http://{main.server.host}"
    return {
        "business": {
            "name": label,
            "timezone": main.business.timezone,
            "languages": languages,
            "colour": main.business.colour,
        },
        "server": {
            "public_url": f"{outside}/demo/{public_id}",
            "messages_per_minute": MESSAGES_A_MINUTE,
            "conversations_per_hour": CONVERSATIONS_AN_HOUR,
        },
        "ingest": {"allow_private": allow_private, "max_pages": main.demos.pages},
        "reports": {"daily": ""},
        "widget": {"upload_mb": 0},
    }


def settings_of(home: Home) -> Settings:
    """As its own file says, and nothing else."""
    return Settings(**tomllib.loads(home.must_exist().config.read_text("utf-8")), home=home)


def sources_of(home: Home, website: str) -> list[str]:
    """What it is to be read from: the website, if one was named, and the PDFs."""
    files = sorted((home.files / SOURCES).glob("*/*"))
    return [*([website] if website else []), *map(str, files)]


def homes_in(main: Home) -> set[str]:
    """The demos that have a home."""
    folder = main.path / FOLDER
    return {one.name for one in folder.iterdir()} if folder.is_dir() else set()


def remove(main: Home, public_id: str) -> None:
    """Whole, with all that was said there."""
    shutil.rmtree(home_of(main, public_id).path, ignore_errors=True)
