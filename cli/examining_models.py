"""What `concierge doctor` says of language models and what they cost."""

from __future__ import annotations

from collections.abc import Iterator

from cli.examining import Finding, Verdict
from cli.modelling import OWN_PRICE, budget_told, trial_told
from models.fleet import prices_of, speakers
from models.purse import purse_of
from models.trial import try_out
from store.db import Store
from store.settings import Settings


def models(store: Store, settings: Settings) -> Iterator[Finding]:
    """Each model the house may ask is asked something short, within the limits of a turn."""
    chosen = settings.model
    level, told = budget_told(store, settings)
    if level == "spent":
        do = f"concierge config set budget.day {settings.budget.day * 2:g}"
        yield Finding("budget", "fail", f"{told} Structured mode answers until there is more.", do)
        return
    purse = purse_of(store, settings, prices_of(settings))
    found = [*speakers(chosen), *(speakers(chosen, chosen.cheap_name) if chosen.cheap_name else ())]
    for number, one in enumerate({one.name: one for one in found}.values()):
        trial = try_out(one, purse, chosen.turn_s)
        if trial.failure is not None:
            verdict: Verdict = "warn" if number else "fail"
            yield Finding("model", verdict, trial.failure.message, trial.failure.hint)
        elif not trial.price.known:
            yield Finding("model", "warn", trial_told(trial), OWN_PRICE)
        else:
            yield Finding("model", "ok", trial_told(trial))
    do = "Owners are mailed at 100 %; then structured mode answers." if level == "tight" else ""
    yield Finding("budget", "warn" if level == "tight" else "ok", told, do)
