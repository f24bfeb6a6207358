"""How a turn with a model ends, whatever its vendor does: alone, and with another model behind it.

python -m bench.faults [--seconds 18]

Doubles of the three vendors misbehave over real sockets, in processes of their own; limits are the
settings' own. Told for each fault: why it ended and after how long alone, and how long the answer
of the fallback took. A slow drip may come to a whole answer in time. Ends with 1 when any turn
outlived its time, or half a text was taken for whole.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from contextlib import ExitStack

from models.chain import Chain
from models.model import Failed, Message, Request, gather, in_time
from models.patience import Limits
from store.model_settings import Model
from tests.models.doubles.running import Running, running
from tests.models.doubles.scripts import SENTENCE
from tests.models.doubles.server import whole

FAULTS = (
    *("says-429", "says-529", "says-500", "says-401", "broke", "empty", "garbage", "bad-json"),
    *("fault", "cut-400", "hangs-up", "endless", "silent", "stalls", "drips", "pings"),
)
VENDORS = ("anthropic", "openai", "ollama")
# What a machine that does other things besides may add.
GRACE_S = 2.0
WHOLE = "Yes, we do."


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=Model().turn_s)
    seconds = asked.parse_args().seconds
    settings = Model()
    limits = Limits(settings.connect_s, settings.first_s, settings.between_s)
    rows: dict[tuple[str, str], tuple[str, float, float]] = {}
    cuts: dict[str, tuple[int, int]] = {}
    with ExitStack() as stack:
        doubles = {vendor: stack.enter_context(running(vendor)) for vendor in VENDORS}
        good = doubles["ollama"]
        for double in doubles.values():
            double.model("ok").ready()

        def misbehave(double: Running, fault: str) -> None:
            rows[double.vendor, fault] = _one(double, good, fault, limits, seconds)

        threads = [
            threading.Thread(target=misbehave, args=(double, fault))
            for double in doubles.values()
            for fault in FAULTS
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for vendor, double in doubles.items():
            cuts[vendor] = _cut_everywhere(double, limits)
    return _told(rows, cuts, seconds)


def _one(
    double: Running, good: Running, fault: str, limits: Limits, seconds: float
) -> tuple[str, float, float]:
    bad = double.model(fault, limits)
    began = time.monotonic()
    try:
        said = gather(Chain([bad]), _question(seconds)).text
        why = "whole" if said == WHOLE else "HALF A TEXT"
    except Failed as failed:
        why = failed.why
    alone = time.monotonic() - began
    began = time.monotonic()
    reply = gather(Chain([bad, good.model("ok", limits)]), _question(seconds))
    if reply.text != SENTENCE:
        why = "HALF A TEXT"
    return why, alone, time.monotonic() - began


def _cut_everywhere(double: Running, limits: Limits) -> tuple[int, int]:
    """Streams cut, and those of them that were taken for whole and were not."""
    every = len(whole(double.vendor, "cut"))
    wrong = 0
    for at in range(1, every):
        try:
            wrong += gather(double.model(f"cut-{at}", limits), _question(5)).text != WHOLE
        except Failed:
            continue
    return every - 1, wrong


def _question(seconds: float) -> Request:
    return Request([Message("user", "When is breakfast?")], deadline=in_time(seconds))


def _told(
    rows: dict[tuple[str, str], tuple[str, float, float]],
    cuts: dict[str, tuple[int, int]],
    seconds: float,
) -> int:
    print(f"{'fault':<10}" + "".join(f"{vendor:<34}" for vendor in VENDORS))
    bad = 0
    for fault in FAULTS:
        line = f"{fault:<10}"
        for vendor in VENDORS:
            why, alone, backed = rows[vendor, fault]
            bad += why.isupper() or max(alone, backed) > seconds + GRACE_S
            line += f"{why:<12} {alone:5.1f} s, backed {backed:5.1f} s  "
        print(line.rstrip())
    for vendor, (streams, wrong) in cuts.items():
        bad += wrong
        print(f"{vendor}: cut after each of {streams} bytes, {wrong} taken for whole that were not")
    print(f"{len(rows)} faults, {bad} beyond their limits ({seconds:g} s)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
