"""What a guest waits when the vendor of a language model fails, in every way we know.

    python bench/chat_faults.py [--vendor ollama|anthropic|openai] [--cuts 1]

Real turns with the settings a house has by default, against the vendor's double in a process of its
own: seconds until the guest saw anything, and until the answer or the hand-over was there. `--cuts`
is the step through the bytes of a stream at which the vendor hangs up; 0 leaves them out. A turn
holds when something was seen within 8 s and all was over within 25, and no half text was given.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.composer import Answer, Composer, Said, Turn
from models.registry import build_embedder
from server.house import composer_of
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from tests.agent.seaview import furnish
from tests.models.doubles.running import Running, running
from tests.models.doubles.scripts import SENTENCE

SEEN_S, OVER_S = 8.0, 25.0
QUESTION = (
    "We arrive with two dogs and would like to know what they cost, what breakfast costs and "
    "where we can leave the car over the weekend?"
)
FAULTS = (
    *("says-429", "says-529", "says-500", "says-503", "says-401", "says-404", "broke", "too-long"),
    *("empty", "garbage", "bad-json", "odd-json", "fault", "refuses", "length", "hangs-up"),
    *("no-tools", "silent", "stalls", "drips", "pings", "endless"),
)
LONGEST_STREAM = 2_400


@dataclass
class Waited:
    """Seconds; `seen` is None when the answer came at once."""

    seen: float
    over: float
    answer: Answer

    @property
    def holds(self) -> bool:
        half = self.answer.text and SENTENCE.startswith(self.answer.text.strip())
        return self.seen <= SEEN_S and self.over <= OVER_S and bool(self.answer.text) and not half


def ask(composer: Composer) -> Waited:
    began = time.perf_counter()
    seen: list[float] = []
    said = (Said("guest", "Hello"), Said("concierge", "Hello!"))
    answer = composer.compose(
        Turn(QUESTION, datetime.now(UTC), said),
        lambda text: seen.append(time.perf_counter() - began) if text else None,
    )
    over = time.perf_counter() - began
    return Waited(seen[0] if seen else over, over, answer)


def composer(home: Home, store: Store, double: Running, name: str) -> Composer:
    flags = {"model.provider": double.vendor, "model.name": name, "model.base_url": double.url}
    settings = read_settings(home, {**flags, "model.api_key": "a-key", "budget.day": 0.0})
    return composer_of(store, build_embedder(), settings)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--vendor", choices=("ollama", "anthropic", "openai"), default="ollama")
    parser.add_argument("--cuts", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(asked.vendor) as double:
        home = Home(Path(folder) / "home").create()
        home.config.write_text('[business]\nname = "Seaview Hotel"\n')
        store = open_store(home, create=True)
        furnish(store)
        broken = 0
        for fault in ("ok", *FAULTS):
            waited = ask(composer(home, store, double, fault))
            broken += not waited.holds
            print(
                f"{fault:<10} seen {waited.seen:5.2f} s  over {waited.over:5.2f} s  "
                f"{waited.answer.mode}, {waited.answer.outcome}"
                f"{'' if waited.holds else '  DOES NOT HOLD'}",
                flush=True,
            )
        if asked.cuts:
            cuts = range(0, LONGEST_STREAM, asked.cuts)
            slowest, half = 0.0, 0
            for byte in cuts:
                waited = ask(composer(home, store, double, f"cut-{byte}"))
                slowest = max(slowest, waited.over)
                half += not waited.holds
            broken += half
            print(f"cut at {len(cuts)} places: slowest {slowest:.2f} s, {half} half texts")
        store.close()
    print("all hold" if not broken else f"{broken} do not hold")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
