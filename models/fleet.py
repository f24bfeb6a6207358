"""The language models of one house, as its settings name them.

    strong   the model, then the fallbacks
    cheap    the cheaper model of the same provider for simple turns, then the same fallbacks

Each is a chain around metered models: retries, time limits and the budget are in it. How many
replies they may write is asked before a turn (`models.rations`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from models.anthropic_model import AnthropicModel
from models.breaker import Breaker
from models.chain import Chain, Health
from models.ollama_model import OllamaModel
from models.openai_model import OpenAIModel
from models.patience import Limits
from models.prices import OWN, PriceList, price_list
from models.purse import Metered, Purse, purse_of
from models.rations import Allowed, Ration, Rations
from models.speaker import Speaker
from store.db import Store
from store.errors import Invalid
from store.model_settings import Model as ModelSettings
from store.settings import Settings

SPEAKERS: dict[str, type[AnthropicModel] | type[OllamaModel] | type[OpenAIModel]] = {
    "anthropic": AnthropicModel,
    "ollama": OllamaModel,
    "openai": OpenAIModel,
}


@dataclass(frozen=True, slots=True)
class Fleet:
    """`turn_s` is what all models of one turn may take together: the deadline to ask with."""

    strong: Chain
    cheap: Chain
    purse: Purse
    rations: Rations
    turn_s: float

    def allows(self, conversation_id: int, message_id: int) -> Allowed:
        """Whether a model may write this reply, by money and by the number of replies: ask before
        composing."""
        level = self.purse.level()
        if level == "spent":
            return Allowed(level, "The budget for language models is used up.")
        rationed = self.rations.ask(conversation_id, message_id)
        if rationed.level == "open" and level == "tight":
            return Allowed(level, "The budget for language models is nearly used up.")
        return rationed

    def health(self) -> list[Health]:
        """Each model once."""
        found = {one.model: one for one in (*self.cheap.health(), *self.strong.health())}
        return list(found.values())


def build_fleet(settings: Settings, store: Store) -> Fleet | None:
    """None in structured mode. The vendors' libraries are imported on the side, so that neither
    the start nor the first guest waits for them."""
    chosen = settings.model
    if chosen.provider == "none":
        return None
    purse = purse_of(store, settings, prices_of(settings))
    strong = speakers(chosen)
    cheap = speakers(chosen, chosen.cheap_name or chosen.name)
    breakers = {one.name: Breaker() for one in (*strong, *cheap)}

    def chain(line: Sequence[Speaker]) -> Chain:
        metered = [Metered(one, purse) for one in line]
        return Chain(metered, breakers=[breakers[one.name] for one in line])

    for one in {one.kind: one for one in strong}.values():
        threading.Thread(target=one.ready, name=f"ready-{one.kind}", daemon=True).start()
    return Fleet(chain(strong), chain(cheap), purse, rations_of(settings, store), chosen.turn_s)


def lone_model(settings: Settings, store: Store, name: str) -> Chain | None:
    """One model of the chosen provider, within the budget and without those it falls back on; None
    in structured mode."""
    chosen = settings.model
    if chosen.provider == "none":
        return None
    purse = purse_of(store, settings, prices_of(settings))
    return Chain([Metered(speaker(chosen, chosen.provider, name), purse)])


def rations_of(settings: Settings, store: Store) -> Rations:
    budget = settings.budget
    ration = Ration(
        budget.conversation_replies,
        budget.contact_replies,
        budget.day_replies,
        budget.month_replies,
    )
    mailed = settings.reports.recipients if settings.mail.host else ()
    return Rations(store, ration, settings.business.zone, mailed)


def prices_of(settings: Settings) -> PriceList:
    return price_list(settings.home.path / OWN)


def speakers(chosen: ModelSettings, name: str = "") -> list[Speaker]:
    """The model of that name at the chosen provider, then the fallbacks; without any twice."""
    first = speaker(chosen, chosen.provider, name or chosen.name)
    line = {first.name: first}
    for named in chosen.fallbacks:
        model, _, address = named.partition("@")
        provider, _, called = model.partition(":")
        one = speaker(chosen, provider, called, address)
        line.setdefault(one.name, one)
    return list(line.values())


def speaker(chosen: ModelSettings, provider: str, name: str, address: str = "") -> Speaker:
    """One model. At the chosen provider's own address it gets that one's key."""
    if provider not in SPEAKERS:
        raise Invalid(
            f"There is no provider {provider!r} of models.", f"Known: {', '.join(SPEAKERS)}."
        )
    own = provider == chosen.provider and not address
    key = (chosen.api_key if own else chosen.fallback_api_key).get_secret_value()
    if provider == "ollama" and not own:
        key = ""  # a model in the house gets no vendor's key
    limits = Limits(chosen.connect_s, chosen.first_s, chosen.between_s)
    return _made(provider, name, chosen.base_url if own else address, key, limits)


@cache
def _made(provider: str, name: str, address: str, key: str, limits: Limits) -> Speaker:
    return SPEAKERS[provider](name, address, key, limits)
