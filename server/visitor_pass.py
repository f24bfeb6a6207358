"""A pass: who a guest is, said by the business's own website and signed by it.

The website knows its guests; the page a guest has open must not know the secret. So the website's
server makes the pass, and the page only hands it on:

    payload = base64url({"sub": "4711", "name": "Maria", "email": "maria@example.com", "exp": ...})
    pass    = payload + "." + base64url(HMAC-SHA256(secret, payload))

`exp` is in seconds since 1970 and at most a day away, so that a pass that leaks is soon worthless.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from store.errors import Unauthorized

LONGEST_LIFE = timedelta(days=1)
REFUSED = "This pass does not say who you are."


class Claims(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    sub: str = Field(min_length=1, max_length=200)
    exp: int
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=200)
    phone: str = Field("", max_length=200)


class Pass(NamedTuple):
    """`person` as `store.identity` names people: by mail address, else by the website's own id."""

    person: str
    name: str
    email: str
    phone: str
    expires_at: datetime


def sign(secret: str, claims: dict[str, object]) -> str:
    """A pass as the website's server would make it."""
    payload = _encoded(json.dumps(claims, separators=(",", ":")).encode())
    return f"{payload}.{_encoded(_mark(secret, payload))}"


def read(secret: str, token: str, now: datetime) -> Pass:
    """Raises Unauthorized, in the same words for everything that may be wrong with it."""
    payload, _, mark = token.partition(".")
    try:
        right = bool(secret) and hmac.compare_digest(_decoded(mark), _mark(secret, payload))
        claims = Claims.model_validate_json(_decoded(payload)) if right else None
    except (ValueError, binascii.Error, ValidationError) as error:
        raise Unauthorized(REFUSED, "Ask the website for a new one.") from error
    if claims is None or not now.timestamp() < claims.exp <= (now + LONGEST_LIFE).timestamp():
        raise Unauthorized(REFUSED, "Ask the website for a new one.")
    expires = datetime.fromtimestamp(claims.exp, UTC)
    person = f"mail:{claims.email.lower()}" if claims.email else f"site:{claims.sub}"
    return Pass(person, claims.name, claims.email, claims.phone, expires)


def _mark(secret: str, payload: str) -> bytes:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
