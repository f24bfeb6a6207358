"""Names and help of the commands, and nothing else.

Each command lies in `cli/commands/` and is imported when it is called. The first page of help is
written from the names here, so that it appears at once: Typer alone would take six times as long
as Python itself.
"""

from __future__ import annotations

import sys

# Command: (module in cli/commands, what it does), by what one wants.
CHAPTERS: dict[str, dict[str, tuple[str, str]]] = {
    "Set up": {
        "init": ("init", "Make a home for one business: settings, database, first account."),
        "try": ("try_out", "A throwaway concierge of any website or file, in a minute."),
        "demo": ("demo", "Start the demonstration business and show how to reach it."),
        "demo-link": ("demo_link", "A demo of somebody's website, to pass on by its address."),
        "serve": ("serve", "Open the house: answer guests, serve staff, run schedules."),
        "doctor": ("doctor", "Check everything, and say what to do."),
        "config": ("config", "Show, change and check the settings."),
        "model": ("model", "Language models: list, test, fetch one, choose one."),
        "widget": ("widget", "Put the chat on a website or a QR code."),
    },
    "Knowledge": {
        "ingest": ("ingest", "Read a website, a file or a folder into the knowledge."),
        "source": ("source", "What the knowledge is read from: list, refresh, pause, remove."),
        "knowledge": ("knowledge", "Look into the knowledge, check it, publish it or go back."),
        "answer": ("answer", "House answers: add, change, import, export."),
        "gap": ("gap", "What guests asked and nobody knew: list, answer, dismiss."),
    },
    "Answering": {
        "ask": ("ask", "Ask a question as a guest would, and see why it is answered so."),
        "chat": ("chat", "Talk as a guest, line by line; nothing is stored or counted."),
        "eval": ("evaluate", "Ask a list of questions and see what is right; keep cases."),
        "replay": ("replay", "A conversation answered again, by another model or knowledge."),
        "rehearse": ("rehearse", "Difficult guests against your knowledge, and a pass card."),
    },
    "Staff": {
        "tui": ("tui", "The staff's window: inbox, drafts, escalations."),
        "pause": ("pause", "Stop all automatic replies at once."),
        "resume": ("resume", "Let the concierge answer by itself again."),
        "notice": ("notice", "How staff are told, each as they choose, and who is on call."),
        "draft": ("draft", "Replies that wait for staff: list, approve, edit, reject."),
        "contact": ("contact", "Guests: find, merge, split, export, erase."),
        "conversation": ("conversation", "What guests said: find, assign, snooze, tag, close."),
        "escalation": ("escalation", "Guests who need a person: list, resolve, priority."),
        "canned": ("canned", "Texts staff send often: list, keep, remove."),
        "user": ("user", "Accounts of the staff: add, invite, reset, role, disable."),
        "session": ("session", "Who is signed in where: list, and end at once."),
        "token": ("api_token", "Ways in for programs: create, list, rotate, revoke."),
        "login": ("login", "Sign in at a server once, and be remembered on this machine."),
        "logout": ("logout", "Sign out again, and be forgotten."),
    },
    "Owner": {
        "report": ("report", "What happened, in figures."),
        "stats": ("stats", "How the house stands now, once or again and again."),
        "template": ("template", "What it knows of your trade: list, show, change, apply."),
        "audit": ("audit", "Who did what, and when: list, verify, export."),
        "receipt": ("receipt", "The signed record of every reply: show, export, verify."),
    },
    "Care": {
        "backup": ("backup", "Copy the whole home into one file, while it runs."),
        "restore": ("restore", "Bring a backup back; what is there is set aside."),
    },
}
COMMANDS = {name: found for chapter in CHAPTERS.values() for name, found in chapter.items()}

ABOUT = "The front desk of one business, in one program on its own machine."
EXAMPLE = "concierge init && concierge ingest https://example.com && concierge serve"
OPTIONS = {
    "--version": "Show the version.",
    "--spec": "Write every command, route and event as JSON.",
    "--install-completion": "Install completion for the current shell.",
    "--show-completion": "Show completion for the current shell.",
    "-h, --help": "Show this message; every command has one too.",
}
EXIT_CODES = (
    "0 done, 1 our fault, 2 asked wrongly, 3 not allowed,\n"
    "  4 not found, 5 in the way, 6 not available just now, 130 interrupted"
)


def help_page() -> str:
    """No line is wider than 80 signs, so nobody needs to ask how wide the terminal is."""
    lines = ["Usage: concierge [OPTIONS] COMMAND [ARGS]...", "", f"  {ABOUT}", ""]
    for chapter, commands in CHAPTERS.items():
        lines += [f"{chapter}:", *(f"  {n:<13} {told}" for n, (_, told) in commands.items()), ""]
    lines += ["Options:", *(f"  {name:<21} {told}" for name, told in OPTIONS.items()), ""]
    lines += ["Example:", f"  {EXAMPLE}", "", f"Exit codes: {EXIT_CODES}"]
    return "\n".join(lines)


def run(arguments: list[str]) -> int:
    """One command, from its words to its exit code. Nothing escapes as a traceback."""
    try:
        if arguments in ([], ["--help"], ["-h"]) and not _completing():
            print(help_page())
            code: object = 0
        else:
            from cli.lobby import call

            code = call(arguments)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the edge of the program
        from cli.errors import end

        return end(error, arguments)
    return code if isinstance(code, int) else 0


def _completing() -> bool:
    """The shell asks by a variable, not by words."""
    import os

    return "_CONCIERGE_COMPLETE" in os.environ


def app() -> None:
    sys.exit(run(sys.argv[1:]))
