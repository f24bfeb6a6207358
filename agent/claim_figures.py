"""Whether the figures and days of a sentence stand in the evidence, and in the same role.

A figure is right when some place of the evidence has it, and no other place, with another figure,
fits what is said around it so much better that it must have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.claim_contacts import contacts_of, without_contacts
from agent.claim_evidence import Evidence, Site
from agent.claim_links import Finding
from agent.claim_marks import Mark, marked
from agent.claim_policies import KINDS
from agent.claim_roles import APART, Keys, Placed, placed
from agent.language import language
from agent.words import fold

# How much more the other place must hold of what is said, and how much what only ours holds counts.
LEAST_GAIN, OF_OURS = 0.3, 1.5
# Whether a word stands in the label or in the heading above it makes no difference.
SMALL = 0.25
# That a house is open, or that something costs, is said beside most times and prices.
_SAYS_NOTHING = frozenset(
    {"opening:yes", "opening:no", "c:open", "c:hours", "c:asked_time", "c:price", "c:closed"}
)
Weighed = Sequence[tuple[Keys, float]]


def unfounded_figures(sentence: str, evidence: Evidence, before: Weighed) -> Iterator[Finding]:
    """What each figure and day stands on, or why it cannot be said."""
    text = without_contacts(sentence, contacts_of(sentence))
    marks = [one for one in placed(text, evidence.lang) if one.mark.kind not in KINDS]
    grounded: list[Mark] = []
    for one in marks:
        sites = _of_its_kind(one, list(_candidates(one.mark, evidence)), evidence)
        if sites:
            wrong, site = _wrong_role(one, sites, evidence, before)
            if wrong is None:
                grounded.append(one.mark)
                yield one.mark.kind, one.mark.text, "", site.span.id
            elif not _said_otherwise(one, evidence, text):
                yield one.mark.kind, one.mark.text, elsewhere(one.mark, wrong), ""
        elif not _said_otherwise(one, evidence, text) and not _computed(one.mark, grounded, text):
            yield one.mark.kind, one.mark.text, f"this {one.mark.kind} stands in no source", ""


def _candidates(mark: Mark, evidence: Evidence) -> Iterator[Site]:
    for sites in evidence.sites.values():
        for site in sites:
            if mark.kind in ("weekday", "month"):
                if mark.values & (site.days | site.months) and site.mark.kind == mark.kind:
                    yield site
            elif mark.values & site.mark.values and _same_unit(mark, site, evidence):
                yield site


def _of_its_kind(one: Placed, sites: list[Site], evidence: Evidence) -> list[Site]:
    """Of a number only the places that count the same thing, where the sources count it at all:
    "7 lanes" does not stand on seven rooms."""
    if not any(value.startswith("n:") for value in one.mark.values) or one.mark.kind == "money":
        return sites
    counted = {
        key
        for kind in ("number", "clock")
        for site in evidence.sites.get(kind, ())
        for key in site.placed.beside & one.beside
        if not key.startswith("n:")
    }
    if not counted:
        return sites
    return [
        site
        for site in sites
        if site.placed.beside & counted or any(site.held.get(key) == 1.0 for key in counted)
    ]


def _same_unit(mark: Mark, site: Site, evidence: Evidence) -> bool:
    if mark.kind != "money" or not mark.unit:
        return True
    if site.mark.unit:
        return site.mark.unit == mark.unit
    # A price without a sign is in the currency of the others.
    units = {one.mark.unit for one in evidence.sites.get("money", ()) if one.mark.unit}
    return mark.unit in units


def _wrong_role(
    one: Placed, sites: Sequence[Site], evidence: Evidence, before: Weighed
) -> tuple[Site | None, Site]:
    """The place that must have been meant instead, or None and the place it stands on."""
    said = around(one, before)
    days = frozenset(day for site in sites for day in site.days)
    months = frozenset(month for site in sites for month in site.months)
    better: Site | None = None
    for site in sorted(sites, key=lambda site: -_fit(said, site)):
        if one.mark.kind in ("clock", "money") and not _holds_then(one, site, days, months):
            better = better or site
            continue
        rival = _rival(one, site, said, evidence)
        if rival is None:
            return None, site
        better = rival
    return better, sites[0]


def _holds_then(one: Placed, site: Site, days: frozenset[str], months: frozenset[str]) -> bool:
    """Whether the days and months it is said of are among those it stands for."""
    clock = one.mark.kind == "clock"
    if one.days and site.days and not (one.days <= days if clock else one.days & days):
        return False
    return not (one.months and site.months and not one.months <= months)


def around(one: Placed, before: Weighed) -> list[tuple[Keys, float]]:
    """The words around a mark in a reply, each with how much it counts."""
    found = dict(before)
    found |= dict.fromkeys(one.line, APART)
    found |= dict.fromkeys(one.near, 1.0)
    own = one.mark.values | one.mark.upto | {"!", "~"}
    if one.mark.kind in ("clock", "money"):
        own |= _SAYS_NOTHING
    if one.mark.kind == "date":
        return [pair for pair in found.items() if not any(key[:3] == "mo:" for key in pair[0])]
    return [(keys, weight) for keys, weight in found.items() if not keys & own]


def _fit(said: Weighed, site: Site) -> float:
    return sum(weight * site.holds(keys) for keys, weight in said)


def _rival(one: Placed, site: Site, said: Weighed, evidence: Evidence) -> Site | None:
    """A place of the same kind with another value that fits so much better."""
    ours = [(keys, weight, site.holds(keys)) for keys, weight in said]
    for other in evidence.sites.get(site.mark.kind, ()):
        if other is site or _agree(one.mark, other) or not _rivals(one.mark, other.mark):
            continue
        gain = loss = 0.0
        for keys, weight, held in ours:
            more = other.holds(keys) - held
            if more > SMALL:
                gain += weight * more
            elif more < -SMALL:
                loss -= weight * more
        if gain >= LEAST_GAIN and gain > OF_OURS * loss:
            return other
    return None


def _rivals(mark: Mark, other: Mark) -> bool:
    """A number that may also be a time is no rival of what is surely one, and of numbers only a
    year of a year: what counts other things is told by what it counts."""
    if mark.kind == "number":
        return _is_year(mark) and _is_year(other)
    return mark.kind != "clock" or len(mark.values) > 2 or "n:" not in "".join(other.values)


def _is_year(mark: Mark) -> bool:
    return any(1500 <= float(v[2:]) < 2100 for v in mark.values if v.startswith("n:"))


def _agree(mark: Mark, site: Site) -> bool:
    if mark.kind in ("weekday", "month"):
        return bool(mark.values & (site.days | site.months))
    return bool(mark.values & site.mark.values)


def _said_otherwise(one: Placed, evidence: Evidence, text: str) -> bool:
    """Whether the guest said it, or it follows from what day it is."""
    mark = one.mark
    if mark.values & evidence.guest_values:
        return True
    for value in mark.values:
        said = evidence.today.get(value)
        if (said == "year" and _in_a_date(mark, text)) or (
            said and said != "year" and language(evidence.lang).says(said, fold(text))
        ):
            return True
    return False


def _in_a_date(mark: Mark, text: str) -> bool:
    """Only behind a month: a house renovated this year is a claim."""
    before = marked(text[: mark.start + 1]).marks
    return any(one.kind in ("month", "date") and mark.start - one.end <= 3 for one in before)


def _computed(mark: Mark, grounded: Sequence[Mark], text: str) -> bool:
    """A product or a sum of figures that are shown beside it: "2 × 28 = 56"."""
    if mark.kind not in ("money", "number") or "=" not in text:
        return False
    value = _value(mark)
    parts = [_value(one) for one in grounded if one.kind in ("money", "number")]
    return any(
        abs(a * b - value) < 0.006 or abs(a + b - value) < 0.006
        for i, a in enumerate(parts)
        for b in parts[i + 1 :]
    )


def _value(mark: Mark) -> float:
    return next((float(v[2:]) for v in mark.values if v[:2] in ("m:", "n:")), 0.0)


def elsewhere(mark: Mark, rival: Site) -> str:
    line = rival.line if len(rival.line) <= 160 else rival.line[:159] + "…"
    return f"this {mark.kind} stands for something else; the source says: {line}"
