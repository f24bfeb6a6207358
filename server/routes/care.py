"""The staff's API for what they add to the knowledge and decide about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from agent import disputes
from agent.house import answer_gap, phrased, phrased_gap, write_answer
from server import care_views as views
from server.auth import Actor, Reader, house_of
from server.house import House
from server.knowledge_wire import (
    AnswerIn,
    DisputeOut,
    FactOut,
    GapAnswerIn,
    GapOut,
    HouseAnswerOut,
    ScopeIn,
    SettleIn,
)
from server.routes.staff import PROBLEMS
from server.wire import RowId
from store import answers, gaps, generations, library
from store.answers import Scope

router = APIRouter(prefix="/v1/staff", tags=["knowledge"], responses=PROBLEMS)
MOST_FACTS = 2_000


# --- house answers --------------------------------------------------------------------------


@router.get("/answers", response_model=list[HouseAnswerOut])
def list_answers(request: Request, staff: Reader) -> list[HouseAnswerOut]:
    """All that are given, oldest first."""
    with house_of(request).store.reading() as tx:
        return [views.answer_out(tx, found) for found in answers.listed(tx)]


@router.post("/answers", status_code=201, response_model=HouseAnswerOut)
def add_answer(request: Request, staff: Actor, asked: AnswerIn) -> HouseAnswerOut:
    """Answer a question once; guests get it in these words from the next one on."""
    house = house_of(request)
    made = phrased(house.embedder, house.settings.business.name, [asked.question, *asked.also])
    scope = _scope(asked)
    with house.store.writing() as tx:
        given = write_answer(
            tx, house.embedder, made, asked.question, asked.answer, scope, by=staff.user
        )
        tx.flush()
        return views.answer_out(tx, given)


@router.patch("/answers/{answer_id}", response_model=HouseAnswerOut)
def change_answer(
    request: Request, staff: Actor, answer_id: RowId, asked: AnswerIn
) -> HouseAnswerOut:
    """Its words, its ways to ask and its scope, all as they shall be."""
    house = house_of(request)
    with house.store.reading() as tx:
        answers.find(tx, answer_id)
    made = phrased(house.embedder, house.settings.business.name, [asked.question, *asked.also])
    scope = _scope(asked)
    with house.store.writing() as tx:
        library.put_vectors(tx, house.embedder.name, made.vectors)
        changed = answers.change(
            tx,
            answer_id,
            question=asked.question,
            answer=asked.answer,
            keys=made.keys,
            scope=scope,
            by=staff.user,
        )
        tx.flush()
        return views.answer_out(tx, changed)


@router.delete("/answers/{answer_id}", status_code=204)
def remove_answer(request: Request, staff: Actor, answer_id: RowId) -> None:
    with house_of(request).store.writing() as tx:
        answers.remove(tx, answer_id, staff.user)


def _scope(asked: ScopeIn) -> Scope:
    return Scope(asked.lang, asked.valid_from, asked.valid_to, asked.yearly)


# --- gaps -----------------------------------------------------------------------------------


@router.get("/gaps", response_model=list[GapOut])
def list_gaps(request: Request, staff: Reader) -> list[GapOut]:
    """Open ones, most guests first; then answered ones that guests went on asking."""
    with house_of(request).store.reading() as tx:
        return [views.gap_out(tx, topic) for topic in (*gaps.topics(tx), *gaps.leaking(tx))]


@router.post("/gaps/{gap_id}/answer", response_model=GapOut)
def answer(request: Request, staff: Actor, gap_id: RowId, asked: GapAnswerIn) -> GapOut:
    """Answer it once; the concierge does from now on, however guests put it."""
    house = house_of(request)
    business = house.settings.business.name
    made = phrased_gap(house.store, house.embedder, business, gap_id, asked.question)
    scope = _scope(asked)
    with house.store.writing() as tx:
        answer_gap(
            tx,
            house.embedder,
            made,
            gap_id,
            asked.answer,
            question=asked.question,
            scope=scope,
            by=staff.user,
        )
        return views.gap_out(tx, gaps.find(tx, gap_id))


@router.post("/gaps/{gap_id}/dismiss", response_model=GapOut)
def dismiss(request: Request, staff: Actor, gap_id: RowId) -> GapOut:
    """Not a question for this house."""
    with house_of(request).store.writing() as tx:
        return views.gap_out(tx, gaps.close(tx, gap_id, "dismissed", staff.user))


# --- facts and what is asked about them -----------------------------------------------------


@router.get("/facts", response_model=list[FactOut])
def facts(
    request: Request,
    staff: Reader,
    kind: Annotated[str, Query(max_length=16)] = "",
) -> list[FactOut]:
    with house_of(request).store.reading() as tx:
        found = library.facts(tx, generations.published_id(tx), kind)
        return [views.fact_out(fact, document) for fact, document in found[:MOST_FACTS]]


@router.get("/disputes", response_model=list[DisputeOut])
def list_disputes(request: Request, staff: Reader) -> list[DisputeOut]:
    """What the sources contradict each other in, what has ended and what is old; decided too."""
    house = house_of(request)
    with house.store.reading() as tx:
        return [views.dispute_out(one) for one in disputes.disputes_of(tx, _today(house))]


@router.post("/disputes/{key}/settle", response_model=DisputeOut)
def settle(request: Request, staff: Actor, key: str, asked: SettleIn) -> DisputeOut:
    """Decide: one of the choices, other words, or that both hold."""
    house = house_of(request)
    with house.store.writing() as tx:
        found = disputes.find_dispute(tx, key, _today(house))
        decision = disputes.chosen(found, asked.choose, asked.value, both=asked.both)
        disputes.settle(tx, found, decision, staff.user)
        tx.flush()
        return views.dispute_out(disputes.find_dispute(tx, key, _today(house)))


def _today(house: House) -> date:
    return datetime.now(house.settings.business.zone).date()
