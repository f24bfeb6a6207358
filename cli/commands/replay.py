"""`concierge replay`: a conversation made before, answered by another model or other knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened, settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_json, write_line

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
    steps: Annotated[
        bool, typer.Option("--steps", help="Show what happened then, step by step, instead.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a conversation's messages again, and show what would be said instead.

    Nothing is stored or sent and no tool acts. A language model costs what it costs. With --json
    each message is one object on one line: question, before, now, outcome, mode, model, citations.
    With --steps nothing is answered: what was stored is told in its order, and --json makes of it
    one object, as the desk saves it.

    Example: concierge replay 3f9aT_kQ2mZx --model none --generation 3
    """
    from contextlib import closing

    if steps:
        _tell_steps(conversation, home, json=json)
        return
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


def _tell_steps(name: str, home: Path | None, *, json: bool) -> None:
    from server.timeline import timeline
    from store import conversations

    with opened(home) as (_, store), store.reading() as tx:
        told = timeline(tx, conversations.by_public_id(tx, name))
    if json:
        write_json(told.model_dump(mode="json"))
        return
    for step in told.steps:
        who = f" ({plain(step.who)})" if step.who else ""
        say(paint(f"{step.at:%Y-%m-%d %H:%M:%S}  {step.kind}{who}", "bold"))
        if step.text:
            say(f"    {plain(step.text)}")
        for note in filter(None, step.notes):
            say(paint(f"    {plain(note)}", "dim"))


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
