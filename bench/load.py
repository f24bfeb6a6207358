"""Guest conversations over the guest API, beside a bare reference in the same run.

    python bench/load.py [--tools DIR] [--seconds 6] [--conversations 1,8,32,128] [--repeat]
                         [--no-reader] [--json FILE]

The reference (DIR/bare_starlette.py before DIR/fake_llm.py) is one endpoint, one model call and two
rows in SQLite: the least a chat server can do. Ours takes the whole way: message on disk, retrieval
over the demonstration's knowledge, reply, event and citation on disk, streamed. Every question is
new to the house; with `--repeat` they come from a small set instead, as most guests' do, and are
answered from the cache; with `--no-reader` nobody gives close calls a second opinion. Figures are
closed-loop: each conversation asks again when its answer is whole.

CPU is user and system time of the server's process; memory is its resident set.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT.parent / "shared" / "tools" / "load"
IDLE_STREAMS = 300
SPELL_S = 1.5

TOPICS = """breakfast dinner parking dog pool spa massage wifi check-in check-out deposit wedding
ferry train beach menu vegan gluten children cot wheelchair lift towels room sea-view laundry taxi
bicycle golf sauna facial manicure wine lunch bar reception luggage smoking cancellation refund
voucher gift airport bus harbour castle walk kayak heating safe kettle hairdryer iron"""
ASKED = (
    "what time is the {a}",
    "how much is the {a} with {b}",
    "is there {a} near the {b}",
    "do you have {a} and {b}",
    "can I bring my {a} to the {b}",
    "where is the {a}",
    "is {a} included with the {b}",
    "until when is the {a} open",
    "may my {a} use the {b}",
    "who do I ask about {a}",
)
# What guests of the demonstration do ask, each answered from its pages.
OFTEN = (
    "What time is breakfast served?",
    "How much does parking cost?",
    "Can I bring my dog to the hotel?",
    "What time is check-in?",
    "When do we have to check out?",
    "Is the breakfast included in the price?",
    "How much is a cot for the night?",
    "Is smoking allowed in the rooms?",
    "What is the phone number of the reception?",
    "Is the room rate per person or per room?",
    "What is the cancellation policy?",
    "Is there wifi in the rooms?",
    "Do you have a swimming pool?",
    "Does the hotel have a lift for wheelchairs?",
    "How far is the beach from the house?",
    "Which vegan dishes are on the menu?",
)


@dataclass
class Figures:
    """One level of load. Latencies in milliseconds, CPU in milliseconds for each message."""

    conversations: int
    messages: int
    errors: int
    per_second: float
    p50: float
    p99: float
    cpu_ms: float


def question(rng: random.Random, repeat: bool = False) -> str:
    if repeat:
        return rng.choice(OFTEN)
    a, b = rng.sample(TOPICS.split(), 2)
    return f"{rng.choice(ASKED).format(a=a, b=b)} for {rng.randint(2, 9999)} of us?"


# --- processes ------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def process(command: list[str], port: int, path: str, **env: str) -> Any:
    """A server of its own, ready to answer `path`; ended afterwards."""
    started = time.perf_counter()
    running = subprocess.Popen(
        command,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    import urllib.request

    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1).read()
            break
        except OSError:
            if running.poll() is not None or time.perf_counter() - started > 60:
                raise SystemExit(f"{command[0]} did not start") from None
            time.sleep(0.02)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


# --- guests ---------------------------------------------------------------------------------


async def ask_bare(http: aiohttp.ClientSession, base: str, talk: str, text: str) -> bool:
    body = {"conversation": talk, "text": text}
    async with http.post(f"{base}/chat", json=body) as answer:
        whole = await answer.read()
        return answer.status == 200 and b'"done":true' in whole


async def ask_ours(
    http: aiohttp.ClientSession, base: str, talk: tuple[str, str], text: str
) -> bool:
    conversation, token = talk
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    body = {"client_id": str(uuid.uuid4()), "text": text}
    url = f"{base}/v1/conversations/{conversation}/messages"
    async with http.post(url, json=body, headers=headers) as answer:
        whole = await answer.read()
        return answer.status == 202 and b"event: reply.completed" in whole


async def open_ours(http: aiohttp.ClientSession, base: str) -> tuple[str, str]:
    async with http.post(f"{base}/v1/conversations", json={}) as answer:
        started = await answer.json()
        return started["id"], started["token"]


@dataclass(frozen=True)
class Server:
    """One of the two, while it runs."""

    base: str
    pid: int
    ours: bool
    repeat: bool = False


@dataclass
class Spell:
    """What came of one spell of load: milliseconds each message took, seconds of all and of CPU."""

    took: list[float]
    errors: int
    whole: float
    cpu: float


async def load(server: Server, guests: int, seconds: float) -> Spell:
    base, pid, ours, repeat = server.base, server.pid, server.ours, server.repeat
    rng = random.Random()
    took: list[float] = []
    errors = 0
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(60)
    ) as http:
        talks: list[Any] = [
            await open_ours(http, base) if ours else secrets.token_hex(8) for _ in range(guests)
        ]
        end = time.perf_counter() + seconds
        before, began = cpu_seconds(pid), time.perf_counter()

        async def guest(talk: Any) -> None:
            nonlocal errors
            while time.perf_counter() < end:
                at = time.perf_counter()
                ask = ask_ours if ours else ask_bare
                try:
                    good = await ask(http, base, talk, question(rng, repeat))
                except (aiohttp.ClientError, TimeoutError):
                    good = False
                took.append((time.perf_counter() - at) * 1000)
                errors += not good

        await asyncio.gather(*(guest(talk) for talk in talks))
        whole = time.perf_counter() - began
    return Spell(took, errors, whole, cpu_seconds(pid) - before)


def together(guests: int, spells: list[Spell]) -> Figures:
    took = [one for spell in spells for one in spell.took]
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [took[0]] * 99
    return Figures(
        conversations=guests,
        messages=len(took),
        errors=sum(spell.errors for spell in spells),
        per_second=round(len(took) / sum(spell.whole for spell in spells), 1),
        p50=round(cuts[49], 1),
        p99=round(cuts[98], 1),
        cpu_ms=round(sum(spell.cpu for spell in spells) * 1000 / len(took), 2),
    )


async def idle(server: Server) -> float:
    """KiB of memory for each idle stream."""
    base, pid, ours = server.base, server.pid, server.ours
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(None)
    ) as http:
        talks = [await open_ours(http, base) for _ in range(IDLE_STREAMS)] if ours else []
        before = memory_kib(pid)
        streams = []
        for number in range(IDLE_STREAMS):
            if ours:
                conversation, token = talks[number]
                url = f"{base}/v1/conversations/{conversation}/events"
                headers = {"Authorization": f"Bearer {token}"}
            else:
                url, headers = f"{base}/events", {}
            streams.append(await http.get(url, headers=headers))
        await asyncio.sleep(1.0)
        grown = memory_kib(pid) - before
        for stream in streams:
            stream.close()
    return round(grown / IDLE_STREAMS, 1)


# --- both servers ---------------------------------------------------------------------------


def measure(
    servers: tuple[Server, Server], levels: list[int], seconds: float
) -> list[dict[str, Any]]:
    """Both in turn, a spell of a second or two each: a machine that is slow for a while is slow
    for both."""
    for server in servers:
        asyncio.run(load(server, 4, 1.5))  # warm-up, thrown away
    kib = [memory_kib(server.pid) for server in servers]
    spells = max(1, round(seconds / SPELL_S))
    runs: list[list[Figures]] = [[], []]
    for guests in levels:
        came: list[list[Spell]] = [[], []]
        for _ in range(spells):
            for place, server in enumerate(servers):
                came[place].append(asyncio.run(load(server, guests, seconds / spells)))
        for place in (0, 1):
            runs[place].append(together(guests, came[place]))
    return [
        {
            "idle_mib": round(kib[place] / 1024, 1),
            "kib_per_stream": asyncio.run(idle(server)),
            "runs": [asdict(run) for run in runs[place]],
        }
        for place, server in enumerate(servers)
    ]


@contextmanager
def bare(tools: Path) -> Iterator[Server]:
    model, port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        fake = [sys.executable, str(tools / "fake_llm.py"), "--port", str(model)]
        starlette = [sys.executable, "-m", "uvicorn", "bare_starlette:app", "--port", str(port)]
        starlette += ["--app-dir", str(tools), "--no-access-log"]
        env = {"UPSTREAM": f"http://127.0.0.1:{model}", "DB": f"{folder}/bare.db"}
        with (
            process(fake, model, "/stats"),
            process(starlette, port, "/health", **env) as server,
        ):
            yield Server(f"http://127.0.0.1:{port}", server.pid, ours=False)


@contextmanager
def concierge(repeat: bool, reader: bool) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-c", "from cli.main import app; app()"]
    with tempfile.TemporaryDirectory() as home:
        limits = {
            "CONCIERGE_SERVER__MESSAGES_PER_MINUTE": "1000000",
            "CONCIERGE_SERVER__CONVERSATIONS_PER_HOUR": "1000000",
            "CONCIERGE_LOGS__LEVEL": "ERROR",
            "CONCIERGE_ANSWERS__READER": str(reader).lower(),
        }
        make_home(command, Path(home))
        serve = [*command, "serve", "--home", home, "--port", str(port), "--no-open"]
        with process(serve, port, "/readyz", **limits) as server:
            yield Server(f"http://127.0.0.1:{port}", server.pid, ours=True, repeat=repeat)


def make_home(command: list[str], home: Path) -> None:
    site = ROOT / "templates" / "demonstration" / "harbour_house" / "site"
    init = [*command, "init", "--home", str(home), "--yes", "--name", "Gullimere Harbour House"]
    init += ["--template", "boutique_hotel", "--timezone", "Europe/London"]
    init += ["--owner-email", "owner@gullimere.example", "--owner-password-stdin"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    subprocess.run(init, input=b"a bench needs no secret", **quiet)  # type: ignore[call-overload]
    subprocess.run([*command, "ingest", "--home", str(home), str(site)], **quiet)  # type: ignore[call-overload]


def table(reference: dict[str, Any], ours: dict[str, Any]) -> str:
    lines = [
        "conversations |  bare msg/s  ours msg/s  ratio | cpu ms bare  ours | "
        "p50 bare  ours | p99 bare  ours | errors"
    ]
    for a, b in zip(reference["runs"], ours["runs"], strict=True):
        lines.append(
            f"{b['conversations']:13} | {a['per_second']:11} {b['per_second']:11} "
            f"{b['per_second'] / a['per_second']:6.3f} | {a['cpu_ms']:11} {b['cpu_ms']:5} | "
            f"{a['p50']:8} {b['p50']:5} | {a['p99']:8} {b['p99']:5} | {b['errors']:6}"
        )
    lines.append(
        f"idle memory {reference['idle_mib']} / {ours['idle_mib']} MiB; "
        f"an idle stream {reference['kib_per_stream']} / {ours['kib_per_stream']} KiB"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tools", type=Path, default=TOOLS)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--conversations", default="1,8,32,128")
    parser.add_argument("--repeat", action="store_true", help="ask from a small set of questions")
    parser.add_argument("--no-reader", action="store_true", help="no second opinion")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if not (asked.tools / "bare_starlette.py").is_file():
        raise SystemExit(f"The reference is not in {asked.tools}; name its folder with --tools.")
    levels = [int(n) for n in asked.conversations.split(",")]
    with bare(asked.tools) as one, concierge(asked.repeat, not asked.no_reader) as other:
        reference, ours = measure((one, other), levels, asked.seconds)
    print(table(reference, ours))
    if asked.json:
        asked.json.write_text(json.dumps({"bare": reference, "ours": ours}, indent=1))


if __name__ == "__main__":
    main()
