"""Whether the figures and days of a sentence stand in the evidence, and in the same role.

A figure is right when some place of the evidence has it, and no other place, with another figure,
fits what is said around it so much better that it must have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.claim_contacts import contacts_of, without_contacts
from agent.claim_evidence import Evidence, Site
from agent.claim_links import Finding
from agent.claim_marks import Mark
from agent.claim_roles import APART, Keys, Placed, placed
from agent.language import language
from agent.words import fold

# How much more the other place must hold of what is said, and how much what only ours holds counts.
LEAST_GAIN, OF_OURS = 0.3, 1.5
Weighed = Sequence[tuple[Keys, float]]


def unfounded_figures(sentence: str, evidence: Evidence, before: Weighed) -> Iterator[Finding]:
    """What each figure and day stands on, or why it cannot be said."""
    text = without_contacts(sentence, contacts_of(sentence))
    marks = placed(text, evidence.lang)
    grounded: list[Mark] = []
    for one in marks:
        sites = list(_candidates(one.mark, evidence))
        if sites:
            wrong, site = _wrong_role(one, sites, evidence, before)
            if wrong is None:
                grounded.append(one.mark)
                yield one.mark.kind, one.mark.text, "", site.span.id
            elif not _said_otherwise(one, evidence, text):
                yield one.mark.kind, one.mark.text, _elsewhere(one.mark, wrong), ""
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
    around = _around(one, before)
    days = frozenset(day for site in sites for day in site.days)
    months = frozenset(month for site in sites for month in site.months)
    better: Site | None = None
    for site in sorted(sites, key=lambda site: -_fit(around, site)):
        if one.mark.kind in ("clock", "money") and not _holds_then(one, site, days, months):
            better = better or site
            continue
        rival = _rival(one, site, around, evidence)
        if rival is None:
            return None, site
        better = rival
    return better, sites[0]


def _holds_then(one: Placed, site: Site, days: frozenset[str], months: frozenset[str]) -> bool:
    """Whether the days and months it is said of are among those it stands for."""
    if one.days and site.days and not one.days <= days:
        return False
    return not (one.months and site.months and not one.months <= months)


def _around(one: Placed, before: Weighed) -> list[tuple[Keys, float]]:
    found = dict(before)
    found |= dict.fromkeys(one.line, APART)
    found |= dict.fromkeys(one.near, 1.0)
    own = one.mark.values | one.mark.upto
    return [(keys, weight) for keys, weight in found.items() if not keys & own]


def _fit(around: Weighed, site: Site) -> float:
    return sum(weight * site.holds(keys) for keys, weight in around)


def _rival(one: Placed, site: Site, around: Weighed, evidence: Evidence) -> Site | None:
    """A place of the same kind with another value that fits so much better."""
    ours = [(keys, weight, site.holds(keys)) for keys, weight in around]
    for other in evidence.sites.get(site.mark.kind, ()):
        if other is site or _agree(one.mark, other):
            continue
        gain = loss = 0.0
        for keys, weight, held in ours:
            more = other.holds(keys) - held
            if more > 0:
                gain += weight * more
            else:
                loss -= weight * more
        if gain >= LEAST_GAIN and gain > OF_OURS * loss:
            return other
    return None


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
        if said == "year" or (said and language(evidence.lang).says(said, fold(text))):
            return True
    return False


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


def _elsewhere(mark: Mark, rival: Site) -> str:
    line = rival.line if len(rival.line) <= 160 else rival.line[:159] + "…"
    return f"this {mark.kind} stands for something else; the source says: {line}"
