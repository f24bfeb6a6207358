"""Settings: one TOML file with comments, secrets apart, every value's origin known.

    flag  >  environment (CONCIERGE_SECTION__KEY)  >  secrets.env  >  concierge.toml  >  default

Read once, when a command starts. A wrong key or value is refused with its file and line.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings as PydanticSettings
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from store import restoring
from store.answer_settings import Answers
from store.complaints import complaint
from store.demo_settings import Demos
from store.desk_settings import Desk
from store.errors import Invalid
from store.home import Home
from store.model_settings import Budget, Embedder, Model
from store.report_settings import Reports
from store.sections import Address, Section, web_address
from store.widget_settings import Widget

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Business(Section):
    """The business this concierge stands at the desk of."""

    name: str = Field("My business", description="The name guests know it by.", min_length=1)
    template: str = Field("general", description="Industry template: see `concierge init --help`.")
    timezone: str = Field("UTC", description="IANA time zone, for example Europe/Madrid.")
    website: Address = Field("", description="Its website; pages from here may embed the widget.")
    languages: list[str] = Field(
        default=["en"], description="Languages of its guests, most common first (ISO 639-1)."
    )
    colour: Colour = Field("#1f5f5b", description="Brand colour of widget, page and mail.")

    @field_validator("languages")
    @classmethod
    def _are_codes(cls, value: list[str]) -> list[str]:
        for code in value:
            if not re.fullmatch("[a-z]{2}", code):
                raise ValueError(f"{code!r} is not a language's two letters, like en or de")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            near = difflib.get_close_matches(value, available_timezones(), 1)
            raise ValueError(
                f"{value!r} is not a time zone" + (f"; did you mean {near[0]}?" if near else "")
            )
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Server(Section):
    """Where the house listens."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8377, description="Port to listen on.", ge=0, le=65535)
    public_url: Address = Field(
        "", description="The address guests use, when a proxy stands before."
    )
    origins: list[str] = Field(
        default=[], description="Further origins whose pages may embed the widget."
    )
    messages_per_minute: int = Field(
        30, description="Messages one conversation may send in a minute.", ge=1
    )
    conversations_per_hour: int = Field(
        60, description="Conversations one address may open in an hour.", ge=1
    )
    demonstration: str = Field(
        "", description="Demonstration business served under /demonstration/; empty for none."
    )

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: list[str]) -> list[str]:
        for origin in value:
            parts = web_address(origin)
            if parts.path.strip("/") or parts.query or parts.fragment:
                raise ValueError(f"{origin!r} names a page; write only https://and.its.name")
        return value


class Ingest(Section):
    """How websites and files are read."""

    allow_private: bool = Field(False, description="Allow addresses inside private networks.")
    browser: bool = Field(
        False, description="Read pages that are all JavaScript with an installed Chromium."
    )
    max_pages: int = Field(500, description="Pages read of one website at most.", ge=1)
    max_depth: int = Field(8, description="Links followed from the first page at most.", ge=0)
    delay: float = Field(0.2, description="Seconds between two requests to one site.", ge=0)
    ocr_languages: list[str] = Field(
        default=["eng"], description="Languages for reading scanned pages (tesseract's names)."
    )
    refresh: str = Field(
        "", description="Cron line on which all sources are read again; empty: never by itself."
    )
    keep_generations: int = Field(3, description="Older generations kept for rollback.", ge=1)
    gate: bool = Field(
        False, description="Publish only if no evaluation case gets worse: `concierge eval case`."
    )
    model_facts: bool = Field(
        False, description="Let the language model find prices in prose; each must stand there."
    )
    vision: str = Field(
        "",
        description="Model of your provider that reads pictures others could not; empty: none.",
    )


class Mail(Section):
    """Outgoing mail (SMTP)."""

    host: str = Field("", description="SMTP server; empty: nothing is mailed, reports are kept.")
    port: int = Field(587, description="SMTP port.", ge=1, le=65535)
    username: str = Field("", description="SMTP user.")
    password: SecretStr = Field(SecretStr(""), description="SMTP password; keep in secrets.env.")
    sender: str = Field("", description="From address.")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls, tls or none."
    )


class Logs(Section):
    """Logging."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level.")
    json_lines: bool = Field(False, description="Write JSON instead of plain lines.")


class Layer(PydanticSettings):
    """Names the variables: CONCIERGE_SECTION__KEY."""

    model_config = {"extra": "ignore"}

    business: Business = Business.model_construct()
    server: Server = Server.model_construct()
    model: Model = Model.model_construct()
    budget: Budget = Budget.model_construct()
    embedder: Embedder = Embedder.model_construct()
    answers: Answers = Answers.model_construct()
    desk: Desk = Desk.model_construct()
    ingest: Ingest = Ingest.model_construct()
    reports: Reports = Reports.model_construct()
    mail: Mail = Mail.model_construct()
    widget: Widget = Widget.model_construct()
    demos: Demos = Demos.model_construct()
    logs: Logs = Logs.model_construct()


class SecretsFile(DotEnvSettingsSource):
    """secrets.env, word for word: a password may hold ${ and must not become something else."""

    def _read_env_file(self, file_path: Path) -> Mapping[str, str | None]:
        found = dotenv_values(file_path, encoding="utf-8", interpolate=False)
        return {name.lower(): value for name, value in found.items()}


class Settings(BaseModel):
    """All settings of one home. `origins["server.port"]` says where a value comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    business: Business = Business.model_validate({})
    server: Server = Server.model_validate({})
    model: Model = Model.model_validate({})
    budget: Budget = Budget.model_validate({})
    embedder: Embedder = Embedder.model_validate({})
    answers: Answers = Answers.model_validate({})
    desk: Desk = Desk.model_validate({})
    ingest: Ingest = Ingest.model_validate({})
    reports: Reports = Reports.model_validate({})
    mail: Mail = Mail.model_validate({})
    widget: Widget = Widget.model_validate({})
    demos: Demos = Demos.model_validate({})
    logs: Logs = Logs.model_validate({})

    home: Home = Field(default=Home(Path()), exclude=True)
    origins: dict[str, str] = Field(default={}, exclude=True)

    @property
    def public_url(self) -> str:
        own = f"http://{self.server.host}:{self.server.port}"
        return (self.server.public_url or own).rstrip("/")


SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def read_settings(home: Home, flags: Mapping[str, Any] | None = None) -> Settings:
    """Everything that applies to `home`. `flags` are dotted keys ("server.port") from a command."""
    restoring.finish(home)
    home.must_exist()
    file = read_toml(home.config)
    layers: list[tuple[str, dict[str, Any]]] = [
        ("concierge.toml", file),
        ("secrets.env", _variables(home.secrets)),
        ("environment", _variables(None)),
        ("flag", _nested(flags or {})),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for section, keys in layer.items():
            if not isinstance(keys, dict):
                raise _unknown(home.config, section, "", origin)
            for key, value in keys.items():
                if section not in SECTIONS or key not in SECTIONS[section].model_fields:
                    raise _unknown(home.config, section, key, origin)
                values.setdefault(section, {})[key] = value
                origins[f"{section}.{key}"] = origin
    try:
        return Settings(**values, home=home, origins=origins)
    except ValidationError as error:
        raise _wrong_value(home.config, error, origins) from error


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{path} is not valid TOML: {error}.", "Mend that line.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{path} cannot be read: {error}.", "Check the file and its rights."
        ) from error


def _variables(file: Path | None) -> dict[str, Any]:
    """The layer of CONCIERGE_SECTION__KEY variables, from the environment or a file of them."""
    if file is None:
        source: EnvSettingsSource = EnvSettingsSource(
            Layer, env_prefix="CONCIERGE_", env_nested_delimiter="__"
        )
    elif file.exists():
        source = SecretsFile(
            Layer, env_file=file, env_prefix="CONCIERGE_", env_nested_delimiter="__"
        )
    else:
        return {}
    try:
        found = source()
    except ValueError as error:
        raise Invalid(f"A CONCIERGE_ variable cannot be read: {error}.") from error
    return {k: v for k, v in found.items() if k in SECTIONS and isinstance(v, dict)}


def _nested(dotted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    nested: dict[str, dict[str, Any]] = {}
    for name, value in dotted.items():
        section, _, key = name.partition(".")
        nested.setdefault(section, {})[key] = value
    return nested


def _unknown(path: Path, section: str, key: str, origin: str) -> Invalid:
    own = origin == "concierge.toml"
    line = line_of(path, section, key if section in SECTIONS else "") if own else None
    place = f"{path}, line {line}" if line else str(path) if own else origin
    if section not in SECTIONS:
        near = difflib.get_close_matches(section, SECTIONS, 1)
        name = f"section [{section}]"
    else:
        near = difflib.get_close_matches(key, SECTIONS[section].model_fields, 1)
        name = f"key {key!r} in [{section}]"
    hint = f"Did you mean {near[0]!r}?" if near else "`concierge config get` lists all settings."
    return Invalid(f"{place}: unknown {name}.", hint)


def _wrong_value(path: Path, error: ValidationError, origins: Mapping[str, str]) -> Invalid:
    first = error.errors()[0]
    section, key = (str(p) for p in (*first["loc"], "", "")[:2])
    origin = origins.get(f"{section}.{key}", "concierge.toml")
    line = line_of(path, section, key) if origin == "concierge.toml" else None
    place = f"{path}, line {line}" if line else origin
    field = SECTIONS[section].model_fields.get(key) if section in SECTIONS else None
    meant = f"{section}.{key}: {field.description}" if field and field.description else ""
    told = complaint(first, show=origin in ("concierge.toml", "flag"))
    return Invalid(f"{place}: {section}.{key}: {told}.", meant)


def line_of(path: Path, section: str, key: str) -> int | None:
    """The line (from 1) where a key, or its section, stands in the file; None if it does not."""
    if not path.exists():
        return None
    current, head = "", re.compile(r"^\s*\[\s*([^\]\s]+)\s*\]")
    wanted = key if key else section
    assignment = re.compile(rf"^\s*[\"']?{re.escape(wanted)}[\"']?\s*=")
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        if found := head.match(line):
            current = found.group(1)
            if current == section and not key:
                return number
        elif current == (section if key else "") and assignment.match(line):
            return number
    return None
