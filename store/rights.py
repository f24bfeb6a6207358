"""Who may do what: the one table of roles and rights. Which route wants which right stands in
`server/rights.py`."""

from __future__ import annotations

ROLES = ("owner", "manager", "agent", "viewer")

RIGHTS: dict[str, frozenset[str]] = {
    # One's own account: password, second step, sessions, tokens.
    "own": frozenset(ROLES),
    # Look at everything guests and concierge say, the knowledge and the figures.
    "read": frozenset(ROLES),
    # Speak to guests, take over, decide on drafts, settle calls.
    "act": frozenset({"owner", "manager", "agent"}),
    # Add to the knowledge and decide about it.
    "teach": frozenset({"owner", "manager", "agent"}),
    # Accounts of others, as far as `may_handle` says.
    "team": frozenset({"owner", "manager"}),
    # Settings of the house, who is on call, erasing a guest.
    "manage": frozenset({"owner", "manager"}),
    # Who did what.
    "audit": frozenset({"owner"}),
}
# An API token may have these: a program has no account of its own to look after.
SCOPES = tuple(right for right in RIGHTS if right != "own")
HANDLED_BY: dict[str, frozenset[str]] = {
    "owner": frozenset(ROLES),
    "manager": frozenset({"agent", "viewer"}),
}


def may(role: str, right: str) -> bool:
    return role in RIGHTS[right]


def may_handle(role: str, other: str) -> bool:
    """Whether somebody with `role` may make, change or close an account with the role `other`:
    nobody hands out more than they have."""
    return other in HANDLED_BY.get(role, frozenset())
