"""The examinations of `concierge doctor`: each looks at one thing and says what to do about it.

They run in this order, and those after a failed one still run: one look tells everything.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cli import running
from cli.examining_widget import widget
from store import backups, generations, library
from store.db import Store, sqlite_module
from store.errors import ConciergeError, Unavailable
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from store.tables import Delivery

Verdict = Literal["ok", "warn", "fail"]
LITTLE_MB, VERY_LITTLE_MB = 1_000, 200
BACKUP_OLD = timedelta(days=7)
YEAR_OF_THIS_PROGRAM = 2026


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    verdict: Verdict
    said: str
    do: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"check": self.name, "verdict": self.verdict, "said": self.said, "do": self.do}


@dataclass(slots=True)
class Patient:
    """A home under examination. `settings` and `store` are None when they could not be opened."""

    home: Home
    settings: Settings | None = None
    store: Store | None = None


Check = Callable[[Patient], Iterator[Finding]]


def examine(home: Home, *, deep: bool = False, security: bool = False) -> Iterator[Finding]:
    """With `security`, what concerns it alone."""
    from cli.examining_security import SECURITY

    patient = Patient(home)
    first = {name: CHECKS[name] for name in ("settings", "database")}
    try:
        for name, check in ({**first, **SECURITY} if security else CHECKS).items():
            yield from _guarded(name, check, patient)
        if deep:
            yield from _guarded("promises", _promises, patient)
    finally:
        if patient.store is not None:
            patient.store.close()


def _guarded(name: str, check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        yield from check(patient)
    except ConciergeError as error:
        yield Finding(name, "fail", error.message, error.hint)
    except OSError as error:
        yield Finding(name, "fail", f"{error}.", "Check the disk and the rights of the home.")


def _settings(patient: Patient) -> Iterator[Finding]:
    from server.clockwork import check_lines

    patient.settings = read_settings(patient.home)
    check_lines(patient.settings)
    name = patient.settings.business.name
    yield Finding("settings", "ok", f"{patient.home.config} is right ({name}).")
    for path in (patient.home.path, patient.home.secrets):
        if path.exists() and path.stat().st_mode & 0o077:
            do = f"chmod go-rwx {path}"
            yield Finding("rights", "warn", f"Others on this machine can read {path}.", do)


def _database(patient: Patient) -> Iterator[Finding]:
    patient.store = open_store(patient.home)
    connection = sqlite_module().connect(str(patient.home.database))
    try:
        backups.check_integrity(connection)
    finally:
        connection.close()
    size = patient.home.database.stat().st_size / 1e6
    module = sqlite_module()
    yield Finding(
        "database",
        "ok",
        f"Sound, {size:.1f} MB; SQLite {module.sqlite_version} ({module.__name__}).",
    )
    with patient.store.reading():
        pass
    if not patient.store.has_vec:
        said = "sqlite-vec cannot be loaded here; vectors are searched with numpy."
        yield Finding("vectors", "ok", f"{said} For one business that is quick enough.")


def _disk(patient: Patient) -> Iterator[Finding]:
    patient.home.refuse_network_disk()
    free = shutil.disk_usage(patient.home.path).free / 1e6
    if free < VERY_LITTLE_MB:
        yield Finding("disk", "fail", f"Only {free:.0f} MB are free.", "Free some space now.")
    elif free < LITTLE_MB:
        yield Finding("disk", "warn", f"Only {free:.0f} MB are free.", "Free some space.")
    else:
        yield Finding("disk", "ok", f"{free / 1000:.0f} GB are free.")


def _clock(patient: Patient) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now.year < YEAR_OF_THIS_PROGRAM:
        yield Finding(
            "clock", "fail", f"This machine thinks it is {now.year}.", "Set its clock (use NTP)."
        )
        return
    if patient.settings is None:
        return
    zone = patient.settings.business.zone
    there = f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {patient.settings.business.timezone}"
    if patient.settings.business.timezone in ("UTC", "Etc/UTC"):
        do = "concierge config set business.timezone Europe/Madrid"
        yield Finding("clock", "warn", f"It is {there}, which is no business's own time.", do)
    else:
        yield Finding("clock", "ok", f"It is {there}.")


def _knowledge(patient: Patient) -> Iterator[Finding]:
    if patient.store is None:
        return
    with patient.store.reading() as tx:
        published = generations.published_id(tx)
        totals = library.totals(tx, published)
        sources = library.sources(tx)
    if published is None:
        do = "concierge ingest https://your-website.example"
        yield Finding("knowledge", "warn", "Nothing is published, so nothing is answered.", do)
        return
    told = f"Generation {published}: {totals['documents']} documents, {totals['passages']} passages"
    if not totals["passages"]:
        yield Finding("knowledge", "warn", f"{told}.", "Read something: concierge ingest SOURCE")
    else:
        yield Finding("knowledge", "ok", f"{told}, from {len(sources)} sources.")


def _embedder(patient: Patient) -> Iterator[Finding]:
    from models.registry import chosen_embedder

    if patient.settings is None:
        return
    began = time.perf_counter()
    embedder = chosen_embedder(patient.settings.embedder)
    try:
        vector = embedder.query("When is breakfast?")
    except Unavailable as error:
        said = f"{error.message} Questions are answered by words alone until it is back."
        yield Finding("embedder", "fail", said, error.hint)
        return
    took = (time.perf_counter() - began) * 1000
    length = float((vector * vector).sum())
    if len(vector) != embedder.dimensions or abs(length - 1) > 1e-3:
        yield Finding("embedder", "fail", "It gives wrong vectors.", "Install the program again.")
        return
    yield Finding("embedder", "ok", f"{embedder.name} loads and works in {took:.0f} ms.")
    if (other := _published_model(patient)) not in ("", embedder.name):
        said = f"The knowledge is still embedded with {other}, and answered from with that."
        yield Finding("embedder", "warn", said, "concierge knowledge reembed")


def _published_model(patient: Patient) -> str:
    if patient.store is None:
        return ""
    with patient.store.reading() as tx:
        published = generations.published_id(tx)
        return generations.find(tx, published).model if published else ""


def _template(patient: Patient) -> Iterator[Finding]:
    from templates.industry import template_of

    if patient.settings is None:
        return
    template = template_of(patient.settings)
    yield Finding("template", "ok", f"{template.title}.")


def _accounts(patient: Patient) -> Iterator[Finding]:
    from store import accounts

    if patient.store is None:
        return
    with patient.store.reading() as tx:
        users = [user for user in accounts.listed(tx) if user.disabled_at is None]
    owners = [user for user in users if user.role == "owner"]
    if not owners:
        do = "concierge user add EMAIL --role owner"
        yield Finding("accounts", "warn", "There is no owner's account.", do)
    else:
        yield Finding("accounts", "ok", f"{len(users)} in use, {len(owners)} of them owners.")


def _replies(patient: Patient) -> Iterator[Finding]:
    from store import pausing

    if patient.store is None:
        return
    with patient.store.reading() as tx:
        pause = pausing.current(tx)
    if pause is not None:
        said = f"Paused since {pause.since:%Y-%m-%d %H:%M} UTC, by {pause.by}: all wait for staff."
        yield Finding("replies", "warn", said, "concierge resume")


def _model(patient: Patient) -> Iterator[Finding]:
    if patient.settings is None:
        return
    model = patient.settings.model
    if model.provider == "none":
        yield Finding("model", "ok", "None: structured mode quotes the knowledge, offline.")
        return
    if patient.store is not None:
        from cli.examining_models import models

        yield from models(patient.store, patient.settings)


def _mail(patient: Patient) -> Iterator[Finding]:
    if patient.settings is None:
        return
    mail, reports = patient.settings.mail, patient.settings.reports
    if not mail.host:
        said = "Not set up: reports are kept in the home and not mailed."
        yield Finding("mail", "ok", said, "concierge config set mail.host smtp.example.com")
    elif not mail.sender:
        do = "concierge config set mail.sender desk@your-website.example"
        yield Finding("mail", "fail", "There is a mail server and no sender.", do)
    elif not reports.recipients:
        do = "concierge config set reports.recipients owner@your-website.example"
        yield Finding("mail", "warn", f"{mail.host} is set, and nobody gets the report.", do)
    else:
        yield Finding("mail", "ok", f"{mail.host} sends to {len(reports.recipients)}.")


def _deliveries(patient: Patient) -> Iterator[Finding]:
    from sqlalchemy import func, select

    if patient.store is None:
        return
    with patient.store.reading() as tx:
        rows = tx.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        by_state: dict[str, int] = {row[0]: row[1] for row in rows}
    dead, unknown = by_state.get("dead", 0), by_state.get("unknown", 0)
    if dead or unknown:
        said = f"{dead} could not be sent, and of {unknown} nobody knows whether they were."
        yield Finding("deliveries", "warn", said, f"See {patient.home.logs} and the mail server.")
    else:
        yield Finding("deliveries", "ok", f"{by_state.get('waiting', 0)} wait to leave.")


def _server(patient: Patient) -> Iterator[Finding]:
    if patient.settings is None:
        return
    found = running.server_of(patient.home)
    if found is not None:
        if running.is_ready(found.address):
            yield Finding("server", "ok", f"Open at {found.address} (process {found.pid}).")
        else:
            do = f"Look into its log, then stop it (kill {found.pid}) and start it again."
            yield Finding("server", "fail", f"{found.address} does not answer as it should.", do)
        return
    host, port = patient.settings.server.host, patient.settings.server.port
    if port and running.free_port(host, port) != port:
        do = f"concierge config set server.port {port + 1}"
        yield Finding("server", "warn", f"Closed, and port {port} is taken by another program.", do)
    else:
        yield Finding("server", "ok", f"Closed; port {port} is free.", "concierge serve")


def _backups(patient: Patient) -> Iterator[Finding]:
    archives = sorted(patient.home.backups.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime)
    if not archives:
        yield Finding("backups", "warn", "There is none in the home.", "concierge backup")
        return
    newest: Path = archives[-1]
    age = datetime.now(UTC) - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    if age > BACKUP_OLD:
        said = f"The newest, {newest.name}, is {age.days} days old."
        yield Finding("backups", "warn", said, "concierge backup (from cron, to another disk)")
    else:
        yield Finding("backups", "ok", f"{len(archives)}, the newest is {newest.name}.")


def _promises(patient: Patient) -> Iterator[Finding]:
    """What must be true after anything at all; reads the whole database."""
    from store.invariants import check

    if patient.store is None:
        return
    found = check(patient.store)
    for one in found:
        yield Finding(
            "promises", "fail", f"{one}.", "Keep a copy of the home, then restore a backup."
        )
    if not found:
        yield Finding("promises", "ok", "Nothing lost, doubled, unapproved or out of order.")


CHECKS: dict[str, Check] = {
    "settings": _settings,
    "database": _database,
    "disk": _disk,
    "clock": _clock,
    "template": _template,
    "accounts": _accounts,
    "replies": _replies,
    "knowledge": _knowledge,
    "embedder": _embedder,
    "model": _model,
    "server": _server,
    "widget": widget,
    "mail": _mail,
    "deliveries": _deliveries,
    "backups": _backups,
}
