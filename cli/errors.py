"""How a command ends when it does not end well: code to exit status, words to stderr.

A person gets one sentence and what to do; `--json` gets the same as an object. A traceback is for
the log file alone, or for those who set CONCIERGE_DEBUG=1.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output import plain, stderr_paint

if TYPE_CHECKING:
    from store.errors import ConciergeError

EXIT = {
    "invalid": 2,
    "too_large": 2,
    "unauthorized": 3,
    "code_wanted": 3,
    "forbidden": 3,
    "not_found": 4,
    "conflict": 5,
    "too_many": 6,
    "unavailable": 6,
    "internal": 1,
}
INTERRUPTED = 130
BROKEN_PIPE = 141


def end(error: BaseException, arguments: list[str]) -> int:
    """Tell what went wrong; returns the exit code."""
    # Typer turns a broken pipe into an exit of its own.
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        return _reader_left()
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        print(file=sys.stderr)
        return INTERRUPTED
    if os.environ.get("CONCIERGE_DEBUG"):
        traceback.print_exception(error)
    if _is_usage(error):
        return _wrong_usage(error, arguments)

    from store.errors import ConciergeError

    as_json = "--json" in arguments
    if isinstance(error, ConciergeError):
        tell(error.message, error.hint, error.code, as_json=as_json)
        return EXIT[error.code]
    if (known := _of_the_system(error)) is not None:
        tell(known.message, known.hint, known.code, as_json=as_json)
        return EXIT[known.code]
    return _unforeseen(error, arguments)


def tell(message: str, hint: str, code: str, *, as_json: bool = False, reference: str = "") -> None:
    if as_json:
        problem = {"title": code.replace("_", " "), "detail": message, "code": code}
        problem |= {"hint": hint} if hint else {}
        problem |= {"reference": reference} if reference else {}
        print(json.dumps(problem, ensure_ascii=False), file=sys.stderr)
        return
    print(f"{stderr_paint('error:', 'red')} {plain(message)}", file=sys.stderr)
    if hint:
        print(f"       {plain(hint)}", file=sys.stderr)


def _is_usage(error: BaseException) -> bool:
    return any(base.__name__ == "ClickException" for base in type(error).__mro__)


def _wrong_usage(error: BaseException, arguments: list[str]) -> int:
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error)
        return 0
    said = error.format_message()  # type: ignore[attr-defined]
    path = ctx.command_path if ctx is not None else "concierge"
    tell(said, f"`{path} --help` shows how it is used.", "invalid", as_json="--json" in arguments)
    return EXIT["invalid"]


def _of_the_system(error: BaseException) -> ConciergeError | None:
    """The machine's refusals that a person can mend; None for everything else."""
    from store.errors import Invalid, NotFound, Unavailable

    if isinstance(error, PermissionError):
        where = f" {error.filename}" if error.filename else ""
        return Invalid(f"Not permitted:{where}.", "Check the rights of the file or folder.")
    if isinstance(error, FileNotFoundError) and error.filename:
        return NotFound(f"There is no {error.filename}.", "Check the path.")
    if isinstance(error, OSError) and error.errno == 28:
        return Unavailable("The disk is full.", "Free some space; nothing stored so far is lost.")
    return None


def _unforeseen(error: BaseException, arguments: list[str]) -> int:
    reference = secrets.token_hex(4)
    story = "".join(traceback.format_exception(error))
    log = _log_file(arguments)
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()} {reference} concierge failed\n{story}\n")
        hint = f"The story is in {log}; name the reference {reference} when you ask about it."
    except OSError:
        hint = "Set CONCIERGE_DEBUG=1 and try again to see the whole story."
    tell(
        "Something went wrong inside the concierge.",
        hint,
        "internal",
        as_json="--json" in arguments,
        reference=reference,
    )
    return EXIT["internal"]


def _log_file(arguments: list[str]) -> Path:
    from store.home import Home, default_home

    named = ""
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--home":
            named = after
        elif word.startswith("--home="):
            named = word.removeprefix("--home=")
    return Home(Path(named).expanduser() if named else default_home()).logs / "concierge.log"


def _reader_left() -> int:
    """`concierge ... | head`: the rest is not wanted. Python must not complain while it closes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return BROKEN_PIPE
