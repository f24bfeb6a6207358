"""`concierge draft list|approve|remember|edit|reword|regenerate|reject`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.tables import Draft

app = group("Replies that wait for staff.")

Number = Annotated[int, typer.Argument(help="The draft's number, from `concierge draft list`.")]


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Drafts that wait, oldest first.

    Example: concierge draft list
    """
    from store import drafts

    with opened(home) as (_, store), store.reading() as tx:
        waiting = [_told(tx, draft) for draft in drafts.waiting(tx)]
    if json:
        write_json(waiting)
        return
    write_table(
        ["draft", "waits since", "why", "question", "reply"],
        [
            [d["id"], d["created_at"][:16].replace("T", " "), d["reason"], d["question"], d["text"]]
            for d in waiting
        ],
        empty="No draft is waiting.",
    )


@app.command()
def approve(
    draft: Number,
    text: Annotated[str, typer.Option(help="Send these words instead.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Send a draft to its guest, as it is or with other words.

    Example: concierge draft approve 12
    """
    from store import drafts

    with opened(home) as (_, store), store.writing() as tx:
        by = acting(tx, as_)
        _may(by.role)
        version = drafts.find(tx, draft).version
        message = drafts.approve(tx, draft, version, by, text=text or None)
    if json:
        write_json({"id": draft, "state": "approved", "message_id": message.id})
    else:
        say(f"Draft {draft} is sent.")


@app.command()
def remember(
    draft: Number,
    question: Annotated[
        str, typer.Option(help="The question, as guests ask it; without it this guest's.")
    ] = "",
    text: Annotated[str, typer.Option(help="Send these words instead.")] = "",
    until: Annotated[str, typer.Option(help="The last day it holds, like 2026-12-24.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Send a draft, and answer the question in its words from then on.

    Example: concierge draft remember 12 --question "May dogs come?" --until 2026-12-31
    """
    from datetime import date

    from server.house import open_house
    from server.redrafting import approve_and_remember
    from store import drafts, messages
    from store.answers import Scope
    from store.errors import Invalid

    try:
        last = date.fromisoformat(until) if until else None
    except ValueError as error:
        raise Invalid(f"{until!r} is no day.", "Write it as 2026-12-24.") from error
    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = acting(tx, as_)
            _may(by.role)
            found = drafts.find(tx, draft)
            asked = question or messages.get_message(tx, found.message_id).text
        scope = Scope(valid_to=last)
        sent = approve_and_remember(
            open_house(settings, store=store), draft, found.version, asked, text or None, scope, by
        )
    if json:
        write_json({"id": draft, "state": "approved", "message_id": sent.id, "question": asked})
    else:
        say(f"Draft {draft} is sent, and its question answered so from now on.")


@app.command()
def regenerate(
    draft: Number, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """Have a draft composed anew, of all the guest has written until now; it goes on waiting.

    Example: concierge draft regenerate 12
    """
    from server.house import open_house
    from server.redrafting import composed_anew
    from store import drafts

    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = acting(tx, as_)
            _may(by.role)
            version = drafts.find(tx, draft).version
        composed_anew(open_house(settings, store=store), draft, version, by)
        with store.reading() as tx:
            told = _told(tx, drafts.find(tx, draft))
    if json:
        write_json(told)
    else:
        say(told["text"])


@app.command()
def reword(
    draft: Number,
    how: Annotated[str, typer.Argument(help="shorten, warmer, or two letters of a language.")],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Other words for a draft, by the language model; it goes on waiting with them.

    Example: concierge draft reword 12 shorten
    """
    from server.chatting import copilot_of
    from server.house import open_house
    from store import drafts

    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = acting(tx, as_)
            _may(by.role)
            found = drafts.find(tx, draft)
        helper = copilot_of(open_house(settings, store=store))
        lang = str(found.answer.get("lang") or "en")
        if how == "shorten":
            words = helper.shorten(found.text, lang)
        elif how == "warmer":
            words = helper.warmer(found.text, lang)
        else:
            words = helper.translate(found.text, how, lang)
        with store.writing() as tx:
            told = _told(tx, drafts.edit(tx, draft, found.version, words, by))
    if json:
        write_json(told)
    else:
        say(told["text"])


@app.command()
def edit(
    draft: Number,
    text: Annotated[str, typer.Option(help="The new words; without it $EDITOR opens.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change a draft's words. It goes on waiting until somebody approves it.

    Example: concierge draft edit 12 --text "Breakfast is from seven to ten."
    """
    from store import drafts
    from store.errors import Conflict
    from store.messages import check_text

    with opened(home) as (_, store):
        with store.reading() as tx:
            by = acting(tx, as_)
            _may(by.role)
            seen = drafts.find(tx, draft)
            if seen.state != "waiting":
                raise Conflict(f"Draft {draft} is {seen.state} already.")
        words = text
        if not words:
            from cli.editing import edited

            words = edited(seen.text, ".txt", check_text).rstrip("\n")
        with store.writing() as tx:
            changed = _told(tx, drafts.edit(tx, draft, seen.version, words, by))
    if json:
        write_json(changed)
    else:
        say(f"Draft {draft} has new words and waits.")


@app.command()
def reject(
    draft: Number,
    note: Annotated[str, typer.Option(help="Why, for colleagues and for learning.")] = "",
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Throw a draft away; the guest gets no reply from it.

    Example: concierge draft reject 12 --note "We close earlier in winter"
    """
    from store import drafts

    with opened(home) as (_, store), store.writing() as tx:
        by = acting(tx, as_)
        _may(by.role)
        version = drafts.find(tx, draft).version
        drafts.reject(tx, draft, version, by, note)
    if json:
        write_json({"id": draft, "state": "rejected"})
    else:
        say(f"Draft {draft} is rejected; nothing is sent.")


def _may(role: str) -> None:
    from store.errors import Forbidden

    if role == "viewer":
        raise Forbidden("A viewer may look at drafts, not decide them.", "Name another with --as.")


def _told(tx: Tx, draft: Draft) -> dict[str, Any]:
    from store import drafts
    from store.tables import Conversation, Message

    question = tx.get_one(Message, draft.message_id)
    conversation = tx.get_one(Conversation, draft.conversation_id)
    return {
        "id": draft.id,
        "conversation": conversation.public_id,
        "channel": conversation.channel,
        "question": plain(question.text, lines=True),
        "text": plain(draft.text, lines=True),
        "proposed": plain(draft.proposed, lines=True),
        "reason": draft.reason,
        "confidence": draft.answer.get("confidence"),
        "citations": draft.answer.get("citations", []),
        "version": draft.version,
        "state": draft.state,
        "stale": drafts.is_stale(tx, draft),
        "created_at": draft.created_at.isoformat(),
    }
