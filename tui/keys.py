"""Every key of the desk, once: bindings, hints, help page and palette are all read from here.

A key calls `act('<name>')` on its screen, which asks `why_not(name)` first. So a key that cannot
be used now is still shown, dimmed, and pressing it says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Key:
    """`keys` as Textual names them, the first one being shown. `acts`: it changes something, so
    viewers may not. `hint` is one or two words for the line at the bottom; "" keeps it off
    that line. Without `keys` it is found in the palette only."""

    keys: str
    name: str
    hint: str
    help: str
    acts: bool = False

    @property
    def shown(self) -> str:
        """As a person reads it: `^s`, `↵`, `a`."""
        return spelled(self.keys.split(",")[0])


_SPELLED: Final = {
    "enter": "↵",
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "number_sign": "#",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "plus": "+",
    "minus": "-",
}


def spelled(key: str) -> str:
    modifier, plus, last = key.rpartition("+")
    name = _SPELLED.get(last, last)
    return name if not plus else f"^{name}" if modifier == "ctrl" else f"{modifier}+{name}"


EVERYWHERE: Final = (
    Key("question_mark,f1", "help", "help", "Show the keys of this screen (f1 while writing)"),
    Key("0", "menu", "", "Every screen of the desk, to choose from"),
    Key("Y", "replay", "", "How this conversation came about, step by step"),
    Key("ctrl+r,f5", "reload", "", "Read everything on this screen again"),
    Key("", "sign_out", "", "Sign out"),
    Key("q", "quit", "quit", "Leave the desk"),
)

LIST: Final = (
    Key("up,k", "up", "", "One up"),
    Key("down,j", "down", "", "One down"),
    Key("home,g", "first", "", "To the first"),
    Key("end,G", "last", "", "To the last"),
    Key("pageup,ctrl+u,ctrl+b", "page_up", "", "One page up"),
    Key("pagedown,ctrl+d,ctrl+f", "page_down", "", "One page down"),
)

INBOX: Final = (
    Key("enter,l", "open", "open", "Open the conversation"),
    Key("slash", "search", "search", "Search all that was said, and the guests"),
    Key("right,tab", "next_view", "view", "Next view: open, escalated, mine, unassigned …"),
    Key("left,shift+tab", "previous_view", "", "Previous view"),
    Key("t", "take_over", "take over", "Take the conversation over: you speak from now on", True),
    Key("space", "select", "select", "Select it, to do one thing to several", True),
    Key("asterisk", "select_all", "", "Select all that are shown, or none", True),
    Key("A", "assign", "assign", "Say whose work it is", True),
    Key("z", "snooze", "snooze", "Put it aside until a time, or until the guest writes", True),
    Key("number_sign", "tag", "tag", "Add a tag, or take it away", True),
    Key("c", "close", "close", "Close it, with a reason", True),
    Key("b", "hand_back", "hand back", "Hand it back: the concierge speaks again", True),
    Key("P", "pause", "", "Stop all automatic replies, or let them go on", True),
    Key("escape", "leave", "", "Drop the selection, then leave the search"),
)

CONVERSATION: Final = (
    Key("i,enter", "write", "write", "Write to the guest", True),
    Key("escape,h", "leave", "back", "Back to the list"),
    Key("a", "approve", "approve", "Send the draft as it stands", True),
    Key("e", "edit", "edit", "Change the draft, then send it", True),
    Key("r", "reject", "reject", "Drop the draft, with a reason", True),
    Key("w", "reword", "reword", "Other words for the draft: shorter, warmer, anew …", True),
    Key("m", "remember", "remember", "Approve it, and give this answer from now on", True),
    Key("t", "take_over", "take over", "Take the conversation over: you speak from now on", True),
    Key("b", "hand_back", "hand back", "Hand it back: the concierge speaks again", True),
    Key("x", "resolve", "resolve", "Settle the call for a person, with a note", True),
    Key("n", "note", "note", "Leave a note for colleagues; @name tells them", True),
    Key("A", "assign", "assign", "Say whose work it is", True),
    Key("H", "hand_over", "", "Hand it to a colleague, who speaks from then on", True),
    Key("z", "snooze", "snooze", "Put it aside until a time, or until the guest writes", True),
    Key("number_sign", "tag", "tag", "Add a tag, or take it away", True),
    Key("u", "urgency", "", "Say how urgent the call for a person is", True),
    Key("c", "close", "close", "Close it, with a reason", True),
    Key("p", "profile", "guest", "Who the guest is, with earlier conversations"),
    Key("f", "files", "files", "Files the guest sent: save or open one"),
    Key("o", "passages", "passages", "Open a passage that a reply quotes, and its page"),
    Key("s", "sources", "sources", "Show or hide the passages that replies quote"),
    Key("v", "guest_view", "guest's view", "Show only what the guest sees"),
    Key("left_square_bracket", "earlier", "", "Read earlier messages"),
    Key("up,k", "up", "", "Scroll up"),
    Key("down,j", "down", "", "Scroll down"),
    Key("pageup,ctrl+u,ctrl+b", "page_up", "", "One page up"),
    Key("pagedown,ctrl+d,ctrl+f", "page_down", "", "One page down"),
    Key("home,g", "first", "", "To the first message"),
    Key("end,G", "last", "", "To the last message"),
)

COMPOSING: Final = (
    Key("enter,ctrl+s", "send", "send", "Send to the guest"),
    Key("ctrl+j,shift+enter,alt+enter", "new_line", "new line", "Start a new line"),
    Key("ctrl+t", "canned", "texts", "Put in a text that is kept, or keep this one"),
    Key("ctrl+l", "reword", "reword", "Other words: shorter, warmer, another language …"),
    Key("escape", "leave", "leave, keeping it", "Leave the box; what you wrote stays in it"),
)

DRAFTS: Final = (
    Key("a", "approve", "approve", "Send the draft as it stands", True),
    Key("e", "edit", "edit", "Change the draft, then send it", True),
    Key("r", "reject", "reject", "Drop the draft, with a reason", True),
    Key("w", "reword", "reword", "Other words for the draft: shorter, warmer, anew …", True),
    Key("m", "remember", "remember", "Approve it, and give this answer from now on", True),
    Key("enter,l", "open", "conversation", "Open the conversation it belongs to"),
    Key("escape", "leave", "", "Leave the editor; what you wrote is kept"),
)

EDITING: Final = (
    Key("ctrl+s", "send", "approve this text", "Send the changed text"),
    Key("ctrl+o", "keep", "keep for later", "Keep the changed text in the draft, still waiting"),
    Key("ctrl+l", "reword", "reword", "Other words: shorter, warmer, another language …"),
    Key("escape", "leave", "leave", "Leave the editor; what you wrote is kept"),
)

ESCALATIONS: Final = (
    Key("t", "take_over", "take over", "Take the conversation over: you speak from now on", True),
    Key("x", "resolve", "resolve", "Settle it, with a note", True),
    Key("enter,l", "open", "conversation", "Open the conversation"),
    Key("A", "assign", "assign", "Say whose work it is", True),
    Key("u", "urgency", "urgency", "Say how urgent it is", True),
)

KNOWLEDGE: Final = (
    Key("up,k", "up", "scroll", "Scroll up"),
    Key("down,j", "down", "", "Scroll down"),
    Key("pageup,ctrl+u,ctrl+b", "page_up", "", "One page up"),
    Key("pagedown,ctrl+d,ctrl+f", "page_down", "", "One page down"),
    Key("g", "gaps", "gaps", "Go to what guests asked and nobody knew"),
    Key("c", "checks", "check", "Go to what contradicts itself, has ended or is old"),
    Key("a", "answers", "answers", "Go to the house answers"),
    Key("f", "facts", "facts", "Go to the facts that were read"),
    Key("ctrl+r", "reload", "", "Read everything on this screen again"),
)

GAPS: Final = (
    Key("a,enter", "answer", "answer", "Answer it once; the concierge does from then on", True),
    Key("d", "dismiss", "dismiss", "Set it aside: not a question for this house", True),
    Key("escape,h", "leave", "back", "Back to the knowledge"),
)

CHECKS: Final = (
    Key("d,enter", "decide", "decide", "Choose a side, give the right words, or keep both", True),
    Key("escape,h", "leave", "back", "Back to the knowledge"),
)

ANSWERS: Final = (
    Key("a", "add", "add", "Answer another question once", True),
    Key("x", "remove", "remove", "Take this answer back", True),
    Key("escape,h", "leave", "back", "Back to the knowledge"),
)

FACTS: Final = (Key("escape,h", "leave", "back", "Back to the knowledge"),)

REPORT: Final = (
    Key("left,left_square_bracket", "day_before", "day before", "The day before"),
    Key("right,right_square_bracket", "day_after", "day after", "The day after"),
    Key("up,k", "up", "scroll", "Scroll up"),
    Key("down,j", "down", "", "Scroll down"),
    Key("pageup,ctrl+u,ctrl+b", "page_up", "", "One page up"),
    Key("pagedown,ctrl+d,ctrl+f", "page_down", "", "One page down"),
)

REPLAY: Final = (
    Key("a", "again", "answer again", "Answer it again, without a model, and weigh why", True),
    Key("e", "export", "save", "Save all steps in a file"),
    Key("escape,h", "leave", "back", "Back to where you came from"),
)

INSIGHTS: Final = (
    Key("right,plus,right_square_bracket", "more_days", "more days", "A week, two, four"),
    Key("left,minus,left_square_bracket", "fewer_days", "fewer days", "Four weeks, two, one"),
    Key("up,k", "up", "scroll", "Scroll up"),
    Key("down,j", "down", "", "Scroll down"),
    Key("pageup,ctrl+u,ctrl+b", "page_up", "", "One page up"),
    Key("pagedown,ctrl+d,ctrl+f", "page_down", "", "One page down"),
)

CONTACTS: Final = (
    Key("enter,l", "open", "open", "Open the last conversation with this guest"),
    Key("slash", "search", "search", "Find a guest by name, address or number"),
    Key("m", "merge", "merge", "Merge: press on the one that stays, then on the same guest", True),
    Key("u", "split", "split", "Undo the last merge into this contact", True),
    Key("e", "export", "save all", "Save everything that is kept of this guest in a file"),
    Key("X", "erase", "erase", "Erase this guest for good; you are asked first", True),
    Key("escape", "leave", "", "Leave the search, or the merge"),
)

SETTINGS: Final = (
    Key("enter,l", "change", "change", "Give it another value", True),
    Key("slash", "search", "search", "Find a setting"),
    Key("R", "reset", "default", "Back to what it is by itself", True),
    Key("escape", "leave", "", "Leave the search"),
)

TEAM: Final = (
    Key("a", "invite", "invite", "Invite a colleague", True),
    Key("r", "role", "role", "Another role for this account", True),
    Key("d", "able", "close/open", "Close this account, or open it again", True),
    Key("n", "link", "new link", "A new link to choose a password", True),
    Key("s", "end_sessions", "sign out", "Sign them out everywhere", True),
    Key("T", "drop_step", "", "Take their second step away, for whoever lost it", True),
)

EVALUATION: Final = (
    Key("a", "ask", "ask all", "Ask all cases as things stand, without a model", True),
)

NOTICES: Final = (
    Key("enter,l", "open", "open", "Open the conversation"),
    Key("r", "read", "read", "Mark all as read"),
    Key("c", "choose", "choose", "Choose how you are told of something"),
    Key("z", "quiet", "quiet hours", "Say when only urgent calls ring"),
    Key("w", "webhook", "webhook", "An address of yours that is called"),
    Key("o", "on_call", "on call", "Say who is called first when a guest needs a person", True),
    Key("t", "try", "try", "Ring, and send a try by mail and webhook"),
)

SIGN_IN: Final = (
    Key("enter", "go", "sign in", "Sign in"),
    Key("tab", "next_field", "next field", "To the next field"),
    Key("ctrl+q", "quit", "quit", "Leave the desk"),
)

PROMPT: Final = (
    Key("enter", "confirm", "confirm", "Do it"),
    Key("escape", "cancel", "cancel", "Go back; nothing is done"),
)

CHOICE: Final = (
    Key("enter", "choose", "choose", "Take the marked one"),
    Key("up", "up", "", "One up"),
    Key("down", "down", "", "One down"),
    Key("escape", "cancel", "cancel", "Go back; nothing is done"),
)

MENU: Final = (
    Key("enter,l", "open", "go there", "Go to the marked screen"),
    Key("escape,0,q", "cancel", "close", "Close this list"),
)

HELP: Final = (
    Key("up,k", "up", "scroll", "Scroll up"),
    Key("down,j", "down", "", "Scroll down"),
    Key("escape,question_mark,q", "cancel", "close", "Close this page"),
)


def bindings(
    group: tuple[Key, ...], action: str = "act", *, priority: bool = False
) -> list[BindingType]:
    return [
        Binding(key.keys, f"{action}('{key.name}')", key.help, show=False, priority=priority)
        for key in group
        if key.keys
    ]
