"""Chat mode of one house: its models, its voices and its tools, wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.cache import Cached
from agent.copilot import Copilot
from agent.house import HouseAnswers
from agent.modes.brief import BriefComposer
from agent.modes.chat import ChatComposer, Models
from agent.modes.structured import Desk, StructuredComposer
from agent.persona import Voices
from agent.prompt import House
from agent.recall_once import RecallOnce
from agent.sources import own_hosts
from agent.tools.frame import Toolbox
from agent.tools.knowing import Hours, LookUp
from agent.tools.people import FetchPerson, TakeMessage
from models.protocols import Embedder
from store.db import Store
from store.errors import Unavailable
from store.settings import Settings
from templates.industry import load_template

if TYPE_CHECKING:
    from server.house import House as OpenHouse


def chat_composer(
    store: Store,
    embedder: Embedder,
    settings: Settings,
    models: Models,
    generation: int | None = None,
) -> ChatComposer:
    """Structured mode answers here what needs no model, and whatever no model can; without the
    small reader, which a model makes superfluous and a guest would wait for."""
    business, answers = settings.business, settings.answers
    template = load_template(business.template)
    languages = tuple(business.languages)
    recall = RecallOnce(store, embedder, business.name, generation=generation)
    desk = Desk(business.name, business.zone, languages, answers.carefulness)
    house = HouseAnswers(store, embedder, business.name)
    return ChatComposer(
        StructuredComposer(recall, desk, house),
        BriefComposer(recall, desk, house),
        recall,
        models,
        House(
            business.name,
            business.zone,
            template.prompt,
            own_hosts(business.website, (settings.public_url,)),
            template.persona.name,
        ),
        Voices(
            answers.persona or template.persona.tone,
            answers.personas,
            answers.instructions,
            answers.versions,
        ),
        Toolbox(
            store,
            reading=[
                LookUp(recall, business.zone, languages),
                Hours(recall, business.zone),
                FetchPerson(),
            ],
            acting=[TakeMessage(store)],
        ),
    )


def copilot_of(house: OpenHouse) -> Copilot:
    """What staff are offered while they write. Raises Unavailable where no model is set."""
    composer = house.composer
    if isinstance(composer, Cached):
        composer = composer.inner
    if not isinstance(composer, ChatComposer):
        raise Unavailable("No language model is set.", "`concierge model use` sets one.")
    return Copilot(composer, composer.models.strong)
