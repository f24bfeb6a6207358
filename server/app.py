"""The web application of an open house: routes, limits and errors, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from server import errors, openapi, uploads
from server.demos.door import DemoDoor
from server.demos.keeping import Keeper
from server.headers import PrivateAnswers
from server.house import House
from server.limits import MAX_BODY, BodyLimit
from server.live import Live
from server.loops import Loops
from server.meter import Meter
from server.routes import (
    account_page,
    care,
    chat_page,
    contacts,
    copilot,
    demo_desk,
    demos,
    evaluation,
    guests,
    handling,
    health,
    metrics,
    notices,
    pages,
    reports,
    settings,
    staff,
    team,
    timeline,
    visits,
)
from server.tracking import Tracked
from server.turned_away import TurnedAway
from store.settings import Settings

THREADS = 64


def create_app(house: House, *, has_demos: bool = True) -> FastAPI:
    """An app that starts the house's loops when it starts, and stops them when it stops. A demo's
    own app has no demos."""
    live = Live()
    loops = Loops(house, live)
    keeper = Keeper(house, partial(create_app, has_demos=False)) if has_demos else None

    @asynccontextmanager
    async def open_for_guests(_app: FastAPI) -> AsyncIterator[None]:
        live.attach(asyncio.get_running_loop())
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        await to_thread.run_sync(uploads.sweep, house.settings.home)
        await to_thread.run_sync(loops.start)
        await to_thread.run_sync(app.state.meter.begin)
        if keeper is not None:
            await keeper.start()
        try:
            yield
        finally:
            house.closing.set()
            live.wake_all()
            if keeper is not None:
                await keeper.stop()
            await to_thread.run_sync(loops.stop)

    app = FastAPI(
        title="Concierge",
        description="The front desk of one business.",
        version="1",
        lifespan=open_for_guests,
        docs_url=None,
        redoc_url=None,
    )
    app.state.house, app.state.live, app.state.loops = house, live, loops
    app.state.limits, app.state.demos = {}, keeper
    app.state.meter = Meter(house)
    app.state.desk = guests.Desk(house, live, loops.turns)
    app.state.origins = allowed_origins(house.settings)
    errors.install(app)
    app.openapi = openapi.describe(app)  # type: ignore[method-assign]
    for routes in (
        guests,
        visits,
        staff,
        reports,
        handling,
        team,
        care,
        timeline,
        demo_desk,
        contacts,
        settings,
        notices,
        evaluation,
        copilot,
        account_page,
        chat_page,
    ):
        app.include_router(routes.router)
    for routes in (pages, health, metrics):
        app.include_router(routes.router)
    if keeper is not None:
        app.include_router(demos.router)
        app.mount("/demo", DemoDoor(house, keeper))
    app.add_middleware(
        BodyLimit,
        upload=house.settings.widget.upload_mb * 1_000_000,
        demo=house.settings.demos.upload_mb * 1_000_000 + MAX_BODY,
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=app.state.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "X-Continues"],
        expose_headers=["RateLimit", "RateLimit-Policy", "Retry-After"],
        max_age=600,
    )
    app.add_middleware(TurnedAway, store=house.store, allowed=app.state.origins)
    app.add_middleware(PrivateAnswers)
    app.add_middleware(Tracked)
    return app


def allowed_origins(settings: Settings) -> list[str]:
    """Pages that may talk to the house: its own, the business's website, and those in config."""
    website = urlsplit(settings.business.website)
    origins = {settings.public_url, *(o.rstrip("/") for o in settings.server.origins)}
    if website.scheme and website.netloc:
        bare = website.netloc.removeprefix("www.")
        origins |= {f"{website.scheme}://{bare}", f"{website.scheme}://www.{bare}"}
    return sorted(origins)
