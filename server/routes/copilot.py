"""What staff are offered while they write to a guest; nothing is stored or sent."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request

from agent.composer import Said, Turn
from server.auth import Actor, house_of
from server.copilot_wire import CopilotIn, CopilotOut
from server.limits import limit_of
from server.routes.staff import PROBLEMS
from store import conversations, messages
from store.errors import Invalid
from store.tables import Conversation, Message, utcnow

REMEMBERED = 40
router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=PROBLEMS)


@router.post("/conversations/{conversation_id}/copilot", response_model=CopilotOut)
def copilot(request: Request, conversation_id: str, asked: CopilotIn, staff: Actor) -> CopilotOut:
    """Suggest a reply, shorten, warm or translate a text, or summarise the conversation. What comes
    back says nothing that sources, text or conversation do not. 503 where no language model is set,
    or none answers faithfully."""
    from server.chatting import copilot_of

    house = house_of(request)
    helper = copilot_of(house)
    limit_of(request, "copilot", 30, 60).take(str(staff.user.id))
    with house.store.reading() as tx:
        talk = conversations.by_public_id(tx, conversation_id)
        said = messages.history(tx, talk.id, limit=REMEMBERED)
    lang = _language(talk, said)
    match asked.task:
        case "suggest":
            answer = helper.suggest(_turn(talk, said, lang))
            cited = [citation.as_dict() for citation in answer.citations]
            return CopilotOut(text=answer.text, outcome=answer.outcome, citations=cited)
        case "summarise":
            words = [Said(one.author, one.text) for one in said]
            return CopilotOut(text=helper.summarise(words, house.settings.business.languages[0]))
        case "translate":
            return CopilotOut(text=helper.translate(asked.text, asked.to, lang))
        case "shorten":
            return CopilotOut(text=helper.shorten(asked.text, lang))
    return CopilotOut(text=helper.warmer(asked.text, lang))


def _language(talk: Conversation, said: Sequence[Message]) -> str:
    spoken = next((one.lang for one in reversed(said) if one.lang), talk.locale[:2].lower())
    return spoken or "en"


def _turn(talk: Conversation, said: Sequence[Message], lang: str) -> Turn:
    """The guest's last message, with what was said before it."""
    last = next((n for n in range(len(said) - 1, -1, -1) if said[n].author == "guest"), None)
    if last is None:
        raise Invalid("The guest has written nothing yet.")
    earlier = tuple(Said(one.author, one.text) for one in said[:last])
    return Turn(said[last].text, utcnow(), earlier, channel=talk.channel, lang=lang)
