"""The staff's API for the evaluation: the owner's own cases, asked as things stand."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request

from agent.evaluation import WORST, evaluate, trials_of
from server.auth import Actor, house_of
from server.evaluation_wire import EvaluationOut, VerdictOut
from server.house import structured_composer_of
from server.routes.staff import PROBLEMS
from store import cases

router = APIRouter(prefix="/v1/staff", tags=["knowledge"], responses=PROBLEMS)
# Somebody waits for it; a case takes some hundredths of a second.
MOST_ASKED = 200


@router.post("/evaluation", response_model=EvaluationOut)
def ask_all_cases(request: Request, staff: Actor) -> EvaluationOut:
    """Ask every case that is due today, without a language model: it costs nothing and is the same
    each time. Nothing is stored. `concierge eval run --cases` asks as the house is set."""
    house = house_of(request)
    now = datetime.now(house.settings.business.zone)
    with house.store.reading() as tx:
        trials = trials_of(cases.due(tx, now.date()))
    composer = structured_composer_of(house.store, house.embedder, house.settings)
    run = evaluate(composer, trials[:MOST_ASKED], now)
    figures = run.figures()
    return EvaluationOut(
        cases=len(trials),
        asked=len(run.results),
        **{verdict: figures[verdict] for verdict in WORST},
        results=[
            VerdictOut(
                question=one.question,
                origin=one.source,
                verdict=one.verdict,
                answer=one.answer,
                confidence=one.confidence,
                why=one.why,
            )
            for one in sorted(run.results, key=lambda one: WORST.index(one.verdict))
        ],
    )
