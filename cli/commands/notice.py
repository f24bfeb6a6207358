"""`concierge notice list|show|set|read|test|on-call`"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.opening import acting, audited, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

app = group("How staff are told of what happens, each as they choose, and who is on call.")


@app.command("list")
def list_(
    unread: Annotated[bool, typer.Option("--unread", help="Only those not read yet.")] = False,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What somebody was told of, the newest first.

    Example: concierge notice list --unread --as ben@hotelmar.example
    """
    from server.routes.notices import notice_out
    from store import notices

    with opened(home) as (_, store), store.reading() as tx:
        found = notices.listed(tx, acting(tx, as_).id, unread=unread)
        told = [notice_out(tx, one).model_dump(mode="json") for one in found]
    if json:
        write_json(told)
        return
    write_table(
        ["notice", "at", "", "what", "conversation", "by"],
        [
            [
                *(one["id"], one["told_at"][:16].replace("T", " ")),
                *("" if one["read_at"] else "new", one["said"], one["conversation_id"]),
                ", ".join(one["means"]),
            ]
            for one in told
        ],
        empty="Nothing was told yet.",
    )


@app.command()
def show(as_: AsOption = "", home: HomeOption = None, json: JsonOption = False) -> None:
    """What somebody wants to be told of, and how.

    Example: concierge notice show --as ben@hotelmar.example
    """
    from store import notices

    with opened(home) as (_, store), store.reading() as tx:
        user = acting(tx, as_)
        choice = notices.choice_of(tx, user.id)
    _tell(user.email, choice, json=json)


@app.command("set")
def set_(
    kind: Annotated[
        str,
        typer.Argument(
            help="escalation, draft, message, mention, assigned or delivery.", show_default=False
        ),
    ] = "",
    means: Annotated[
        list[str] | None,
        typer.Argument(help="bell, title, desktop, mail, webhook; or none.", show_default=False),
    ] = None,
    quiet: Annotated[
        str | None, typer.Option(help='Like 22:00-07:00; "" for no quiet hours.')
    ] = None,
    webhook: Annotated[
        str | None, typer.Option(help='An https:// address; "" for none. A new one gets a secret.')
    ] = None,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Choose how to be told of something, quiet hours, a webhook.

    In quiet hours only the list and the title tell, but for urgent calls and whoever is on call.

    Example: concierge notice set escalation bell title mail --quiet 22:00-07:00
    """
    from store import notices
    from store.errors import Invalid

    if not kind and quiet is None and webhook is None:
        raise Invalid("Say what is to change.", "For example: escalation bell mail")
    wanted = {kind: [] if means in (None, ["none"]) else list(means or ())} if kind else None
    with opened(home) as (_, store), store.writing() as tx:
        user = acting(tx, as_)
        before = notices.choice_of(tx, user.id).webhook_secret
        choice = notices.choose(tx, user, means=wanted, quiet=quiet, webhook=webhook)
    _tell(user.email, choice, json=json, secret=choice.webhook_secret != before)


def _tell(email: str, choice: Any, *, json: bool, secret: bool = False) -> None:
    from store.notices import KINDS

    quiet = f"{choice.quiet_from}-{choice.quiet_to}" if choice.quiet_from else ""
    if json:
        told = {"email": email, "means": choice.means, "quiet": quiet, "webhook": choice.webhook}
        write_json({**told, **({"webhook_secret": choice.webhook_secret} if secret else {})})
        return
    write_table(
        ["kind", "by", "what"],
        [
            [kind, ", ".join(choice.means.get(kind, ())) or "nothing", said]
            for kind, said in KINDS.items()
        ],
        empty="",
    )
    say(f"quiet hours  {quiet or 'none'}")
    say(f"webhook      {plain(choice.webhook) or 'none'}")
    if secret and choice.webhook_secret:
        say(f"Its secret, told this once: {choice.webhook_secret}")


@app.command()
def read(as_: AsOption = "", home: HomeOption = None, json: JsonOption = False) -> None:
    """Mark all as read.

    Example: concierge notice read
    """
    from store import notices

    with opened(home) as (_, store), store.writing() as tx:
        marked = notices.mark_read(tx, acting(tx, as_).id, 2**62)
    if json:
        write_json({"read": marked})
    else:
        say(f"{marked} are read.")


@app.command("test")
def try_(as_: AsOption = "", home: HomeOption = None, json: JsonOption = False) -> None:
    """Send a try by mail and by webhook, where they are set up. The server delivers it.

    Example: concierge notice test --as ben@hotelmar.example
    """
    from server.noticing import try_out
    from store.notices import OUTSIDE

    with opened(home) as (settings, store), store.writing() as tx:
        user = acting(tx, as_)
        owed = try_out(tx, user, OUTSIDE, settings)
    if json:
        write_json({"email": user.email, "owed": owed})
    elif owed:
        say(f"A try goes to {user.email} by {' and '.join(owed)} as soon as the server runs.")
    else:
        say("Neither mail (mail.host) nor a webhook is set up.")


@app.command("on-call")
def on_call(
    emails: Annotated[
        list[str] | None, typer.Argument(help="In this order; none: as it is.", show_default=False)
    ] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", help="No order any more: everybody is told.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Who is called when a guest needs a person: the first, then the next when nobody came.

    When a call is made again says desk.call_again_after.

    Example: concierge notice on-call ana@hotelmar.example ben@hotelmar.example
    """
    from store import accounts, notices

    with opened(home) as (settings, store):
        if emails or nobody:
            with store.writing() as tx:
                notices.put_on_call(tx, [accounts.find(tx, email) for email in emails or ()])
            audited(settings.home, "on-call.changed", ", ".join(emails or ()))
        with store.reading() as tx:
            order = [user.email for user in notices.on_call(tx)]
    if json:
        write_json({"on_call": order})
    elif order:
        say("\n".join(f"{place}. {email}" for place, email in enumerate(order, 1)))
    else:
        say("Nobody is on call: everybody is told.")
