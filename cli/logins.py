"""Where this machine keeps the sign-ins of its user: one file that nobody else can read."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from server.config_file import write_private
from store.errors import Invalid


class Login(NamedTuple):
    server: str
    email: str
    token: str
    expires_at: str


def file() -> Path:
    """`logins.json` in $XDG_CONFIG_HOME/concierge, or ~/.config/concierge."""
    folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(folder).expanduser() / "concierge" / "logins.json"


def kept(server: str) -> Login | None:
    """The sign-in at this server; None without one, or when it has ended."""
    found = _read().get(server)
    if found is None:
        return None
    login = Login(server, found["email"], found["token"], found["expires_at"])
    return login if datetime.fromisoformat(login.expires_at) > datetime.now(UTC) else None


def keep(login: Login) -> None:
    _write({**_read(), login.server: login._asdict()})


def forget(server: str) -> None:
    _write({name: login for name, login in _read().items() if name != server})


def _read() -> dict[str, dict[str, str]]:
    path = file()
    if not path.exists():
        return {}
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): {k: str(v) for k, v in login.items()} for name, login in found.items()}
    except (ValueError, AttributeError) as error:
        raise Invalid(f"{path} cannot be read.", "Delete it, and sign in again.") from error


def _write(logins: dict[str, dict[str, str]]) -> None:
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(path, json.dumps(logins, indent=1) + "\n")
