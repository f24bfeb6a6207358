"""Opening a home for a command: its settings, its store, who acts in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.db import Store, Tx
    from store.home import Home
    from store.settings import Settings
    from store.tables import User


def home_at(path: Path | None) -> Home:
    from store.home import Home, default_home

    return Home((path.expanduser() if path else default_home()).absolute())


def settings_of(path: Path | None, flags: Mapping[str, Any] | None = None) -> Settings:
    """`flags` are dotted keys; those that are None were not given."""
    from cli import logs
    from store.settings import read_settings

    given = {key: value for key, value in (flags or {}).items() if value is not None}
    settings = read_settings(home_at(path), given)
    logs.to_file(settings.home, settings.logs)
    return settings


@contextmanager
def opened(
    path: Path | None, flags: Mapping[str, Any] | None = None
) -> Iterator[tuple[Settings, Store]]:
    """Works beside a running server: the store is safe to share between processes."""
    from store.migrate import open_store

    settings = settings_of(path, flags)
    store = open_store(settings.home)
    try:
        yield settings, store
    finally:
        store.close()


def server_named(server: str, path: Path | None) -> str:
    """The address given, else that of the server which runs on this machine's home."""
    from cli.running import server_of
    from store.errors import Unavailable

    if server:
        return server
    there = home_at(path).must_exist()
    found = server_of(there)
    if found is None:
        raise Unavailable(
            f"No server runs on {there.path}.",
            "Start it with `concierge serve`, or name another with --server.",
        )
    return found.address


def operator() -> str:
    """Who types, for the audit log: whoever may read the home may use commands, so it is their name
    on this machine."""
    import getpass

    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"


def audited(home: Home, action: str, about: str, **detail: Any) -> None:
    """A line of what a command did to the home itself; nothing where no database is yet."""
    from store import audit
    from store.migrate import open_store

    if not home.database.exists():
        return
    store = open_store(home)
    try:
        with store.writing() as tx:
            audit.note(tx, action, actor=operator(), about=about, **detail)
    finally:
        store.close()


def acting(tx: Tx, email: str) -> User:
    """The account a command acts for: the one named, else the first owner that is not disabled."""
    from store import accounts
    from store.errors import Forbidden, NotFound

    if email:
        user = accounts.find(tx, email)
        if user.disabled_at is not None:
            raise Forbidden(f"The account of {user.email} is disabled.", "Name another with --as.")
        return user
    for user in accounts.listed(tx):
        if user.role == "owner" and user.disabled_at is None:
            return user
    raise NotFound(
        "There is no owner's account to act for.",
        "Add one: `concierge user add EMAIL --role owner`.",
    )


def may_act(user: User) -> User:
    """Raises Forbidden for those who may only look."""
    from store.errors import Forbidden

    if user.role == "viewer":
        raise Forbidden("A viewer may look, but not act.", "Name another with --as.")
    return user
