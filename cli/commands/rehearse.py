"""`concierge rehearse`: difficult guests against the published knowledge."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_json

if TYPE_CHECKING:
    from agent.rehearsal import Card, Scene

app = single()
WORDS = {
    "answered": "answered",
    "asked_back": "asked back",
    "fetched_a_person": "fetched a person",
    "wrongly_stated": "WRONGLY STATED",
}


@app.command()
def rehearse(
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the card as a page, too.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show those that passed, too.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Let difficult guests talk to your concierge, and read a pass card.

    They cannot type, speak other languages, believe what is not so, haggle, give orders to the
    machine, are angry, in a hurry or in an emergency. What they ask about is taken from your own
    knowledge. Nothing is stored. Ends with 1 when something is wrongly stated.

    Example: concierge rehearse --html card.html
    """
    from agent.rehearsal import bank, known_of
    from agent.rehearsal import rehearse as played
    from server.house import composer_of, open_house
    from store import generations
    from store.errors import NotFound

    with closing(open_house(settings_of(home))) as house:
        with house.store.reading() as tx:
            published = generations.published_id(tx)
        if published is None:
            raise NotFound("There is no knowledge yet.", "Read something: `concierge ingest`.")
        composer = composer_of(house.store, house.embedder, house.settings)
        business, known = house.settings.business, known_of(house.store, published)
        card = played(composer, known, business.name, datetime.now(business.zone), bank())
    if html:
        html.write_text(page_of(card), "utf-8")
    if json:
        write_json(as_object(card))
    else:
        tell(card, every=every)
    raise typer.Exit(int(any(scene.came == "wrongly_stated" for scene in card.scenes)))


def as_object(card: Card) -> dict[str, Any]:
    return {
        "business": card.business,
        "passed": card.passed,
        "counts": card.counts(),
        "scenes": [asdict(scene) for scene in card.scenes],
    }


def tell(card: Card, *, every: bool) -> None:
    counts = card.counts()
    say(paint(f"Rehearsal of {plain(card.business)}", "bold"))
    told = ", ".join(f"{WORDS[kind].lower()} {counts[kind]}" for kind in WORDS)
    say(f"{counts['passed']} of {counts['said']} passed: {told}.")
    guest = ""
    for scene in card.scenes:
        if scene.passed and not every:
            continue
        if scene.guest != guest:
            guest = scene.guest
            say()
            say(paint(plain(guest), "bold"))
        _tell_scene(scene)


def _tell_scene(scene: Scene) -> None:
    mark = paint("ok  ", "green") if scene.passed else paint("look", "red")
    say(f"{mark} {plain(scene.said)}")
    say(paint(f"     {WORDS[scene.came]}: {plain(scene.reply)[:200]}", "dim"))
    say(f"     {plain(scene.reason)}")


def page_of(card: Card) -> str:
    """One page that needs nothing from anywhere. All words in it are escaped."""
    from html import escape

    counts = card.counts()
    rows = "".join(
        f"<tr class={'ok' if s.passed else 'look'}><td>{escape(s.guest)}<td dir=auto>"
        f"{escape(s.said)}<td dir=auto>{escape(s.reply)}<td>{escape(WORDS[s.came])}"
        f"<td>{escape(s.reason)}"
        for s in sorted(card.scenes, key=lambda s: s.passed)
    )
    heads = "".join(f"<th scope=col>{h}" for h in ("Guest", "Said", "Reply", "Came of it", "Why"))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width">'
        f"<title>Rehearsal of {escape(card.business)}</title><style>"
        "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
        "td,th{text-align:start;vertical-align:top;padding:.4rem;border-bottom:1px solid #ccc}"
        "td:nth-child(3){white-space:pre-line}.look td:nth-child(4){color:#a00;font-weight:bold}"
        f"table{{border-collapse:collapse}}</style><h1>Rehearsal of {escape(card.business)}</h1>"
        f"<p>{counts['passed']} of {counts['said']} passed; wrongly stated: "
        f"{counts['wrongly_stated']}.<table><thead><tr>{heads}<tbody>{rows}</table></html>\n"
    )
