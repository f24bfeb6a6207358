"""What a double is asked to do, told by the model's name.

ok             answer in words               tools         call the first tool, then answer
says-STATUS    refuse with this status       broke         refuse for want of money
no-tools       refuse tools as Ollama does   too-long      refuse for want of room
empty          a whole answer of no words    refuses       stop with a refusal
length         stop at the limit of tokens   garbage       bytes that are no answer at all
bad-json       an event that is not JSON     odd-json      events of the wrong shapes
fault          an error amid the stream      cut-N         hang up after N bytes
silent         accept, and say nothing       stalls        say two words, then nothing
drips          a byte each fiftieth second   pings         signs of life for ever, no word
hangs-up       close without an answer       endless       a line that never ends
claude-thinks-5  think, call the first tool, and want the thought back with its result
claude-plain-5   refuse to be told how hard to think
paced-F-B-N    first word after F ms, then one each B ms, N in all
says:TEXT      exactly this text (in the model's name, with _ for blanks)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

SENTENCE = "Breakfast is served from 7 to 10:30 on the terrace."
CALL_ID = "call_one"
THOUGHT = "They ask for breakfast."
SIGNATURE = "signed-by-us"

Kind = Literal["text", "tools", "refused", "length"]


@dataclass(frozen=True, slots=True)
class Script:
    """`words` are said one by one; `arguments` are those of the one call, when there is one."""

    behaviour: str
    numbers: tuple[int, ...] = ()
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    tool: str = ""
    thought: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        return {"question": "When is breakfast?"}


def script(model: str, tools: list[str], answered: bool) -> Script:
    """`answered`: the last message brings a tool's result."""
    if model.startswith("says:"):
        return Script("ok", words=tuple(_words(model[5:].replace("_", " "))))
    behaviour = re.sub(r"(-\d+)+$", "", model)
    numbers = tuple(int(n) for n in re.findall(r"\d+", model[len(behaviour) :]))
    words = tuple(_words(SENTENCE))
    if behaviour == "paced":
        return Script(behaviour, numbers, words=tuple(f"word{n} " for n in range(numbers[2])))
    if behaviour == "tools" and tools and not answered:
        return Script("ok", kind="tools", words=("One moment. ",), tool=tools[0])
    if behaviour == "claude-thinks":
        calls = bool(tools) and not answered
        kind: Kind = "tools" if calls else "text"
        said = () if calls else words
        tool = tools[0] if calls else ""
        return Script("thinks", kind=kind, words=said, tool=tool, thought=THOUGHT)
    if behaviour == "empty":
        return Script("ok")
    if behaviour == "refuses":
        return Script("ok", kind="refused", words=("I ",))
    if behaviour == "length":
        return Script("ok", kind="length", words=words[:4])
    return Script(behaviour, numbers, words=words)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)
