"""Opening the house: every room wired to the next, in one screen. No web framework here."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from agent.composer import Composer, Turn
from models.protocols import Embedder
from store import generations, library
from store.db import Store
from store.migrate import open_store
from store.settings import Settings
from templates.industry import template_of
from templates.schema import IndustryTemplate

if TYPE_CHECKING:
    from agent.cache import Cached

Allowed = Callable[[int | None, int], str]


@dataclass
class House:
    """One business's open house. `worker` names this process on every lease it takes."""

    settings: Settings
    store: Store
    embedder: Embedder
    template: IndustryTemplate
    composer: Composer
    worker: str = field(default_factory=lambda: f"w-{secrets.token_hex(6)}")
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def cache(self) -> Cached | None:
        """The answers kept, with their `hits` and `misses`; None when they are not."""
        from agent.cache import Cached

        return self.composer if isinstance(self.composer, Cached) else None

    @property
    def answers_alone(self) -> bool:
        """Whether no language model is asked."""
        return self.settings.model.provider == "none"

    def close(self) -> None:
        self.closing.set()
        self.store.close()


def open_house(
    settings: Settings, *, composer: Composer | None = None, store: Store | None = None
) -> House:
    """Open the home's database and wire the rooms. Tests may hand in a composer."""
    store = store or open_store(settings.home)
    embedder = embedder_of(store, settings)
    template = template_of(settings)
    composer = composer or remembering(
        composer_of(store, embedder, settings), store, embedder, settings
    )
    return House(settings, store, embedder, template, composer)


def embedder_of(store: Store, settings: Settings) -> Embedder:
    """The embedder of the published knowledge; before there is any, the one the settings name."""
    from models.following import Following
    from models.registry import chosen_embedder, embedder_named

    def name() -> str:
        with store.reading() as tx:
            model = generations.published_model(tx)
        return model or chosen_embedder(settings.embedder).name

    def size(model: str) -> int:
        with store.reading() as tx:
            return library.vector_size(tx, model)

    return Following(name, lambda model: embedder_named(model, settings.embedder), size)


def remembering(
    composer: Composer, store: Store, embedder: Embedder, settings: Settings
) -> Composer:
    from agent.cache import Cached

    if not settings.answers.cache:
        return composer
    business, model = settings.business, settings.model
    voice = (business.name, business.template, model.provider, model.name, model.cheap_name)
    return Cached(
        composer,
        store,
        embedder,
        business=business.name,
        zone=business.zone,
        languages=tuple(business.languages),
        voice="\n".join(voice),
        colour=_colour_of(composer, settings),
    )


def _colour_of(composer: Composer, settings: Settings) -> Callable[[Turn], str]:
    """What words differ by from conversation to conversation: only a model's do."""
    if settings.model.provider == "none":
        return lambda _turn: ""
    from server.chatting import chat_mode

    chat = chat_mode(composer)
    return chat.version_of if chat else lambda _turn: ""


def composer_of(
    store: Store, embedder: Embedder, settings: Settings, generation: int | None = None
) -> Composer:
    """The bare composer: nothing kept, and, with `generation`, answering from that one alone. In
    chat mode where the settings name a language model."""
    fleet = None
    if settings.model.provider != "none":
        from models.fleet import build_fleet

        fleet = build_fleet(settings, store)
    if fleet is None:
        return structured_composer_of(store, embedder, settings, generation)
    from server.chatting import chat_composer

    chat = chat_composer(store, embedder, settings, fleet, generation)
    if settings.mail.host:
        from agent.tools.identity import ProveEmail

        chat.toolbox.add(ProveEmail(store, settings.business.name))
    return _handing_over(chat, store, settings)


def _handing_over(composer: Composer, store: Store, settings: Settings) -> Composer:
    """What the template says is never answered reaches neither the pages nor a model."""
    from agent.handing import HandingOver

    return HandingOver(composer, store, template_of(settings), settings.business)


def gate_of(store: Store, embedder: Embedder, settings: Settings) -> Allowed | None:
    """The publishing gate for an ingest; None when it is off."""
    from agent.gate import gate

    if not settings.ingest.gate:
        return None
    zone = settings.business.zone
    return gate(
        store,
        lambda generation: structured_composer_of(store, embedder, settings, generation),
        zone,
        lambda: datetime.now(zone),
    )


def structured_composer_of(
    store: Store, embedder: Embedder, settings: Settings, generation: int | None = None
) -> Composer:
    """Answers without a model: the same each time, and for nothing, as a gate needs it."""
    from agent.house import HouseAnswers
    from agent.modes.structured import Desk, StructuredComposer
    from agent.recall import Recall
    from models.registry import build_reader
    from server.desk_hours import own_words_of

    business = settings.business
    careful = settings.answers.carefulness
    desk = Desk(
        business.name, business.zone, tuple(business.languages), careful, own_words_of(settings)
    )
    structured = StructuredComposer(
        Recall(store, embedder, business.name, generation=generation),
        desk,
        HouseAnswers(store, embedder, business.name),
        build_reader() if settings.answers.reader else None,
    )
    return _handing_over(structured, store, settings)
