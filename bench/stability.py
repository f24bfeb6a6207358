"""Whether it matters how a guest puts it: typos, capitals, shorthand, another order of words.

Two ways to ask come to the same when the outcome is the same and, where it was answered, they stand
on the same place: one's citations or words are the other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.composer import Answer, Turn
from bench.businesses import questions

if TYPE_CHECKING:
    from bench.answers import Desks


def print_stability(desks: Desks) -> None:
    from bench.answers import NOW

    same = total = 0
    for case in questions("stability", desks.samples):
        composer = desks.at(case["source"])[0]
        first = composer.compose(Turn(case["question"], NOW))
        for way in case["ways"]:
            other = composer.compose(Turn(way, NOW))
            total += 1
            if _same(first, other):
                same += 1
            else:
                print(f"{case['id']} {case['question']!r} [{first.outcome}] {first.text!r}")
                print(f"    {way!r} [{other.outcome}] {other.text!r}")
    print(f"\nthe same outcome  {same}/{total} = {100 * same / total:.0f} %")


def _same(one: Answer, other: Answer) -> bool:
    if _kind(one) != _kind(other):
        return False
    if one.outcome != "answered":
        return True
    quotes = {c.quote for c in one.citations}, {c.quote for c in other.citations}
    return bool(quotes[0] & quotes[1]) or any(
        a in b or b in a for a in quotes[0] for b in quotes[1]
    )


def _kind(answer: Answer) -> bool:
    """Asking back and fetching somebody are both an honest no."""
    return answer.outcome == "answered"
