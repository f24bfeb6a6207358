"""What a guest's browser loads for the widget: raw, gzip and brotli, in bytes.

    python -m bench.widget [--json]

The bell comes with every page; the chat and one language's words when somebody opens it. The house
sends gzip; brotli is what a proxy before it could make of the same files (needs the package
`brotli`, else it is left out).
"""

from __future__ import annotations

import gzip
import json
import sys
from typing import Any

from server.pages.join import join

LIMITS = {"bell": 8_000, "open": 30_000}


def sizes(text: str) -> dict[str, int]:
    body = text.encode()
    found = {"raw": len(body), "gzip": len(gzip.compress(body, 9))}
    try:
        import brotli
    except ImportError:
        return found
    return {**found, "brotli": len(brotli.compress(body, quality=11))}


def measured() -> dict[str, Any]:
    files = join().files
    words = max((name for name in files if name.startswith("words-")), key=lambda n: len(files[n]))
    parts = {"bell": sizes(files["widget.js"]), "chat": sizes(files["chat.js"])}
    parts["words"] = sizes(files[words])
    parts["open"] = {kind: sum(part[kind] for part in parts.values()) for kind in parts["bell"]}
    return parts


def main() -> int:
    parts = measured()
    if "--json" in sys.argv[1:]:
        print(json.dumps(parts, indent=1))
    else:
        print("".join(f"{word:>9}" for word in ("", *parts["bell"])))
        for name, part in parts.items():
            print(f"{name:>9}" + "".join(f"{size:>9,}" for size in part.values()))
    over = [name for name, most in LIMITS.items() if parts[name]["gzip"] > most]
    for name in over:
        print(f"{name}: more than {LIMITS[name]:,} bytes of gzip", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
