"""Settings changed while the house is open: by the code of `concierge config set`, and taken up.

    check and write     server/config_file.py: a wrong value changes nothing
    note                a line of the audit log, in which no secret stands
    take up             the settings are read again, and what was made from them is made anew

What could turn a member of the staff into the operator of the machine is changed on the machine
alone: where the house listens, programs it starts, files it reads, servers it trusts with keys.
"""

from __future__ import annotations

import threading
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from server import config_file
from server.house import House, composer_of, remembering
from server.settings_wire import SettingOut
from store import audit
from store.errors import Forbidden
from store.settings import SECTIONS, Settings, read_settings
from store.tables import utcnow
from templates.industry import template_of

OPEN_SECTIONS: Final = frozenset(
    {"business", "answers", "budget", "desk", "ingest", "reports", "widget"}
)
HERE_ONLY: Final = frozenset(
    {
        *("ingest.allow_private", "ingest.browser"),
        *("widget.scanner", "widget.logo", "widget.upload_mb"),
    }
)
# Made once, when the house opens.
RESTART: Final = frozenset({"business.name", "business.website"})
# What words are composed with.
SPOKEN_WITH: Final = frozenset({"business", "answers", "budget"})
SCHEDULED: Final = frozenset({"reports", "ingest", "business"})

_CHANGING = threading.Lock()


def may_change_here(key: str) -> bool:
    """Whether it may be changed over the network."""
    return (
        key.partition(".")[0] in OPEN_SECTIONS
        and key not in HERE_ONLY
        and not config_file.is_secret(config_file.field_of(key))
    )


def told(settings: Settings, key: str) -> SettingOut:
    """Raises Invalid when there is no such setting."""
    field = config_file.field_of(key)
    section, _, name = key.partition(".")
    value = getattr(getattr(settings, section), name)
    secret = config_file.is_secret(field)
    if secret:
        shown, default = ("(set)" if value.get_secret_value() else ""), ""
    else:
        shown, default = config_file.as_toml(value), config_file.as_toml(field.get_default())
    return SettingOut(
        key=key,
        value=shown,
        default=default,
        origin=settings.origins.get(key, "default"),
        told=field.description or "",
        options=_options(field.annotation),
        here_only=not may_change_here(key),
        restart=key in RESTART,
    )


def all_told(settings: Settings) -> list[SettingOut]:
    """What staff may change comes first."""
    order = [name for name in SECTIONS if name in OPEN_SECTIONS]
    order += [name for name in SECTIONS if name not in OPEN_SECTIONS]
    return [told(settings, f"{n}.{key}") for n in order for key in SECTIONS[n].model_fields]


def _options(annotation: Any) -> list[str]:
    if annotation is bool:
        return ["true", "false"]
    if get_origin(annotation) is Literal:
        return [str(one) for one in get_args(annotation)]
    if get_origin(annotation) in (Union, UnionType):
        parts = [_options(one) for one in get_args(annotation)]
        return [one for part in parts for one in part] if all(parts) else []
    return []


def change(house: House, key: str, text: str, *, by: str) -> SettingOut:
    """Write one setting and take it up. Raises Invalid for what it cannot be, Forbidden for what is
    changed on the machine alone; then nothing has changed."""
    config_file.field_of(key)
    if not may_change_here(key):
        raise Forbidden(
            f"{key} is changed on the machine of the house.",
            f"There: concierge config set {key} VALUE",
        )
    with _CHANGING:
        config_file.change(house.settings.home, key, text)
        with house.store.writing() as tx:
            audit.note(tx, "setting.changed", actor=by, about=key, value=text[:300])
        take_up(house, key)
    return told(house.settings, key)


def take_up(house: House, key: str) -> None:
    """Read the settings again, but for what was given when the server started."""
    from server.clockwork import declare_schedules

    before = house.settings
    flags = {
        name: getattr(getattr(before, section), field)
        for name, origin in before.origins.items()
        if origin == "flag"
        for section, _, field in (name.partition("."),)
    }
    settings = read_settings(before.home, flags)
    section = key.partition(".")[0]
    if section in SPOKEN_WITH:
        composer = composer_of(house.store, house.embedder, settings)
        house.composer = remembering(composer, house.store, house.embedder, settings)
    if key == "business.template":
        house.template = template_of(settings)
    house.settings = settings
    if section in SCHEDULED:
        declare_schedules(house.store, settings, utcnow())
