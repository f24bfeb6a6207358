"""Chat mode beside a bare streaming proxy, in one run: what a guest waits for a sentence.

    python bench/chat.py [--seconds 8] [--paced 32] [--unpaced 8,32,128] [--wire ollama|openai]

The model is a stand-in with a steady pace: the first piece after 200 ms, then one each 15 ms. Ours
takes the whole way: message on disk, what the house knows, prompt, every sentence through the
guard, reply and citations on disk. The proxy passes each piece on and stores two rows. Measured at
the guest: the time until the first whole sentence is there. Both are asked in turn, a spell each,
so a slow moment of the machine is one for both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.load import cpu_seconds, free_port, open_ours, process
from bench.talk.paced import SENTENCE, TEXT

ROOT = Path(__file__).resolve().parent.parent
SPELL_S = 4.0
PAGE = f"# Practical\n\n## Breakfast and more\n\n{TEXT}\n"
QUESTION = (
    "We are {n} people with two dogs and would like to know when breakfast is, when the pool opens "
    "and how we could get to the station?"
)
COMMAND = [sys.executable, "-c", "from cli.main import app; app()"]


@dataclass
class Spell:
    """Milliseconds to the first sentence and to the end; seconds of all and of CPU."""

    first: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    errors: int = 0
    whole: float = 0.0
    cpu: float = 0.0


@dataclass(frozen=True)
class Server:
    base: str
    pid: int
    ours: bool


@dataclass(frozen=True)
class Talk:
    """A conversation; `token` opens ours, the proxy wants none."""

    id: str
    token: str = ""


async def ask_bare(
    http: aiohttp.ClientSession, server: Server, talk: Talk, text: str, to: Spell
) -> None:
    began, said = time.perf_counter(), ""
    async with http.post(
        f"{server.base}/chat", json={"conversation": talk.id, "text": text}
    ) as answer:
        async for line in answer.content:
            if line.startswith(b'data: {"t"'):
                before, said = said, said + json.loads(line[6:])["t"]
                if SENTENCE in said and SENTENCE not in before:
                    to.first.append((time.perf_counter() - began) * 1000)
    _settle(to, began, said == TEXT)


async def ask_ours(
    http: aiohttp.ClientSession, server: Server, talk: Talk, text: str, to: Spell
) -> None:
    headers = {"Authorization": f"Bearer {talk.token}", "Accept": "text/event-stream"}
    body = {"client_id": str(uuid.uuid4()), "text": text}
    url = f"{server.base}/v1/conversations/{talk.id}/messages"
    began, said, name, whole, seen = time.perf_counter(), "", "", "", False
    async with http.post(url, json=body, headers=headers) as answer:
        async for line in answer.content:
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: ") and name == "reply.delta":
                said += json.loads(line[6:])["text"]
                if not seen and SENTENCE in said:
                    seen = True
                    to.first.append((time.perf_counter() - began) * 1000)
            elif line.startswith(b"data: ") and name == "reply.completed":
                whole = json.loads(line[6:])["text"]
    _settle(to, began, whole.endswith(TEXT))


def _settle(to: Spell, began: float, good: bool) -> None:
    to.took.append((time.perf_counter() - began) * 1000)
    to.errors += not good


async def spell(server: Server, guests: int, seconds: float) -> Spell:
    done = Spell()
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(60)
    ) as http:
        talks = [
            Talk(*await open_ours(http, server.base)) if server.ours else Talk(uuid.uuid4().hex)
            for _ in range(guests)
        ]
        end = time.perf_counter() + seconds
        cpu, began = cpu_seconds(server.pid), time.perf_counter()

        async def guest(number: int, talk: Talk) -> None:
            # Guests do not write in step.
            await asyncio.sleep(number / guests * min(1.0, seconds / 4))
            while time.perf_counter() < end:
                text = QUESTION.format(n=number + 2)
                ask = ask_ours if server.ours else ask_bare
                try:
                    await ask(http, server, talk, text, done)
                except (aiohttp.ClientError, TimeoutError):
                    done.errors += 1

        await asyncio.gather(*(guest(n, talk) for n, talk in enumerate(talks)))
        done.whole, done.cpu = time.perf_counter() - began, cpu_seconds(server.pid) - cpu
    return done


def cuts(values: list[float]) -> tuple[float, float]:
    found = statistics.quantiles(values, n=100) if len(values) > 1 else [0.0] * 99
    return found[49], found[98]


@contextmanager
def both(first_ms: int, between_ms: int, wire: str) -> Iterator[tuple[Server, Server]]:
    model, port, own = free_port(), free_port(), free_port()
    upstream = f"http://127.0.0.1:{model}"
    paced = [sys.executable, "-m", "bench.talk.paced", str(model), str(first_ms), str(between_ms)]
    proxy = [sys.executable, "-m", "uvicorn", "bench.talk.bare:app", "--port", str(port)]
    proxy += ["--no-access-log", "--log-level", "error"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _make_home(home)
        env = {
            "CONCIERGE_SERVER__MESSAGES_PER_MINUTE": "1000000",
            "CONCIERGE_SERVER__CONVERSATIONS_PER_HOUR": "1000000",
            "CONCIERGE_LOGS__LEVEL": "ERROR",
            "CONCIERGE_MODEL__PROVIDER": wire,
            "CONCIERGE_MODEL__NAME": "paced",
            "CONCIERGE_MODEL__BASE_URL": upstream + ("/v1" if wire == "openai" else ""),
            "CONCIERGE_BUDGET__DAY": "0",
            "CONCIERGE_BUDGET__MONTH": "0",
            "CONCIERGE_ANSWERS__CACHE": "false",
        }
        serve = [*COMMAND, "serve", "--home", str(home), "--port", str(own), "--no-open"]
        with (
            process(paced, model, "/health"),
            process(proxy, port, "/health", UPSTREAM=upstream, DB=f"{folder}/bare.db") as bare,
            process(serve, own, "/readyz", **env) as ours,
        ):
            yield (
                Server(f"http://127.0.0.1:{port}", bare.pid, ours=False),
                Server(f"http://127.0.0.1:{own}", ours.pid, ours=True),
            )


def _make_home(home: Path) -> None:
    page = home.parent / "practical.md"
    page.write_text(PAGE)
    init = [*COMMAND, "init", "--home", str(home), "--yes", "--name", "Gullimere House"]
    init += ["--template", "boutique_hotel", "--timezone", "Europe/London"]
    init += ["--owner-email", "owner@gullimere.example", "--owner-password-stdin"]
    for command in (init, [*COMMAND, "ingest", "--home", str(home), str(page)]):
        subprocess.run(
            command, input=b"a long enough password\n", cwd=ROOT, capture_output=True, check=True
        )


def measure(servers: tuple[Server, Server], guests: int, seconds: float) -> list[Spell]:
    """Of the proxy and of ours, spells in turn."""
    sums = [Spell(), Spell()]
    for _ in range(max(1, round(seconds / SPELL_S))):
        for place, server in enumerate(servers):
            done = asyncio.run(spell(server, guests, min(SPELL_S, seconds)))
            to = sums[place]
            to.first += done.first
            to.took += done.took
            to.errors += done.errors
            to.whole += done.whole
            to.cpu += done.cpu
    return sums


def tell(title: str, sums: list[Spell]) -> None:
    print(title)
    for name, one in zip(("bare", "ours"), sums, strict=True):
        (first, last), (end, _) = cuts(one.first), cuts(one.took)
        print(
            f"  {name}: {len(one.took)} messages, {one.errors} errors, "
            f"{len(one.took) / one.whole:.1f}/s, "
            f"first sentence p50 {first:.1f} p99 {last:.1f} ms, whole p50 {end:.0f} ms, "
            f"CPU {one.cpu * 1000 / max(1, len(one.took)):.1f} ms"
        )
    (bare50, bare99), (ours50, ours99) = (cuts(one.first) for one in sums)
    rate = [len(one.took) / one.whole for one in sums]
    print(
        f"  added p50 {ours50 - bare50:.1f} ms, p99 {ours99 - bare99:.1f} ms; "
        f"{rate[1] / rate[0]:.2f} of the bare proxy's messages"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--paced", default="32")
    parser.add_argument("--unpaced", default="8,32,128")
    parser.add_argument("--wire", choices=("ollama", "openai"), default="openai")
    asked = parser.parse_args()
    for levels, pace in ((asked.paced, (200, 15)), (asked.unpaced, (0, 0))):
        if not levels:
            continue
        with both(*pace, asked.wire) as servers:
            for server in servers:
                asyncio.run(spell(server, 4, 2.0))  # warm-up, thrown away
            for guests in (int(word) for word in levels.split(",")):
                kind = "paced" if pace[0] else "unpaced"
                tell(f"{kind}, {guests} conversations", measure(servers, guests, asked.seconds))


if __name__ == "__main__":
    main()
