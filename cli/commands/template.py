"""`concierge template list|show|apply|check|new`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import HomeOption, JsonOption, group
from cli.output import paint, plain, remark, say, write_json

if TYPE_CHECKING:
    from templates.schema import IndustryTemplate

app = group("Industry templates: what a front desk knows of its trade.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The template's name.")]


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """The templates of the house, and your own.

    Example: concierge template list
    """
    from cli import industries
    from cli.opening import home_at

    listed = industries.shelf(home_at(home))
    if json:
        write_json({"templates": [one.as_dict() for one in listed]})
        return
    for one in listed:
        marks = [
            *(["in use"] if one.in_use else []),
            *(["your own"] if one.own else []),
        ]
        said = paint(f"  ({', '.join(marks)})", "green") if marks else ""
        title = paint(one.fault, "red") if one.fault else plain(one.title)
        say(f"{plain(one.name):<18}  {title}{said}")
        if one.description:
            say(f"{'':<18}  {paint(plain(one.description), 'dim')}")


@app.command()
def show(name: NameArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """What a template says, with all it inherits.

    Example: concierge template show golf_club
    """
    from cli.opening import home_at
    from templates.industry import load_template

    template = load_template(name, home_at(home).templates)
    if json:
        write_json(template.model_dump(mode="json"))
    else:
        _tell(template)


@app.command()
def apply(name: NameArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """Take a template into use, from the next start of the server on.

    Its questions become cases of `concierge eval`. It may make replies wait for staff; it never
    sets free what waits now.

    Example: concierge template apply golf_club
    """
    from cli import industries
    from cli.opening import home_at

    done = industries.apply(name, home_at(home).must_exist())
    if json:
        write_json(done.as_dict())
        return
    for key, value in done.settings.items():
        say(f"{key} = {plain(value)}")
    if not done.settings:
        say(f"{plain(done.template)} was in use already.")
    say(f"{done.cases} questions of the trade are cases of `concierge eval --cases`.")
    if done.settings:
        remark("A running server takes it up when it is started again.")


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Without names, all there are."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Whether templates are right; ends with 1 when one has an error.

    Example: concierge template check my_clinic
    """
    from cli import industries
    from cli.opening import home_at

    found = industries.checked(list(names or []), home_at(home))
    wrong = any(finding.level == "error" for those in found.values() for finding in those)
    if json:
        told = {
            name: [
                {"level": f.level, "where": f.where, "said": f.message, "do": f.hint} for f in those
            ]
            for name, those in found.items()
        }
        write_json({"ok": not wrong, "templates": told})
    else:
        for name, those in found.items():
            say(f"{plain(name):<18}  {paint('ok', 'green') if not those else ''}".rstrip())
            for f in those:
                colour = "red" if f.level == "error" else "yellow"
                say(f"  {paint(f.level, colour)}  {plain(f.where)}: {plain(f.message)}")
                if f.hint:
                    say(f"           {paint(plain(f.hint), 'dim')}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def new(
    name: NameArgument,
    inherits: Annotated[
        str,
        typer.Option("--inherits", metavar="NAME", help="The template it is laid over."),
    ] = "general",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Begin a template of your own, in the home, with every key as a comment.

    With the name of a template of the house it takes that one's place.

    Example: concierge template new my_clinic --inherits dental_clinic
    """
    from cli import industries
    from cli.opening import home_at

    file = industries.begin(name, inherits, home_at(home).must_exist())
    if json:
        write_json({"template": name, "file": str(file)})
        return
    say(f"{plain(file)} inherits from {plain(inherits)}.")
    say(
        f"Change it, then `concierge template check {name}`, and `concierge template apply {name}`."
    )


def _tell(template: IndustryTemplate) -> None:
    say(paint(plain(template.title), "bold"))
    say(plain(template.description))
    say()
    for label, told in _rows(template):
        say(f"{label:<16}  {plain(told)}")
    say()
    for question in template.questions:
        say(f"  {'asks' if question.answerable else 'must not know'}  {plain(question.ask)}")


def _rows(template: IndustryTemplate) -> list[tuple[str, str]]:
    english = template.phrases["en"]
    habit = template.autonomy
    autonomy = [habit.default, *(f"{channel}: {how}" for channel, how in habit.channels.items())]
    rows = [
        ("inherits", template.inherits or "nothing"),
        ("speaks", ", ".join(template.phrases)),
        ("greeting", english.greeting),
        ("buttons", ", ".join(reply.label for reply in english.quick_replies)),
        ("tone", template.persona.tone),
        ("autonomy", ", ".join(autonomy)),
        ("services", ", ".join(service.name for service in template.services)),
        ("hours of", ", ".join(hours.name for hours in template.hours)),
        ("asks for", ", ".join(field.key for field in template.intake)),
    ]
    for key, matter in template.handed_over.items():
        words = matter.words.get("en", ())
        rows.append(("never answered", f"{key}: {', '.join(words)}"))
    rows.append(("fetch at once", ", ".join(template.escalation.urgent.get("en", ()))))
    rows.append(("fetch a person", ", ".join(template.escalation.upset.get("en", ()))))
    return [(label, told) for label, told in rows if told]
