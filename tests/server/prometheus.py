"""Reads the text form of metrics as strictly as a Prometheus server does, and a little more."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = re.compile(r"^[a-zA-Z_:][a-zA-Z0-9_:]*$")
SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
SUFFIXES = ("_bucket", "_sum", "_count")


@dataclass
class Read:
    """Types by family, and samples by name and labels."""

    types: dict[str, str] = field(default_factory=dict)
    samples: dict[tuple[str, tuple[tuple[str, str], ...]], float] = field(default_factory=dict)

    def value(self, name: str, **labels: str) -> float:
        return self.samples[name, tuple(sorted(labels.items()))]

    def named(self, name: str) -> dict[tuple[tuple[str, str], ...], float]:
        return {labels: v for (n, labels), v in self.samples.items() if n == name}


def read(text: str) -> Read:
    """Raises AssertionError, naming the line, for whatever is not as it must be."""
    assert text.endswith("\n"), "the last line must end"
    found, helped, current = Read(), set(), ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert name not in helped, f"helped twice: {line}"
            assert len(line.split(" ", 3)) == 4, f"no help: {line}"
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, current, kind = line.split(" ")
            assert NAME.match(current), line
            assert current in helped, f"no help before: {line}"
            assert current not in found.types, f"typed twice: {line}"
            assert kind in ("counter", "gauge", "histogram"), line
            assert (kind == "counter") == current.endswith("_total"), line
            found.types[current] = kind
        else:
            _sample(found, line, current)
    _histograms(found)
    return found


def _sample(found: Read, line: str, current: str) -> None:
    match = SAMPLE.match(line)
    assert match, f"no sample: {line}"
    name, inner, value = match.groups()
    family = name
    if found.types.get(current) == "histogram":
        family = next((name.removesuffix(s) for s in SUFFIXES if name.endswith(s)), name)
    assert family == current, f"outside of its family: {line}"
    labels = LABEL.findall(inner or "")
    assert "".join(f'{n}="{v}",' for n, v in labels).rstrip(",") == (inner or ""), line
    assert len({n for n, _ in labels}) == len(labels), f"a label twice: {line}"
    key = (name, tuple(sorted(labels)))
    assert key not in found.samples, f"the same series twice: {line}"
    found.samples[key] = float(value.replace("+Inf", "inf"))
    if found.types[current] == "counter":
        assert found.samples[key] >= 0, line


def _histograms(found: Read) -> None:
    for family, kind in found.types.items():
        if kind != "histogram":
            continue
        series: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
        for labels, value in found.named(f"{family}_bucket").items():
            rest = tuple(pair for pair in labels if pair[0] != "le")
            bound = float(dict(labels)["le"].replace("+Inf", "inf"))
            series.setdefault(rest, []).append((bound, value))
        for rest, buckets in series.items():
            ordered = sorted(buckets)
            assert ordered[-1][0] == float("inf"), f"{family} has no last bucket"
            counts = [count for _, count in ordered]
            assert counts == sorted(counts), f"{family} is not cumulative"
            assert counts[-1] == found.named(f"{family}_count")[rest]
            assert rest in found.named(f"{family}_sum")
