"""Is the house well? Asked by monitors and by `concierge doctor`."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from server.auth import house_of
from server.loops import Loops
from store import generations, turns

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "version": version("concierge-desk")}


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """The database answers and every loop runs; 503 while not."""
    house = house_of(request)
    loops: Loops = request.app.state.loops
    with house.store.reading() as tx:
        waiting = turns.count_waiting(tx)
        published = generations.published_id(tx)
    stopped = [loop.name for loop in loops.all if not loop.alive]
    body = {
        "status": "stopped" if stopped else "ok",
        "stopped_loops": stopped,
        "waiting_turns": waiting,
        "generation": published,
    }
    return JSONResponse(body, status_code=503 if stopped else 200)
