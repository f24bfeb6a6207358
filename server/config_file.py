"""concierge.toml as people see it: every setting with its description, the unset ones as comments.

A setting that is not written keeps the program's default, so an upgrade may improve it. Changing
one keeps the owner's comments, and is checked before a byte is written.
"""

from __future__ import annotations

import difflib
import os
import tempfile
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from store.errors import Invalid, NotFound
from store.home import Home
from store.settings import SECTIONS, Settings, read_settings

TOP = """\
# The settings of one concierge. A line that begins with "# " and a key shows the default;
# take the "# " away to change it, or use `concierge config set SECTION.KEY VALUE`.
# Secrets (passwords, keys) go to secrets.env beside this file, as CONCIERGE_SECTION__KEY=value.
"""


def render(values: Mapping[str, Any]) -> str:
    """The whole file. `values` are dotted keys; the others stand as comments."""
    parts = [TOP]
    for name, section in SECTIONS.items():
        parts.append(f"\n[{name}]\n# {(section.__doc__ or '').strip()}\n")
        for key, field in section.model_fields.items():
            parts.append(_entry(f"{name}.{key}", key, field, values))
    return "".join(parts)


def _entry(dotted: str, key: str, field: FieldInfo, values: Mapping[str, Any]) -> str:
    told = textwrap.fill(field.description or "", 96, initial_indent="# ", subsequent_indent="# ")
    if is_secret(field):
        return f"{told}\n# (in secrets.env: {variable(dotted)}=...)\n"
    if dotted in values:
        return f"{told}\n{key} = {as_toml(values[dotted])}\n"
    if field.get_default() is None:
        return f"{told}\n# ({key} is unset.)\n"
    return f"{told}\n# {key} = {as_toml(field.get_default())}\n"


def as_toml(value: Any) -> str:
    """A value as it stands behind the equals sign; TOML has no word for nothing, so it is ours."""
    if value is None:
        return "unset"
    if isinstance(value, dict):
        pairs = (f"{tomlkit.key(key).as_string()} = {as_toml(v)}" for key, v in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return str(tomlkit.item(value).as_string())


def is_secret(field: FieldInfo) -> bool:
    return field.annotation is SecretStr


def variable(dotted: str) -> str:
    section, _, key = dotted.partition(".")
    return f"CONCIERGE_{section.upper()}__{key.upper()}"


def all_keys() -> list[str]:
    return [f"{name}.{key}" for name, section in SECTIONS.items() for key in section.model_fields]


def field_of(dotted: str) -> FieldInfo:
    """Raises Invalid, with the nearest key, when there is no such setting."""
    section, _, key = dotted.partition(".")
    if section in SECTIONS and key in SECTIONS[section].model_fields:
        return SECTIONS[section].model_fields[key]
    near = difflib.get_close_matches(dotted, all_keys(), 1)
    raise Invalid(
        f"There is no setting {dotted!r}.",
        f"Did you mean {near[0]}?" if near else "`concierge config get` lists all settings.",
    )


def parsed(dotted: str, text: str) -> Any:
    """What a person typed, as TOML if it is that, else as a word: 8377, true, ["de"], or Ana."""
    annotation = field_of(dotted).annotation
    if annotation is str or is_secret(field_of(dotted)):
        return text
    try:
        return tomlkit.parse(f"v = {text}").unwrap()["v"]
    except tomlkit.exceptions.TOMLKitError:
        pass
    if annotation == list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def change(home: Home, dotted: str, text: str) -> str:
    """Write one setting where it belongs; returns the name of the file it went to."""
    if is_secret(field_of(dotted)):
        write_secret(home, dotted, text)
        return home.secrets.name
    before = home.config.read_text(encoding="utf-8")
    value = parsed(dotted, text)
    after = with_value(before, dotted, value)
    # In a file that is wrong elsewhere, one thing after the other can still be put right.
    check_text(after if _is_right(before, home) else render({dotted: value}), home)
    write_private(home.config, after)
    return home.config.name


def _is_right(text: str, home: Home) -> bool:
    try:
        check_text(text, home)
    except Invalid:
        return False
    return True


def with_value(text: str, dotted: str, value: Any) -> str:
    """The file's text with one value set; a commented-out line of it is woken in its place."""
    section, _, key = dotted.partition(".")
    document = tomlkit.parse(_woken(text, section, key))
    table = document.setdefault(section, tomlkit.table())
    table[key] = value
    return tomlkit.dumps(document)


def _woken(text: str, section: str, key: str) -> str:
    lines, inside = text.splitlines(keepends=True), False
    found: int | None = None
    for number, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("["):
            inside = stripped.split("#")[0].strip() == f"[{section}]"
        elif inside and stripped.startswith(f"{key} ="):
            return text
        elif inside and stripped.startswith(f"# {key} ="):
            found = number
    if found is None:
        return text
    lines[found] = lines[found].replace("# ", "", 1)
    woken = "".join(lines)
    try:
        tomlkit.parse(woken)
    except tomlkit.exceptions.TOMLKitError:
        return text
    return woken


def check_text(text: str, home: Home) -> None:
    """Raises what `read_settings` would raise, had the file this text; nothing is written there."""
    with tempfile.TemporaryDirectory() as folder:
        aside = Home(Path(folder))
        aside.config.write_text(text, encoding="utf-8")
        try:
            check_meaning(read_settings(aside), home)
        except Invalid as error:
            said = error.message.replace(str(aside.config), home.config.name)
            raise Invalid(said, error.hint) from error


def check_meaning(settings: Settings, home: Home) -> None:
    """Raises for values of the right shape that mean nothing: no such template, no cron line."""
    from server.clockwork import check_lines
    from templates.industry import load_template

    check_lines(settings)
    try:
        load_template(settings.business.template, home.templates)
    except NotFound as error:
        raise Invalid(f"business.template: {error.message}", error.hint) from error


def write_secret(home: Home, dotted: str, value: str) -> None:
    """One line of secrets.env, readable by its owner alone."""
    if "\n" in value or "\r" in value:
        raise Invalid("A secret is one line.")
    name = variable(dotted)
    text = home.secrets.read_text(encoding="utf-8") if home.secrets.exists() else ""
    lines = text.removesuffix("\n").split("\n") if text else []
    kept = [line for line in lines if not line.strip().startswith(f"{name}=")]
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    write_private(home.secrets, "\n".join([*kept, f"{name}='{quoted}'"]) + "\n")


def write_private(path: Path, text: str) -> None:
    """Beside first, then renamed: the file is the old one or the new one, never half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
