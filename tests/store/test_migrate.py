from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from store import migrate
from store.db import Store
from store.errors import Conflict, NotFound
from store.home import Home
from store.invariants import check
from store.migrate import HEAD, open_store, revision_of
from store.tables import Base
from tests.store.talk import opened

ROOT = Path(__file__).resolve().parents[2]


def test_the_revision_this_program_knows_is_the_newest_there_is() -> None:
    script = ScriptDirectory.from_config(migrate._config())

    assert script.get_heads() == [HEAD]


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "render_as_batch": True,
                # Indexes of words have no rows of their own; their names say so.
                "include_name": lambda name, kind, _: kind != "table" or name[:6] != "words_",
            },
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_an_up_to_date_database_is_opened_as_it_is(home: Home) -> None:
    open_store(home, create=True).close()

    open_store(home).close()

    assert list(home.backups.iterdir()) == []


def test_a_newer_database_is_refused_and_left_alone(home: Home) -> None:
    store = open_store(home, create=True)
    with store.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()

    with pytest.raises(Conflict, match="made by a newer concierge") as refused:
        open_store(home)

    assert "newer version" in refused.value.hint
    again = Store(home.database)
    with again.reading() as tx:
        assert tx.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    again.close()


def test_an_older_database_is_backed_up_before_it_is_upgraded(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(home, create=True)
    opened(store)
    store.close()
    upgraded: list[str] = []
    monkeypatch.setattr(migrate, "HEAD", "the next one")
    monkeypatch.setattr(migrate, "_upgrade", lambda _store: upgraded.append("yes"))

    open_store(home).close()

    (copy,) = home.backups.iterdir()
    assert copy.name.startswith(f"before-upgrade-from-{HEAD}-")
    assert upgraded == ["yes"]
    kept = Store(copy)
    with kept.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM conversations")).scalar() == 1
    kept.close()


def made_at(home: Home, revision: str) -> None:
    """A database as an earlier program left it, with one contact in it."""
    store = Store(home.database)
    config = migrate._config()
    with store.writing() as tx:
        config.attributes["connection"] = tx.connection()
        command.upgrade(config, revision)
        tx.execute(
            text(
                "INSERT INTO contacts (name, email, phone, locale, created_at) "
                "VALUES ('Sam', '', '', 'en', '2026-06-01 12:00:00.000000')"
            )
        )
    store.close()


OLDER = [
    revision.revision
    for revision in ScriptDirectory.from_config(migrate._config()).walk_revisions()
    if revision.revision != HEAD
]


def names_in(path: Path) -> list[str]:
    store = Store(path)
    with store.reading() as tx:
        found = list(tx.execute(text("SELECT name FROM contacts")).scalars())
    store.close()
    return found


@pytest.mark.parametrize("revision", OLDER)
def test_every_older_database_is_brought_up_to_date_with_all_it_holds(
    home: Home, revision: str
) -> None:
    made_at(home, revision)

    store = open_store(home)

    with store.reading() as tx:
        assert revision_of(tx.connection()) == HEAD
    assert check(store) == []
    store.close()
    assert names_in(home.database) == ["Sam"]
    (copy,) = home.backups.iterdir()
    assert names_in(copy) == ["Sam"]


@pytest.mark.parametrize("point", ["upgrade.copied", "upgrade.before_commit"])
def test_an_upgrade_that_is_killed_leaves_the_old_database_or_the_new(
    home: Home, point: str
) -> None:
    made_at(home, OLDER[0])
    opening = (
        "from pathlib import Path\nfrom store.home import Home\n"
        f"from store.migrate import open_store\nopen_store(Home(Path({str(home.path)!r})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", opening],
        cwd=ROOT,
        env={**os.environ, "CONCIERGE_CRASH_AT": f"{point}:1", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 137

    half = Store(home.database)
    with half.reading() as tx:
        assert revision_of(tx.connection()) == OLDER[0]
    half.close()
    store = open_store(home)
    assert check(store) == []
    store.close()
    assert names_in(home.database) == ["Sam"]


def test_a_missing_database_is_never_made_anew_without_asking(home: Home) -> None:
    with pytest.raises(NotFound, match="is missing") as refused:
        open_store(home)

    assert "restore" in refused.value.hint
    assert not home.database.exists()


def test_an_emptied_database_is_never_filled_anew_without_asking(home: Home) -> None:
    open_store(home, create=True).close()
    for end in ("", "-wal", "-shm"):
        home.database.with_name(home.database.name + end).unlink(missing_ok=True)
    home.database.touch()

    with pytest.raises(NotFound, match="is empty") as refused:
        open_store(home)

    assert "restore" in refused.value.hint


def test_a_home_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no concierge in"):
        open_store(Home(tmp_path / "nowhere"))
