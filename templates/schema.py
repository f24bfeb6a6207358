"""What a template may say: every key, its kind and its limits; docs/templates.md tells it in words.

Most of it is used: greeting, buttons, prompt, persona, words that fetch a person, autonomy,
questions. What belongs to rooms that are still to come (services, hours, intake, context, words of
the trade, sequences) is checked like the rest and kept; nothing reads it yet.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["en", "es", "de", "fr", "it", "pt", "nl", "he"]
Tone = Literal["luxury", "direct", "friendly", "sales", "professional", "warm"]
Channel = Literal["widget", "web_form", "mail", "whatsapp", "sms", "voice"]
Autonomy = Literal["auto", "draft"]
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
InputType = Literal[
    "text",
    "long_text",
    "choice",
    "multi",
    "yes_no",
    "date",
    "time",
    "date_time",
    "number",
    "money",
    "phone",
    "email",
    "address",
    "file",
    "link",
    "rating",
    "tags",
]
Moment = Literal["inquiry", "booking_abandoned", "booking_made", "visit_done"]
Stop = Literal["reply", "booking", "opt_out"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
CHOOSING = ("choice", "multi")

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
MaybeKey = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{1,39})?$")]
Line = Annotated[str, Field(min_length=1, max_length=400)]
Word = Annotated[str, Field(min_length=2, max_length=80)]
Delay = Annotated[str, Field(pattern=r"^[1-9]\d{0,2}(m|h|d)$")]
Words = dict[Language, tuple[Word, ...]]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Persona(Part):
    """`name` is what the concierge calls itself; an empty one means no name at all. `tones` are
    those of single channels."""

    name: str = Field(default="", max_length=40)
    tone: Tone
    tones: dict[Channel, Tone] = Field(default_factory=dict)


class Service(Part):
    """Something guests ask to book or to have done. `ask` is what staff must know to do it;
    without `duration_minutes` it takes as long as the guest says (a stay) or as it takes."""

    key: Key
    name: Line
    kind: Literal["booking", "request"]
    ask: tuple[Asked, ...] = ()
    department: str = Field(default="", max_length=40)
    duration_minutes: int | None = Field(default=None, ge=5, le=1_440)


class Hours(Part):
    """A kind of hours that businesses of the trade keep apart: reception, kitchen, telephone."""

    key: Key
    name: Line


class Intake(Part):
    """Something to find out in conversation. Its wording is in the phrases, under `intake`."""

    key: Key
    type: InputType
    required: bool = False
    choices: tuple[Key, ...] = ()


class ContextField(Part):
    """Something worth keeping with a conversation, with the name staff read."""

    key: Key
    name: Line
    type: InputType
    choices: tuple[Line, ...] = ()


class HandedOver(Part):
    """What the concierge never answers: it gives the right number and fetches a person.

    `reason` is what staff read. `number` names an entry of `numbers`, or is empty: then no number
    is given. The sentence a guest is told is in the phrases, under `handed_over`. A word may end
    in * (any ending), and "..." between two words stands for up to four others.
    """

    reason: Line
    urgent: bool = False
    number: MaybeKey = ""
    words: Words


class Escalation(Part):
    """Words per language that fetch a person: at once (`urgent`), or as soon as one is free."""

    urgent: Words
    upset: Words


class Habit(Part):
    """How freely it speaks to begin with: `draft` shows staff each reply first."""

    default: Autonomy = "auto"
    channels: dict[Channel, Autonomy] = Field(default_factory=dict)


class Step(Part):
    """One message of a sequence, `after` the moment or the step before: 30m, 2h, 3d. `say` names
    its words in the phrases, under `sequences`."""

    after: Delay
    say: Key


class Sequence(Part):
    key: Key
    name: Line
    begins: Moment
    stops: tuple[Stop, ...] = ("reply", "opt_out")
    steps: tuple[Step, ...] = Field(min_length=1, max_length=6)


class ReportValues(Part):
    """Starting values for the owner to replace; money is in the owner's currency."""

    average_booking_value: float = Field(ge=0, le=1_000_000)
    minutes_saved_per_answer: float = Field(ge=0, le=120)
    staff_cost_per_hour: float = Field(ge=0, le=1_000)


class Role(Part):
    """One of the business's jobs the concierge can speak as, in chat mode."""

    key: Key
    name: Line
    instructions: Line


class QuickReply(Part):
    """`label` stands on the button; `ask` is what the guest then has said."""

    label: str = Field(min_length=1, max_length=30)
    ask: Line


class Phrases(Part):
    """Standing sentences of one language; `spoken` fills in `{business}` and `{persona}`, and in
    those of `handed_over` `{number}`."""

    greeting: Line
    hand_over: Line
    hand_over_closed: Line
    not_known: Line
    ask_contact: Line
    thanks: Line
    goodbye: Line
    quick_replies: tuple[QuickReply, ...] = Field(default=(), max_length=4)
    handed_over: dict[Key, Line] = Field(default_factory=dict)
    intake: dict[Key, Line] = Field(default_factory=dict)
    sequences: dict[Key, Line] = Field(default_factory=dict)


class SampleQuestion(Part):
    """`expect` are regular expressions; each must be found in the answer, letter case aside."""

    ask: Line
    expect: tuple[Line, ...] = ()
    answerable: bool = True


class Questions(Part):
    question: tuple[SampleQuestion, ...] = ()


class Sheet(Part):
    """What template.toml itself holds."""

    name: Key
    title: Line
    description: Line
    inherits: MaybeKey = ""
    intents: tuple[Intent, ...] = Field(min_length=1)
    words: dict[Intent, Words] = Field(default_factory=dict)
    persona: Persona
    hours: tuple[Hours, ...] = ()
    intake: tuple[Intake, ...] = ()
    context: tuple[ContextField, ...] = ()
    services: tuple[Service, ...] = ()
    autonomy: Habit = Habit()
    numbers: dict[Key, str] = Field(default_factory=dict)
    handed_over: dict[Key, HandedOver] = Field(default_factory=dict)
    escalation: Escalation
    sequences: tuple[Sequence, ...] = ()
    report_values: ReportValues
    targets: dict[Figure, Annotated[float, Field(ge=0, le=1_440)]] = Field(default_factory=dict)
    roles: tuple[Role, ...] = ()


class IndustryTemplate(Sheet):
    """A template read whole, with what it inherits. Targets are shares from 0 to 1, except the
    one in minutes."""

    phrases: dict[Language, Phrases]
    prompt: str
    questions: tuple[SampleQuestion, ...]

    def phrases_in(self, language: str) -> Phrases:
        """The sentences of a language such as "de" or "de-AT"; English where there are none."""
        for known, phrases in self.phrases.items():
            if known == language.lower().replace("_", "-").split("-")[0]:
                return phrases
        return self.phrases["en"]
