"""An industry template: where a new front desk starts, before it has read a word of the business.

    template.toml             who speaks, what guests want, when to fetch a person, worth
    phrases.<language>.toml   the standing sentences in its voice; English is always there
    prompt.md                 what chat mode is told of the trade, before anything else
    eval.toml                 questions every business of the kind should be able to answer

They are plain files, so that an owner can copy a folder and change it. A template promises nothing
about the business itself: it holds no hours, no price and no name.
"""

from __future__ import annotations

import difflib
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from store.errors import Invalid, NotFound
from templates.lines import line_of

Language = Literal["en", "es", "de", "fr", "it", "pt", "nl", "he"]
Tone = Literal["luxury", "direct", "friendly", "sales", "professional", "warm"]
Intent = Literal[
    "greeting",
    "hours",
    "price",
    "location",
    "contact",
    "policy",
    "menu",
    "service",
    "event",
    "booking",
    "request",
    "complaint",
    "person",
]
Figure = Literal[
    "cache_hits",
    "satisfaction",
    "replies_changed",
    "calls_completed",
    "tool_calls",
    "uptime",
    "errors",
    "first_person_answer_minutes",
    "bookings_finished",
    "returning_guests",
]
Asked = Literal["date", "time", "nights", "party_size", "name", "phone", "email", "room", "note"]

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Line = Annotated[str, Field(min_length=1, max_length=400)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Persona(_Part):
    """`name` is what the concierge calls itself; an empty one means no name at all."""

    name: str = Field(default="", max_length=40)
    tone: Tone


class Service(_Part):
    """Something guests ask to book or to have done. `ask` is what staff must know to do it."""

    key: Key
    name: Line
    kind: Literal["booking", "request"]
    ask: tuple[Asked, ...] = ()
    department: str = Field(default="", max_length=40)


class Escalation(_Part):
    """Words per language that fetch a person: at once (`urgent`), or as soon as one is free."""

    urgent: dict[Language, tuple[Line, ...]]
    upset: dict[Language, tuple[Line, ...]]


class ReportValues(_Part):
    """Starting values for the owner to replace; money is in the owner's currency."""

    average_booking_value: float = Field(ge=0, le=1_000_000)
    minutes_saved_per_answer: float = Field(ge=0, le=120)
    staff_cost_per_hour: float = Field(ge=0, le=1_000)


class Role(_Part):
    """One of the business's jobs the concierge can speak as, in chat mode."""

    key: Key
    name: Line
    instructions: Line


class QuickReply(_Part):
    """`label` stands on the button; `ask` is what the guest then has said."""

    label: str = Field(min_length=1, max_length=30)
    ask: Line


class Phrases(_Part):
    """Standing sentences of one language; `spoken` fills in `{business}` and `{persona}`."""

    greeting: Line
    hand_over: Line
    hand_over_closed: Line
    not_known: Line
    ask_contact: Line
    thanks: Line
    goodbye: Line
    quick_replies: tuple[QuickReply, ...] = Field(default=(), max_length=4)


class SampleQuestion(_Part):
    """`expect` are regular expressions; each must be found in the answer, letter case aside."""

    ask: Line
    expect: tuple[Line, ...] = ()
    answerable: bool = True


class _Sheet(_Part):
    """What template.toml itself holds."""

    name: Key
    title: Line
    description: Line
    intents: tuple[Intent, ...] = Field(min_length=1)
    persona: Persona
    escalation: Escalation
    report_values: ReportValues
    targets: dict[Figure, Annotated[float, Field(ge=0, le=1_440)]] = Field(default_factory=dict)
    services: tuple[Service, ...] = ()
    roles: tuple[Role, ...] = ()


class IndustryTemplate(_Sheet):
    """A template read whole. Targets are shares from 0 to 1, except the one in minutes."""

    phrases: dict[Language, Phrases]
    prompt: str
    questions: tuple[SampleQuestion, ...]

    def phrases_in(self, language: str) -> Phrases:
        """The sentences of a language such as "de" or "de-AT"; English where there are none."""
        for known, phrases in self.phrases.items():
            if known == language.lower().replace("_", "-").split("-")[0]:
                return phrases
        return self.phrases["en"]


class _Questions(_Part):
    question: tuple[SampleQuestion, ...] = ()


def spoken(sentence: str, *, business: str, persona: str = "") -> str:
    """A standing sentence with its names filled in.

    Plain replacement, not `str.format`: a business may be called `{0.__class__}`.
    """
    parts = sentence.split("{persona}")
    return persona.join(part.replace("{business}", business) for part in parts)


def list_templates() -> list[str]:
    """Names of the templates that come with the house."""
    return sorted(
        folder.name
        for folder in files("templates").iterdir()
        if (folder / "template.toml").is_file()
    )


def load_template(name: str) -> IndustryTemplate:
    """A template of the house by name; `NotFound` if there is none, `Invalid` if broken."""
    known = list_templates()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise NotFound(f"There is no template called {name!r}.", hint)
    return read_template(files("templates") / name)


def read_template(folder: Traversable) -> IndustryTemplate:
    """A template from any folder, an owner's copy included. Faults name file, line and key."""
    sheet = _read(folder / "template.toml", _Sheet)
    if sheet.name != folder.name:
        raise Invalid(
            f"{folder.name}/template.toml calls itself {sheet.name!r}.",
            "A template has the name of its folder.",
        )
    return IndustryTemplate(
        **dict(sheet),
        phrases=_phrases(folder),
        prompt=_text(folder / "prompt.md").strip(),
        questions=_read(folder / "eval.toml", _Questions).question,
    )


def _phrases(folder: Traversable) -> dict[Language, Phrases]:
    spoken_in: dict[Language, Phrases] = {}
    for language in get_args(Language):
        sheet = folder / f"phrases.{language}.toml"
        if language == "en" or sheet.is_file():
            spoken_in[language] = _read(sheet, Phrases)
    return spoken_in


P = TypeVar("P", bound=BaseModel)


def _read(file: Traversable, shape: type[P]) -> P:
    text = _text(file)
    try:
        return shape.model_validate(_toml(file, text))
    except ValidationError as error:
        raise _fault(file, text, error) from error


def _toml(file: Traversable, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            f"{file.name} is not valid TOML: {error}.", "Mend the line it names."
        ) from error


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Invalid(
            f"The template has no {file.name}.", "Copy the file from a template of the house."
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file.name} is not written in UTF-8.", "Save it as UTF-8.") from error


def _fault(file: Traversable, text: str, error: ValidationError) -> Invalid:
    first = error.errors(include_url=False, include_input=False)[0]
    path = tuple(part for part in first["loc"] if part != "[key]")
    line = line_of(text, path)
    where = f"{file.name}, line {line}" if line else file.name
    key = ".".join(str(part) for part in path)
    more = f" ({error.error_count() - 1} more after it.)" if error.error_count() > 1 else ""
    return Invalid(f"{where}: {key}: {first['msg']}.{more}", "Correct this key, then check again.")
