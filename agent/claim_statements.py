"""Policies and promises of a sentence, held against what the sources say of the same matter.

A policy needs a place that says it of what the sentence is about: that the Wi-Fi is free says
nothing of the parking. Words that are rare in the sources tell what it is about; "room" and "price"
are everywhere and tell little. A sentence without any policy word is still false when the source
says of the same matter the opposite ("there is no lift").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.claim_evidence import Evidence, Site
from agent.claim_figures import SAYS_NOTHING, Weighed, around, elsewhere
from agent.claim_links import Finding
from agent.claim_names import unfounded_names
from agent.claim_policies import KINDS, MUST_STAND, hedges, negations
from agent.claim_promises import done_by, promised
from agent.claim_roles import Placed, placed
from agent.words import fold

_BARE = frozenset({"!", "~"})
# How much of what a policy is said of its place must hold, and how much better the opposite fits.
HELD, HELD_BEFORE, BETTER = 0.5, 0.6, 0.2
# The same for sentences without a word of policy, where only a plain contradiction counts.
CONTRADICTED, SURELY = 0.8, 0.3
_SAY = {
    "cost": "that this is free, included or charged extra",
    "permission": "that this is allowed or forbidden",
    "guarantee": "that this is guaranteed",
    "refund": "what is paid back",
    "discount": "that there is a discount",
}


def unfounded_statements(sentence: str, evidence: Evidence, before: Weighed) -> Iterator[Finding]:
    folded = fold(sentence)
    yield from _promises(folded, evidence)
    for name in unfounded_names(sentence, evidence):
        yield "name", name, "this name stands in no source", ""
    if hedges(folded) or folded.rstrip(" \n\"'”»)*").endswith("?"):
        return
    policies = [one for one in placed(sentence, evidence.lang) if one.mark.kind in KINDS]
    for one in policies:
        yield from _policy(one, evidence, before)
    if not policies:
        yield from _contradiction(sentence, folded, evidence)


def _promises(folded: str, evidence: Evidence) -> Iterator[Finding]:
    allowed = done_by(frozenset(evidence.done))
    for act, words in promised(folded):
        if act not in allowed:
            yield "promise", words, "nothing was done in this turn that would make it true", ""


def _policy(one: Placed, evidence: Evidence, before: Weighed) -> Iterator[Finding]:
    mark = one.mark
    same, other = _sites(one, evidence)
    known, enough = _matter(one, evidence, before)
    whole = sum(weight for _, weight in known)
    ours, ground = _best(known, whole, same)
    theirs, against = _best(known, whole, other)
    if against is not None and theirs >= enough and theirs > ours + BETTER:
        yield mark.kind, mark.text, elsewhere(mark, against), ""
    elif ground is not None and ours >= enough:
        yield mark.kind, mark.text, "", ground.span.id
    elif mark.kind in MUST_STAND:
        yield mark.kind, mark.text, f"no source says {_SAY[mark.kind]}", ""


def _matter(one: Placed, evidence: Evidence, before: Weighed) -> tuple[Weighed, float]:
    """The words that tell what a policy is about: its own sentence's, or those before it when the
    sentence names nothing ("Yes, it is free"); and how much of them a place must hold."""
    nearest = [pair for pair in around(one, ()) if pair[1] == 1.0]
    for said, enough in (
        (nearest, HELD),
        (around(one, ()), HELD),
        (around(one, before), HELD_BEFORE),
    ):
        known = [
            (keys, weight * evidence.rarity(keys))
            for keys, weight in said
            if evidence.knows(keys)
            and not keys & SAYS_NOTHING
            and not any(key.startswith(one.mark.kind) for key in keys)
        ]
        if known:
            return known, enough
    return [], HELD


def _sites(one: Placed, evidence: Evidence) -> tuple[list[Site], list[Site]]:
    mark = one.mark
    every = evidence.sites.get(mark.kind, [])
    same: list[Site] = [site for site in every if site.mark.values == mark.values]
    other = [site for site in every if site.mark.values != mark.values]
    if mark.kind == "cost":
        # What has a price is not free.
        priced = [s for s in evidence.sites.get("money", []) if "m:0" not in s.mark.values]
        if "cost:no" in mark.values:
            same += priced
        else:
            other += priced
    elif mark.kind == "opening":
        # Hours tell that it is open, also where nobody wrote the word.
        hours = evidence.sites.get("clock", [])
        if "opening:yes" in mark.values:
            same += hours
        else:
            other += [site for site in hours if site.days & one.days]
    return same, other


def _best(known: Weighed, whole: float, sites: Sequence[Site]) -> tuple[float, Site | None]:
    """How much of what is said the best of these places holds, of 1."""
    best, found = 0.0, None
    for site in sites:
        held = sum(weight * site.holds(keys) for keys, weight in known)
        share = held / whole if whole else 0.0
        if found is None or share > best:
            best, found = share, site
    return best, found


def _contradiction(sentence: str, folded: str, evidence: Evidence) -> Iterator[Finding]:
    said_no = bool(negations(folded, evidence.lang))
    words = [
        keys for keys in evidence.words_of(sentence) if evidence.knows(keys) and not keys & _BARE
    ]
    if not words:
        return
    weights = [(keys, evidence.rarity(keys)) for keys in words]
    whole = sum(weight for _, weight in weights)
    best = {True: 0.0, False: 0.0}
    against = ""
    for clause in evidence.clauses:
        held = sum(weight for keys, weight in weights if keys & clause.held) / whole
        if held > best[clause.says_no]:
            best[clause.says_no] = held
            against = clause.text if clause.says_no != said_no else against
    if best[not said_no] >= CONTRADICTED and best[not said_no] > best[said_no] + SURELY:
        yield "policy", sentence.strip()[:80], f"the source says the opposite: {against[:160]}", ""
