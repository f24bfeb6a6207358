"""The examination of the widget by `concierge doctor`: may the website embed it, and does its line
come through?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from store.tables import utcnow

if TYPE_CHECKING:
    from cli.examining import Finding, Patient

LATELY = timedelta(days=7)


def widget(patient: Patient) -> Iterator[Finding]:
    from cli.examining import Finding
    from store import visits

    if patient.settings is None or patient.store is None:
        return
    settings = patient.settings
    now = utcnow()
    with patient.store.reading() as tx:
        turned_away = visits.turned_away(tx, since=now - LATELY)
        held = visits.held_line(tx)
    allowed = {origin.rstrip("/") for origin in settings.server.origins}
    for origin in sorted(set(turned_away) - allowed - {settings.business.website.rstrip("/")}):
        do = f"If it is yours: `concierge config set server.origins '[\"{origin}\"]'`."
        yield Finding("widget", "warn", f"{origin} embeds the widget and may not.", do)
    if held is not None and now - held < LATELY:
        do = "Switch off buffering of text/event-stream in the proxy: see docs/operator.md."
        yield Finding("widget", "warn", "Something before the server holds streams back.", do)
    if settings.business.website or settings.server.origins:
        named = settings.business.website or settings.server.origins[0]
        yield Finding("widget", "ok", f"Pages of {named} may embed the chat.")
    else:
        do = "`concierge config set business.website https://...`, then `concierge widget snippet`."
        yield Finding(
            "widget", "ok", f"No website embeds the chat; {settings.public_url}/chat works.", do
        )
