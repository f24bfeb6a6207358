"""`concierge chat`: talk as a guest, in the terminal."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, remark, say, write_line

if TYPE_CHECKING:
    from agent.composer import Answer, Said
    from server.house import House

app = single()
REMEMBERED = 12
HELP = "/why: the passages, scores and decision; /new: another conversation; /quit: leave."


@app.command()
def chat(
    lang: Annotated[str, typer.Option(help="The guest's language, if you know it.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Talk as a guest, line by line. Nothing is stored, counted or sent, and no server is needed.

    What was said is remembered while you talk, so "and on Sundays?" works. /why shows why the last
    reply was given, /new begins another conversation, /quit or Ctrl-D leaves. With --json each
    reply is one object on one line, with its trace.

    Example: concierge chat
    """
    from server.house import open_house

    with closing(open_house(settings_of(home))) as house:
        alone = not (json or not sys.stdin.isatty())
        if alone:
            remark(f"You are a guest of {plain(house.settings.business.name)}. {HELP}")
        Talk(house, lang, json=json).go_on(asking=alone)


class Talk:
    """One guest at the keyboard. `said` is all that is remembered, and it is in memory only."""

    def __init__(self, house: House, lang: str, *, json: bool) -> None:
        from server.house import composer_of

        # The bare composer: what is kept of other guests' questions would hide why.
        self._composer = composer_of(house.store, house.embedder, house.settings)
        self._house, self._lang, self._json = house, lang, json
        self._said: list[Said] = []
        self._last: Answer | None = None

    def go_on(self, *, asking: bool) -> None:
        while (line := self._next(asking)) is not None:
            text = line.strip()
            if text == "/quit":
                return
            if text:
                self._take(text)

    def _next(self, asking: bool) -> str | None:
        if asking:
            print(paint("you> ", "cyan"), end="", flush=True)
        line = sys.stdin.buffer.readline()
        return line.decode("utf-8", "replace") if line else None

    def _take(self, text: str) -> None:
        from store.errors import ConciergeError

        if text == "/new":
            self._said, self._last = [], None
            self._remark("A new conversation begins.")
        elif text == "/why":
            self._why()
        elif text.startswith("/"):
            self._remark(HELP)
        else:
            try:
                self._say(text)
            except ConciergeError as error:
                self._remark(f"{error.message} {error.hint}".strip())

    def _say(self, text: str) -> None:
        import time
        from datetime import datetime

        from agent.composer import Said, Turn
        from cli.asking import as_object
        from store.messages import check_text

        spoken = check_text(text)
        turn = Turn(
            spoken,
            datetime.now(self._house.settings.business.zone),
            said=tuple(self._said[-REMEMBERED:]),
            first_reply=not any(said.author == "concierge" for said in self._said),
            lang=self._lang,
        )
        began = time.perf_counter()
        answer = self._composer.compose(turn)
        spent = (time.perf_counter() - began) * 1000
        self._said += [Said("guest", spoken), Said("concierge", answer.text)]
        self._last = answer
        if self._json:
            number = len(self._said) // 2
            write_line({**as_object(number, text, answer, spent), "trace": answer.trace})
        else:
            _tell(answer)

    def _why(self) -> None:
        if self._last is None:
            self._remark("Nothing has been said yet.")
        elif self._json:
            write_line({"why": self._last.trace})
        else:
            for line in why_lines(self._last):
                say(paint(plain(line), "dim"))

    def _remark(self, text: str) -> None:
        if self._json:
            write_line({"remark": text})
        else:
            remark(text)


def _tell(answer: Answer) -> None:
    say(plain(answer.text, lines=True))
    for citation in answer.citations:
        page = f", page {citation.page}" if citation.page else ""
        say(paint(f"  [{plain(citation.title)}{page}] {plain(citation.url)}", "dim"))
    if answer.quick_replies:
        say(paint("  " + " · ".join(plain(reply) for reply in answer.quick_replies), "dim"))
    say()


def why_lines(answer: Answer) -> list[str]:
    """Passages, scores and decision, one thing a line."""
    head = f"{answer.outcome}, {answer.kind}, confidence {answer.confidence:.2f}, {answer.lang}"
    lines = [head]
    if answer.trace.get("decision"):
        lines.append(f"decided: {answer.trace['decision']}")
    if answer.escalate:
        lines.append(f"a person is fetched: {answer.escalate}")
    lines += _model_lines(answer.trace)
    candidates: list[dict[str, Any]] = answer.trace.get("candidates", [])
    for number, one in enumerate(candidates[:5], 1):
        scores = ", ".join(
            f"{name} {one[name]:.2f}"
            for name in ("score", "coverage", "cosine", "bm25", "reader")
            if isinstance(one.get(name), int | float)
        )
        lines.append(f"{number}. {one.get('heading') or one.get('title', '')} ({scores})")
        lines.append(f"   {str(one.get('text', ''))[:160]}")
    for citation in answer.citations:
        lines.append(f"cited: {citation.title} {citation.url}: {' '.join(citation.quote.split())}")
    return lines


def _model_lines(trace: dict[str, Any]) -> list[str]:
    """Who was asked and why, what a model said by itself, and what the guard said to that."""
    lines = [f"route: {trace['route']}, {trace['why']}"] if "route" in trace else []
    told = trace.get("chat", {})
    if told:
        lines.append(f"model: {told['model'] or 'none answered'}, {told['rounds']} rounds")
        lines.append(f"its own words: {' '.join(told['raw'].split())[:400]}")
        lines += [f"the guard: {complaint}" for complaint in told["complaints"]]
        lines += [f"tool: {one['tool']}, {one['state']}" for one in trace.get("tools", [])]
    return lines
