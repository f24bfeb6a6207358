"""The staff's API for reports of longer stretches, what figures mean and what is behind them."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from server.auth import Reader, house_of
from server.routes.staff import PROBLEMS
from server.wire import ReportOut
from store import conversations
from store.tables import utcnow

router = APIRouter(prefix="/v1/staff", tags=["reports"], responses=PROBLEMS)
MOST_BEHIND = 1_000
Kind = Literal[
    "weekly", "monthly", "missed-revenue", "roi", "service-levels", "knowledge", "insights"
]


class FigureOut(BaseModel):
    """`denominator` is the id of what a share is out of; `better` more, less or nothing."""

    id: str
    title: str
    kind: str
    unit: str
    denominator: str
    better: str
    definition: str


class BehindOut(BaseModel):
    day: date
    conversation: str


@router.get("/reports/{kind}", response_model=ReportOut)
def report(
    request: Request, staff: Reader, kind: Kind, day: str = "", since: str = "", until: str = ""
) -> ReportOut:
    """The week or month that holds `day`, or the days from `since` to `until`, both included;
    without them the last whole one. Its figures follow the published schema."""
    from reports.run import period_for, run_report, stretch_between

    house, now = house_of(request), utcnow()
    if since or until:
        period = stretch_between(house.settings, now, since, until)
    else:
        period = period_for(kind, house.settings, now, day)
    made = run_report(house.store, kind, period, settings=house.settings, now=now)
    return ReportOut.model_validate(made)


@router.get("/figures", response_model=list[FigureOut])
def list_figures(request: Request, staff: Reader) -> list[FigureOut]:
    """Every figure with its definition."""
    from reports.catalogue import FIGURES

    return [FigureOut(**figure.told()) for figure in FIGURES.values()]


@router.get("/figures/{figure}/behind", response_model=list[BehindOut])
def behind(
    request: Request,
    staff: Reader,
    figure: str,
    since: str = "",
    until: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST_BEHIND)] = 200,
) -> list[BehindOut]:
    """The conversations behind a figure, while their messages are there."""
    from reports import days
    from reports.run import stretch_between

    house, now = house_of(request), utcnow()
    zone = house.settings.business.zone
    period = stretch_between(house.settings, now, since, until)
    first, last = period.first_day(zone), period.last_day(zone)
    with house.store.reading() as tx:
        found = list(islice(days.behind(tx, figure, first, last, house.settings, now), limit))
        return [
            BehindOut(
                day=one.day, conversation=conversations.get(tx, one.conversation_id).public_id
            )
            for one in found
        ]
