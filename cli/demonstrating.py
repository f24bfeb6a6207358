"""A demonstration from nothing to a cited answer, each step harmless when it is done already.

found     the home, as `concierge init` would make it
serve     a process of its own; the business's website lies under /demonstration/
read      that website, into the knowledge, and what its staff answered once
live      through a month of made-up guests, if that is wanted; the server is closed meanwhile
ask       one question over the guest API, as the widget would
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from cli import running
from cli.founding import Wanted, found, new_password
from cli.running import Running
from server.config_file import change, write_private
from store import answers, generations, library
from store.db import Store
from store.errors import Conflict, Unavailable
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from templates.demonstration.demo import Answered, demonstration, demonstration_of

Told = Callable[[str], None]

TEMPLATE = "boutique_hotel"
KEPT_PASSWORD = "demonstration-password"  # noqa: S105 - the name of a file
# All that a demonstration's home is made of, besides its settings.
MADE = (
    *("concierge.db*", "files", "reports", "backups", "logs", "cache", "templates", "demos"),
    *("secrets.env", "receipts.key", "*.lock", KEPT_PASSWORD),
)
ANSWER_S = 30.0
# Less sure than this, the demonstration shows how staff look at a reply first.
DRAFT_BELOW = 0.55


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a person needs to look around."""

    business: str
    template: str
    address: str
    chat: str
    website: str
    question: str
    answer: str
    outcome: str
    citations: list[dict[str, Any]]
    email: str
    password: str
    tui: str
    past: str
    stop: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def usual_home(template: str) -> Path:
    """Each business has its own, so that several can be shown side by side."""
    return Path("~/.concierge-demo" if template == TEMPLATE else f"~/.concierge-demo-{template}")


def show(home: Home, port: int | None, template: str, days: int, told: Told) -> Shown:
    """With a month of history behind it where `days` are wanted. Raises Conflict when the home is
    another business's, NotFound for a template without a demonstration."""
    began = time.monotonic()
    name = demonstration_of(template)
    if not home.exists():
        told("Making the home")
        _found(home, port, name)
    _must_be_ours(home, name)
    server = running.server_of(home) or _serve(home, port, told)
    site = f"{server.address}/demonstration/"
    _read(home, site, told)
    if days:
        server = _with_history(home, days, server, told)
    _answer_once(home)
    told("Asking a first question")
    demo = demonstration(name)
    again = f"{running.program()} demo --template {template} --home {home.path}"
    reply = ask(server.address, demo.first_question)
    return Shown(
        business=read_settings(home).business.name,
        template=template,
        address=server.address,
        chat=f"{server.address}/chat",
        website=site,
        question=demo.first_question,
        answer=reply["text"],
        outcome=reply["outcome"],
        citations=reply["citations"],
        email=demo.business.owner_email,
        password=_password(home),
        tui=f"{running.program()} tui --server {server.address} "
        f"--email {demo.business.owner_email}",
        past="" if days else f"{again} --history 30d",
        stop=f"{again} --stop",
        seconds=round(time.monotonic() - began, 1),
    )


def _with_history(home: Home, days: int, server: Running, told: Told) -> Running:
    from cli.history.making import is_made, make

    if is_made(home):
        return server
    running.stop(home)
    make(home, days, datetime.now(UTC), told)
    return _serve(home, None, told)


def reset(home: Home) -> bool:
    """Stop it and take away all it made; False when there is none. The folder itself goes too,
    unless something else lies in it."""
    if not home.exists():
        return False
    _must_be_ours(home)
    running.stop(home)
    for name in MADE:
        for path in home.path.glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    # It comes last: what is left of a reset that was stopped can be reset again.
    home.config.unlink()
    if not any(home.path.iterdir()):
        home.path.rmdir()
    return True


def stop(home: Home) -> Running | None:
    if not home.exists():
        return None
    _must_be_ours(home)
    return running.stop(home)


def stay(home: Home) -> None:
    """Until Ctrl-C, or until somebody else stops it; then it is stopped."""
    try:
        while running.server_of(home) is not None:
            time.sleep(0.5)
    except KeyboardInterrupt:
        running.stop(home)


def _found(home: Home, port: int | None, name: str) -> None:
    business = demonstration(name).business
    password = new_password()
    home.create()
    write_private(home.path / KEPT_PASSWORD, f"{password}\n")
    found(
        home,
        Wanted(
            name=business.name,
            template=business.template,
            timezone=business.timezone,
            website=business.website,
            languages=business.languages,
            colour=business.colours.primary,
            port=port,
            owner_email=business.owner_email,
            owner_password=password,
            more={
                "server.demonstration": name,
                "answers.draft_below": DRAFT_BELOW,
                "ingest.allow_private": True,
                "ingest.delay": 0.0,
            },
        ),
    )


def _must_be_ours(home: Home, name: str = "") -> None:
    there = read_settings(home).server.demonstration
    if not there:
        raise Conflict(
            f"The home {home.path} belongs to a real business.",
            "Name an empty folder for the demonstration with --home.",
        )
    if name and there != name:
        raise Conflict(
            f"The home {home.path} holds another demonstration, {there}.",
            "Take it away with `concierge demo reset`, or name another folder with --home.",
        )


def _password(home: Home) -> str:
    """The one it was made with; it does not hold any more once somebody has changed it."""
    try:
        return (home.path / KEPT_PASSWORD).read_text().strip()
    except FileNotFoundError:
        return "(not known any more; set one with `concierge user passwd`)"


def _serve(home: Home, port: int | None, told: Told) -> Running:
    settings = read_settings(home)
    wanted = port or settings.server.port
    free = running.free_port(settings.server.host, wanted)
    if free != wanted:
        told(f"Port {wanted} is taken, so {free} is used")
    if free != settings.server.port:
        change(home, "server.port", str(free))
    told("Starting the server")
    return running.start(home, free)


def _read(home: Home, site: str, told: Told) -> None:
    """Read the website, unless it is known; what was read at another port is put away."""
    settings = read_settings(home)
    store = open_store(home)
    try:
        with store.reading() as tx:
            known = {s.address: s for s in library.sources(tx)}
            published = generations.published_id(tx)
            pages = known.get(site) and library.documents(tx, published, known[site].id)
        if not pages:
            told("Reading the website and its PDFs")
            _ingest(store, settings, site)
        for address, source in known.items():
            if address != site and address.endswith("/demonstration/"):
                _remove(store, settings, source.id)
    finally:
        store.close()


def _ingest(store: Store, settings: Settings, site: str) -> None:
    from ingest.run import ingest
    from models.registry import build_embedder

    ingest(store, build_embedder(threads=2), settings, [site])


def _answer_once(home: Home) -> None:
    """What its staff have answered once, unless a month of history has brought it already."""
    settings = read_settings(home)
    known = demonstration(settings.server.demonstration).answers
    store = open_store(home)
    try:
        with store.reading() as tx:
            there = answers.listed(tx)
        if known and not there:
            write_answers(store, settings, known)
    finally:
        store.close()


def write_answers(store: Store, settings: Settings, known: Sequence[Answered]) -> None:
    from agent.house import Phrased, phrased, write_answer
    from models.registry import build_embedder

    embedder = build_embedder(threads=2)
    made = phrased(embedder, settings.business.name, [one.question for one in known])
    with store.writing() as tx:
        for one in known:
            of_one = Phrased({one.question: made.keys[one.question]}, made.vectors)
            write_answer(tx, embedder, of_one, one.question, one.answer)


def _remove(store: Store, settings: Settings, source_id: int) -> None:
    from ingest.run import remove_source
    from models.registry import build_embedder

    remove_source(store, build_embedder(threads=2), settings, str(source_id))


def ask(address: str, question: str) -> dict[str, Any]:
    """One question over the guest API; the reply as the widget gets it."""
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as http:
        opened = _answer(http.post("/v1/conversations", json={}))
        http.headers["Authorization"] = f"Bearer {opened['token']}"
        path = f"/v1/conversations/{opened['id']}"
        _answer(
            http.post(f"{path}/messages", json={"client_id": str(uuid.uuid4()), "text": question})
        )
        until = time.monotonic() + ANSWER_S
        while time.monotonic() < until:
            for message in _answer(http.get(path))["messages"]:
                if message["author"] in ("concierge", "staff") and message.get("in_reply_to"):
                    return dict(message)
            time.sleep(0.1)
    raise Unavailable("The server runs, but it did not answer a question.", "See its log.")


def _answer(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise Unavailable(
            f"The server refused a question (status {response.status_code}).", "See its log."
        )
    told: dict[str, Any] = response.json()
    return told
