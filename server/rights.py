"""Which right each route of the staff wants: the one table, read at every request.

A route that is not in it lets nobody in. Who has which right stands in `store/rights.py`.
"""

from __future__ import annotations

from fastapi import Request

# Reached by those who are not signed in yet; they bring a password or a link instead.
OPEN = frozenset({"POST /v1/staff/sessions", "POST /v1/staff/links"})

TABLE: dict[str, str] = {
    "DELETE /v1/staff/sessions/current": "own",
    "GET /v1/staff/sessions": "own",
    "DELETE /v1/staff/sessions/{session_id}": "own",
    "POST /v1/staff/me/password": "own",
    "POST /v1/staff/me/second-step": "own",
    "POST /v1/staff/me/second-step/confirm": "own",
    "POST /v1/staff/me/second-step/codes": "own",
    "POST /v1/staff/me/second-step/off": "own",
    "GET /v1/staff/tokens": "own",
    "POST /v1/staff/tokens": "own",
    "POST /v1/staff/tokens/{token_id}/rotate": "own",
    "DELETE /v1/staff/tokens/{token_id}": "own",
    "GET /v1/staff/me": "read",
    "GET /v1/staff/inbox": "read",
    "GET /v1/staff/desk": "read",
    "GET /v1/staff/conversations/{conversation_id}": "read",
    "GET /v1/staff/conversations/{conversation_id}/timeline": "read",
    "GET /v1/staff/contacts": "read",
    "GET /v1/staff/contacts/{contact_id}": "read",
    "GET /v1/staff/contacts/{contact_id}/export": "read",
    "GET /v1/staff/files/{message_id}": "read",
    "GET /v1/staff/drafts": "read",
    "GET /v1/staff/drafts/{draft_id}": "read",
    "GET /v1/staff/escalations": "read",
    "GET /v1/staff/knowledge": "read",
    "GET /v1/staff/pause": "read",
    "GET /v1/staff/answers": "read",
    "GET /v1/staff/gaps": "read",
    "GET /v1/staff/facts": "read",
    "GET /v1/staff/disputes": "read",
    "GET /v1/staff/reports/daily": "read",
    "GET /v1/staff/events": "read",
    "GET /v1/staff/demos": "read",
    "POST /v1/staff/conversations/{conversation_id}/take-over": "act",
    "POST /v1/staff/conversations/{conversation_id}/hand-back": "act",
    "POST /v1/staff/conversations/{conversation_id}/close": "act",
    "POST /v1/staff/conversations/{conversation_id}/seen": "act",
    "POST /v1/staff/conversations/{conversation_id}/typing": "act",
    "POST /v1/staff/conversations/{conversation_id}/messages": "act",
    "POST /v1/staff/conversations/{conversation_id}/copilot": "act",
    "POST /v1/staff/conversations/{conversation_id}/hand-over": "act",
    "POST /v1/staff/conversations/{conversation_id}/notes": "act",
    "POST /v1/staff/conversations/handle": "act",
    "POST /v1/staff/canned": "act",
    "DELETE /v1/staff/canned/{canned_id}": "act",
    "POST /v1/staff/conversations/{conversation_id}/replay": "act",
    "POST /v1/staff/contacts/{contact_id}/merge": "act",
    "POST /v1/staff/contacts/{contact_id}/split": "act",
    "POST /v1/staff/contacts/{contact_id}/portal": "act",
    "POST /v1/staff/pause": "act",
    "DELETE /v1/staff/demos/{demo_id}": "act",
    "DELETE /v1/staff/pause": "act",
    "POST /v1/staff/drafts/{draft_id}/approve": "act",
    "POST /v1/staff/drafts/{draft_id}/edit": "act",
    "POST /v1/staff/drafts/{draft_id}/reject": "act",
    "POST /v1/staff/drafts/{draft_id}/regenerate": "act",
    "POST /v1/staff/drafts/{draft_id}/remember": "act",
    "POST /v1/staff/escalations/{escalation_id}/priority": "act",
    "POST /v1/staff/escalations/{escalation_id}/resolve": "act",
    "POST /v1/staff/answers": "teach",
    "PATCH /v1/staff/answers/{answer_id}": "teach",
    "DELETE /v1/staff/answers/{answer_id}": "teach",
    "POST /v1/staff/gaps/{gap_id}/answer": "teach",
    "POST /v1/staff/gaps/{gap_id}/dismiss": "teach",
    "POST /v1/staff/disputes/{key}/settle": "teach",
    "DELETE /v1/staff/contacts/{contact_id}": "manage",
    "GET /v1/staff/settings": "manage",
    "PATCH /v1/staff/settings/{key}": "manage",
    "GET /v1/staff/team": "team",
    "POST /v1/staff/team": "team",
    "PATCH /v1/staff/team/{user_id}": "team",
    "POST /v1/staff/team/{user_id}/reset": "team",
    "DELETE /v1/staff/team/{user_id}/second-step": "team",
    "GET /v1/staff/team/{user_id}/sessions": "team",
    "DELETE /v1/staff/team/{user_id}/sessions": "team",
    "GET /v1/staff/audit": "audit",
    "GET /v1/staff/audit/verify": "audit",
}


def right_for(request: Request) -> str | None:
    """None for a route that somebody forgot here."""
    return TABLE.get(f"{request.method} {request.scope['route'].path}")
