"""`concierge resume`"""

from __future__ import annotations

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, single
from cli.output import say, write_json

app = single()


@app.command()
def resume(as_: AsOption = "", home: HomeOption = None, json: JsonOption = False) -> None:
    """Let the concierge answer by itself again; what waits for staff goes on waiting.

    Example: concierge resume
    """
    from store import pausing

    with opened(home) as (_, store), store.writing() as tx:
        pausing.resume(tx, may_act(acting(tx, as_)).email)
    if json:
        write_json({"paused": False})
    else:
        say("The concierge answers by itself, from the next message on.")
