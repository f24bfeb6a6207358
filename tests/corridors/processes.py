"""Starting the house as a process of its own, with a crash point armed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KILLED = 137


def environment(crash_at: str = "") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONCIERGE_")}
    kept["PYTHONPATH"] = str(ROOT)
    if crash_at:
        kept["CONCIERGE_CRASH_AT"] = crash_at
    return kept


def run(module: str, *arguments: str | Path, crash_at: str = "") -> bool:
    """Whether it was killed at the point; False when it ended well. Anything else fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment(crash_at),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, KILLED), done.stderr[-4_000:]
    return done.returncode == KILLED
