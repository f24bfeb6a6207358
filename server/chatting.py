"""Chat mode of one house: its models, its voices and its tools, wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.cache import Cached
from agent.composer import Composer
from agent.copilot import Copilot
from agent.handing import HandingOver
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
from server.desk_hours import own_words_of
from store.db import Store
from store.errors import Unavailable
from store.settings import Settings
from templates.industry import template_of

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
    template = template_of(settings)
    # The owner's one tone for everything goes before the template's for single channels.
    tones = {} if answers.persona else {str(c): tone for c, tone in template.persona.tones.items()}
    languages = tuple(business.languages)
    recall = RecallOnce(store, embedder, business.name, generation=generation)
    desk = Desk(
        business.name, business.zone, languages, answers.carefulness, own_words_of(settings)
    )
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
            {**tones, **answers.personas},
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


def chat_mode(composer: Composer) -> ChatComposer | None:
    """What stands in the middle of composers around composers; None in structured mode."""
    while isinstance(composer, (Cached, HandingOver)):
        composer = composer.inner
    return composer if isinstance(composer, ChatComposer) else None


def copilot_of(house: OpenHouse) -> Copilot:
    """What staff are offered while they write. Raises Unavailable where no model is set."""
    composer = chat_mode(house.composer)
    if composer is None:
        raise Unavailable("No language model is set.", "`concierge model use` sets one.")
    return Copilot(composer, composer.models.strong)
