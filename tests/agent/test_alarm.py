from __future__ import annotations

import threading
import time

import pytest

from agent import alarm
from agent.alarm import Alarm


def test_bells_ring_in_their_order_and_those_called_off_never() -> None:
    rung: list[str] = []
    over = threading.Event()
    clock = Alarm()
    now = time.monotonic()

    clock.at(now + 0.06, over.set)
    clock.at(now + 0.04, lambda: rung.append("second"))
    off = clock.at(now + 0.03, lambda: rung.append("never"))
    clock.at(now + 0.02, lambda: rung.append("first"))
    clock.at(now - 1.0, lambda: rung.append("at once"))
    off.off()

    assert over.wait(10)
    assert rung == ["at once", "first", "second"]


def test_a_clock_that_rested_rings_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm, "IDLE_S", 0.01)
    clock = Alarm()
    for _ in range(3):
        rung = threading.Event()
        clock.at(time.monotonic(), rung.set)
        assert rung.wait(10)
        time.sleep(0.05)
