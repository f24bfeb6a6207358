"""The small hotel of `seaview`, answering with a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.composer import Answer, Said, Turn, no_preview
from agent.house import HouseAnswers
from agent.modes.brief import BriefComposer
from agent.modes.chat import ChatComposer
from agent.modes.structured import Desk, StructuredComposer
from agent.persona import Voices
from agent.prompt import House
from agent.recall_once import RecallOnce
from agent.tools.frame import Toolbox
from agent.tools.knowing import Hours, LookUp
from agent.tools.people import FetchPerson, TakeMessage
from models.model import Model
from models.rations import Allowed
from models.registry import build_embedder
from store import conversations, messages
from store.db import Store
from store.spending import Level
from tests.agent.seaview import NAME, NOW

ZONE = ZoneInfo("Europe/London")
TRADE = "You are the concierge of a small hotel."


@dataclass
class Two:
    """Two models whose budget is as a test says."""

    strong: Model
    cheap: Model
    turn_s: float = 17.0
    spent: Level = "open"

    def allows(self, conversation_id: int, message_id: int) -> Allowed:
        return Allowed(self.spent, f"The budget is {self.spent}.")


def chat_of(
    store: Store,
    strong: Model,
    cheap: Model | None = None,
    *,
    versions: Mapping[str, str] | None = None,
    hold_s: float = 6.0,
    turn_s: float = 17.0,
    spent: Level = "open",
    languages: tuple[str, ...] = ("en",),
) -> ChatComposer:
    embedder = build_embedder()
    recall = RecallOnce(store, embedder, NAME)
    desk = Desk(NAME, ZONE, languages)
    house = HouseAnswers(store, embedder, NAME)
    return ChatComposer(
        StructuredComposer(recall, desk, house),
        BriefComposer(recall, desk, house),
        recall,
        Two(strong, cheap or strong, turn_s, spent),
        House(NAME, ZONE, TRADE, frozenset({"seaview.example"})),
        Voices("warm", {}, versions=versions),
        Toolbox(
            store,
            reading=[LookUp(recall, ZONE, languages), Hours(recall, ZONE), FetchPerson()],
            acting=[TakeMessage(store)],
        ),
        hold_s=hold_s,
    )


class Guest:
    """Somebody in a conversation that is kept. Each reply is put before the next message, as the
    house does it."""

    def __init__(self, store: Store, composer: ChatComposer, *, channel: str = "widget") -> None:
        self.store, self.composer, self.channel = store, composer, channel
        with store.writing() as tx:
            self.id = conversations.start(tx, channel=channel, now=NOW).conversation.id
        self.said: list[Said] = []
        self.shown: list[str] = []

    def says(
        self,
        text: str,
        *,
        lang: str = "",
        now: datetime = NOW,
        preview: Callable[[str], None] = no_preview,
    ) -> Answer:
        with self.store.writing() as tx:
            conversation = conversations.get(tx, self.id)
            number = conversation.last_seq + 1
            message = conversations.post(tx, conversation, text, str(number), now=now)
        turn = Turn(
            text,
            now,
            tuple(self.said[-12:]),
            first_reply=not any(said.author == "concierge" for said in self.said),
            channel=self.channel,
            lang=lang,
            conversation_id=self.id,
            message_id=message.id,
        )
        answer = self.composer.compose(turn, preview)
        with self.store.writing() as tx:
            conversation = conversations.get(tx, self.id)
            messages.append(tx, conversation, "concierge", answer.text, now)
        self.said += [Said("guest", text), Said("concierge", answer.text)]
        return answer
