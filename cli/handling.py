"""What staff do to conversations, as commands: the keys of the desk, for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption
from cli.output import plain, say, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from store.db import Tx
    from store.tables import Conversation, User

Names = Annotated[list[str], typer.Argument(help="Their names, from `conversation list`.")]
Name = Annotated[str, typer.Argument(help="Its name, from `conversation list`.")]
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def add_to(app: typer.Typer) -> None:
    for command in (take_over, hand_back, hand_over, write, close, assign, snooze, tag, note):
        name = command.__name__.replace("_", "-")
        app.command("say" if command is write else name)(command)


def _each(
    names: list[str], as_: str, home: Path | None, json: bool, said: str, do: Handled
) -> None:
    """One transaction for all of them: all, or none."""
    from store import conversations, desk

    with opened(home) as (_, store), store.writing() as tx:
        by = may_act(acting(tx, as_))
        for name in names:
            do(tx, conversations.by_public_id(tx, name), by)
        tx.flush()
        found = [conversations.by_public_id(tx, name) for name in names]
        told = [_told(row) for row in desk.dress(tx, found)]
    if json:
        write_json(told)
        return
    for row in told:
        say(f"{row['id']}: {said}")


Handled = Callable[["Tx", "Conversation", "User"], object]


def _told(row: Any) -> dict[str, Any]:
    c = row.conversation
    return {
        "id": c.public_id,
        "status": c.status,
        "reason": c.status_reason,
        "speaker": c.speaker,
        "speaker_name": plain(row.speaker_name),
        "assigned": plain(row.assigned_name),
        "tags": list(row.tags),
        "snoozed_until": c.snoozed_until.isoformat() if c.snoozed_until else None,
    }


def take_over(
    conversation: Name, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """A person speaks from now on; the concierge is silent in it.

    Example: concierge conversation take-over 3f9aT_kQ2mZx --as ben@hotelmar.example
    """
    from store import speakers

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        speakers.take_over(tx, talk.id, by)

    _each([conversation], as_, home, json, "a person speaks now.", do)


def hand_back(
    conversation: Name, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """The concierge speaks again, from the guest's next message on.

    Example: concierge conversation hand-back 3f9aT_kQ2mZx
    """
    from store import speakers

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        speakers.hand_back(tx, talk.id, by)

    _each([conversation], as_, home, json, "the concierge speaks again.", do)


def hand_over(
    conversation: Name,
    to: Annotated[str, typer.Option(metavar="EMAIL", help="Who speaks from now on.")],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A colleague speaks from now on; the guest sees who.

    Example: concierge conversation hand-over 3f9aT_kQ2mZx --to ben@hotelmar.example
    """
    from store import accounts, handling

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        handling.hand_over(tx, talk.id, accounts.find(tx, to), by)

    _each([conversation], as_, home, json, "a colleague speaks now.", do)


def write(
    conversation: Name,
    text: Annotated[str, typer.Argument(help="What to say to the guest.")],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write to the guest, which takes the conversation over.

    Example: concierge conversation say 3f9aT_kQ2mZx "Your key lies at the bar."
    """
    from store import speakers

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        speakers.say(tx, talk.id, by, text)

    _each([conversation], as_, home, json, "the guest has it.", do)


def close(
    conversations: Names,
    reason: Annotated[str, typer.Option(help="solved, no_reply, elsewhere or spam.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Close conversations; a guest's next message opens theirs again.

    Example: concierge conversation close 3f9aT_kQ2mZx --reason solved
    """
    from store import conversations as talks
    from store.errors import Invalid
    from store.handling import REASONS

    if reason and reason not in REASONS:
        raise Invalid(f"No conversation ends as {reason!r}.", f"Choose {', '.join(REASONS)}.")

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        talks.close(tx, talk.id, reason or "staff", actor=by.email)

    _each(conversations, as_, home, json, "closed.", do)


def assign(
    conversations: Names,
    to: Annotated[str, typer.Option(metavar="EMAIL", help="Whose work; without it nobody's.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say whose work conversations are.

    Example: concierge conversation assign 3f9aT_kQ2mZx --to ben@hotelmar.example
    """
    from store import accounts, handling

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        handling.assign(tx, talk.id, accounts.find(tx, to) if to else None, by)

    _each(conversations, as_, home, json, f"{to or 'nobody'} sees to it.", do)


def snooze(
    conversations: Names,
    until: Annotated[
        str, typer.Option(help="30m, 2h, 3d or a time like 2026-05-06T09:00Z; `now` wakes them.")
    ],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Put conversations aside until a time, or until their guest writes.

    Example: concierge conversation snooze 3f9aT_kQ2mZx --until 2h
    """
    from store import handling

    at = _moment(until)

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        if at is None:
            handling.wake(tx, talk.id, by)
        else:
            handling.snooze(tx, talk.id, at, by)

    _each(conversations, as_, home, json, "awake." if at is None else f"aside until {until}.", do)


def _moment(text: str) -> datetime | None:
    """None is now. A time without a zone is in UTC."""
    from store.errors import Invalid

    if text == "now":
        return None
    if text[:-1].isdecimal() and len(text) < 7 and text[-1] in UNITS:
        return datetime.now(UTC) + timedelta(**{UNITS[text[-1]]: int(text[:-1])})
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is no time.", "Write 30m, 2h, 3d or 2026-05-06T09:00Z.") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def tag(
    conversations: Names,
    add: Annotated[list[str] | None, typer.Option(help="A tag to add.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag to take away.")] = None,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Add tags to conversations, or take them away.

    Example: concierge conversation tag 3f9aT_kQ2mZx --add vip
    """
    from store import tags

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        tags.change(tx, talk.id, by, add=add or (), remove=remove or ())

    _each(conversations, as_, home, json, "tags changed.", do)


def note(
    conversation: Name,
    text: Annotated[str, typer.Argument(help="For colleagues; @name tells one of them.")],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Leave a note for colleagues; the guest does not see it.

    Example: concierge conversation note 3f9aT_kQ2mZx "@ben, please ring them back"
    """
    from store import notes

    def do(tx: Tx, talk: Conversation, by: User) -> None:
        notes.add(tx, talk.id, text, by)

    _each([conversation], as_, home, json, "noted.", do)
