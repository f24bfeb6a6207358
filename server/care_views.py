"""House answers, gaps, facts and disputes as the staff's wire models."""

from __future__ import annotations

from agent.disputes import Dispute
from server.knowledge_wire import (
    DisputeOut,
    FactOut,
    GapOut,
    HouseAnswerOut,
    SideOut,
)
from store import answers, gaps
from store.db import Tx
from store.tables import Document, Fact, GapTopic, HouseAnswer

MOST_WAYS = 8


def answer_out(tx: Tx, answer: HouseAnswer) -> HouseAnswerOut:
    ways = [phrasing.text for phrasing in answers.phrasings(tx, answer.id)]
    return HouseAnswerOut(
        id=answer.id,
        question=answer.question,
        answer=answer.answer,
        also=[way for way in ways if way != answer.question],
        lang=answer.lang,
        valid_from=answer.valid_from,
        valid_to=answer.valid_to,
        yearly=answer.yearly,
        origin=answer.origin,
    )


def gap_out(tx: Tx, topic: GapTopic) -> GapOut:
    asked = dict.fromkeys(gap.question for gap in gaps.questions(tx, topic.id))
    return GapOut(
        id=topic.id,
        question=topic.question,
        lang=topic.lang,
        state=topic.state,
        guests=topic.guests,
        asked=topic.asked,
        asked_since=topic.asked_since,
        last_at=topic.last_at,
        ways=list(asked)[:MOST_WAYS],
    )


def fact_out(fact: Fact, document: Document) -> FactOut:
    return FactOut(
        kind=fact.kind,
        subject=fact.subject,
        value=fact.value,
        text=fact.text,
        source=document.title or document.address,
        page=fact.page,
        read_at=document.read_at,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )


def dispute_out(dispute: Dispute) -> DisputeOut:
    return DisputeOut(
        key=dispute.key,
        kind=dispute.kind,
        about=dispute.about,
        subject=dispute.subject,
        question=dispute.question,
        choices=list(dispute.choices),
        sides=[
            SideOut(
                value=side.shown,
                text=side.fact.text,
                source=side.fact.title or side.fact.address,
                page=side.fact.page,
                read_at=side.fact.read_at,
            )
            for side in dispute.sides
        ],
        settled=dict(dispute.settled) if dispute.settled is not None else None,
    )
