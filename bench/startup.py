"""How long `concierge --help` takes, against `python -c pass`, in one run.

    python -m bench.startup [--rounds 30]

The two take turns, so that a busy machine slows both. The best of each counts: noise only adds.
Bytecode is compiled first, as installing does.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
AT_MOST = 7.0
PROGRAM = "from cli.main import app; app()"
RUNS = {
    "python -c pass": ["-c", "pass"],
    "concierge --help": ["-c", PROGRAM, "--help"],
    "concierge ask --help": ["-c", PROGRAM, "ask", "--help"],
}


def seconds(words: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, cwd=REPOSITORY, check=True)
    return time.perf_counter() - began


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    compileall.compile_dir(str(REPOSITORY / "cli"), quiet=1)
    taken: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(rounds):
        for name, words in RUNS.items():
            taken[name].append(seconds(words))
    floor = min(taken["python -c pass"])
    for name, times in taken.items():
        best, middle = min(times) * 1000, statistics.median(times) * 1000
        ratio = min(times) / floor
        print(f"{name:<22} best {best:6.1f} ms   median {middle:6.1f} ms   {ratio:4.1f} x")
    return int(min(taken["concierge --help"]) > AT_MOST * floor)


if __name__ == "__main__":
    sys.exit(main())
