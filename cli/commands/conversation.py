"""`concierge conversation list|show|mark|files|link`, and what staff do to conversations"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import handling
from cli.opening import acting, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import paint, plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.settings import Settings
    from store.tables import Conversation, IdentityProof, Message, ToolRun

app = group("What guests said and were told, and what staff do about it.")
handling.add_to(app)


@app.command("list")
def list_(
    status: Annotated[str, typer.Option(help="open or closed; both without it.")] = "",
    search: Annotated[
        str, typer.Option(help="Words said, or the guest; channel:, tag: and from: narrow it.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Conversations, the newest first.

    Example: concierge conversation list --status open
    """
    from store import conversations, desk
    from store.errors import Invalid

    if status not in ("", "open", "closed"):
        raise Invalid(f"No conversation is {status!r}.", "Choose open or closed.")
    with opened(home) as (settings, store), store.reading() as tx:
        if search:
            rows_found = desk.rows(tx, status or "all", 0, search=search, limit=limit)
            found = [row.conversation for row in rows_found]
        else:
            found = list(conversations.listed(tx, status=status, limit=limit))
        rows = [_row(tx, c) for c in found]
    if json:
        write_json(rows)
        return
    write_table(
        ["conversation", "last word", "status", "speaker", "channel", "guest", "last message"],
        [
            [
                row["id"],
                _local(settings, row["last_message_at"]),
                row["status"],
                row["speaker"],
                row["channel"],
                row["guest"],
                row["last_text"],
            ]
            for row in rows
        ],
        empty="No guest has written yet.",
    )


@app.command()
def show(
    conversation: Annotated[str, typer.Argument(help="Its name, from `conversation list`.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """One conversation, from the first word to the last, with who the guest proved to be and what
    tools did.

    Example: concierge conversation show 3f9aT_kQ2mZx
    """
    from store import identity, tool_runs

    with opened(home) as (settings, store), store.reading() as tx:
        found = _find(tx, conversation)
        row, messages = _row(tx, found), _messages(tx, found)
        proof, runs = identity.proof_of(tx, found.id), tool_runs.of_conversation(tx, found.id)
    if json:
        told = {"proof": _proof(proof), "tools": [_run(run) for run in runs]}
        write_json({**row, "messages": [_message(m) for m in messages], **told})
        return
    head = f"{row['guest'] or 'A guest'} on {row['channel']}, {row['status']}"
    say(paint(plain(head), "bold"))
    if proof is not None:
        say(paint(f"proved to be {plain(proof.person)}, by {proof.how}", "dim"))
    for message in messages:
        _tell(settings, message)
    for run in runs:
        say()
        say(paint(f"tool {plain(run.tool)}: {run.state} {plain(run.error)}".rstrip(), "dim"))


def _tell(settings: Settings, message: Message) -> None:
    who = message.author_name or message.author
    at = message.created_at.astimezone(settings.business.zone)
    say()
    say(f"{paint(plain(who), 'cyan')}  {paint(f'{at:%Y-%m-%d %H:%M}', 'dim')}  {message.outcome}")
    say(plain(message.text, lines=True))
    for citation in message.citations:
        page = f", page {citation['page']}" if citation.get("page") else ""
        say(paint(f"  [{plain(citation.get('title', ''))}{page}]", "dim"))


def _proof(proof: IdentityProof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {"person": proof.person, "how": proof.how, "until": proof.expires_at.isoformat()}


def _run(run: ToolRun) -> dict[str, Any]:
    return {
        "tool": run.tool,
        "state": run.state,
        "arguments": run.arguments,
        "read_back": run.read_back,
        "confirmed_by": run.confirmed_by,
        "error": run.error,
        "at": run.proposed_at.isoformat(),
    }


def _find(tx: Tx, name: str) -> Conversation:
    from sqlalchemy import select

    from store.errors import NotFound
    from store.tables import Conversation

    found = tx.scalars(select(Conversation).where(Conversation.public_id == name)).first()
    if found is None and name.isdigit():
        found = tx.get(Conversation, int(name))
    if found is None:
        raise NotFound(
            f"There is no conversation {name!r}.", "`concierge conversation list` shows them."
        )
    return found


def _messages(tx: Tx, conversation: Conversation) -> list[Message]:
    from sqlalchemy import select

    from store.tables import Message

    query = select(Message).where(Message.conversation_id == conversation.id)
    return list(tx.scalars(query.order_by(Message.seq)))


def _row(tx: Tx, conversation: Conversation) -> dict[str, Any]:
    from store.tables import Contact

    contact = tx.get_one(Contact, conversation.contact_id)
    return {
        "id": conversation.public_id,
        "channel": conversation.channel,
        "status": conversation.status,
        "speaker": conversation.speaker,
        "guest": contact.name or contact.email or contact.phone,
        "started_at": conversation.started_at.isoformat(),
        "last_message_at": conversation.last_message_at.isoformat(),
        "last_text": conversation.last_text,
        "unread": conversation.unread,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "seq": message.seq,
        "author": message.author,
        "author_name": message.author_name,
        "text": message.text,
        "at": message.created_at.isoformat(),
        "turn": message.turn,
        "outcome": message.outcome,
        "mode": message.mode,
        "lang": message.lang,
        "confidence": message.confidence,
        "citations": message.citations,
        "latency_ms": message.latency_ms,
    }


def _local(settings: Settings, instant: str) -> str:
    from datetime import datetime

    at = datetime.fromisoformat(instant).astimezone(settings.business.zone)
    return f"{at:%Y-%m-%d %H:%M}"


@app.command()
def mark(
    message: Annotated[
        int, typer.Argument(help="A reply's number, from `conversation show --json`.")
    ],
    what: Annotated[str, typer.Argument(help="good or bad.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say whether a reply was good. A bad one becomes a case: it must not be given again.

    Example: concierge conversation mark 42 bad --note "The pool is closed in winter."
    """
    from store import cases

    with opened(home) as (_, store), store.writing() as tx:
        cases.mark(tx, message, what, note=note, by=acting(tx, as_))
    if json:
        write_json({"message": message, "mark": what})
    else:
        say(f"Message {message} is marked {what}.")


@app.command()
def files(
    conversation: Annotated[str, typer.Argument(help="Its name, from `conversation list`.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A folder to save them in; else they are only listed."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Photos, files and voice notes a guest sent.

    Example: concierge conversation files 3f9aT_kQ2mZx --out .
    """
    from cli.guest_files import save
    from server.uploads import kept_files
    from store import visits

    with opened(home) as (settings, store), store.reading() as tx:
        sent = visits.files_of(tx, _find(tx, conversation).id)
    saved = save(kept_files(settings.home), sent, out) if out else {}
    told = [
        {
            "message": file.message_id,
            "name": file.name,
            "type": file.media_type,
            "size": file.size,
            "saved": str(saved.get(file.id, "")),
        }
        for file in sent
    ]
    if json:
        write_json(told)
        return
    write_table(
        ["message", "name", "type", "size", "saved as"],
        [list(file.values()) for file in told],
        empty="This guest sent no file.",
    )


@app.command()
def link(
    conversation: Annotated[str, typer.Argument(help="Its name, from `conversation list`.")],
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it opens.")] = 30,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A link for this guest to all that was said with them. Whoever has it can read it.

    Example: concierge conversation link 3f9aT_kQ2mZx --days 7
    """
    from store import portals

    with opened(home) as (settings, store), store.writing() as tx:
        made = portals.open_for(tx, _find(tx, conversation).contact_id, days=days)
        expires = made.portal.expires_at
    url = f"{settings.public_url}/mine/{made.token}"
    if json:
        write_json({"url": url, "expires_at": expires.isoformat()})
        return
    say(url)
