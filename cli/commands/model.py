"""`concierge model list|test|pull|use`"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import audited, home_at, opened, settings_of
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json, write_table

if TYPE_CHECKING:
    from models.ollama_model import Pulled
    from models.speaker import Speaker
    from store.settings import Settings

app = group("Language models: which there are, whether they answer, and which one is used.")


@app.command("list")
def list_(
    provider: Annotated[
        str, typer.Argument(help="anthropic, ollama or openai; without it the one that is used.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What a provider has for this house, with prices for a million tokens.

    Example: concierge model list ollama
    """
    from cli.modelling import price_row
    from models.fleet import prices_of

    settings = settings_of(home)
    asked = provider or _used(settings)
    prices = prices_of(settings)
    used = {f"{settings.model.provider}:{settings.model.name}"}
    names = [f"{asked}:{name}" for name in _speaker(settings, asked, "any").listed()]
    rows = [{**price_row(prices, name), "used": name in used} for name in names]
    if json:
        write_json(rows)
        return
    write_table(
        ["", "model", "in", "out"],
        [
            [
                "*" if row["used"] else "",
                row["model"],
                *([f"${row['input']:g}", f"${row['output']:g}"] if row["known"] else ["?", "?"]),
            ]
            for row in rows
        ],
        empty=f"{asked} has none. Fetch one: `concierge model pull NAME`.",
    )
    if any(not row["known"] for row in rows):
        from cli.modelling import OWN_PRICE

        remark(f"Of those with ? no price is known; they count as dear. {OWN_PRICE}")


@app.command("test")
def try_(
    model: Annotated[
        str, typer.Argument(help="PROVIDER:NAME; without it all that the house may ask.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask something short: does it answer, how fast, at what price. Costs a few tokens.

    Example: concierge model test
    """
    from cli.modelling import trial_row, trial_told
    from models.fleet import prices_of
    from models.purse import purse_of
    from models.trial import try_out

    with opened(home) as (settings, store):
        purse = purse_of(store, settings, prices_of(settings))
        trials = [try_out(one, purse) for one in _tried(settings, model)]
    if json:
        write_json([trial_row(trial) for trial in trials])
    else:
        for trial in trials:
            say(plain(trial_told(trial)))
    failed = [trial.failure for trial in trials if trial.failure is not None]
    if failed:
        if failed[0].hint and not json:
            remark(failed[0].hint)
        raise typer.Exit(6)


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="The model's name at Ollama, for example llama3.2.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Have Ollama fetch a model; what was fetched before a break is kept.

    Example: concierge model pull llama3.2
    """
    from models.ollama_model import OllamaModel

    model = _speaker(settings_of(home), "ollama", name.removeprefix("ollama:"))
    assert isinstance(model, OllamaModel)
    for step in _shown(model.pull(), quiet=json):
        last = step
    if json:
        write_json({"model": model.name, "status": last.status})
    else:
        say(f"{plain(model.name)} is there. Use it: concierge model use {plain(model.name)}")


@app.command()
def use(
    model: Annotated[str, typer.Argument(help="PROVIDER:NAME, or none for structured mode.")],
    cheap: Annotated[
        str, typer.Option("--cheap", metavar="NAME", help="A cheaper one there, for simple turns.")
    ] = "",
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Its address, where not the usual one.")
    ] = "",
    key_stdin: Annotated[
        bool, typer.Option("--key-stdin", help="Read its key from standard input.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Have replies written by this model. `concierge model test` tries it.

    Example: concierge model use anthropic:claude-haiku-5-5 --key-stdin < key.txt
    """
    from server.config_file import change
    from store.errors import Invalid
    from store.home import running_server

    there = home_at(home).must_exist()
    provider, _, name = model.partition(":")
    if provider != "none" and not name:
        raise Invalid(f"{model!r} names no model.", "Write PROVIDER:NAME, or none.")
    values = {
        "model.base_url": base_url,
        "model.cheap_name": cheap,
        "model.name": name,
        "model.provider": provider,
    }
    if key_stdin:
        values["model.api_key"] = sys.stdin.readline().strip()
    for key, value in values.items():
        change(there, key, value)
    audited(there, "setting.changed", "model.provider", value=model)
    restart = bool(running_server(there))
    if json:
        write_json({"provider": provider, "name": name, "restart_needed": restart})
        return
    told = "in structured mode" if provider == "none" else f"with {plain(model)}"
    say(f"Guests are answered {told}.")
    if restart:
        say("The running server takes it up when it is started again.")


def _used(settings: Settings) -> str:
    from store.errors import Invalid

    if settings.model.provider == "none":
        raise Invalid(
            "No model is used: structured mode answers.",
            "Name a provider (anthropic, ollama, openai), or `concierge model use PROVIDER:NAME`.",
        )
    return settings.model.provider


def _speaker(settings: Settings, provider: str, name: str) -> Speaker:
    from models.fleet import speaker

    return speaker(settings.model, provider, name)


def _tried(settings: Settings, named: str) -> list[Speaker]:
    """With time enough for a model that is still being loaded."""
    from models.fleet import speaker, speakers

    patient = settings.model.model_copy(update={"first_s": 100.0, "between_s": 30.0})
    if named:
        provider, _, name = named.partition(":")
        return [speaker(patient, provider, name)]
    _used(settings)
    cheap = settings.model.cheap_name
    found = [*speakers(patient), *(speakers(patient, cheap) if cheap else ())]
    return list({one.name: one for one in found}.values())


def _shown(steps: Any, *, quiet: bool) -> Any:
    """The steps of a pull, with a bar where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Fetching", total=None)
        step: Pulled
        for step in steps:
            total = step.total or None
            bar.update(task, description=plain(step.status)[:40], completed=step.completed)
            bar.update(task, total=total)
            yield step
