"""`concierge --spec`: every command, route and event of this version, as one JSON document."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any


def surface() -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "version": version("concierge-desk"),
        "commands": list(_commands()),
        "routes": sorted(_routes(), key=lambda route: (route["path"], route["method"])),
        "events": list(events()),
    }


def _commands() -> Iterator[dict[str, Any]]:
    from typer.main import get_command

    from cli.lobby import house
    from cli.main import COMMANDS

    lobby: Any = get_command(house)
    for name in COMMANDS:
        yield from _command(f"concierge {name}", lobby.get_command(None, name))


def _command(path: str, command: Any) -> Iterator[dict[str, Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _command(f"{path} {name}", inner)
        return
    yield {
        "command": path,
        "told": (command.help or "").split("\n\n")[0].replace("\n", " "),
        "parameters": [
            {
                "name": parameter.name,
                "options": list(parameter.opts) if parameter.param_type_name == "option" else [],
                "type": parameter.bare_type(),
                "required": parameter.required,
                "many": parameter.multiple or parameter.nargs != 1,
                "told": parameter.help or "",
            }
            for parameter in command.params
        ],
    }


def _routes() -> Iterator[dict[str, Any]]:
    """`right` is the one of the staff that it wants, "" where no account is needed."""
    from fastapi.routing import APIRoute

    from server import routes
    from server.rights import TABLE

    for module in pkgutil.iter_modules(routes.__path__):
        found = vars(import_module(f"{routes.__name__}.{module.name}"))
        for name in ("router", "staff_router"):
            for route in getattr(found.get(name), "routes", ()):
                for method in sorted((isinstance(route, APIRoute) and route.methods) or ()):
                    yield {
                        "method": method,
                        "path": route.path,
                        "right": TABLE.get(f"{method} {route.path}", ""),
                        "told": route.description.split("\n\n")[0].replace("\n", " "),
                    }


def events() -> Iterator[dict[str, Any]]:
    """The kinds of the log with what their data holds, as store/events.py lists them."""
    from store import events as log

    for line in (log.__doc__ or "").splitlines():
        group = re.match(r" {4}(\w+)\.\w", line)
        for part in line.split(" | ") if group else ():
            named = re.match(r"\s*(?:(\w+)\.)?(\w+)(?: \(([^)]*)\))?", part)
            if group and named:
                words = re.findall(r"\b[a-z_]+\b", named[3] or "")
                data = [word for word in words if word != "or"]
                yield {"kind": f"{named[1] or group[1]}.{named[2]}", "data": data}
