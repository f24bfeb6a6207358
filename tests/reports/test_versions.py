from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reports.period import Period
from reports.versions import sentence, versions
from store import compositions, escalations
from store.compositions import Made
from store.db import Store
from tests.store import talk

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_each_version_of_the_orders_is_told_with_what_it_led_to(store: Store) -> None:
    brief, main = (talk.opened(store, NOON).conversation for _ in range(2))
    first, second, third = (
        talk.said(store, door, "?", str(n), now=NOON).id
        for n, door in enumerate((brief, brief, main))
    )
    with store.writing() as tx:
        made = Made("strong", "brief", "a:b", checked=4, repaired=1, withheld=1, tokens=900)
        compositions.keep(tx, brief.id, first, made, "answered", NOON)
        compositions.keep(tx, brief.id, second, made, "handed_over", NOON)
        compositions.keep(tx, main.id, third, Made("none", "main"), "answered", NOON)
        escalations.escalate(tx, brief.id, "A person, please.", now=NOON)

    with store.reading() as tx:
        hour = timedelta(hours=1)
        told = [sentence(row) for row in versions(tx, Period("day", NOON - hour, NOON + hour))]
        before = versions(tx, Period("day", NOON - 2 * hour, NOON - hour))

    assert told == [
        "brief: 1 conversation, 2 messages; 1 answered, 1 handed over, 1 in which a person was "
        "called. Of 8 sentences 2 mended and 2 withheld; 1,800 tokens.",
        "main: 1 conversation, 1 message; 1 answered, 0 handed over, 0 in which a person was "
        "called. Of 0 sentences 0 mended and 0 withheld; 0 tokens.",
    ]
    assert before == []
