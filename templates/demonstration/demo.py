"""The demonstration businesses, ready to be served, ingested and asked about: one per template.

`site` is a folder to serve as it is, under any path: its pages link to each other relatively, and
ask the server's own origin for /widget.js alone. The PDFs are linked from the pages, so crawling
the site finds them; `documents` names them for those who ingest files directly.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from store.errors import Invalid, NotFound

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_Part):
    primary: Colour
    accent: Colour
    background: Colour


class Person(_Part):
    """Somebody of its staff, who answers guests in its month of history."""

    name: str = Field(min_length=1, max_length=60)
    role: Literal["manager", "agent", "viewer"] = "agent"


class Business(_Part):
    """Settings of a business, as its owner would give them. `languages` begins with its own;
    `first_question` is asked when it is shown, else the first of its questions that is in that
    language and can be answered."""

    name: str
    template: str
    timezone: str
    currency: str
    languages: tuple[str, ...] = Field(min_length=1)
    website: str
    phone: str
    email: str
    owner_email: str
    colours: Colours
    first_question: str = ""
    staff: tuple[Person, ...] = (Person(name="Maya Brandt"), Person(name="Tom Ashby"))


class Answered(_Part):
    """What its staff have answered once."""

    question: str = Field(min_length=3)
    answer: str = Field(min_length=1)


class _HouseAnswers(_Part):
    answer: tuple[Answered, ...] = ()


class Question(BaseModel):
    """A guest's question and what a right answer holds; other keys of the line are remarks.

    Every group of `facts` must match the answer by any one of its regular expressions, and none of
    `must_not` may, letter case aside. `evidence` stands literally in `file`, blanks aside.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    source: str
    lang: str
    site_lang: str
    question: str
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    type: str
    file: str | None = None
    evidence: str | None = None
    item: str | None = None


class Demonstration(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    business: Business
    site: Path
    documents: tuple[Path, ...]
    questions: tuple[Question, ...]
    answers: tuple[Answered, ...] = ()

    @property
    def first_question(self) -> str:
        own = self.business.languages[0]
        said = (q.question for q in self.questions if q.answerable and q.lang == own)
        return self.business.first_question or next(said)


def list_demonstrations() -> list[str]:
    return sorted(
        folder.name
        for folder in files("templates.demonstration").iterdir()
        if (folder / "business.toml").is_file()
    )


def demonstration(name: str = "harbour_house") -> Demonstration:
    """A demonstration business by name, with real paths: for a house unpacked on disk.

    `NotFound` when there is none of that name. Installed from a zip, its files have no path;
    then use `unpacked`.
    """
    folder = _folder(name)
    if not isinstance(folder, Path):
        raise Invalid("The demonstration lies in an archive.", "Unpack it with `unpacked`.")
    return _read(folder)


def demonstration_of(template: str) -> str:
    """The name of this template's demonstration. Raises NotFound when it has none."""
    of = {_template_of(name): name for name in list_demonstrations()}
    if template not in of:
        raise NotFound(
            f"There is no demonstration of {template!r}.",
            f"There is one of {', '.join(sorted(of))}.",
        )
    return of[template]


def _template_of(name: str) -> str:
    sheet = files("templates.demonstration") / name / "business.toml"
    return str(tomllib.loads(sheet.read_text("utf-8")).get("template", ""))


@contextmanager
def unpacked(name: str = "harbour_house") -> Iterator[Demonstration]:
    """The same, wherever the house is installed; its paths hold while the block lasts."""
    with ExitStack() as stack:
        yield _read(stack.enter_context(as_file(_folder(name))))


def _folder(name: str) -> Traversable:
    known = list_demonstrations()
    if name not in known:
        raise NotFound(
            f"There is no demonstration called {name!r}.", f"There are {', '.join(known)}."
        )
    return files("templates.demonstration") / name


def _read(folder: Path) -> Demonstration:
    site = folder / "site"
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    answers = folder / "house_answers.toml"
    answered = tomllib.loads(answers.read_text("utf-8")) if answers.is_file() else {}
    try:
        return Demonstration(
            name=folder.name,
            business=Business.model_validate(
                tomllib.loads((folder / "business.toml").read_text("utf-8"))
            ),
            site=site,
            documents=tuple(sorted((site / "files").glob("*.pdf"))),
            questions=tuple(Question.model_validate(json.loads(line)) for line in lines if line),
            answers=_HouseAnswers.model_validate(answered).answer,
        )
    except ValidationError as error:
        raise Invalid(f"The demonstration {folder.name!r} is damaged: {error}.") from error
