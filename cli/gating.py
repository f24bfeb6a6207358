"""The publishing gate from the command line: switching it, and asking it now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.evaluating import change_lines
from cli.opening import audited, home_at, opened
from cli.output import plain, say, write_json

if TYPE_CHECKING:
    from store.db import Store


def switch_gate(home: Path | None, what: str, *, json: bool) -> None:
    from server.config_file import change
    from store.errors import Invalid
    from store.home import running_server

    if what not in ("on", "off"):
        raise Invalid(f"The gate cannot be {what!r}.", "Choose on, off or run.")
    there = home_at(home).must_exist()
    change(there, "ingest.gate", "true" if what == "on" else "false")
    audited(there, "setting.changed", "ingest.gate", value=what)
    if json:
        write_json({"gate": what, "restart_needed": bool(running_server(there))})
        return
    say(f"The gate is {what}.")
    if running_server(there):
        say("The running server takes it up when it is started again.")


def run_gate(home: Path | None, *, json: bool) -> int:
    """The exit code: 1 when a case gets worse."""
    from agent.gate import examine
    from server.house import embedder_of, structured_composer_of

    with opened(home) as (settings, store):
        published, newest = _pair(store)
        embedder, zone = embedder_of(store, settings), settings.business.zone
        found = examine(
            store,
            lambda generation: structured_composer_of(store, embedder, settings, generation),
            published,
            newest,
            zone,
            datetime.now(zone),
        )
    told = {
        "published": published,
        "examined": newest,
        "cases": found.cases,
        "worse": len(found.comparison.worse),
        "better": len(found.comparison.better),
        "reason": found.reason,
        "old": found.old.figures(),
        "new": found.new.figures(),
    }
    if json:
        write_json(told)
    elif not found.cases:
        say("There is no case to ask. Add one: `concierge eval case add`.")
    else:
        say(f"Generation {newest} against {published}, which is published: {found.cases} cases.")
        for line in change_lines(found.comparison):
            say(plain(line))
        say(plain(found.reason) or "No case gets worse.")
    return int(bool(found.reason))


def _pair(store: Store) -> tuple[int, int]:
    """The published generation, and the newest that is ready; the published one where none is."""
    from store import generations
    from store.errors import NotFound

    with store.reading() as tx:
        published = generations.published_id(tx)
        if published is None:
            raise NotFound("There is no knowledge yet.", "Read something: `concierge ingest`.")
        ready = [g.id for g in generations.listed(tx) if g.state == "ready"]
    return published, max(ready, default=published)
