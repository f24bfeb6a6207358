"""What `concierge doctor --security` looks at besides: who could come in, and who tried."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store import accounts, attempts, audit, tokens
from store.tables import utcnow

if TYPE_CHECKING:
    from cli.examining import Finding, Patient

UNUSED_FOR = timedelta(days=90)
SECRETS = ("mail.password", "model.api_key", "model.fallback_api_key", "embedder.api_key")


def _finding(name: str, said: str, do: str = "") -> Finding:
    """A warning where there is something to do."""
    from cli.examining import Finding

    return Finding(name, "warn" if do else "ok", said, do)


def rights(patient: Patient) -> Iterator[Finding]:
    home = patient.home
    kept = (home.path, home.database, home.secrets, home.config, home.path / "receipts.key")
    open_to_others = [path for path in kept if path.exists() and path.stat().st_mode & 0o077]
    # Behind a closed folder the rights of a file do not matter.
    if open_to_others and open_to_others[0] == home.path:
        for path in open_to_others:
            yield _finding("rights", f"Others can read {path}.", f"chmod go-rwx {path}")
    else:
        yield _finding("rights", f"Nobody else on this machine can read {home.path}.")
    if patient.settings is not None:
        for key in SECRETS:
            if patient.settings.origins.get(key) == "concierge.toml":
                do = f"`concierge config set {key} ...` puts it into secrets.env; delete the line."
                yield _finding("rights", f"{key} stands in concierge.toml, and in backups.", do)


def listening(patient: Patient) -> Iterator[Finding]:
    if patient.settings is None:
        return
    server = patient.settings.server
    outside = urlsplit(server.public_url)
    if not _is_local(server.host):
        do = "concierge config set server.host 127.0.0.1, and a proxy with a certificate before it"
        yield _finding("listening", f"{server.host} is reached from outside, without TLS.", do)
    elif outside.scheme == "http" and not _is_local(outside.hostname or ""):
        do = "concierge config set server.public_url https://..."
        yield _finding("listening", f"{server.public_url} is not encrypted.", do)
    else:
        yield _finding("listening", "Reached from this machine, or through an encrypted proxy.")


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


def people(patient: Patient) -> Iterator[Finding]:
    if patient.store is None:
        return
    with patient.store.reading() as tx:
        users = [user for user in accounts.listed(tx) if user.disabled_at is None]
        signed_in = accounts.sessions(tx)
    bare = [u for u in users if u.role in ("owner", "manager") and not u.totp_secret]
    for user in bare:
        said = f"{user.email} ({user.role}) signs in with a password alone."
        yield _finding("second step", said, f"concierge user totp {user.email}")
    if users and not bare:
        yield _finding("second step", "Every owner and manager has one.")
    yield _finding("sessions", f"{len(signed_in)} count; `concierge session list` shows them.")


def programs(patient: Patient) -> Iterator[Finding]:
    if patient.store is None:
        return
    now = utcnow()
    with patient.store.reading() as tx:
        found = tokens.listed(tx)
    for token, user, _ in found:
        last = token.used_at or token.created_at
        if now - last > UNUSED_FOR:
            said = f"The token {token.name!r} of {user.email} was not used for 90 days."
            yield _finding("tokens", said, f"concierge token revoke {token.id}")
        elif token.expires_at is None:
            said = f"The token {token.name!r} of {user.email} never ends."
            yield _finding("tokens", said, f"concierge token rotate {token.id}, now and then")
    if not found:
        yield _finding("tokens", "No program has a way in.")


def guesses(patient: Patient) -> Iterator[Finding]:
    if patient.store is None:
        return
    with patient.store.reading() as tx:
        failed, locked = attempts.failures(tx), attempts.locked(tx)
        names = {attempts.hash_of(user.email): user.email for user in accounts.listed(tx)}
    told = "as usual" if failed < attempts.FAILURES_BEFORE_BRAKE else "somebody is guessing"
    do = "" if told == "as usual" else "concierge audit list --action sign-in"
    yield _finding("sign-ins", f"{failed} failed in a day: {told}.", do)
    for row in locked:
        whom = names.get(row.email_hash, "an address without an account")
        sender = row.sender or "strangers' networks"
        do = f"It opens by itself at {row.locked_until:%H:%M} UTC; a new password lifts it."
        yield _finding("sign-ins", f"{whom} is locked for {sender}.", do)


def chain(patient: Patient) -> Iterator[Finding]:
    from cli.examining import Finding

    if patient.store is None:
        return
    with patient.store.reading() as tx:
        verdict = audit.verify(tx)
    if verdict.broken is None:
        yield _finding("audit", f"{verdict.lines} lines, each as it was written.")
        return
    said = f"Line {verdict.broken} is not as it was written, or one before it is missing."
    yield Finding("audit", "fail", said, "Compare it with an export or a backup from before.")


SECURITY: dict[str, Callable[[Patient], Iterator[Finding]]] = {
    "rights": rights,
    "listening": listening,
    "second step": people,
    "tokens": programs,
    "sign-ins": guesses,
    "audit": chain,
}
