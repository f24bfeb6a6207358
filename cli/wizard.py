"""The questions of `concierge init`, one at a time, each with an answer ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import available_timezones

from rich.console import Console
from rich.markup import escape
from rich.prompt import Confirm, Prompt

from cli.founding import Wanted, local_zone, values_of
from store import accounts
from store.errors import ConciergeError, Invalid
from store.home import Home
from templates.industry import list_templates, load_template

console = Console(highlight=False)


def ask_all(given: Wanted, home: Home) -> Wanted:
    """What was given as a flag is not asked again."""
    console.print("[bold]A concierge for your business.[/bold] Enter takes the answer in brackets.")
    console.print(f"Its home will be {escape(str(home.path))}.\n")
    wanted = given
    wanted = replace(wanted, name=given.name or _asked("What is the business called?", "", _name))
    wanted = replace(wanted, template=given.template or _template())
    zone = given.timezone or _asked("Which time zone is it in?", local_zone(), _zone)
    wanted = replace(wanted, timezone=zone)
    site = given.website or _asked("Its website? (empty for none)", "", _website_of(wanted))
    wanted = replace(wanted, website=site)
    wanted = replace(wanted, colour=given.colour or _colour(wanted))
    if given.model == "none":
        wanted = replace(wanted, model=_model(wanted))
    if not given.owner_email and Confirm.ask("Make your own account now?", default=True):
        wanted = replace(wanted, owner_email=_asked("Your e-mail?", "", accounts.check_email))
    if wanted.owner_email and not wanted.owner_password:
        wanted = replace(wanted, owner_password=_password(wanted.owner_email))
    return wanted


def _asked(question: str, default: str, check: Callable[[str], object]) -> str:
    """Ask until `check` has nothing against the answer."""
    while True:
        answer = str(Prompt.ask(question, default=default, show_default=bool(default))).strip()
        try:
            check(answer)
        except ConciergeError as error:
            console.print(f"[yellow]{escape(error.message)}[/yellow] {escape(error.hint)}")
        else:
            return answer


def _name(answer: str) -> None:
    if not answer:
        raise Invalid("It needs a name.")


def _zone(answer: str) -> None:
    if answer not in available_timezones():
        raise Invalid(f"{answer!r} is not a time zone.", "For example Europe/Madrid.")


def _website_of(wanted: Wanted) -> Callable[[str], object]:
    return lambda answer: values_of(replace(wanted, website=answer))


def _template() -> str:
    names = list_templates()
    console.print("\nWhat kind of business is it?")
    for number, name in enumerate(names, 1):
        template = load_template(name)
        title = f"[bold]{escape(template.title)}[/bold]"
        console.print(f"  {number}  {title}  {escape(template.description)}")
    general = names.index("general") + 1 if "general" in names else 1
    picked = Prompt.ask(
        "Its number", choices=[str(i + 1) for i in range(len(names))], default=str(general)
    )
    return names[int(picked) - 1]


def _colour(wanted: Wanted) -> str:
    from store.settings import Business

    def check(answer: str) -> None:
        import re

        if not re.fullmatch(r"#[0-9a-fA-F]{6}", answer):
            raise Invalid(f"{answer!r} is not a colour.", "For example #1f5f5b.")

    return _asked("Its brand colour?", str(Business.model_fields["colour"].default), check)


def _model(wanted: Wanted) -> str:
    console.print("\nA language model may write the replies; without one they are quoted, offline.")
    return _asked(
        "Model? (none, anthropic:NAME, ollama:NAME, openai:NAME)",
        "none",
        lambda answer: values_of(replace(wanted, model=answer)),
    )


def _password(email: str) -> str:
    while True:
        first = Prompt.ask("A password of ten characters or more", password=True)
        try:
            accounts.check_password(first, email)
        except ConciergeError as error:
            console.print(f"[yellow]{escape(error.message)}[/yellow] {escape(error.hint)}")
            continue
        if Prompt.ask("The same once more", password=True) == first:
            return first
        console.print("[yellow]The two are not the same.[/yellow]")
