"""Settings of language models and embedders: which are asked, how long, and what they may cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from store.sections import Address, Section, web_address

PROVIDERS = ("anthropic", "ollama", "openai")


class Model(Section):
    """Which language model writes replies; none is structured mode."""

    provider: Literal["none", "anthropic", "ollama", "openai"] = Field(
        "none", description="none, anthropic, ollama or openai (any compatible endpoint)."
    )
    name: str = Field("", description="The model's name at its provider.")
    cheap_name: str = Field(
        "", description="A cheaper model there for simple turns; empty: the same for all."
    )
    base_url: Address = Field("", description="Its address; empty takes the provider's usual one.")
    api_key: SecretStr = Field(SecretStr(""), description="Its key; keep in secrets.env.")
    fallbacks: list[str] = Field(
        default=[],
        description="Asked in this order when it fails: PROVIDER:NAME, or PROVIDER:NAME@ADDRESS.",
    )
    fallback_api_key: SecretStr = Field(
        SecretStr(""), description="The key of fallbacks elsewhere; keep in secrets.env."
    )
    connect_s: float = Field(3.0, description="Seconds until a connection must stand.", gt=0)
    first_s: float = Field(8.0, description="Seconds until the first word must come.", gt=0)
    between_s: float = Field(5.0, description="Seconds between two words at the most.", gt=0)
    turn_s: float = Field(
        18.0,
        description="Seconds for all models of one turn; then structured mode answers.",
        gt=0,
        le=20,
    )

    @field_validator("fallbacks")
    @classmethod
    def _are_models(cls, value: list[str]) -> list[str]:
        for named in value:
            model, _, address = named.partition("@")
            provider, _, name = model.partition(":")
            if provider not in PROVIDERS or not name:
                raise ValueError(f"{named!r} is not PROVIDER:NAME with {', '.join(PROVIDERS)}")
            if address:
                web_address(address)
        return value


class Budget(Section):
    """What language models may cost; when it is used up, structured mode answers."""

    day: float = Field(5.0, description="Dollars a day; 0 is no limit.", ge=0)
    month: float = Field(50.0, description="Dollars a month; 0 is no limit.", ge=0)
    day_tokens: int = Field(0, description="Tokens a day; 0 is no limit.", ge=0)
    month_tokens: int = Field(0, description="Tokens a month; 0 is no limit.", ge=0)
    conversation_replies: int = Field(
        0, description="Replies by a model in one conversation; 0 is no limit.", ge=0
    )
    contact_replies: int = Field(
        0, description="Replies by a model to one guest in a day; 0 is no limit.", ge=0
    )
    day_replies: int = Field(0, description="Replies by a model in a day; 0 is no limit.", ge=0)
    month_replies: int = Field(0, description="Replies by a model in a month; 0 is no limit.", ge=0)


class Embedder(Section):
    """What understands words by meaning. After a change: `concierge knowledge reembed`."""

    kind: Literal["minilm", "ollama", "openai"] = Field(
        "minilm",
        description="minilm: the one that ships; ollama; openai: any compatible endpoint.",
    )
    model: str = Field("", description="Its model, for example nomic-embed-text; not for minilm.")
    base_url: str = Field("", description="Its address; empty takes the kind's usual one.")
    api_key: SecretStr = Field(SecretStr(""), description="Its key; keep in secrets.env.")
