"""`concierge ask`: the answer a guest would get, with where it stands and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_json

if TYPE_CHECKING:
    from agent.composer import Answer

app = single()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a guest would write.")] = "",
    lang: Annotated[str, typer.Option(help="The guest's language, if you know it.")] = "",
    trace: Annotated[
        bool, typer.Option("--trace", help="Show every candidate with its scores.")
    ] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read one question per line, answer each at once.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask a question as a guest would. Nothing is stored, and no server is needed.

    With --stdin every line is a question: plain text, or an object with "question" and optional
    "id" and "lang". With --json each gives one object on one line: id, question, answer, outcome
    (answered, clarify, handed_over), confidence, citations, lang, latency_ms, mode. A line that
    cannot be read gives an object with "error", and the next line is read.

    Example: concierge ask "When is breakfast?" --trace
    """
    from cli.asking import answer_lines, as_object, asked
    from server.house import open_house
    from store.errors import Invalid

    if stdin == bool(question):
        raise Invalid(
            "Name one question, or use --stdin for many.",
            'For example: concierge ask "When is breakfast?"',
        )
    house = open_house(settings_of(home))
    try:
        if stdin:
            answer_lines(house, sys.stdin.buffer, json=json, trace=trace)
            return
        answer, latency_ms = asked(house, question, lang)
        if json:
            told = as_object(None, question, answer, latency_ms)
            write_json({**told, "trace": answer.trace} if trace else told)
        else:
            tell(answer, latency_ms, trace=trace)
    finally:
        house.close()


def tell(answer: Answer, latency_ms: float, *, trace: bool) -> None:
    say(plain(answer.text, lines=True))
    for number, citation in enumerate(answer.citations, 1):
        page = f", page {citation.page}" if citation.page else ""
        say()
        say(paint(f"[{number}] {plain(citation.title)}{page}  {plain(citation.url)}", "cyan"))
        for line in citation.quote.splitlines():
            say(paint(f"    {plain(line)}", "dim"))
    if answer.quick_replies:
        say()
        say("Offered: " + " · ".join(plain(reply) for reply in answer.quick_replies))
    say()
    say(paint(_why(answer, latency_ms), "dim"))
    if trace:
        say()
        write_json(answer.trace)


def _why(answer: Answer, latency_ms: float) -> str:
    parts = [
        f"{answer.outcome.replace('_', ' ')}, {answer.kind}, confidence {answer.confidence:.2f}",
        f"{answer.mode} mode, {answer.lang}, {latency_ms:.0f} ms",
    ]
    decision = answer.trace.get("decision") or answer.trace.get("why")
    if decision:
        parts.append(f"why: {plain(decision)}")
    if answer.escalate:
        parts.append(f"a person is fetched: {plain(answer.escalate)}")
    return "\n".join(parts)
