"""`concierge eval FILE` and `concierge eval case add|list|import|remove`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.opening import opened
from cli.options import HELP, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table


class FileOrCase(TyperGroup):
    """`eval questions.csv` is short for `eval run questions.csv`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["run", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        # Options of `run` may stand before the file, or without one.
        if args and args[0].startswith("-") and args[0] not in ("--help", "-h"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=FileOrCase,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Ask a list of questions and see what is right: `concierge eval FILE`.",
    context_settings=HELP,
)
case = group("The owner's own cases: what must be answered how, whatever is ingested next.")
app.add_typer(case, name="case")


@app.command()
def run(
    file: Annotated[
        Path | None,
        typer.Argument(help="Questions: .jsonl, or .csv of question,expected.", show_default=False),
    ] = None,
    cases: Annotated[bool, typer.Option("--cases", help="Ask the stored cases instead.")] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A B", help="Two .toml configurations or saved runs."),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Keep the run here, to compare with.")] = None,
    min_right: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="Per cent of the answerable that must be right."),
    ] = None,
    max_wrong: Annotated[
        int | None, typer.Option(min=0, help="Wrong and invented answers at most.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask every question of a file, and tell what is right, wrong and unanswered.

    A sheet has two columns, question and what is expected: words that the answer must say, a
    /regular expression/, or nothing where nobody can know. With --min-right or --max-wrong it ends
    with 1 when that is not held, so that it can guard a change. With --compare it also ends with 1
    when --max-wrong questions or more got worse.

    `concierge eval FILE` is short for it.

    Example: concierge eval run questions.csv --min-right 80 --max-wrong 2
    """
    from agent.trials import read_trials
    from cli.evaluating import run_of, save_run, stored_trials, tell_run
    from store.errors import Invalid

    if compare:
        raise typer.Exit(_compare(home, compare, file, cases=cases, most=max_wrong, json=json))
    if (file is None) != cases:
        raise Invalid("Name a file of questions, or use --cases.", "For example: questions.csv")
    trials = stored_trials(home) if cases else read_trials(file)  # type: ignore[arg-type]
    if not trials:
        raise Invalid("There is no case to ask.", "Add one: `concierge eval case add`.")
    done = run_of(home, trials)
    if save:
        save_run(done, save)
    if json:
        write_json(done.as_dict())
    else:
        tell_run(done)
    figures = done.figures()
    share = 100 * (figures["right_share"] if figures["right_share"] is not None else 1.0)
    wrong = figures["wrong"] + figures["invented"]
    low = min_right is not None and share < min_right
    if low or (max_wrong is not None and wrong > max_wrong):
        raise typer.Exit(1)


def _compare(
    home: Path | None,
    two: tuple[Path, Path],
    file: Path | None,
    *,
    cases: bool,
    most: int | None,
    json: bool,
) -> int:
    from agent.evaluation import compare as compared
    from agent.trials import read_trials
    from cli.evaluating import change_lines, comparison_object, read_run, run_of, stored_trials
    from store.errors import Invalid

    runs = []
    for path in two:
        if path.suffix != ".toml":
            runs.append(read_run(path))
            continue
        if file is None and not cases:
            raise Invalid("Two configurations need questions.", "Name a file too, or --cases.")
        trials = read_trials(file) if file else stored_trials(home)
        runs.append(run_of(home, trials, path))
    found = compared(*runs)
    if json:
        figures = {"a": runs[0].figures(), "b": runs[1].figures()}
        write_json({**figures, **comparison_object(found)})
    else:
        for line in change_lines(found):
            say(plain(line))
    return int(most is not None and len(found.worse) > most)


@case.command()
def add(
    question: Annotated[str, typer.Argument(help="What a guest would write.")],
    expect: Annotated[
        list[str] | None, typer.Option(help="A regular expression the answer must hold; repeat it.")
    ] = None,
    answer: Annotated[str, typer.Option(help="Or what is right, in words.")] = "",
    unanswerable: Annotated[
        bool, typer.Option("--unanswerable", help="The right answer is to fetch a person.")
    ] = False,
    lang: Annotated[str, typer.Option(help="The guest's language.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Add one case.

    Example: concierge eval case add "Is there a gym?" --expect "second floor"
    """
    from store import cases
    from store.cases import Expected
    from store.errors import Invalid

    if unanswerable == bool(expect or answer):
        raise Invalid("Say what is right: --expect, --answer, or --unanswerable.")
    expected = Expected(not unanswerable, [[p] for p in expect or ()], (), answer)
    with opened(home) as (_, store), store.writing() as tx:
        made = cases.add(tx, question, expected, lang=lang)
    if json:
        write_json({"id": made.id})
    else:
        say(f"Case {made.id} is kept.")


@case.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Questions: .jsonl, or .csv.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Keep every question of a file as a case; those that are there already are changed.

    Example: concierge eval case import questions.csv
    """
    from agent.trials import read_trials
    from store import cases
    from store.cases import Expected

    trials = read_trials(file)
    with opened(home) as (_, store), store.writing() as tx:
        for t in trials:
            expected = Expected(t.answerable, t.facts, t.must_not, t.reference)
            cases.add(tx, t.question, expected, lang=t.lang, kind=t.type[:32])
    if json:
        write_json({"imported": len(trials)})
    else:
        say(f"{len(trials)} cases are kept.")


@case.command("list")
def list_(
    origin: Annotated[str, typer.Option(help="template, house_answer, marked_bad or import.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The cases, oldest first.

    Example: concierge eval case list --origin marked_bad
    """
    from store import cases

    with opened(home) as (_, store), store.reading() as tx:
        rows = [
            {
                "id": c.id,
                "question": c.question,
                "lang": c.lang,
                "type": c.kind,
                "answerable": c.answerable,
                "facts": c.facts,
                "must_not": c.must_not,
                "expected": c.reference,
                "origin": c.origin,
            }
            for c in cases.listed(tx, origin)
        ]
    if json:
        write_json(rows)
        return
    write_table(
        ["case", "origin", "expects", "question"],
        [[r["id"], r["origin"], _expects(r), r["question"]] for r in rows],
        empty="There is no case yet. Add one: `concierge eval case add`.",
    )


def _expects(row: dict[str, Any]) -> str:
    if row["answerable"] is False:
        return "a person"
    if row["answerable"] is None:
        return "not that again"
    return "words" if row["expected"] else "patterns" if row["facts"] else "an answer"


@case.command()
def remove(
    case_id: Annotated[int, typer.Argument(metavar="CASE", help="Its number.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask this one no more.

    Example: concierge eval case remove 3
    """
    from store import cases

    with opened(home) as (_, store), store.writing() as tx:
        cases.remove(tx, case_id)
    if json:
        write_json({"removed": case_id})
    else:
        say(f"Case {case_id} is removed.")
