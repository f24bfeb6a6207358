"""The demonstration from nothing to a cited answer, each step harmless when it is done already.

found     the home, as `concierge init` would make it
serve     a process of its own; the hotel's website lies under /demonstration/
read      that website, into the knowledge
ask       one question over the guest API, as the widget would
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
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

NAME = "harbour_house"
QUESTION = "How much is a 60 minute salt stone massage?"
ANSWER_S = 30.0
# Less sure than this, the demonstration shows how staff look at a reply first.
DRAFT_BELOW = 0.55


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a person needs to look around."""

    business: str
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
    stop: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def show(home: Home, port: int | None, told: Callable[[str], None]) -> Shown:
    """Raises Conflict when the home is another business's."""
    began = time.monotonic()
    if not home.exists():
        told("Making the home")
        _found(home, port)
    _must_be_ours(home)
    server = running.server_of(home) or _serve(home, port, told)
    site = f"{server.address}/demonstration/"
    _read(home, site, told)
    told("Asking a first question")
    settings = read_settings(home)
    reply = ask(server.address, QUESTION)
    return Shown(
        business=settings.business.name,
        address=server.address,
        chat=f"{server.address}/chat",
        website=site,
        question=QUESTION,
        answer=reply["text"],
        outcome=reply["outcome"],
        citations=reply["citations"],
        email=_owner(),
        password=_password(home),
        tui=f"{running.program()} tui --server {server.address} --email {_owner()}",
        stop=f"{running.program()} demo --stop --home {home.path}",
        seconds=round(time.monotonic() - began, 1),
    )


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


def _owner() -> str:
    from templates.demonstration.demo import demonstration

    return demonstration(NAME).business.owner_email


def _found(home: Home, port: int | None) -> None:
    from templates.demonstration.demo import demonstration

    business = demonstration(NAME).business
    password = new_password()
    home.create()
    write_private(home.path / "demonstration-password", f"{password}\n")
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
                "server.demonstration": NAME,
                "answers.draft_below": DRAFT_BELOW,
                "ingest.allow_private": True,
                "ingest.delay": 0.0,
            },
        ),
    )


def _must_be_ours(home: Home) -> None:
    if not read_settings(home).server.demonstration:
        raise Conflict(
            f"The home {home.path} belongs to a real business.",
            "Name an empty folder for the demonstration with --home.",
        )


def _password(home: Home) -> str:
    """The one it was made with; it does not hold any more once somebody has changed it."""
    try:
        return (home.path / "demonstration-password").read_text().strip()
    except FileNotFoundError:
        return "(not known any more; set one with `concierge user passwd`)"


def _serve(home: Home, port: int | None, told: Callable[[str], None]) -> Running:
    settings = read_settings(home)
    wanted = port or settings.server.port
    free = running.free_port(settings.server.host, wanted)
    if free != wanted:
        told(f"Port {wanted} is taken, so {free} is used")
    if free != settings.server.port:
        change(home, "server.port", str(free))
    told("Starting the server")
    return running.start(home, free)


def _read(home: Home, site: str, told: Callable[[str], None]) -> None:
    """Read the website, unless it is known; what was read at another port is put away."""
    settings = read_settings(home)
    store = open_store(home)
    try:
        with store.reading() as tx:
            known = {s.address: s for s in library.sources(tx)}
            published = generations.published_id(tx)
            pages = known.get(site) and library.documents(tx, published, known[site].id)
        if not pages:
            told("Reading the hotel's website and its PDFs")
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
