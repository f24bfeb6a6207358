"""The website's chat widget. It speaks our own guest API, so there is nothing to translate:
its messages are stored by the route that takes them, and a reply leaves by the guest's event stream
as soon as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable

from channels.channel import Outbound, Request, Sent, nothing_to_note
from store.conversations import Inbound
from store.errors import Invalid, Unauthorized


class Widget:
    name = "widget"
    idempotent = True

    def verify(self, request: Request) -> None:
        raise Unauthorized("The widget has no webhook.", "Guests write by the guest API.")

    def read(self, raw: bytes) -> list[Inbound]:
        raise Invalid("The widget has no payloads to read.", "Guests write by the guest API.")

    def send(self, outbound: Outbound, leaving: Callable[[str], None] = nothing_to_note) -> Sent:
        return Sent()
