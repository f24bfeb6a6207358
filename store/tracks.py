"""Whose work a line of the log belongs to: the request and the conversation it was written for.

They travel with the context, into the threads that work for a request and into a turn. Ids only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request: ContextVar[str] = ContextVar("request", default="")
_conversation: ContextVar[str] = ContextVar("conversation", default="")


def current() -> dict[str, str]:
    """`request` and `conversation`, as far as there are any."""
    known = {"request": _request.get(), "conversation": _conversation.get()}
    return {name: value for name, value in known.items() if value}


@contextmanager
def on(*, request: str = "", conversation: str = "") -> Iterator[None]:
    """What is logged inside is for these."""
    marks = [
        (mark, mark.set(value))
        for mark, value in ((_request, request), (_conversation, conversation))
        if value
    ]
    try:
        yield
    finally:
        for mark, token in marks:
            mark.reset(token)
