"""`concierge config path|get|set|edit|check`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import audited, home_at, settings_of
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json, write_table

if TYPE_CHECKING:
    from store.errors import ConciergeError
    from store.settings import Settings

app = group(
    "Show, change and check the settings.\n\nOrder of precedence: flag, environment "
    "(CONCIERGE_SECTION__KEY), secrets.env, concierge.toml, default."
)


@app.command()
def path(home: HomeOption = None, json: JsonOption = False) -> None:
    """Where the settings lie.

    Example: concierge config path
    """
    there = home_at(home).must_exist()
    if json:
        write_json({"config": there.config, "secrets": there.secrets, "home": there.path})
    else:
        say(str(there.config))


@app.command()
def get(
    key: Annotated[str, typer.Argument(help="SECTION.KEY; all settings without it.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show settings and where each value comes from. Secrets are never shown.

    Example: concierge config get server.port
    """
    from server.config_file import all_keys, field_of

    if key:
        field_of(key)
    settings = settings_of(home)
    rows = [_row(settings, name) for name in ([key] if key else all_keys())]
    if json:
        write_json(rows[0] if key else rows)
        return
    write_table(
        ["setting", "value", "from"],
        [[row["key"], _shown(row["value"]), row["origin"]] for row in rows],
        empty="",
    )


def _row(settings: Settings, dotted: str) -> dict[str, Any]:
    from server.config_file import field_of, is_secret

    section, _, key = dotted.partition(".")
    value = getattr(getattr(settings, section), key)
    if is_secret(field_of(dotted)):
        value = "(set)" if value.get_secret_value() else ""
    return {"key": dotted, "value": value, "origin": settings.origins.get(dotted, "default")}


def _shown(value: object) -> str:
    from server.config_file import as_toml

    return as_toml(value)


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="SECTION.KEY")],
    value: Annotated[str, typer.Argument(help='The new value: 8377, true, Ana, or ["de", "en"].')],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change one setting. Comments stay; a wrong value changes nothing.

    Example: concierge config set business.timezone Europe/Madrid
    """
    from server.config_file import change, field_of, is_secret
    from store.errors import Invalid
    from store.home import running_server

    there = home_at(home).must_exist()
    file = change(there, key, value)
    audited(there, "setting.changed", key, **({} if is_secret(field_of(key)) else {"value": value}))
    try:
        row = _row(settings_of(home), key)
    except Invalid as error:
        _tell_what_is_left(key, file, error, json=json)
        return
    restart = bool(running_server(there))
    if json:
        write_json({**row, "file": file, "restart_needed": restart})
        return
    say(f"{key} is {_shown(row['value'])} (in {file}).")
    if row["origin"] not in (file, "default"):
        say(f"The {row['origin']} sets it too, and wins.")
    if restart:
        say("The running server takes it up when it is started again.")


def _tell_what_is_left(key: str, file: str, error: ConciergeError, *, json: bool) -> None:
    """One of several mistakes is put right; the next stands in the file's way."""
    if json:
        write_json({"key": key, "file": file, "still_wrong": error.message})
        return
    say(f"{key} is written to {file}.")
    remark(f"Still wrong: {plain(error.message)}")


@app.command()
def edit(home: HomeOption = None, json: JsonOption = False) -> None:
    """Open the settings in $EDITOR; they are taken over only when they are right.

    Example: EDITOR=nano concierge config edit
    """
    from cli.editing import edited
    from server.config_file import check_text, write_private

    there = home_at(home).must_exist()
    before = there.config.read_text(encoding="utf-8")
    after = edited(before, ".toml", lambda text: check_text(text, there))
    if after != before:
        write_private(there.config, after)
        audited(there, "setting.changed", there.config.name)
    if json:
        write_json({"changed": after != before})
    else:
        say("Saved." if after != before else "Nothing was changed.")


@app.command()
def check(home: HomeOption = None, json: JsonOption = False) -> None:
    """Whether the settings are right; says file, line and key when not.

    Example: concierge config check
    """
    from server.config_file import check_meaning

    settings = settings_of(home)
    check_meaning(settings, settings.home)
    if json:
        write_json({"ok": True, "config": settings.home.config})
    else:
        say(f"{settings.home.config} is right.")
