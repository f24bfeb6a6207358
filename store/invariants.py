"""What must be true of the database after anything at all; `concierge doctor --deep` asks it.

Each rule is a sentence and a query for the rows that break it. The numbers in front are the
promises: 1 stored once, 2 brought to an end, 3 sent once and approved, 4 drafts kept, 5 in order,
6 whole.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text

from store import backups, search
from store.db import Store, Tx
from store.errors import Invalid
from store.tables import Generation, utcnow
from store.turns import TOO_LATE

SHOWN = 5


class Rule(NamedTuple):
    promise: int
    broken: str
    query: str


RULES = (
    Rule(
        1,
        "conversations whose messages are not numbered 1, 2, 3 without a gap",
        "SELECT c.id FROM conversations c LEFT JOIN messages m ON m.conversation_id = c.id "
        "GROUP BY c.id HAVING count(m.id) <> c.last_seq OR coalesce(max(m.seq), 0) <> c.last_seq",
    ),
    Rule(
        1,
        "guest messages that were not logged once as received",
        "SELECT id FROM messages WHERE author = 'guest' AND id NOT IN "
        "(SELECT json_extract(data, '$.message_id') AS told FROM events "
        "WHERE kind = 'message.received' GROUP BY told HAVING count(*) = 1 AND told > 0)",
    ),
    Rule(
        2,
        "messages whose turn has no known state",
        "SELECT id FROM messages WHERE (author = 'guest') <> (turn IS NOT NULL) OR turn NOT IN "
        "('waiting', 'answered', 'drafted', 'escalated', 'staff', 'set_aside')",
    ),
    Rule(
        2,
        "guest messages that have waited longer than they may",
        "SELECT id FROM messages WHERE turn = 'waiting' AND created_at < :too_late",
    ),
    Rule(
        2,
        "guest messages that count as answered and have no reply",
        "SELECT id FROM messages WHERE turn = 'answered' AND id NOT IN "
        "(SELECT in_reply_to FROM messages WHERE in_reply_to IS NOT NULL)",
    ),
    Rule(
        2,
        "guest messages that wait for a person nobody was asked for",
        "SELECT m.id FROM messages m WHERE m.turn IN ('escalated', 'set_aside') AND NOT EXISTS "
        "(SELECT 1 FROM escalations e WHERE e.conversation_id = m.conversation_id)",
    ),
    Rule(
        3,
        "guest messages with more than one reply",
        "SELECT in_reply_to FROM messages WHERE in_reply_to IS NOT NULL "
        "GROUP BY in_reply_to HAVING count(*) > 1",
    ),
    Rule(
        3,
        "replies that needed approval and were sent without",
        "SELECT r.id FROM messages r JOIN drafts d ON d.message_id = r.in_reply_to "
        "WHERE d.state <> 'approved' OR d.reply_id IS NOT r.id OR d.decided_by IS NULL",
    ),
    Rule(
        3,
        "deliveries that left and are not recorded as sent",
        "SELECT id FROM deliveries WHERE (state = 'sent') <> (sent_at IS NOT NULL) OR state NOT IN "
        "('waiting', 'claimed', 'sent', 'dead', 'unknown')",
    ),
    Rule(
        4,
        "drafts that do not belong to a message that waits for them",
        "SELECT d.id FROM drafts d JOIN messages m ON m.id = d.message_id "
        "WHERE m.turn <> 'drafted' OR m.conversation_id <> d.conversation_id",
    ),
    Rule(
        4,
        "messages that wait for a draft there is not",
        "SELECT m.id FROM messages m WHERE m.turn = 'drafted' AND NOT EXISTS "
        "(SELECT 1 FROM drafts d WHERE d.message_id = m.id)",
    ),
    Rule(
        4,
        "drafts that lost their words or their decision",
        "SELECT id FROM drafts WHERE trim(text) = '' OR state NOT IN "
        "('waiting', 'approved', 'rejected') OR (state = 'waiting') <> (decided_at IS NULL) "
        "OR (state = 'approved') <> (reply_id IS NOT NULL)",
    ),
    Rule(
        5,
        "replies to a message that came later, or in another conversation",
        "SELECT r.id FROM messages r JOIN messages m ON m.id = r.in_reply_to "
        "WHERE r.seq <= m.seq OR r.conversation_id <> m.conversation_id",
    ),
    Rule(
        5,
        "messages stored in another order than they were numbered",
        "SELECT later.id FROM messages later JOIN messages earlier ON "
        "earlier.conversation_id = later.conversation_id AND earlier.seq = later.seq - 1 "
        "WHERE earlier.id > later.id",
    ),
    Rule(
        5,
        "replies given before those to earlier messages",
        "SELECT id FROM (SELECT r.id, m.seq AS asked, max(m.seq) OVER (PARTITION BY "
        "r.conversation_id ORDER BY r.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) "
        "AS before FROM messages r JOIN messages m ON m.id = r.in_reply_to WHERE NOT EXISTS "
        "(SELECT 1 FROM drafts d WHERE d.message_id = m.id)) WHERE asked < before",
    ),
    Rule(
        6,
        "things said to a guest that were not logged once",
        # A NULL among the told would hide everything: a rejected draft tells of no message.
        "SELECT id FROM messages WHERE author <> 'guest' AND id NOT IN "
        "(SELECT json_extract(data, '$.message_id') AS told FROM events WHERE kind IN "
        "('message.replied', 'message.posted', 'draft.decided') "
        "GROUP BY told HAVING count(*) = 1 AND told > 0)",
    ),
    Rule(
        6,
        "escalations that were not logged",
        "SELECT s.id FROM escalations s WHERE NOT EXISTS (SELECT 1 FROM events e WHERE "
        "e.kind = 'conversation.escalated' AND e.conversation_id = s.conversation_id)",
    ),
    Rule(
        6,
        "drafts that were not logged",
        "SELECT d.id FROM drafts d WHERE NOT EXISTS (SELECT 1 FROM events e WHERE "
        "e.kind = 'draft.waiting' AND e.conversation_id = d.conversation_id "
        "AND json_extract(e.data, '$.draft_id') = d.id)",
    ),
    Rule(
        6,
        "documents that no generation holds",
        "SELECT d.id FROM documents d WHERE NOT EXISTS "
        "(SELECT 1 FROM generation_documents m WHERE m.document_id = d.id)",
    ),
    Rule(
        6,
        "pages known twice in one generation",
        "SELECT max(d.id) FROM documents d JOIN generation_documents m ON m.document_id = d.id "
        "GROUP BY m.generation_id, d.source_id, d.address HAVING count(*) > 1",
    ),
    Rule(
        6,
        "generations that count as published and are not the one guests are answered from",
        "SELECT g.id FROM generations g LEFT JOIN pointers p ON p.name = 'published_generation' "
        "AND p.value = CAST(g.id AS TEXT) WHERE (g.state = 'published') <> (p.value IS NOT NULL)",
    ),
    Rule(
        6,
        "pointers that point at a generation there is not",
        "SELECT p.value FROM pointers p WHERE p.name = 'published_generation' AND NOT EXISTS "
        "(SELECT 1 FROM generations g WHERE CAST(g.id AS TEXT) = p.value)",
    ),
    Rule(
        6,
        "days or months whose costs of models are not those of their calls",
        "SELECT b.period FROM budgets b LEFT JOIN spendings s "
        "ON substr(s.day, 1, length(b.period)) = b.period GROUP BY b.period "
        "HAVING b.nanos <> coalesce(sum(s.nanos), 0) OR b.tokens <> coalesce(sum(s.tokens), 0) "
        "OR b.held_nanos <> coalesce(sum((s.state = 'held') * s.held_nanos), 0)",
    ),
)


def check(store: Store, *, now: datetime | None = None) -> list[str]:
    """One sentence for each promise that is broken; empty when the house is whole.

    Reads all of the database: about a second for 80,000 messages.
    """
    too_late = (now or utcnow()) - TOO_LATE - timedelta(minutes=1)
    with store.reading() as tx:
        faults = _unsound(tx)
        if faults:
            return faults
        for rule in RULES:
            faults += _broken(tx, rule, too_late)
        for generation in tx.query(Generation).filter(Generation.indexed).all():
            said = search.faults(tx, generation.id, generation.model)
            faults += [f"6: generation {generation.id}: {fault}" for fault in said]
        faults += [f"6: {fault}" for fault in search.leftovers(tx)]
    return faults


def _unsound(tx: Tx) -> list[str]:
    try:
        backups.check_integrity(tx.connection().connection.driver_connection)
    except Invalid as error:
        return [f"6: {error.message}"]
    return []


def _broken(tx: Tx, rule: Rule, too_late: datetime) -> list[str]:
    values = {"too_late": too_late.replace(tzinfo=None).isoformat(" ")}
    found = tx.execute(text(rule.query), values if ":too_late" in rule.query else {}).scalars()
    rows = [str(row) for row in found]
    if not rows:
        return []
    named = ", ".join(rows[:SHOWN]) + (", ..." if len(rows) > SHOWN else "")
    return [f"{rule.promise}: {len(rows)} {rule.broken} ({named})"]
