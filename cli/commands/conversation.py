"""`concierge conversation list|show|mark`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import paint, plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.settings import Settings
    from store.tables import Conversation, Message

app = group("What guests said and were told.")


@app.command("list")
def list_(
    status: Annotated[str, typer.Option(help="open or closed; both without it.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Conversations, the newest first.

    Example: concierge conversation list --status open
    """
    from store import conversations
    from store.errors import Invalid

    if status not in ("", "open", "closed"):
        raise Invalid(f"No conversation is {status!r}.", "Choose open or closed.")
    with opened(home) as (settings, store), store.reading() as tx:
        rows = [_row(tx, c) for c in conversations.listed(tx, status=status, limit=limit)]
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
    """One conversation, from the first word to the last.

    Example: concierge conversation show 3f9aT_kQ2mZx
    """
    with opened(home) as (settings, store), store.reading() as tx:
        found = _find(tx, conversation)
        row, messages = _row(tx, found), _messages(tx, found)
    if json:
        write_json({**row, "messages": [_message(m) for m in messages]})
        return
    head = f"{row['guest'] or 'A guest'} on {row['channel']}, {row['status']}"
    say(paint(plain(head), "bold"))
    for message in messages:
        _tell(settings, message)


def _tell(settings: Settings, message: Message) -> None:
    who = message.author_name or message.author
    at = message.created_at.astimezone(settings.business.zone)
    say()
    say(f"{paint(plain(who), 'cyan')}  {paint(f'{at:%Y-%m-%d %H:%M}', 'dim')}  {message.outcome}")
    say(plain(message.text, lines=True))
    for citation in message.citations:
        page = f", page {citation['page']}" if citation.get("page") else ""
        say(paint(f"  [{plain(citation.get('title', ''))}{page}]", "dim"))


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
