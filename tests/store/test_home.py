from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store import crashpoints, home
from store.errors import Conflict, Invalid, NotFound
from store.home import Home, ServeLock, default_home, running_server

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_server_on_the_same_home_is_told_who_has_it(home: Home) -> None:
    first, second = ServeLock(home), ServeLock(home)
    first.take("http://127.0.0.1:8377")

    with pytest.raises(Conflict, match=r"127\.0\.0\.1:8377"):
        second.take("http://127.0.0.1:8378")

    assert "http://127.0.0.1:8377" in running_server(home)
    first.release()
    assert running_server(home) == ""
    second.take("http://127.0.0.1:8378")
    second.release()


def test_a_killed_server_leaves_its_home_free(home: Home) -> None:
    killed = (
        "import os\nfrom pathlib import Path\nfrom store.home import Home, ServeLock\n"
        f"ServeLock(Home(Path({str(home.path)!r}))).take('it')\nos._exit(137)\n"
    )
    subprocess.run([sys.executable, "-c", killed], cwd=ROOT, check=False)

    lock = ServeLock(home)
    lock.take("http://127.0.0.1:8377")

    lock.release()


def test_a_home_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Invalid, match="cannot be made"):
        Home(tmp_path / "file" / "home").create()


def test_a_home_on_a_network_disk_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.home._file_system_of", lambda _path: "nfs4")

    with pytest.raises(Invalid, match="network disk"):
        home.create()


def test_a_folder_that_is_no_home_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        Home(tmp_path).must_exist()

    assert "concierge init" in refused.value.hint


def test_the_home_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCIERGE_HOME", "/srv/desk")
    assert default_home() == Path("/srv/desk")

    monkeypatch.delenv("CONCIERGE_HOME")
    assert default_home() == Path.home() / ".concierge"


def test_a_crash_point_is_honoured_only_beside_the_tests(tmp_path: Path) -> None:
    shipped = tmp_path / "store" / "crashpoints.py"
    shipped.parent.mkdir()
    (shipped.parent / "__init__.py").touch()
    shipped.write_text(Path(crashpoints.__file__).read_text())
    asked = "from store import crashpoints\ncrashpoints.reach('turn.started')\nprint('alive')"

    def ran(folder: Path) -> int:
        done = subprocess.run(
            [sys.executable, "-c", asked],
            cwd=folder,
            env={"CONCIERGE_CRASH_AT": "turn.started:1", "PYTHONPATH": str(folder)},
            check=False,
            capture_output=True,
        )
        return done.returncode

    assert (ran(ROOT), ran(tmp_path)) == (137, 0)


def test_every_crash_point_named_in_the_code_is_known() -> None:
    named: set[str] = set()
    for room in ("store", "ingest", "agent", "reports", "server", "channels"):
        for file in (ROOT / room).rglob("*.py"):
            for piece in file.read_text().split('reach("')[1:]:
                named.add(piece.partition('"')[0])

    assert named == set(crashpoints.POINTS)


def test_the_file_system_of_a_folder_is_told_where_linux_tells() -> None:
    if not Path("/proc/mounts").exists():
        pytest.skip("only Linux lists its mounts there")

    assert home._file_system_of(Path("/proc")) == "proc"
