"""What a house can do with a waiting draft beyond yes and no: compose it anew, and remember it."""

from __future__ import annotations

from agent.cache import Cached
from agent.composer import Said, Turn
from agent.house import phrased, write_answer
from server.house import House
from store import conversations, drafts, generations, messages, turns
from store.answers import MAX_ANSWER, Scope
from store.errors import Conflict, Invalid, Unavailable
from store.tables import Draft, Message, User, utcnow

REMEMBERED = 40


def composed_anew(house: House, draft_id: int, version: int, by: User) -> Draft:
    """Raises Conflict when a colleague was first, Unavailable when the house knows nothing to say:
    the draft stays as it was then."""
    with house.store.reading() as tx:
        draft = drafts.find(tx, draft_id)
        if draft.state != "waiting":
            raise Conflict(f"A colleague has {draft.state} this draft already.")
        asked = drafts.open_questions(tx, draft)
        talk = conversations.get(tx, draft.conversation_id)
        earlier = messages.history(tx, talk.id, before_seq=asked[0].seq, limit=REMEMBERED)
        generation = generations.published_id(tx)
    # What was kept of an earlier answer is what staff do not want to see again.
    composer = house.composer.inner if isinstance(house.composer, Cached) else house.composer
    answer = composer.compose(
        Turn(
            "\n".join(message.text for message in asked),
            utcnow(),
            [Said(one.author, one.text) for one in earlier],
            first_reply=not any(one.author == "concierge" for one in earlier),
            channel=talk.channel,
            lang=talk.locale,
        )
    )
    if answer.outcome == "handed_over" or not answer.text.strip():
        raise Unavailable(
            "The concierge knows no answer to this.", "Write it yourself: the draft is as it was."
        )
    said = turns.Said(
        text=answer.text,
        outcome=answer.outcome,
        kind=answer.kind,
        mode=answer.mode,
        lang=answer.lang,
        confidence=answer.confidence,
        citations=[citation.as_dict() for citation in answer.citations],
        quick_replies=list(answer.quick_replies),
        generation_id=generation,
        opening=answer.opening,
    )
    sources = {**said.sources(), "opening": said.opening}
    with house.store.writing() as tx:
        return drafts.rebuild(tx, draft_id, version, said.text, sources, talk.last_seq, by)


def approve_and_remember(
    house: House,
    draft_id: int,
    version: int,
    question: str,
    text: str | None,
    scope: Scope,
    by: User,
) -> Message:
    """Send it, and answer the question in these words from then on: both, or neither. What says who
    speaks is no part of what is remembered."""
    made = phrased(house.embedder, house.settings.business.name, [question])
    with house.store.writing() as tx:
        opening = str(drafts.find(tx, draft_id).answer.get("opening", ""))
        sent = drafts.approve(tx, draft_id, version, by, text=text)
        answer = sent.text.removeprefix(opening).strip()
        if len(answer) > MAX_ANSWER:
            raise Invalid(
                f"A house answer has {MAX_ANSWER:,} characters at most; this has {len(answer):,}.",
                "Shorten it first, or send it without remembering it.",
            )
        write_answer(tx, house.embedder, made, question, answer, scope, by=by)
    return sent
