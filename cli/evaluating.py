"""An evaluation from the command line: what is asked, of which house, and how it is told."""

from __future__ import annotations

import json as jsonlib
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.opening import home_at
from cli.output import paint, plain, say, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent.evaluation import Comparison, Run, Trial

SHOWN = 12


def run_of(home: Path | None, trials: Sequence[Trial], config: Path | None = None) -> Run:
    """Ask the house at this home; `config` lays another concierge.toml over its own."""
    from agent.evaluation import evaluate
    from server.house import composer_of, embedder_of
    from store.migrate import open_store
    from store.settings import read_settings, read_toml

    over = read_toml(config) if config else {}
    flags = {
        f"{s}.{k}": v for s, keys in over.items() if isinstance(keys, dict) for k, v in keys.items()
    }
    settings = read_settings(home_at(home), flags)
    with closing(open_store(settings.home)) as store:
        composer = composer_of(store, embedder_of(store, settings), settings)
        now = datetime.now(settings.business.zone)
        return evaluate(composer, trials, now, name=str(config or ""), told=_told)


def _told(done: int, of: int) -> None:
    if sys.stderr.isatty() and (done % 20 == 0 or done == of):
        end = "\n" if done == of else ""
        print(f"\rasked {done} of {of}", end=end, file=sys.stderr, flush=True)


def stored_trials(home: Path | None) -> list[Trial]:
    """The owner's own cases that can be asked today."""
    from agent.evaluation import trials_of
    from cli.opening import opened
    from store import cases

    with opened(home) as (settings, store), store.reading() as tx:
        return trials_of(cases.due(tx, datetime.now(settings.business.zone).date()))


def read_run(path: Path) -> Run:
    from agent.evaluation import run_from
    from store.errors import Invalid

    try:
        return run_from(jsonlib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise Invalid(
            f"{path} cannot be read: {error}.", "Name a run saved with --save, or a .toml file."
        ) from error


def save_run(run: Run, path: Path) -> None:
    path.write_text(jsonlib.dumps(run.as_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def tell_run(run: Run) -> None:
    for what in ("source", "type"):
        groups = run.by(what)
        if len(groups) > 1:
            say(paint(f"By {what}", "bold"))
            _table(groups)
            say()
    figures = run.figures()
    _table({"all": figures})
    say()
    for line in _summary(figures):
        say(line)
    worst = run.worst()
    if worst:
        say()
        say(paint("Worst first", "bold"))
    for result in worst[:SHOWN]:
        say(f"{paint(result.verdict, 'yellow')}  {plain(result.id)}: {plain(result.question)}")
        said = f"[{result.outcome}/{result.kind}] {plain(result.answer)[:200]}"
        say(paint(f"    {said}", "dim"))
    if len(worst) > SHOWN:
        say(f"and {len(worst) - SHOWN} more (all of them with --json)")


def _table(groups: dict[str, dict[str, Any]]) -> None:
    heads = ["", "questions", "right", "wrong", "missed", "honest", "invented"]
    rows = [[name, *(counts[h] for h in heads[1:])] for name, counts in groups.items()]
    write_table(heads, rows, empty="")


def _summary(figures: dict[str, Any]) -> Iterator[str]:
    if figures["right_share"] is not None:
        yield (
            f"right {figures['right']} of {figures['answerable']} answerable "
            f"({figures['right_share']:.0%}), wrong {figures['wrong']}, "
            f"unanswered {figures['missed']}"
        )
    if figures["honest_share"] is not None:
        yield (
            f"honest {figures['honest']} of {figures['unanswerable']} unanswerable "
            f"({figures['honest_share']:.0%})"
        )
    yield (
        f"latency p50 {figures['latency_p50_ms']:.1f} ms, p95 {figures['latency_p95_ms']:.1f} ms; "
        f"cost {figures['cost']:.4f}"
    )


def change_lines(found: Comparison) -> Iterator[str]:
    for word, pairs in (("worse", found.worse), ("better", found.better)):
        for old, new in pairs[:SHOWN]:
            yield f"{word}: {new.question} ({old.verdict} -> {new.verdict})"
        if len(pairs) > SHOWN:
            yield f"{word}: and {len(pairs) - SHOWN} more"
    told = f"{len(found.better)} better, {len(found.worse)} worse, {len(found.changed)} in other "
    yield f"{told}words, {found.same} the same"
    if found.only_one:
        yield f"{found.only_one} questions were asked in one of the two only"


def comparison_object(found: Comparison) -> dict[str, Any]:
    def pairs(of: list[Any]) -> list[dict[str, Any]]:
        return [{"old": asdict(old), "new": asdict(new)} for old, new in of]

    return {
        "better": pairs(found.better),
        "worse": pairs(found.worse),
        "changed": pairs(found.changed),
        "same": found.same,
        "only_one": found.only_one,
    }
