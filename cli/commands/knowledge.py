"""`concierge knowledge passages|facts|check|generations|diff|publish|rollback`"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import paint, plain, say, write_json, write_line, write_table

if TYPE_CHECKING:
    from store.tables import Document, Generation, Passage, Source

app = group("Look into the knowledge, check it, publish it or go back.")

GenerationArgument = Annotated[
    int | None, typer.Argument(help="A generation's number.", show_default=False)
]


@app.command()
def passages(
    generation: Annotated[
        int | None,
        typer.Option(help="Of this one instead of the published one.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Every passage guests may be answered from. With --json one object a line.

    Example: concierge knowledge passages --json
    """
    from store import generations, library

    with opened(home) as (_, store), store.reading() as tx:
        of = generations.published_id(tx) if generation is None else generation
        if of is not None:
            generations.find(tx, of)
        count = 0
        for passage, document, source in library.passages(tx, of):
            count += 1
            told = _passage(passage, document, source)
            if json:
                write_line(told)
            else:
                _tell(told)
    if not json and not count:
        say("There is no knowledge yet. Read something: `concierge ingest SOURCE`.")


def _passage(passage: Passage, document: Document, source: Source) -> dict[str, Any]:
    """These names are relied on by others; add to them, never change them."""
    web = document.address.startswith(("http://", "https://"))
    return {
        "id": passage.id,
        "source": source.label,
        "url": document.address if web else "",
        "file": "" if web else document.address,
        "page": passage.page,
        "heading": passage.heading,
        "text": passage.text,
        "kind": passage.kind,
    }


def _tell(told: dict[str, Any]) -> None:
    page = f", page {told['page']}" if told["page"] else ""
    say(paint(plain(f"{told['url'] or told['file']}{page}"), "dim"))
    if told["heading"]:
        say(paint(plain(told["heading"]), "bold"))
    say(plain(told["text"], lines=True))
    say()


@app.command()
def facts(
    kind: Annotated[
        str, typer.Option(help="Only these: hours, price, phone, policy, clock, validity, ...")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What was read as a fact: value, subject, source, page, the day it was read.

    Example: concierge knowledge facts --kind hours
    """
    from cli.doubting import fact_rows, tell_facts

    with opened(home) as (_, store), store.reading() as tx:
        rows = fact_rows(tx, kind)
    if json:
        write_json(rows)
    else:
        tell_facts(rows)


@app.command()
def check(
    resolve: Annotated[
        str, typer.Option("--resolve", metavar="KEY", help="Decide this question.")
    ] = "",
    choose: Annotated[
        int | None, typer.Option(help="The right one, by its number.", show_default=False)
    ] = None,
    value: Annotated[str, typer.Option(help="What is right, in your words.")] = "",
    both: Annotated[bool, typer.Option("--both", help="Both hold; they mean two things.")] = False,
    reopen: Annotated[
        str, typer.Option("--reopen", metavar="KEY", help="Take a decision back.")
    ] = "",
    all_: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What contradicts itself, has ended or is old, as questions to you. Decide with --resolve.

    Example: concierge knowledge check --resolve 3f2a9c01b7d4e586 --choose 1
    """
    from agent.disputes import chosen, find_dispute, settle
    from cli.doubting import as_object, disputes, tell_disputes
    from store import settlements
    from store.errors import Invalid

    if not resolve and (choose is not None or value or both):
        raise Invalid("Which question is decided?", "Name it with --resolve KEY.")
    with opened(home) as (settings, store):
        today = datetime.now(settings.business.zone).date()
        if resolve or reopen:
            with store.writing() as tx:
                by = may_act(acting(tx, as_))
                if reopen:
                    settlements.undo(tx, reopen)
                else:
                    found = find_dispute(tx, resolve, today)
                    settle(tx, found, chosen(found, choose, value, both=both), by)
        with store.reading() as tx:
            shown = [d for d in disputes(tx, settings) if all_ or resolve or d.open]
    if resolve:
        shown = [d for d in shown if d.key == resolve]
    if json:
        write_json([as_object(d) for d in shown])
    else:
        tell_disputes(shown)


@app.command("generations")
def generations_(home: HomeOption = None, json: JsonOption = False) -> None:
    """The states of the knowledge, newest first; one of them is published.

    Example: concierge knowledge generations
    """
    from store import generations

    with opened(home) as (_, store), store.reading() as tx:
        rows = [
            _generation(g, generations.counts(tx, g.id))
            for g in generations.listed(tx)
            if g.state != "abandoned"
        ]
    if json:
        write_json(rows)
        return
    write_table(
        ["generation", "state", "made", "documents", "passages", "what it changed"],
        [
            [
                r["id"],
                "held" if r["held"] else r["state"],
                r["created_at"][:16],
                r["documents"],
                r["passages"],
                _said(r),
            ]
            for r in rows
        ],
        empty="There is no knowledge yet. Read something: `concierge ingest SOURCE`.",
    )


def _said(row: dict[str, Any]) -> str:
    """What it changed; of one being built, how far it is."""
    now = row["progress"]
    if not now:
        return str(row["headline"])
    left = f", about {now['left']:.0f} s left" if now["left"] is not None else ""
    return f"{now['stage']} {now['done']}/{now['total'] or '?'}{left}"


def _generation(generation: Generation, counts: dict[str, int]) -> dict[str, Any]:
    published = generation.published_at
    return {
        "id": generation.id,
        "state": generation.state,
        "based_on": generation.based_on,
        "created_at": generation.created_at.isoformat(),
        "published_at": published.isoformat() if published else None,
        "headline": str(generation.summary.get("headline", "")),
        "progress": generation.progress.get("now") if generation.leased_by else None,
        "held": str(generation.progress.get("held", "")) if generation.state == "ready" else "",
        **counts,
    }


@app.command()
def diff(
    old: GenerationArgument = None,
    new: GenerationArgument = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What guests are told differently: prices, hours, pages, words. Without numbers: what the
    published generation changed.

    Example: concierge knowledge diff 3 4
    """
    from cli.telling import tell_changes
    from ingest.changes import changes
    from store import generations

    with opened(home) as (_, store), store.reading() as tx:
        after = generations.find(tx, _or_published(tx, new))
        before = after.based_on if old is None else generations.find(tx, old).id
        pages = generations.diff(tx, before, after.id)
        found = changes(tx, before, after.id)
    if json:
        write_json({**found.as_dict(), **pages})
    elif found.headline:
        tell_changes(found.headline, found.told, most=len(found.told))
    elif any(pages.values()):
        say(f"{len(pages['changed'])} pages were read anew, and say the same as before.")
    else:
        say("Nothing differs.")


def _or_published(tx: Any, number: int | None) -> int:
    from store import generations
    from store.errors import NotFound

    found = generations.published_id(tx) if number is None else number
    if found is None:
        raise NotFound("No knowledge is published yet.", "Read something: `concierge ingest`.")
    return found


@app.command()
def publish(
    generation: Annotated[int, typer.Argument(help="A generation's number.")],
    force: Annotated[
        bool, typer.Option("--force", help="Even if the gate holds it: `knowledge gate`.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Answer guests from this generation from now on.

    Example: concierge knowledge publish 4
    """
    from store import generations

    with opened(home) as (settings, store), store.writing() as tx:
        found = generations.find(tx, generation)
        generations.publish(tx, found, keep=settings.ingest.keep_generations, force=force)
    _told_published(found, json)


@app.command()
def reembed(home: HomeOption = None, json: JsonOption = False) -> None:
    """Embed all that is known with the embedder of the settings; guests notice nothing meanwhile.

    Needed after `embedder.kind` or `embedder.model` was changed. One that was stopped goes on.

    Example: concierge knowledge reembed
    """
    from cli.progress import ingest_bar
    from ingest.reembed import reembed as run
    from models.registry import chosen_embedder

    with opened(home) as (settings, store), ingest_bar(quiet=json) as progress:
        embedder = chosen_embedder(settings.embedder)
        summary = run(store, embedder, settings, progress=progress)
    if json:
        write_json(summary.as_dict())
    elif summary.changed:
        said = f"Generation {summary.generation_id} is published, embedded with {embedder.name}"
        say(f"{said}: {summary.passages} passages, {summary.seconds:.1f} s.")
    else:
        say(f"All is embedded with {embedder.name} already.")


@app.command()
def rollback(
    to: Annotated[
        int | None, typer.Option("--to", help="This one, not the last.", show_default=False)
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Go back to the generation that was published before.

    Example: concierge knowledge rollback
    """
    from store import generations

    with opened(home) as (_, store), store.writing() as tx:
        found = generations.rollback(tx, to)
    _told_published(found, json)


def _told_published(generation: Generation, json: bool) -> None:
    if json:
        write_json({"published": generation.id})
    else:
        say(f"Generation {generation.id} is published.")


@app.command("gate")
def gate_(
    what: Annotated[str, typer.Argument(help="on, off or run.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Publish new knowledge only if no case of yours gets worse. run asks the cases now.

    With the gate on, an ingest that would make a case worse is held: guests go on being answered
    from the old knowledge until you publish it with --force, or mend it and ingest again. `run`
    compares the newest unpublished generation with the published one, and ends with 1 when a case
    gets worse.

    Example: concierge knowledge gate on
    """
    from cli.gating import run_gate, switch_gate

    if what == "run":
        raise typer.Exit(run_gate(home, json=json))
    switch_gate(home, what, json=json)
