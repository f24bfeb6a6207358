"""What a person typed as a source, understood: a website, a file, a folder or standard input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ingest.files import KNOWN, STDIN
from store.errors import Invalid, NotFound

Kind = Literal["website", "file", "folder", "text"]
_LIKE_A_HOST = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?$", re.IGNORECASE)


class Origin(NamedTuple):
    kind: Kind
    address: str
    label: str


def origin_of(typed: str) -> Origin:
    """Raises NotFound or Invalid for what is none of the four."""
    typed = typed.strip()
    if typed in ("-", STDIN):
        return Origin("text", STDIN, "standard input")
    if "://" in typed:
        return _website(typed)
    if not typed:
        raise Invalid("No source is named.", "Name a website, a file or a folder.")
    path = Path(typed).expanduser()
    if path.is_dir():
        return Origin("folder", str(path.resolve()), path.resolve().name or str(path))
    if path.exists():
        return Origin("file", str(path.resolve()), path.name)
    hint = "Check the name."
    if _LIKE_A_HOST.match(typed) and path.suffix.lower() not in KNOWN:
        hint = f"If it is a website, write https://{typed}"
    raise NotFound(f"There is no file or folder {typed}.", hint)


def _website(typed: str) -> Origin:
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise Invalid(f"{typed} is not a web address.", "Check the address.") from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise Invalid(
            f"{typed} is not a web address we can read.", "Write it with https:// or http://."
        )
    if parts.username or parts.password:
        raise Invalid("Addresses with a user name in them are not read.", "Leave it out.")
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port else ""
    address = urlunsplit((parts.scheme.lower(), place, parts.path or "/", parts.query, ""))
    label = place if parts.path in ("", "/") and not parts.query else place + parts.path
    return Origin("website", address, label)
