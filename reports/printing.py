"""A report as PDF: its page, printed by an installed Chromium.

The house carries no printing of its own. The page has no script, forbids any by its own policy
and fetches nothing; Chromium is told to reach nobody.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from store.errors import Unavailable

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    # Nothing listens there: whatever asks for the network gets none.
    "--proxy-server=127.0.0.1:9",
    "--no-pdf-header-footer",
)
_NOBODY = "nobody"


def program() -> str:
    """The Chromium that is installed; "" where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


def to_pdf(html: str) -> bytes:
    """Raises Unavailable, with what to do, where no Chromium is installed or it fails."""
    chromium = program()
    if not chromium:
        raise Unavailable(
            "A PDF is printed by Chromium, and none is installed.",
            "Install Chromium, or write the page with --html and print it from your browser.",
        )
    with tempfile.TemporaryDirectory(prefix="concierge-print-") as folder:
        return _printed(chromium, html, Path(folder))


def _printed(chromium: str, html: str, folder: Path) -> bytes:
    page, made = folder / "report.html", folder / "report.pdf"
    page.write_text(html, encoding="utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}"]
    try:
        subprocess.run(
            [*command, f"--print-to-pdf={made}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=SECONDS,
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
            **_lesser_user(folder),
        )
        return made.read_bytes()
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(
            "Chromium could not print the report.",
            "Write the page with --html and print it from your browser.",
        ) from error


def _lesser_user(folder: Path) -> dict[str, Any]:
    """As root, the user who may do least: Chromium's sandbox does not work for root."""
    if os.geteuid() != 0:
        return {}
    try:
        shutil.chown(folder, _NOBODY)
        for file in folder.iterdir():
            shutil.chown(file, _NOBODY)
    except (LookupError, OSError) as error:
        raise Unavailable(
            "Chromium is not started as root.", "Run Concierge as a user of its own."
        ) from error
    return {"user": _NOBODY, "extra_groups": []}
