"""The one error type of the house, and its few codes.

    ConciergeError
    ├── Invalid        what was asked makes no sense as asked
    │   └── TooLarge   it is bigger than we accept
    ├── Unauthorized   we do not know who is asking
    │   └── CodeWanted the password was right; a code is wanted as well
    ├── Forbidden      we know, and they may not
    ├── NotFound       there is no such thing
    ├── Conflict       somebody else was there first, or it is in use
    ├── TooMany        too often; try again later
    └── Unavailable    something we need does not answer; trying later may help

Everything raised on purpose is one of these. `message` is for the person who caused it: one
sentence, no jargon. `hint` says what to do. The cause goes to the log through `raise ... from`.
"""

from __future__ import annotations


class ConciergeError(Exception):
    """Base of what the house raises on purpose; `code` picks HTTP status and exit code."""

    code = "internal"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Invalid(ConciergeError):
    code = "invalid"


class TooLarge(Invalid):
    code = "too_large"


class Unauthorized(ConciergeError):
    code = "unauthorized"


class CodeWanted(Unauthorized):
    code = "code_wanted"


class Forbidden(ConciergeError):
    code = "forbidden"


class NotFound(ConciergeError):
    code = "not_found"


class Conflict(ConciergeError):
    code = "conflict"


class TooMany(ConciergeError):
    """`retry_after` is in seconds."""

    code = "too_many"

    def __init__(self, message: str, hint: str = "", retry_after: float = 1.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Unavailable(ConciergeError):
    code = "unavailable"
