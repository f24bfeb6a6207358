"""What commands say of language models: prices, trials, and what the budget has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.prices import Price, PriceList
    from models.rations import Rations
    from models.trial import Trial
    from store.db import Store
    from store.settings import Settings

OWN_PRICE = "Write its price into prices.toml in the home: see docs/operator.md."


def price_told(price: Price) -> str:
    """In and out, for a million tokens."""
    if not price.known:
        return f"counted as dear (${price.input} in, ${price.output} out)"
    if not price.input and not price.output:
        return "costs nothing"
    return f"${price.input:.2f} in, ${price.output:.2f} out"


def price_row(prices: PriceList, model: str) -> dict[str, Any]:
    price = prices.of(model)
    return {
        "model": model,
        "input": float(price.input),
        "output": float(price.output),
        "known": price.known,
        "list": prices.day,
    }


def trial_row(trial: Trial) -> dict[str, Any]:
    failed = trial.failure
    return {
        "model": trial.model,
        "ok": failed is None,
        "first_ms": round(trial.first_s * 1000),
        "whole_ms": round(trial.whole_s * 1000),
        "tokens": trial.usage.total,
        "dollars": trial.nanos / 10**9,
        "tools": trial.tools,
        "fault": failed.why if failed else "",
        "said": failed.message if failed else "",
    }


def trial_told(trial: Trial) -> str:
    """One line; of a failure what was said of it."""
    from models.prices import in_dollars

    if trial.failure is not None:
        return trial.failure.message
    tools = "" if trial.tools else " It knows no tools, so it can only talk."
    return (
        f"{trial.model} answers: first word after {trial.first_s * 1000:.0f} ms, all after "
        f"{trial.whole_s * 1000:.0f} ms; {price_told(trial.price)} per million tokens, "
        f"{in_dollars(trial.nanos)} for this.{tools}"
    )


def budget_told(store: Store, settings: Settings) -> tuple[str, str]:
    """Level ("open", "tight", "spent") and one sentence."""
    from models.fleet import prices_of, rations_of
    from models.prices import in_dollars
    from models.purse import purse_of
    from store import spending

    purse = purse_of(store, settings, prices_of(settings))
    with store.reading() as tx:
        day, month = (spending.spent(tx, name) for name in spending.periods(purse.today()))
    limits = settings.budget

    def part(spent: int, limit: float, tokens: int, most: int) -> str:
        money = f"{in_dollars(spent)} of ${limit:g}" if limit else in_dollars(spent)
        return money + (f" and {tokens} of {most} tokens" if most else "")

    told = (
        f"Today {part(day.nanos, limits.day, day.tokens, limits.day_tokens)}, "
        f"this month {part(month.nanos, limits.month, month.tokens, limits.month_tokens)}."
    )
    rations = rations_of(settings, store)
    allowed = rations.look()
    level = purse.level() if purse.level() != "open" else allowed.level
    return level, f"{told} {_replies_told(rations)}".strip()


def _replies_told(rations: Rations) -> str:
    """How many replies models have written, where the owner counts them."""
    limits = rations.ration
    if not limits:
        return ""
    parts = [
        f"{said} {written} of {limit}"
        for said, written, limit in zip(
            ("today", "this month"), rations.counted(), (limits.day, limits.month), strict=True
        )
        if limit
    ]
    parts += [f"at most {limits.conversation} in a conversation"] if limits.conversation else []
    parts += [f"at most {limits.contact} a day for one guest"] if limits.contact else []
    return f"Replies by a model: {', '.join(parts)}."
