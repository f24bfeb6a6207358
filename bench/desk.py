"""The desk before an inbox of 100,000 conversations, against the same desk before one of 100.

    python -m bench.desk [--large 100000] [--keys 120]

Figures are ratios within one run, so the machine does not matter: open to first paint, key to paint
(p95, in time of the processor, and on the wall beside it) at rest and while 20 events a second
arrive, and the memory of the desk's process. House and desk are processes of their own; the desk is
the real one, drawn without a terminal. Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

SMALL = 100
EVENTS_PER_S = 20
OPENED_WITHIN, KEY_WITHIN, MEMORY_MB = 1.3, 1.5, 150
CONFIG = '[business]\nname = "Seaview"\n[server]\nport = 0\n[reports]\ndaily = ""\n'
WORDS = ("Can we park a van?", "When is breakfast?", "Is the pool heated?", "May dogs come along?")


# --- the house ------------------------------------------------------------------------------


def fill(home_path: Path, conversations: int) -> None:
    """A home with so many conversations, each with a guest and one message that was answered."""
    from sqlalchemy import insert

    from store import accounts
    from store.home import Home
    from store.migrate import open_store
    from store.tables import Contact, Conversation, Message

    home = Home(home_path).create()
    home.config.write_text(CONFIG)
    store = open_store(home, create=True)
    with store.writing() as tx:
        accounts.add(tx, "ana@seaview.example", "Ana", "owner", "four calm words here")
        now = datetime.now(UTC)
        for first in range(1, conversations + 1, 5_000):
            numbers = range(first, min(first + 5_000, conversations + 1))
            at = {n: now - timedelta(seconds=(conversations - n) / 2) for n in numbers}
            guests = [{"id": n, "name": f"Guest {n}", "created_at": at[n]} for n in numbers]
            tx.execute(insert(Contact), guests)
            tx.execute(
                insert(Conversation),
                [
                    {
                        "id": n, "public_id": f"talk-{n}", "channel": "widget", "contact_id": n,
                        "started_at": at[n], "last_message_at": at[n], "last_seq": 1,
                        "unread": n % 2, "title": WORDS[n % 4], "last_text": WORDS[n % 4],
                    }
                    for n in numbers
                ],
            )  # fmt: skip
            tx.execute(
                insert(Message),
                [
                    {
                        "id": n, "conversation_id": n, "seq": 1, "author": "guest",
                        "text": WORDS[n % 4], "turn": "staff", "created_at": at[n],
                    }
                    for n in numbers
                ],
            )  # fmt: skip
    store.close()


def serve(home_path: Path) -> None:
    """Say address and token, then open the house until the input ends. A line on the input begins
    the events."""
    import uvicorn

    from server.app import create_app
    from server.house import open_house
    from server.serve import listen
    from store import accounts
    from store.home import Home
    from store.settings import read_settings

    house = open_house(read_settings(Home(home_path)))
    with house.store.writing() as tx:
        token = accounts.open_session(tx, accounts.find(tx, "ana@seaview.example").id).token
    app = create_app(house)
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, ws="none", log_config=None))

    def obey() -> None:
        for _line in sys.stdin:
            threading.Thread(target=happen, args=(house, app), daemon=True).start()
        server.should_exit = True

    threading.Thread(target=obey, daemon=True).start()
    print(json.dumps([f"http://127.0.0.1:{listener.getsockname()[1]}", token]), flush=True)
    server.run([listener])


def happen(house: Any, app: Any) -> None:
    """Guests write, 20 times a second, in the conversations that were quiet for longest."""
    from store import conversations

    due, number = time.monotonic(), 0
    while not house.closing.is_set():
        number += 1
        with house.store.writing() as tx:
            talk = conversations.get(tx, 1 + number % SMALL)
            conversations.post(tx, talk, "And another thing.", f"k{number}", worker="the bench")
        app.state.live.ring(talk.id)
        due += 1 / EVENTS_PER_S
        time.sleep(max(0.0, due - time.monotonic()))


# --- the desk -------------------------------------------------------------------------------


async def sit(address: str, token: str, keys: int, beginning: Any) -> dict[str, float]:
    from textual.app import App

    from server.client import StaffClient
    from tui.app import DeskApp
    from tui.widgets.row_list import RowList

    class Watched(DeskApp):
        """Says when it painted what was waited for."""

        CSS_PATH = Path(str(sys.modules[DeskApp.__module__].__file__)).with_name("theme.tcss")
        painted: asyncio.Event
        wanted: Any = staticmethod(lambda: False)

        def _display(self, screen: Any, renderable: Any) -> None:
            App._display(self, screen, renderable)
            if self.wanted():
                self.painted.set()

    app = Watched(StaffClient(address, token=token))
    app.painted = asyncio.Event()

    def rows() -> Any:
        found = list(app.screen.query(RowList)) if app.screen_stack else []
        return found[0] if found else None

    app.wanted = lambda: bool((found := rows()) and found.rows and found.display)
    began = time.perf_counter()
    async with app.run_test(size=(120, 40)) as pilot:
        await asyncio.wait_for(app.painted.wait(), 60)
        opened = time.perf_counter() - began
        await pilot.pause(1.0)
        idle = await key_to_paint(app, rows, keys)
        beginning()
        await pilot.pause(2.0)
        busy = await key_to_paint(app, rows, keys)
        app.exit(0)
    return {
        "opened_s": opened,
        "idle_p95_ms": 1_000 * p95([wall for wall, _ in idle]),
        "busy_p95_ms": 1_000 * p95([wall for wall, _ in busy]),
        "idle_cpu_p95_ms": 1_000 * p95([cpu for _, cpu in idle]),
        "busy_cpu_p95_ms": 1_000 * p95([cpu for _, cpu in busy]),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
    }


async def key_to_paint(app: Any, rows: Any, keys: int) -> list[tuple[float, float]]:
    """Seconds from a key to the paint that shows the mark where it went: on the wall, and of the
    processor. What delays the paint is work of the same process, so the second says the same
    and does not see what else the machine does."""
    took: list[tuple[float, float]] = []
    for number in range(keys):
        found = rows()
        before = found.marked
        target = before + 1 if number % 40 < 20 else before - 1
        app.painted.clear()
        app.wanted = lambda found=found, before=before: found.marked != before
        began, worked = time.perf_counter(), time.process_time()
        app.simulate_key("j" if target > before else "k")
        await asyncio.wait_for(app.painted.wait(), 10)
        took.append((time.perf_counter() - began, time.process_time() - worked))
        await asyncio.sleep(0.05)
    return took


def p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return 0.0 if not ordered else ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _say(line: str) -> None:
    """Past Textual, which keeps what is printed while it draws."""
    assert sys.__stdout__ is not None
    print(line, file=sys.__stdout__, flush=True)


# --- both -----------------------------------------------------------------------------------


def measured(folder: Path, conversations: int, keys: int) -> dict[str, float]:
    home = folder / f"home-{conversations}"
    fill(home, conversations)
    own = [sys.executable, "-m", "bench.desk"]
    with subprocess.Popen(
        [*own, "--serve", str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as house:
        assert house.stdin is not None
        assert house.stdout is not None
        address, token = json.loads(house.stdout.readline())
        sit = [*own, "--sit", address, token, "--keys"]
        opened = sorted(_sat([*sit, "0"])["opened_s"] for _ in range(3))
        figures = _sat([*sit, str(keys)], house.stdin)
        house.stdin.close()
    return {**figures, "opened_s": opened[1]}


def _sat(command: list[str], events: IO[str] | None = None) -> dict[str, float]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        # The desk asks for the events when it has been measured at rest.
        if desk.stdout.readline() and events is not None:
            print("events", file=events, flush=True)
        figures: dict[str, float] = json.loads(desk.stdout.read())
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=150)
    parser.add_argument("--serve", metavar="HOME")
    parser.add_argument("--sit", nargs=2, metavar=("ADDRESS", "TOKEN"))
    asked = parser.parse_args()
    if asked.serve:
        serve(Path(asked.serve))
        return 0
    if asked.sit:
        address, token = asked.sit
        told = asyncio.run(sit(address, token, asked.keys, lambda: _say("now")))
        _say(json.dumps(told))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        # The first desk of all also warms the disk; it is not counted.
        measured(Path(folder) / "first", SMALL, 5)
        small = measured(Path(folder), SMALL, asked.keys)
        large = measured(Path(folder), asked.large, asked.keys)
    return judged(small, large, asked.large)


def judged(small: dict[str, float], large: dict[str, float], count: int) -> int:
    opened = large["opened_s"] / small["opened_s"]
    keys = large["busy_cpu_p95_ms"] / large["idle_cpu_p95_ms"]
    print(f"conversations              {SMALL:>10,} {count:>10,}")
    for name, label in (
        ("opened_s", "open to first paint s"),
        ("idle_p95_ms", "key to paint p95 ms"),
        ("busy_p95_ms", f"... at {EVENTS_PER_S} events/s ms"),
        ("idle_cpu_p95_ms", "key to paint p95 CPU ms"),
        ("busy_cpu_p95_ms", f"... at {EVENTS_PER_S} events/s CPU ms"),
        ("memory_mb", "memory of the desk MB"),
    ):
        print(f"{label:<26} {small[name]:>10.2f} {large[name]:>10.2f}")
    bars = (
        (opened <= OPENED_WITHIN, f"opens in {opened:.2f} times the small inbox's time"),
        (keys <= KEY_WITHIN, f"a key takes {keys:.2f} times as long while events arrive"),
        (large["memory_mb"] <= MEMORY_MB, f"{large['memory_mb']:.0f} MB"),
    )
    for kept, said in bars:
        print(f"{'ok  ' if kept else 'MISSED'} {said}")
    return 0 if all(kept for kept, _ in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
