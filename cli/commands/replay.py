"""`concierge replay`: a conversation made before, answered by another model or other knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_line

if TYPE_CHECKING:
    from agent.replay import Again

app = single()


@app.command()
def replay(
    conversation: Annotated[str, typer.Argument(help="Its name, from `conversation list`.")],
    model: Annotated[
        str, typer.Option(help="PROVIDER:NAME, or none for structured mode; else as it is set.")
    ] = "",
    generation: Annotated[
        int, typer.Option(min=0, help="Answer from this generation; 0 for the published one.")
    ] = 0,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a conversation's messages again, and show what would be said instead.

    Nothing is stored or sent and no tool acts. A language model costs what it costs. With --json
    each message is one object on one line: question, before, now, outcome, mode, model, citations.

    Example: concierge replay 3f9aT_kQ2mZx --model none --generation 3
    """
    from contextlib import closing

    from agent.replay import replay as answered
    from cli.replaying import flags_of, found, usable
    from server.house import composer_of, open_house

    with closing(open_house(settings_of(home, flags_of(model)))) as house:
        talk = found(house.store, conversation)
        which = usable(house.store, generation)
        composer = composer_of(house.store, house.embedder, house.settings, which)
        for again in answered(house.store, composer, talk):
            if json:
                write_line(_as_object(again))
            else:
                _tell(again)


def _as_object(again: Again) -> dict[str, Any]:
    before, now = again.before, again.now
    return {
        "question": again.message.text,
        "before": before.text if before else None,
        "now": now.text,
        "outcome": now.outcome,
        "mode": now.mode,
        "model": now.trace.get("chat", {}).get("model", ""),
        "citations": [citation.as_dict() for citation in now.citations],
        "decision": now.trace.get("decision", ""),
    }


def _tell(again: Again) -> None:
    say(paint(f"guest: {plain(again.message.text)}", "bold"))
    before = plain(again.before.text, lines=True) if again.before else "(nothing)"
    if before == plain(again.now.text, lines=True):
        say(f"the same: {before}")
    else:
        say(f"then: {before}")
        say(paint(f"now:  {plain(again.now.text, lines=True)}", "cyan"))
    say(paint(f"      {again.now.mode} mode, {again.now.outcome.replace('_', ' ')}", "dim"))
    say()
