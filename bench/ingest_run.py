"""The curve of an ingest: time and memory against pages, then the same site again, unchanged.

    python bench/ingest_run.py [100 500 2000] [--pdf PAGES] [--letters]

A site of made-up pages is served on this machine and ingested with no delay into a throwaway home,
each size in a process of its own. Printed: seconds, pages a second, the peak memory of the ingest
with its reading children (their resident sizes added up, five times a second); then the second
ingest of the unchanged site, with how many times quicker it was, by the clock and by processor
time, and how many passages it wrote. `--letters` embeds with a stand-in that costs
nothing, so that only our own work is measured; otherwise with the embedder that ships.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.run import ingest
from models.registry import build_embedder
from store import generations
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Passage
from tests.fakes import LetterEmbedder
from tests.websites import Website, page, served

CONFIG = (
    '[business]\nname = "Seaview"\n[ingest]\nallow_private = true\ndelay = 0\nmax_pages = 5000\n'
)
WORDS = [
    "harbour",
    "breakfast",
    "terrace",
    "sauna",
    "ferry",
    "garden",
    "linen",
    "parking",
    "lantern",
    "quiet",
    "river",
    "window",
    "bicycle",
    "library",
    "orchard",
    "cellar",
    "market",
    "bakery",
    "lighthouse",
    "pottery",
    "saddle",
    "meadow",
    "pilot",
]


def pages(number: int) -> dict[str, str | None]:
    """A home page that leads to lists of fifty, each of which leads to its pages."""
    made: dict[str, str | None] = {}
    lists = []
    for first in range(0, number, 50):
        names = [f"/{_name(n)}.html" for n in range(first, min(first + 50, number))]
        for name in names:
            made[name] = _page(name)
        lists.append(f"/all-{_name(first)}.html")
        links = " ".join(f"<a href='{name}'>{name[1:-5]}</a>" for name in names)
        made[lists[-1]] = page(f"List {first}", f"<p>{links}</p>")
    links = " ".join(f"<a href='{name}'>{name[1:-5]}</a>" for name in lists)
    made["/"] = page("Welcome", f"<p>We are a house of many pages.</p><p>{links}</p>")
    return made


def _name(number: int) -> str:
    """In words: numbered addresses beyond sixty are taken for an endless list."""
    return "-".join(WORDS[(number // len(WORDS) ** place) % len(WORDS)] for place in range(3))


def _page(name: str) -> str:
    chance = random.Random(name)
    said = " ".join(chance.choices(WORDS, k=40)).capitalize()
    rows = "".join(
        f"<tr><td>{chance.choice(WORDS).title()} {n}</td>"
        f"<td>£{chance.randrange(5, 200)}.00</td></tr>"
        for n in range(3)
    )
    table = f"<table><tr><th>What</th><th>Price</th></tr>{rows}</table>"
    return page(
        f"About {name[1:-5]}",
        f"<h2>{' '.join(chance.choices(WORDS, k=3))}</h2><p>{said}.</p>{table}",
    )


def one(number: int, pdf: int, letters: bool) -> None:
    """Both ingests of one size; prints one line of JSON."""
    embedder = LetterEmbedder() if letters else build_embedder()
    with TemporaryDirectory() as folder, served(Website(pages(number) if number else {})) as site:
        home = Home(Path(folder) / "home").create()
        home.config.write_text(CONFIG)
        store = open_store(home, create=True)
        source = _manual(Path(folder), pdf) if pdf else site.address
        told: dict[str, object] = {"pages": number or pdf}
        spent: dict[str, float] = {}
        stage, since = "read", time.monotonic()

        def step(now: object) -> None:
            nonlocal stage, since
            name = now.stage  # type: ignore[attr-defined]
            if name != stage:
                spent[stage] = spent.get(stage, 0.0) + time.monotonic() - since
                stage, since = name, time.monotonic()

        for turn in ("first", "again"):
            began, worked = time.monotonic(), _processor()
            summary = ingest(store, embedder, read_settings(home), [source], progress=step)
            told[turn] = round(time.monotonic() - began, 2)
            told[f"{turn}_cpu"] = round(_processor() - worked, 2)
            with store.reading() as tx:
                told[f"{turn}_passages"] = tx.query(Passage.id).count()
                told["generation"] = generations.published_id(tx)
            told[f"{turn}_changed"] = summary.changed
            told[f"{turn}_stages"] = {name: round(s, 1) for name, s in spent.items()}
            spent.clear()
            stage, since = "read", time.monotonic()
        store.close()
    print(json.dumps(told))


def _processor() -> float:
    """Seconds of processor time, the reading children's included."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in spent)


def _resident(pid: int) -> int:
    """Megabytes of a process and all below it; what they share is counted twice."""
    try:
        size = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        below = [int(c) for t in threads for c in (t / "children").read_text().split()]
    except OSError:
        return 0
    return size // 1_000_000 + sum(map(_resident, below))


def _watched(command: list[str]) -> tuple[str, int]:
    """What a command prints, and the peak of its memory in megabytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.2)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return out, peak


def _manual(folder: Path, number: int) -> str:
    from reportlab.pdfgen import canvas

    chance = random.Random(number)
    path = folder / "manual.pdf"
    paper = canvas.Canvas(str(path))
    for page_number in range(1, number + 1):
        paper.drawString(72, 780, f"Chapter {page_number}")
        for line in range(30):
            paper.drawString(72, 750 - 20 * line, " ".join(chance.choices(WORDS, k=9)))
        paper.showPage()
    paper.save()
    return str(path)


def main(sizes: list[int], pdf: int, letters: bool) -> None:
    print(
        f"{'pages':>7}{'first s':>9}{'pages/s':>9}{'again s':>9}{'times':>7}"
        f"{'cpu s':>8}{'again':>7}{'times':>7}{'passages':>10}{'rewritten':>10}{'MB':>6}  stages"
    )
    for size, is_pdf in [*((size, False) for size in sizes), *([(pdf, True)] if pdf else [])]:
        command = [sys.executable, __file__, "--one", str(size), *(["--as-pdf"] if is_pdf else [])]
        command += ["--letters"] if letters else []
        out, peak = _watched(command)
        told = json.loads(out.splitlines()[-1])
        first, again = told["first"], told["again"]
        print(
            f"{size:>7}{first:>9.1f}{size / first:>9.1f}{again:>9.2f}{first / again:>7.1f}"
            f"{told['first_cpu']:>8.1f}{told['again_cpu']:>7.2f}"
            f"{told['first_cpu'] / told['again_cpu']:>7.1f}"
            f"{told['first_passages']:>10}{told['again_passages'] - told['first_passages']:>10}"
            f"{peak:>6}  {told['first_stages']} {told['again_stages']}",
            flush=True,
        )


if __name__ == "__main__":
    words = sys.argv[1:]
    plain = "--letters" in words
    if "--one" in words:
        count = int(words[words.index("--one") + 1])
        as_pdf = "--as-pdf" in words
        one(0 if as_pdf else count, count if as_pdf else 0, plain)
    else:
        papers = int(words[words.index("--pdf") + 1]) if "--pdf" in words else 0
        sizes = [int(w) for n, w in enumerate(words) if w.isdigit() and words[n - 1] != "--pdf"]
        main(sizes or [] if papers else sizes or [100, 500, 2_000], papers, plain)
