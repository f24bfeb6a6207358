"""A process that takes turns with a metered model, to be killed in the middle.

python -m tests.models.spender HOME URL MODEL TURNS DOLLARS
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from models.anthropic_model import AnthropicModel
from models.model import Failed, gather
from models.prices import NANOS, price_list
from models.purse import Metered, Purse
from store.db import Store
from store.home import Home
from store.spending import Allowance
from tests.models.doubles.running import LONG
from tests.models.questions import question

TRIES = 4
SHORT_ANSWER = 30


def main(home: Home, url: str, model: str, turns: int, dollars: float) -> None:
    store = Store(home.database)
    allowance = Allowance(day_nanos=round(dollars * NANOS))
    purse = Purse(store, allowance, price_list(), ZoneInfo("UTC"), ["owner@seaview.example"])
    metered = Metered(AnthropicModel(model, url, "key", LONG), purse)
    threads = [threading.Thread(target=_turn, args=(metered,)) for _ in range(turns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _turn(metered: Metered) -> None:
    for _ in range(TRIES):
        try:
            gather(metered, replace(question(), max_tokens=SHORT_ANSWER))
        except Failed as failed:
            if failed.why != "budget":
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
