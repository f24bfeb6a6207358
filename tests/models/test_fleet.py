from __future__ import annotations

from typing import Any

import pytest

from models.fleet import build_fleet, speakers
from models.model import Failed, gather
from models.rations import Allowed
from store.db import Store
from store.errors import Invalid
from store.model_settings import Model
from store.settings import Settings
from tests.models.doubles.running import Running
from tests.models.doubles.scripts import SENTENCE
from tests.models.questions import question


def with_model(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update={"model": Model.model_validate(values)})


def test_structured_mode_has_no_models(settings: Settings, store: Store) -> None:
    assert build_fleet(settings, store) is None


def test_strong_and_cheap_are_told_apart_and_share_the_fallbacks(
    settings: Settings, store: Store, anthropic_double: Running, ollama_double: Running
) -> None:
    chosen = with_model(
        settings,
        provider="anthropic",
        name="says-500",
        cheap_name="ok",
        base_url=anthropic_double.url,
        api_key="key",
        fallbacks=[f"ollama:ok@{ollama_double.url}"],
        first_s=20,
    )
    fleet = build_fleet(chosen, store)
    assert fleet is not None

    cheap = gather(fleet.cheap, question())
    strong = gather(fleet.strong, question())

    assert (cheap.text, cheap.stop.model) == (SENTENCE, "anthropic:ok")
    assert (strong.text, strong.stop.model) == (SENTENCE, "ollama:ok")
    assert {one.model for one in fleet.health()} == {
        *("anthropic:ok", "anthropic:says-500", "ollama:ok")
    }
    assert fleet.allows(0, 0) == Allowed("open")
    assert fleet.turn_s == 18


def test_the_budget_of_the_settings_holds(
    settings: Settings, store: Store, anthropic_double: Running
) -> None:
    chosen = with_model(settings, provider="anthropic", name="ok", base_url=anthropic_double.url)
    poor = chosen.model_copy(
        update={"budget": chosen.budget.model_copy(update={"day": 0.001, "month": 0.0})}
    )
    fleet = build_fleet(poor, store)
    assert fleet is not None

    with pytest.raises(Failed) as failed:
        gather(fleet.strong, question())

    assert failed.value.why == "budget"


def test_a_key_goes_only_where_it_belongs() -> None:
    chosen = Model.model_validate(
        {
            "provider": "openai",
            "name": "one",
            "api_key": "mine",
            "fallback_api_key": "theirs",
            "fallbacks": [
                *("openai:two", "openai:three@https://other.example/v1", "anthropic:four"),
                *("ollama:five", "openai:one"),
            ],
        }
    )

    line = speakers(chosen)

    assert [(one.name, one.headers()) for one in line] == [
        ("openai:one", {"authorization": "Bearer mine"}),
        ("openai:two", {"authorization": "Bearer mine"}),
        ("openai:three", {"authorization": "Bearer theirs"}),
        ("anthropic:four", {"x-api-key": "theirs"}),
        ("ollama:five", {}),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"fallbacks": ["gpt-5"]},
        {"fallbacks": ["nobody:model"]},
        {"fallbacks": ["openai:"]},
        {"fallbacks": ["openai:one@nowhere"]},
        {"base_url": "nowhere"},
        {"turn_s": 60},
        {"first_s": 0},
    ],
    ids=["bare", "vendor", "nameless", "address", "url", "long", "none"],
)
def test_settings_that_mean_nothing_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Model.model_validate(values)


def test_a_provider_without_a_model_is_refused_with_what_to_do(
    settings: Settings, store: Store
) -> None:
    with pytest.raises(Invalid) as refused:
        build_fleet(with_model(settings, provider="ollama"), store)

    assert "concierge model use" in refused.value.hint
