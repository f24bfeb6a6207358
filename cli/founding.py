"""Making a home. Everything is checked first; the settings file, which makes it one, comes last.

So a founding that fails half-way can simply be done again.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.config_file import check_text, render, write_private
from store import accounts
from store.errors import Conflict, Invalid, NotFound
from store.home import Home
from store.sections import web_address
from store.settings import read_settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner answers. Empty means: the default."""

    name: str = ""
    template: str = ""
    timezone: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    model: str = "none"
    colour: str = ""
    port: int | None = None
    owner_email: str = ""
    owner_password: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """What there is afterwards. `generated_password` is told once and kept nowhere."""

    home: Home
    business: str
    embed: str
    owner_email: str
    generated_password: str
    next_commands: list[str]

    def as_dict(self) -> dict[str, Any]:
        return {
            "home": str(self.home.path),
            "config": str(self.home.config),
            "business": self.business,
            "owner_email": self.owner_email,
            "generated_password": self.generated_password,
            "embed": self.embed,
            "next": self.next_commands,
        }


def refuse_taken(home: Home) -> None:
    if home.exists():
        raise Conflict(
            f"There is a concierge in {home.path} already.",
            "Change it with `concierge config edit`, or name another folder with --home.",
        )


def found(home: Home, wanted: Wanted) -> Made:
    """Make the home. Raises before anything is written when an answer is wrong."""
    from cli.industries import ask_what_the_trade_asks
    from store.migrate import open_store
    from templates.industry import load_template

    refuse_taken(home)
    text = render(values_of(wanted))
    check_text(text, home)
    email, password, generated = _owner(wanted)
    home.create()
    store = open_store(home, create=True)
    try:
        with store.writing() as tx:
            if email:
                _account(tx, email, password)
            ask_what_the_trade_asks(tx, load_template(wanted.template or "general"))
    finally:
        store.close()
    if not home.secrets.exists():
        write_private(home.secrets, "# Secrets, as CONCIERGE_SECTION__KEY=value.\n")
    write_private(home.config, text)
    settings = read_settings(home)
    return Made(
        home=home,
        business=settings.business.name,
        embed=embed_line(settings.public_url),
        owner_email=email,
        generated_password=password if generated else "",
        next_commands=_next(home, settings.business.website, email),
    )


def embed_line(address: str) -> str:
    return f'<script src="{address}/widget.js" async></script>'


def values_of(wanted: Wanted) -> dict[str, Any]:
    """Dotted settings; raises Invalid or NotFound for an answer that cannot be one."""
    from cli.industries import habits
    from templates.industry import load_template

    if not wanted.name.strip():
        raise Invalid("The business needs a name.", 'Give one: --name "Hotel Mar".')
    template = load_template(wanted.template or "general")
    values: dict[str, Any] = {
        "business.name": wanted.name.strip(),
        "business.template": template.name,
        "business.timezone": wanted.timezone or local_zone(),
        "business.website": _website(wanted.website),
        "business.languages": list(wanted.languages) or ["en"],
        **habits(template),
        **_model(wanted.model),
        **wanted.more,
    }
    if wanted.colour:
        values["business.colour"] = wanted.colour
    if wanted.port is not None:
        values["server.port"] = wanted.port
    return values


def _website(address: str) -> str:
    address = address.strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        web_address(address)
    except ValueError as error:
        raise Invalid(
            f"{address!r} is not the address of a website.", "For example https://hotelmar.example."
        ) from error
    return address


def _model(named: str) -> dict[str, Any]:
    provider, _, model = named.strip().partition(":")
    if provider in ("", "none"):
        return {}
    if provider not in ("anthropic", "ollama", "openai"):
        raise Invalid(
            f"There is no model provider {provider!r}.", "Choose none, anthropic, ollama or openai."
        )
    return {"model.provider": provider, "model.name": model}


def local_zone() -> str:
    """This machine's time zone, or UTC when it does not say."""
    from zoneinfo import available_timezones

    known = available_timezones()
    written = Path("/etc/timezone")
    said = (
        os.environ.get("TZ", ""),
        written.read_text(errors="replace").strip() if written.is_file() else "",
        str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2],
    )
    zone = next((zone for zone in said if zone in known), "UTC")
    return "UTC" if zone == "Etc/UTC" else zone


def _owner(wanted: Wanted) -> tuple[str, str, bool]:
    """E-mail, password, and whether we made the password up."""
    if not wanted.owner_email:
        if wanted.owner_password:
            raise Invalid("There is a password, and nobody it is for.", "Give --owner-email too.")
        return "", "", False
    email = accounts.check_email(wanted.owner_email)
    if wanted.owner_password:
        return email, accounts.check_password(wanted.owner_password, email), False
    return email, new_password(), True


def new_password() -> str:
    """Easy to read out over the telephone: four groups without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _account(tx: Any, email: str, password: str) -> None:
    try:
        known = accounts.find(tx, email)
    except NotFound:
        accounts.add(tx, email, "", "owner", password)
    else:
        accounts.set_password(tx, known, password)


def _next(home: Home, website: str, email: str) -> list[str]:
    from store.home import default_home

    flag = "" if home.path == default_home().absolute() else f" --home {home.path}"
    steps = [f"concierge ingest {website or 'SOURCE'}{flag}", f"concierge serve{flag}"]
    if not email:
        steps.insert(0, f"concierge user add EMAIL --role owner{flag}")
    return steps
