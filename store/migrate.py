"""Bringing a database to the shape this program knows, after a backup.

A new file is made whole; an older one is backed up, then upgraded; a newer one is refused, because
an old program would not know what it must keep.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from store import backups, restoring
from store.crashpoints import reach
from store.db import Store
from store.errors import Conflict, NotFound
from store.home import Home

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

# The newest revision; a test keeps it true. Known here so that opening an up-to-date database
# does not load Alembic, which costs a tenth of a second.
HEAD = "0012"


def open_store(home: Home, *, create: bool = False) -> Store:
    """The home's database, upgraded if need be. With `create`, a missing one is made."""
    restoring.finish(home)
    if not create and not home.database.exists():
        home.must_exist()
        raise NotFound(
            f"The database {home.database} is missing.",
            "Bring back a backup with `concierge restore`, or start anew with `concierge init`.",
        )
    fresh = not home.database.exists()
    store = Store(home.database)
    try:
        bring_up_to_date(store, home, create=create)
    except BaseException:
        store.close()
        raise
    if fresh:
        home.database.chmod(0o600)
    return store


def bring_up_to_date(store: Store, home: Home, *, create: bool = False) -> None:
    with store.reading() as tx:
        now_at = revision_of(tx.connection())
    if now_at == HEAD:
        return
    if not now_at and not create:
        # Filling it would hide that everything it held is lost.
        raise NotFound(
            f"The database {home.database} is empty.",
            "Bring back a backup with `concierge restore`, or finish with `concierge init`.",
        )
    known = _known_revisions()
    if now_at and now_at not in known:
        raise Conflict(
            f"This database was made by a newer concierge (it is at {now_at}, this program "
            f"knows up to {HEAD}).",
            "Install the newer version again, or restore a backup made by this one.",
        )
    if now_at:
        copy = backups.copy_database(store, home.backups / _name_before(now_at))
        log.info("The database is upgraded from %s to %s; backup in %s", now_at, HEAD, copy)
        reach("upgrade.copied")
    _upgrade(store)


def revision_of(connection: Connection) -> str:
    """The revision a database is at; "" for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def _name_before(revision: str) -> str:
    return f"before-upgrade-from-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config())
    return {revision.revision for revision in script.walk_revisions()}


def _upgrade(store: Store) -> None:
    from alembic import command

    config = _config()
    with store.writing() as tx:
        config.attributes["connection"] = tx.connection()
        command.upgrade(config, "head")
        reach("upgrade.before_commit")
