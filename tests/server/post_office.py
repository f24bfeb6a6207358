"""A house with nothing but its clock and its outbox, run in a process of its own to be killed.

    python -m tests.server.post_office HOME NOW

It does what the server's loops do, until nothing is owed, and ends.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from channels.registry import build_channels
from server.clockwork import run_due
from server.deliver import deliver_one
from store import outbox, schedules
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings


def main(home: Home, now: datetime) -> None:
    settings, store = read_settings(home), open_store(home)
    couriers = build_channels(settings)
    with store.writing() as tx:
        schedules.release_all(tx)
        outbox.release_claims(tx, now=now)
    while run_due(store, settings, "w", now) or deliver_one(store, couriers, "w", now):
        pass
    store.close()


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2]))
