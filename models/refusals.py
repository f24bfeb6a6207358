"""What a vendor's refusal means, by its status and its words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from models.model import Failed, Why
from store.tables.base import utcnow

LONGEST_WAIT = 3600.0
_BY_STATUS: dict[int, Why] = {
    401: "key",
    402: "unpaid",
    403: "key",
    404: "unknown_model",
    408: "slow",
    413: "too_long",
    429: "busy",
    503: "overloaded",
    529: "overloaded",
}
# Vendors say the same with other statuses; these words of theirs are steadier. First match counts.
_BY_WORDS: tuple[tuple[str, Why], ...] = (
    ("insufficient_quota", "unpaid"),
    ("credit balance is too low", "unpaid"),
    ("insufficient balance", "unpaid"),
    ("billing_error", "unpaid"),
    ("overloaded_error", "overloaded"),
    ("rate_limit_error", "busy"),
    ("authentication_error", "key"),
    ("permission_error", "key"),
    ("not_found_error", "unknown_model"),
    ("model_not_found", "unknown_model"),
    ("request_too_large", "too_long"),
    ("context_length_exceeded", "too_long"),
    ("prompt is too long", "too_long"),
    ("maximum context length", "too_long"),
    ("timeout_error", "slow"),
    ("loading model", "overloaded"),
)
_TOLD: dict[Why, tuple[str, str]] = {
    "key": ("refuses our key", "Set model.api_key in secrets.env; see `concierge model test`."),
    "unpaid": ("says the account has no credit left", "Look at the account with the vendor."),
    "unknown_model": ("is not known there", "`concierge model list` shows what is."),
    "busy": ("has had too many requests", "It is asked again later."),
    "overloaded": ("is overloaded", "It is asked again later."),
    "broken": ("has a fault", "It is asked again later."),
    "slow": ("did not answer in time", "It is asked again later."),
    "too_long": ("cannot hold a conversation this long", "Choose a model with more room."),
    "invalid": ("does not take what we asked", "`concierge model test` shows it whole."),
}


def refused(
    model: str, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Failed:
    """The failure an answer with this status and body means. `words` are the vendor's, and
    foreign: they go into the message cut short, and are never shown to a guest."""
    why = _why(status, words.lower())
    told, hint = _TOLD[why]
    said = " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
    shown = f"The model {model} {told} ({status}{': ' + said if said else ''})."
    return Failed(why, shown, hint, model=model, retry_after=wait_asked(headers or {}))


def _why(status: int, words: str) -> Why:
    for phrase, why in _BY_WORDS:
        if phrase in words and (status < 500 or why in ("overloaded", "broken", "slow")):
            return why
    return _BY_STATUS.get(status) or ("broken" if status >= 500 or status == 200 else "invalid")


def wait_asked(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds of a Retry-After, in any of its three forms; 0 when there is none to read."""
    if (ms := headers.get("retry-after-ms")) is not None:
        return _seconds(ms) / 1000
    value = headers.get("retry-after", "").strip()
    if not value or value[0].isdigit():
        return _seconds(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, min(LONGEST_WAIT, (moment - (now or utcnow())).total_seconds()))
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(LONGEST_WAIT, seconds) if math.isfinite(seconds) and seconds > 0 else 0.0
