"""What the house does for the desk when its time has come: wake what was snoozed, give back what
staff have answered, call again where nobody came."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server import desk_hours
from store import escalations, handling
from store.db import Store
from store.desk_settings import Desk


def tend(store: Store, desk: Desk, zone: ZoneInfo, now: datetime) -> set[int]:
    """Returns the conversations in which something changed. Looks first: mostly nothing is due, and
    then nothing is locked. Nobody is called again while nobody is there."""
    quiet = timedelta(minutes=desk.hand_back_after)
    waited = timedelta(minutes=desk.call_again_after)
    if not desk_hours.is_open(desk, zone, now):
        waited = timedelta()
    with store.reading() as tx:
        anything = (
            handling.due_to_wake(tx, now, 1)
            or (quiet and handling.due_to_hand_back(tx, quiet, now, 1))
            or (waited and escalations.unanswered(tx, waited, now, 1))
        )
    if not anything:
        return set()
    changed: set[int] = set()
    with store.writing() as tx:
        for conversation_id in handling.due_to_wake(tx, now):
            handling.wake(tx, conversation_id, now=now)
            changed.add(conversation_id)
        for conversation_id in handling.due_to_hand_back(tx, quiet, now) if quiet else ():
            handling.hand_back_quiet(tx, conversation_id, now)
            changed.add(conversation_id)
        for escalation_id in escalations.unanswered(tx, waited, now) if waited else ():
            changed.add(escalations.call_again(tx, escalation_id, now).conversation_id)
    return changed
