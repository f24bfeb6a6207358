"""Joins the widget's modules into the two files a website loads: the bell, and the chat.

Beside them stand the chat's words, a file for each language, of which a guest loads one.

We write modules, so that each fits on a screen; a website loads one classic script by one line, and
a second one when a guest opens the chat. Joining is plain text work: imports are dropped (every
name is known in the one function all modules end up in), `export` is dropped, and so are whole-line
comments and indentation, which a guest's browser has no use for. It needs no tool and no network,
and the same modules give the same bytes.

    python -m server.pages.join          writes built/NEWEST, and forgets what it was before
    python -m server.pages.join --keep   the same, but what it was before was released: a website
                                         that pinned it finds it for another year

A version is named by what is in it. `built/versions.json` tells the newest, and of each older one
until when it is kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from server.pages.tighten import tighten

PAGES = Path(__file__).parent
BUILT = PAGES / "built"
INDEX = "versions.json"
KEPT = timedelta(days=365)

# In the order of need: a module only uses names of those above it when it is loaded.
BELL = (
    "bell_words.js",
    "bell_style.js",
    "colour.js",
    "shelf.js",
    "draw.js",
    "kit.js",
    "load.js",
    "bell.js",
    "start.js",
)
CHAT = (
    "style.js",
    "memory.js",
    "wire.js",
    "thread.js",
    "files.js",
    "errands.js",
    "desk.js",
    "nodes.js",
    "forms.js",
    "voice.js",
    "bubbles.js",
    "menu.js",
    "notice.js",
    "sheets.js",
    "panel.js",
)

HEAD = """\
// The concierge's widget. Embed it with one line, anywhere in the page:
//   <script src="https://HOST/widget.js" async></script>
// It keeps its place in localStorage under "concierge:1:<HOST's origin>" and sets no cookie.
"""
# The house's wishes stand in the last line, where the server puts them.
FOOT = "})({});\n"

_IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?\"\./([\w.]+)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ ]*//.*\n", re.MULTILINE)
_INDENT_OR_BLANK = re.compile(r"^[ ]+|^\n", re.MULTILINE)


class Joined(NamedTuple):
    """One version: its name, and its files by name."""

    version: str
    files: dict[str, str]


def join() -> Joined:
    """The newest version. Strings must not run over lines where indentation matters."""
    taken = ", ".join(_taken_from_the_bell())
    bell, chat = _joined(BELL), _joined(CHAT)
    words = {
        f"words-{path.stem}.json": json.dumps(
            json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":")
        )
        for path in sorted((PAGES / "widget" / "words").glob("*.json"))
    }
    said = "".join([bell, chat, *words.values()])
    version = hashlib.sha256(said.encode()).hexdigest()[:12]
    door = f'window[Symbol.for("concierge:{version}")]'
    chat = f'"use strict";\n{door}?.(({{ {taken} }}) => {{\n{chat}return Panel;\n}});\n'
    bell = bell.replace("VERSION", version).replace("CHAT-INTEGRITY", integrity(chat))
    bell = f'{HEAD}((HOUSE) => {{\n"use strict";\n{bell}{FOOT}'
    return Joined(version, {"widget.js": bell, "chat.js": chat, **words})


def integrity(text: str) -> str:
    """What a page writes into `integrity` to accept these bytes and no others."""
    return "sha384-" + base64.b64encode(hashlib.sha384(text.encode()).digest()).decode()


def _taken_from_the_bell() -> list[str]:
    names: set[str] = set()
    for module in CHAT:
        for found in _IMPORT.finditer((PAGES / "widget" / module).read_text("utf-8")):
            if found[2] in BELL:
                names |= {name.strip() for name in found[1].split(",")}
    return sorted(names)


def _joined(modules: tuple[str, ...]) -> str:
    body = "".join((PAGES / "widget" / name).read_text("utf-8") for name in modules)
    for needless in (_IMPORT, _EXPORT, _BLOCK_COMMENT, _LINE_COMMENT, _INDENT_OR_BLANK):
        body = needless.sub("", body)
    return tighten(body)


def write(today: date, *, keep: bool) -> str:
    """Writes the newest version beside those that are kept; returns its name."""
    joined = join()
    index = json.loads((BUILT / INDEX).read_text("utf-8")) if (BUILT / INDEX).exists() else {}
    before, older = index.get("newest", ""), dict(index.get("kept", {}))
    if before and before != joined.version and keep:
        older[before] = (today + KEPT).isoformat()
    older = {name: until for name, until in older.items() if until >= today.isoformat()}
    older.pop(joined.version, None)
    folder = BUILT / joined.version
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in joined.files.items():
        (folder / name).write_text(text, "utf-8")
    (BUILT / INDEX).write_text(
        json.dumps({"newest": joined.version, "kept": older}, indent=1) + "\n", "utf-8"
    )
    for other in BUILT.iterdir():
        if other.is_dir() and other.name not in (joined.version, *older):
            shutil.rmtree(other)
    return joined.version


if __name__ == "__main__":
    print(write(datetime.now(UTC).date(), keep="--keep" in sys.argv[1:]))
