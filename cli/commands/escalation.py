"""`concierge escalation list|resolve|priority`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.settings import Settings
    from store.tables import Escalation

app = group("Escalations: guests who need a person.")

Number = Annotated[int, typer.Argument(help="Its number, from `concierge escalation list`.")]


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Open calls for a person, the most urgent first.

    Example: concierge escalation list
    """
    from store import escalations

    with opened(home) as (settings, store), store.reading() as tx:
        calls = [_told(tx, call, settings) for call in escalations.waiting(tx)]
    if json:
        write_json(calls)
        return
    write_table(
        ["call", "priority", "since", "due", "seen to by", "conversation", "why"],
        [
            [
                *(c["id"], c["priority"], c["created_at"][:16], (c["due_at"] or "")[:16]),
                *(c["assigned"] or c["speaker"], c["conversation"], c["reason"]),
            ]
            for c in calls
        ],
        empty="Nobody needs a person.",
    )


@app.command()
def resolve(
    escalation: Number,
    note: Annotated[str, typer.Option(help="What was done.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Settle a call, with a note for colleagues.

    Example: concierge escalation resolve 7 --note "Rang them back"
    """
    from store import escalations

    with opened(home) as (settings, store), store.writing() as tx:
        by = may_act(acting(tx, as_))
        told = _told(tx, escalations.resolve(tx, escalation, by, note), settings)
    if json:
        write_json(told)
    else:
        say(f"Call {escalation} is settled.")


@app.command()
def priority(
    escalation: Number,
    level: Annotated[int, typer.Argument(min=1, max=3, help="1 is the most urgent.")],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say how urgent a call is.

    Example: concierge escalation priority 7 1
    """
    from store import escalations

    with opened(home) as (settings, store), store.writing() as tx:
        by = may_act(acting(tx, as_))
        told = _told(tx, escalations.prioritise(tx, escalation, level, by), settings)
    if json:
        write_json(told)
    else:
        say(f"Call {escalation} has priority {level}.")


def _told(tx: Tx, call: Escalation, settings: Settings) -> dict[str, Any]:
    from server import desk_hours
    from store import desk

    row = desk.row_of(tx, call.conversation_id)
    due = desk_hours.due(call.created_at, settings.desk, settings.business.zone)
    again = call.called_again_at
    return {
        "id": call.id,
        "conversation": row.conversation.public_id,
        "guest": plain(row.contact.name or row.contact.email or row.contact.phone),
        "reason": plain(call.reason),
        "priority": call.priority,
        "state": call.state,
        "note": plain(call.note, lines=True),
        "assigned": plain(row.assigned_name),
        "speaker": plain(row.speaker_name),
        "created_at": call.created_at.isoformat(),
        "due_at": due.isoformat() if due else None,
        "called_again_at": again.isoformat() if again else None,
    }
