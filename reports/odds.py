"""How much a share may be trusted: Wilson's interval, and whether two shares really differ."""

from __future__ import annotations

from math import sqrt

# 95 of 100 such intervals hold the true share.
Z = 1.96
FEW = 30


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Where the true share probably lies; None of nothing."""
    if not whole:
        return None
    share, spread = part / whole, Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = Z / (1 + spread) * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def differ(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two shares are apart by more than chance would have it (Newcombe's interval)."""
    mine, theirs = wilson(*one), wilson(*other)
    if mine is None or theirs is None:
        return False
    a, b = one[0] / one[1], other[0] / other[1]
    low = a - b - sqrt((a - mine[0]) ** 2 + (theirs[1] - b) ** 2)
    high = a - b + sqrt((mine[1] - a) ** 2 + (b - theirs[0]) ** 2)
    return low > 0 or high < 0


def moved(now: int, before: int) -> bool:
    """Whether a count changed by more than chance would have it, as counts of guests do."""
    return abs(now - before) > Z * sqrt(now + before) if now + before else False


def shortly(part: int, whole: int) -> str:
    """Without the interval: "62 %", "3 of 5" where there are few, and a dash for nothing."""
    if not whole:
        return "–"
    return f"{part:,} of {whole:,}" if whole < FEW else f"{round(100 * part / whole)} %"


def said(part: int, whole: int) -> str:
    """Such as "62 % (54 to 70)", or "3 of 5 (few)" where a share would pretend."""
    interval = wilson(part, whole)
    if interval is None:
        return "–"
    if whole < FEW:
        return f"{part:,} of {whole:,} (few)"
    low, high = (round(100 * bound) for bound in interval)
    return f"{round(100 * part / whole)} % ({low} to {high})"
