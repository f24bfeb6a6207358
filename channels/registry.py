"""Which couriers this business has, by the name that deliveries are queued under."""

from __future__ import annotations

from channels.channel import Courier
from channels.mail import Mail
from channels.widget import Widget
from store.settings import Settings


def build_channels(settings: Settings) -> dict[str, Courier]:
    """Mail is there only when a server for it is set: what waits for it goes on waiting."""
    couriers: dict[str, Courier] = {Widget.name: Widget()}
    if settings.mail.host:
        couriers[Mail.name] = Mail.of(settings)
    return couriers
