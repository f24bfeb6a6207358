"""Joins the widget's modules into the one file a website embeds.

A website loads one classic script, so that it can be embedded by one line; we write modules, so
that each fits on a screen. Joining is plain text work: imports are dropped (every name is known in
the one function all modules end up in), `export` is dropped, and so are whole-line comments and
indentation, which a guest's browser has no use for. It needs no tool and no network, and the same
modules give the same bytes.

    python -m server.pages.join        writes server/pages/widget.js
"""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parent
JOINED = PAGES / "widget.js"

# In the order of need: a module only uses names of those above it when it is loaded.
MODULES = (
    "texts.js",
    "style.js",
    "colour.js",
    "memory.js",
    "wire.js",
    "thread.js",
    "desk.js",
    "draw.js",
    "bubbles.js",
    "element.js",
    "start.js",
)

HEAD = """\
// The concierge's widget. Embed it with one line, anywhere in the page:
//   <script src="https://HOST/widget.js" async></script>
// It keeps its place in localStorage under "concierge:1:<HOST's origin>" and sets no cookie.
"""

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ ]*//.*\n", re.MULTILINE)
_INDENT_OR_BLANK = re.compile(r"^[ ]+|^\n", re.MULTILINE)


def join() -> str:
    """The text of `widget.js`. Strings must not run over lines where indentation matters."""
    body = "".join((PAGES / "widget" / name).read_text("utf-8") for name in MODULES)
    for needless in (_IMPORT, _EXPORT, _BLOCK_COMMENT, _LINE_COMMENT, _INDENT_OR_BLANK):
        body = needless.sub("", body)
    return f'{HEAD}(() => {{\n"use strict";\n{body}}})();\n'


if __name__ == "__main__":
    JOINED.write_text(join(), "utf-8")
