"""`concierge receipt list|show|verify|export`"""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.tables import Receipt

app = group("Receipts: the signed record of every reply, to be shown later.")

LATEST = 20
AT_ONCE = 1_000


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(help="So many, the newest first.")] = LATEST,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The last receipts.

    Example: concierge receipt list --limit 5
    """
    from store import receipts

    with opened(home) as (_, store), store.reading() as tx:
        found = [_told(one) for one in receipts.latest(tx, limit)]
    if json:
        write_json(found)
        return
    write_table(
        ["receipt", "reply", "mode", "at", "sealed"],
        [[r["n"], r["reply"], r["mode"], r["at"][:19], "yes" if r["hash"] else ""] for r in found],
        empty="No reply has a receipt yet.",
    )


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="The receipt's number.")],
    reply: Annotated[bool, typer.Option("--reply", help="The number is the reply's.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What was asked and said, on what ground, and whether it is still as it was.

    Example: concierge receipt show 12
    """
    from agent.receipts import seal_all
    from store import receipts

    with opened(home) as (settings, store):
        seal_all(store, settings.home.path)
        with store.reading() as tx:
            found = receipts.of_reply(tx, number) if reply else receipts.find(tx, number)
            told = {**_told(found), "words": _words(tx, found)}
    if json:
        write_json(told)
        return
    _print(told)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    first: Annotated[int, typer.Option("--from", help="The first receipt.")] = 1,
    last: Annotated[int, typer.Option("--to", help="The last one; 0 is the newest.")] = 0,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write receipts to a file that can be verified anywhere, without this home.

    Example: concierge receipt export receipts.jsonl --from 100
    """
    from agent.receipts import exported, seal_all
    from store import receipts
    from store.errors import Conflict

    if file.exists():
        raise Conflict(f"{file} exists already.", "Choose another name.")
    upto = last or 2**62
    with opened(home) as (settings, store):
        seal_all(store, settings.home.path)
        count, begin = 0, first
        with file.open("x", encoding="ascii") as out:
            while True:
                with store.reading() as tx:
                    found = receipts.sealed(tx, begin, upto, AT_ONCE)
                lines = list(exported(found, settings.business.name))
                out.writelines(f"{line}\n" for line in (lines if not count else lines[1:]))
                count += len(found)
                if len(found) < AT_ONCE:
                    break
                begin = found[-1].id + 1
    if json:
        write_json({"file": str(file), "receipts": count})
        return
    say(f"Wrote {count} receipts to {file}. Prove them with `concierge receipt verify {file}`.")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A file that `receipt export` wrote.")],
    fingerprint: Annotated[
        str, typer.Option(help="The fingerprint the key must have; ask the business for it.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Prove a file of receipts from itself alone, each hash, link and signature; no home needed.

    Example: concierge receipt verify receipts.jsonl
    """
    from agent import receipts
    from store.errors import Invalid, NotFound

    try:
        with file.open(encoding="utf-8") as lines:
            proof = receipts.verify(lines, fingerprint)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {file}.", "Name one that was exported.") from error
    except (UnicodeDecodeError, OSError) as error:
        raise Invalid(f"{file} cannot be read.", "Name one that was exported.") from error
    prints = [receipts.fingerprint(key) for key in proof.keys]
    if json:
        write_json(
            {
                "ok": proof.ok,
                "receipts": proof.receipts,
                "first": proof.first,
                "last": proof.last,
                "business": proof.business,
                "fingerprints": prints,
                "faults": proof.faults,
            }
        )
    if not proof.ok:
        faults = "; ".join(plain(fault) for fault in proof.faults[:5])
        raise Invalid(f"{file} proves nothing: {faults}", "Ask for a fresh export.")
    if not json:
        say(f"{proof.receipts} receipts ({proof.first} to {proof.last}), none changed or missing.")
        say(f"{plain(proof.business)} signed them with the key {', '.join(prints)}.")


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "n": receipt.id,
        **json_text.loads(receipt.body),
        "previous": receipt.previous,
        "hash": receipt.hash,
        "signature": receipt.signature,
        "key": receipt.key,
    }


def _words(tx: Tx, receipt: Receipt) -> dict[str, Any]:
    """Question, answer and quotes as they are stored now, and whether they are still the same."""
    from store.receipts import hash_of
    from store.tables import Message

    body = json_text.loads(receipt.body)
    reply = tx.get(Message, receipt.message_id)
    asked = tx.get(Message, reply.in_reply_to) if reply and reply.in_reply_to else None
    quotes = [one.get("quote") or "" for one in (reply.citations or ())] if reply else []
    return {
        "question": asked.text if asked else None,
        "text": reply.text if reply else None,
        "quotes": quotes,
        "unchanged": bool(reply and asked)
        and hash_of(asked.text if asked else "") == body["question"]
        and hash_of(reply.text if reply else "") == body["text"]
        and [hash_of(quote) for quote in quotes] == [one["span"] for one in body["citations"]],
    }


def _print(told: dict[str, Any]) -> None:
    from agent.receipts import fingerprint

    words = told["words"]
    say(f"Receipt {told['n']} of reply {told['reply']}, {told['at']}")
    say(f"asked      {plain(words['question'] or '(no longer stored)')}")
    say(f"said       {plain(words['text'] or '(no longer stored)')}")
    for one, quote in zip(told["citations"], words["quotes"], strict=False):
        say(f"cited      {plain(one['title'])}: {plain(quote)}")
    made = told["model"] or "no language model"
    say(f"made by    {told['mode']}, {plain(made)}, generation {told['generation']}")
    if told["approver"]:
        say(f"approved   {plain(told['approver'])}")
    say(f"sealed     {told['hash']}, key {fingerprint(told['key'])}")
    say("The words are as they were." if words["unchanged"] else "The words have changed since.")
