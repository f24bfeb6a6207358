"""Starting a double in a process of its own, and asking it what it saw."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from models.anthropic_model import AnthropicModel
from models.ollama_model import OllamaModel
from models.openai_model import OpenAIModel
from models.patience import Limits
from models.speaker import Speaker

ROOT = Path(__file__).resolve().parents[3]
SPEAKERS: dict[str, type[Speaker]] = {
    "anthropic": AnthropicModel,
    "openai": OpenAIModel,
    "ollama": OllamaModel,
}
SHORT = Limits(connect_s=1.0, first_s=1.0, between_s=0.6)
LONG = Limits(connect_s=10.0, first_s=20.0, between_s=20.0)
# What a vendor does that ends by our clock alone; for all else a slow machine has time.
WAITED_OUT = frozenset({"silent", "stalls", "drips", "pings", "endless"})


def limits_for(fault: str) -> Limits:
    return SHORT if fault in WAITED_OUT else LONG


@dataclass(frozen=True, slots=True)
class Running:
    """A double at work."""

    vendor: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def model(self, name: str, limits: Limits = LONG, key: str = "secret-key") -> Speaker:
        """A real model of ours, pointed here."""
        return SPEAKERS[self.vendor](name, self.url, key, limits)

    def seen(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = httpx.get(f"{self.url}/seen", trust_env=False).json()
        return rows


@contextmanager
def running(vendor: str, specs: Path | None = None) -> Iterator[Running]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.models.doubles.server",
            vendor,
            *([str(specs)] * bool(specs)),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Running(vendor, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()
