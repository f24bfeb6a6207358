"""`concierge pause`"""

from __future__ import annotations

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, single
from cli.output import say, write_json

app = single()


@app.command()
def pause(as_: AsOption = "", home: HomeOption = None, json: JsonOption = False) -> None:
    """Stop all automatic replies, at once: each waits for staff, and guests are told so.

    Example: concierge pause
    """
    from store import pausing

    with opened(home) as (_, store), store.writing() as tx:
        found = pausing.pause(tx, may_act(acting(tx, as_)).email)
    if json:
        write_json({"paused": True, "since": found.since.isoformat(), "by": found.by})
        return
    say(f"Paused since {found.since:%Y-%m-%d %H:%M} UTC, by {found.by}. Every reply waits for you.")
    say("`concierge resume` lets the concierge answer again.")
