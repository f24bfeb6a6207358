from __future__ import annotations

from server.timeline import timeline
from store import compositions, conversations, escalations, speakers, tool_runs, turns
from store.compositions import Made
from store.db import Store
from store.tables import User
from store.tool_runs import Asked
from tests.store.talk import opened, said


def test_every_step_of_a_conversation_is_told_in_its_order(store: Store, ana: User) -> None:
    conversation = opened(store).conversation
    first = said(store, conversation, "When is breakfast?", "k1")
    second = said(store, conversation, "Is there a sauna?", "k2")
    with store.writing() as tx:
        made = Made("chat", "v1", "a:one", checked=3, repaired=1, trace={"why": "a hard one"})
        turns.reply(tx, first, turns.Said("From seven.", mode="chat", confidence=0.9))
        compositions.keep(tx, conversation.id, first.id, made, "answered")
        read = Asked(conversation.id, first.id, "look_up", {"words": "breakfast"})
        tool_runs.record(tx, read, result={"found": 2})
        turns.draft(tx, second, turns.Said("Yes."), "Not sure.")
        escalations.escalate(tx, conversation.id, "Asked for a person.")
        speakers.take_over(tx, conversation.id, ana)

    with store.reading() as tx:
        told = timeline(tx, conversations.get(tx, conversation.id))

    kinds = [step.kind for step in told.steps]
    notes = [note for step in told.steps for note in step.notes]
    assert kinds[:3] == ["guest", "guest", "conversation.started"]
    assert set(kinds) >= {"concierge", "composed", "tool", "draft", "call"}
    assert "conversation.taken_over" in kinds
    assert "guard: 3 checked, 1 mended, 0 withheld" in notes
    assert "waited for staff: Not sure." in notes
    assert "sureness 0.90" in notes
    assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)
