"""`concierge gap list|show|answer|dismiss`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.tables import GapTopic

app = group("Gaps: what guests asked and nobody knew, gathered by meaning.")

Number = Annotated[int, typer.Argument(help="The gap's number, from `concierge gap list`.")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="open, answered or dismissed.")] = "open",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What nobody knew, the questions of most guests first.

    Example: concierge gap list
    """
    from store import gaps
    from store.errors import Invalid

    if state not in ("open", "answered", "dismissed"):
        raise Invalid(f"A gap is never {state!r}.", "Write open, answered or dismissed.")
    with opened(home) as (settings, store):
        _file_what_waits(settings, store)
        with store.reading() as tx:
            rows = [_told(topic) for topic in gaps.topics(tx, state=state, limit=200)]
    if json:
        write_json(rows)
        return
    since = ["asked since"] if state == "answered" else []
    write_table(
        ["gap", "guests", "asked", *since, "last", "question"],
        [
            [
                *(r[name] for name in ("id", "guests", "asked")),
                *([r["asked_since"]] if since else []),
                *(r["last_at"][:10], r["question"]),
            ]
            for r in rows
        ],
        empty="No question waits for an answer." if state == "open" else f"No gap is {state}.",
    )


def _file_what_waits(settings: Any, store: Any) -> None:
    """Beside a running server it has been done already; without one it is done now."""
    from store import gaps

    with store.reading() as tx:
        if not gaps.unfiled(tx, limit=1):
            return
    from server.gapkeeper import Gapkeeper
    from server.house import embedder_of

    keeper = Gapkeeper(store, embedder_of(store, settings), settings.business.name)
    while keeper.step():
        pass


@app.command()
def show(number: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """One gap, and how guests put it.

    Example: concierge gap show 3
    """
    from store import answers, gaps

    with opened(home) as (_, store), store.reading() as tx:
        topic = gaps.find(tx, number)
        asked = gaps.questions(tx, number, limit=50)
        told = {
            **_told(topic),
            "questions": [{"text": g.question, "at": g.created_at.isoformat()} for g in asked],
            "answer": answers.find(tx, topic.answer_id).answer if topic.answer_id else "",
        }
    if json:
        write_json(told)
        return
    say(f"{plain(told['question'])}   ({told['state']}, {told['guests']} guests)")
    for one in told["questions"]:
        say(f"  {one['at'][:10]}  {plain(one['text'])}")
    if told["answer"]:
        say(f"Answered: {plain(told['answer'])}")


@app.command()
def answer(
    number: Number,
    text: Annotated[str, typer.Argument(help="What the concierge shall say.")],
    question: Annotated[str, typer.Option(help="Ask it like this instead.")] = "",
    lang: Annotated[str, typer.Option(help="Only for this language, for example de.")] = "",
    first: Annotated[str, typer.Option("--from", help="From this day on, YYYY-MM-DD.")] = "",
    last: Annotated[str, typer.Option("--to", help="Until this day, YYYY-MM-DD.")] = "",
    yearly: Annotated[bool, typer.Option("--yearly", help="The two days of every year.")] = False,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a gap once; the concierge answers it from now on.

    Example: concierge gap answer 3 "Yes, the gym is in the cellar."
    """
    from agent.house import answer_gap, phrased_gap
    from cli.answer_rows import scope_of
    from server.house import embedder_of

    scope = scope_of(lang, first, last, yearly)
    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = may_act(acting(tx, as_))
        embedder = embedder_of(store, settings)
        made = phrased_gap(store, embedder, settings.business.name, number, question)
        with store.writing() as tx:
            given = answer_gap(
                tx, embedder, made, number, text, question=question, scope=scope, by=by
            )
    if json:
        write_json({"id": number, "state": "answered", "answer_id": given.id})
    else:
        say(f"Gap {number} is answered; guests get house answer {given.id} from now on.")


@app.command()
def dismiss(
    number: Number, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """Set a gap aside: not a question for this house.

    Example: concierge gap dismiss 3
    """
    from store import gaps

    with opened(home) as (_, store), store.writing() as tx:
        gaps.close(tx, number, "dismissed", may_act(acting(tx, as_)))
    if json:
        write_json({"id": number, "state": "dismissed"})
    else:
        say(f"Gap {number} is dismissed.")


def _told(topic: GapTopic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "question": plain(topic.question),
        "lang": topic.lang,
        "state": topic.state,
        "guests": topic.guests,
        "asked": topic.asked,
        "asked_since": topic.asked_since,
        "first_at": topic.first_at.isoformat(),
        "last_at": topic.last_at.isoformat(),
        "decided_at": topic.decided_at.isoformat() if topic.decided_at else None,
    }
