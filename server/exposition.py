"""The text a Prometheus server reads: families of samples, written in the one form it takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]


@dataclass(slots=True)
class Family:
    """One name with all its samples. A counter's name ends in _total."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    samples: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def add(self, value: float, **labels: str) -> Family:
        self.samples.append((self.name, labels, value))
        return self

    def spread(self, histogram: Histogram, **labels: str) -> Family:
        """The cumulative buckets of a histogram, its sum and its count."""
        seen = 0
        for bound, number in zip(histogram.bounds, histogram.counts, strict=False):
            seen += number
            self.samples.append((f"{self.name}_bucket", {**labels, "le": _number(bound)}, seen))
        total = sum(histogram.counts)
        self.samples.append((f"{self.name}_bucket", {**labels, "le": "+Inf"}, total))
        self.samples.append((f"{self.name}_sum", dict(labels), histogram.sum))
        self.samples.append((f"{self.name}_count", dict(labels), total))
        return self


class Histogram:
    """How many values were at most each of the bounds; the last count is of those above all."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds, self.sum = bounds, 0.0
        self.counts = [0] * (len(bounds) + 1)

    def observe(self, value: float) -> None:
        place = next((at for at, bound in enumerate(self.bounds) if value <= bound), -1)
        self.counts[place] += 1
        self.sum += value


def written(families: Iterable[Family]) -> str:
    """Families without a sample are left out."""
    lines = []
    for family in families:
        if not family.samples:
            continue
        lines.append(f"# HELP {family.name} {_plain(family.about)}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        lines += [f"{name}{_labelled(labels)} {_number(v)}" for name, labels, v in family.samples]
    return "\n".join(lines) + "\n"


def _labelled(labels: Labels) -> str:
    if not labels:
        return ""
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + inner + "}"


def _escaped(value: str) -> str:
    return _plain(value).replace('"', '\\"')


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
