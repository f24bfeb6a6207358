"""`concierge answer add|list|change|remove|import|export`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.tables import HouseAnswer

app = group("House answers: what staff answered once, and the concierge says from then on.")

Number = Annotated[int, typer.Argument(help="Its number, from `concierge answer list`.")]
Lang = Annotated[str, typer.Option(help="Only for guests who write this language, for example de.")]
First = Annotated[str, typer.Option("--from", help="From this day on, YYYY-MM-DD.")]
Last = Annotated[str, typer.Option("--to", help="Until this day, YYYY-MM-DD; then it expires.")]
Yearly = Annotated[bool, typer.Option("--yearly", help="The two days of every year: a season.")]
Also = Annotated[
    list[str] | None, typer.Option("--also", help="Another way to ask it; may be repeated.")
]
File = Annotated[Path, typer.Argument(help="A CSV file: question,answer,lang,from,to,yearly.")]


@app.command()
def add(
    question: Annotated[str, typer.Argument(help="As a guest would ask.")],
    answer: Annotated[str, typer.Argument(help="What the concierge shall say.")],
    lang: Lang = "",
    first: First = "",
    last: Last = "",
    yearly: Yearly = False,
    also: Also = None,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question once. Guests get it in your words, however they put it.

    Example: concierge answer add "Is there a gym?" "Yes, in the cellar, day and night."
    """
    from agent.house import phrased, write_answer
    from cli.answer_rows import scope_of
    from server.house import embedder_of

    scope = scope_of(lang, first, last, yearly)
    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = may_act(acting(tx, as_))
        embedder = embedder_of(store, settings)
        made = phrased(embedder, settings.business.name, [question, *(also or ())])
        with store.writing() as tx:
            added = _told(write_answer(tx, embedder, made, question, answer, scope, by=by))
    if json:
        write_json(added)
    else:
        say(f"House answer {added['id']} is given from now on.")


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """All house answers, and when they hold.

    Example: concierge answer list
    """
    from store import answers

    with opened(home) as (_, store), store.reading() as tx:
        rows = [
            {**_told(found), "phrasings": [p.text for p in answers.phrasings(tx, found.id)]}
            for found in answers.listed(tx)
        ]
    if json:
        write_json(rows)
        return
    write_table(
        ["answer", "holds", "question", "answer"],
        [[r["id"], _holds(r), r["question"], r["answer"]] for r in rows],
        empty='There is no house answer yet. Add one: `concierge answer add "..." "..."`.',
    )


@app.command()
def change(
    number: Number,
    answer: Annotated[str, typer.Option(help="The new words.")] = "",
    question: Annotated[str, typer.Option(help="Asked like this instead.")] = "",
    lang: Annotated[str | None, typer.Option(help='Another language; "" for any.')] = None,
    first: Annotated[str | None, typer.Option("--from", help='YYYY-MM-DD; "" for any.')] = None,
    last: Annotated[str | None, typer.Option("--to", help='YYYY-MM-DD; "" for no end.')] = None,
    yearly: Annotated[bool | None, typer.Option("--yearly/--once", help="Every year?")] = None,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change the words of a house answer, or when it holds.

    Example: concierge answer change 3 --to 2027-01-06
    """
    from agent.house import phrased
    from cli.answer_rows import day_of
    from server.house import embedder_of
    from store import answers, library

    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = may_act(acting(tx, as_))
            found = answers.find(tx, number)
            ways = [p.text for p in answers.phrasings(tx, number)]
        scope = answers.Scope(
            found.lang if lang is None else lang,
            found.valid_from if first is None else day_of(first),
            found.valid_to if last is None else day_of(last),
            found.yearly if yearly is None else yearly,
        )
        embedder = embedder_of(store, settings)
        others = [way for way in ways if way != found.question]
        made = phrased(embedder, settings.business.name, [question or found.question, *others])
        with store.writing() as tx:
            library.put_vectors(tx, embedder.name, made.vectors)
            changed = answers.change(
                tx,
                number,
                answer=answer or None,
                question=question or None,
                keys=made.keys,
                scope=scope,
                by=by,
            )
    if json:
        write_json(_told(changed))
    else:
        say(f"House answer {number} is changed.")


@app.command()
def remove(
    number: Number, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """Take a house answer back; the concierge answers from the pages again.

    Example: concierge answer remove 3
    """
    from store import answers

    with opened(home) as (_, store), store.writing() as tx:
        answers.remove(tx, number, may_act(acting(tx, as_)))
    if json:
        write_json({"id": number, "state": "removed"})
    else:
        say(f"House answer {number} is removed.")


@app.command("import")
def import_(
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it, keep nothing.")] = False,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Take in house answers from a CSV file. Known questions get the new answer.

    Example: concierge answer import answers.csv --dry-run
    """
    from cli.answer_rows import read_rows, take_in
    from server.house import embedder_of

    rows, refused = read_rows(file)
    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = may_act(acting(tx, as_))
        embedder, business = embedder_of(store, settings), settings.business.name
        counts = take_in(store, embedder, business, rows, by, dry_run=dry_run)
    told: dict[str, Any] = {**counts, "refused": refused, "dry_run": dry_run}
    if json:
        write_json(told)
        return
    for line in refused:
        say(f"line {line['line']}: {plain(line['reason'])}")
    counted = ", ".join(f"{word} {counts[word]}" for word in ("added", "changed", "unchanged"))
    nothing = " Nothing was kept: this was a dry run." if dry_run else ""
    say(f"{counted}, refused {len(refused)}.{nothing}")


@app.command()
def export(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it standard output.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write all house answers as CSV, safe to open as a spreadsheet.

    Example: concierge answer export answers.csv
    """
    from cli.answer_rows import as_csv
    from store import answers

    with opened(home) as (_, store), store.reading() as tx:
        found = list(answers.listed(tx))
    if json:
        write_json([_told(answer) for answer in found])
    elif file is None:
        print(as_csv(found), end="")
    else:
        file.write_text(as_csv(found), encoding="utf-8", newline="")
        say(f"{len(found)} house answers are in {file}.")


def _told(answer: HouseAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "question": answer.question,
        "answer": answer.answer,
        "lang": answer.lang,
        "from": answer.valid_from.isoformat() if answer.valid_from else "",
        "to": answer.valid_to.isoformat() if answer.valid_to else "",
        "yearly": answer.yearly,
        "origin": answer.origin,
    }


def _holds(row: dict[str, Any]) -> str:
    days = f"{row['from'] or '…'} to {row['to'] or '…'}" if row["from"] or row["to"] else "always"
    if row["yearly"]:
        days = f"every year {row['from'][5:]} to {row['to'][5:]}"
    return f"{days}, {row['lang']}" if row["lang"] else days
