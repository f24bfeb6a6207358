"""What the desk says, in one place. English, for the staff; guests' texts come from templates."""

from __future__ import annotations

from typing import Final

VIEWER: Final = "You may look, not act: your role is viewer."
NOTHING_MARKED: Final = "Nothing is marked."
NO_DRAFT: Final = "No draft waits in this conversation."
NO_ESCALATION: Final = "Nobody has called for a person here."
ALREADY_YOURS: Final = "You have this conversation already."
NOT_TAKEN: Final = "The concierge has this conversation already."
CLOSED: Final = "This conversation is closed; the guest's next message opens it again."
CLOSED_ALREADY: Final = "This conversation is closed already."
NOTHING_EARLIER: Final = "These are all messages."
NO_LATER_DAY: Final = "The next day has not ended yet."
IN_AN_EDITOR: Final = "Send or leave the text first: esc keeps it."

TAGLINE: Final = "The front desk"
SIGN_IN_FIRST: Final = "Sign in to your desk"
SIGN_IN_AGAIN: Final = "Your session has ended. Sign in again; nothing you wrote is lost."
NEEDS_EMAIL: Final = "Give the e-mail address of your account."
NEEDS_PASSWORD: Final = "Give your password."  # noqa: S105
SIGNING_IN: Final = "Signing in…"
SECOND_STEP: Final = "The second step"
WHICH_CODE: Final = "Which code does your authenticator show? A backup code does as well."
LOADING: Final = "Reading…"

SENT: Final = "Sent to the guest."
APPROVED: Final = "Approved: the guest has it."
APPROVED_EDITED: Final = "Your words were sent to the guest."
REJECTED: Final = "Rejected: nothing was sent. Answer the guest yourself if they still wait."
KEPT: Final = "Kept in the draft; it goes on waiting."
RESOLVED: Final = "Settled."
TAKEN_OVER: Final = "You speak now. The guest sees that you joined."
HANDED_BACK: Final = "The concierge speaks again."
CONVERSATION_CLOSED: Final = "Closed."
A_GUEST_NEEDS_SOMEONE: Final = "A guest asks for a person. Press 3 to see who."

REJECT_TITLE: Final = "Reject this draft"
REJECT_ASKS: Final = "Why? The note helps to mend the answer. It may stay empty."
RESOLVE_TITLE: Final = "Settle this call"
RESOLVE_ASKS: Final = "What was done? The note is kept with the conversation. It may stay empty."
CLOSE_TITLE: Final = "Close this conversation"
CLOSE_ASKS: Final = "The guest's next message opens it again."
QUIT_TITLE: Final = "Leave the desk"
QUIT_ASKS: Final = "You have unsent text. It is lost when you leave."

VIEWS: Final = (
    ("open", "Open"),
    ("escalated", "Escalated"),
    ("mine", "Mine"),
    ("closed", "Closed"),
    ("all", "All"),
)

EMPTY_VIEWS: Final = {
    "open": (
        "Nobody is waiting",
        "Guests write on your chat page, and what they write\n"
        "appears here by itself. To see it, open in a browser:\n\n{chat}",
    ),
    "escalated": (
        "Nobody needs a person",
        "Guests who ask for one, or whom the concierge\ncould not help, appear here.",
    ),
    "mine": ("You have no conversation", "Press t on a conversation in Open to take it over."),
    "closed": (
        "Nothing is closed yet",
        "Conversations close after a quiet day, or when you press c.",
    ),
    "all": ("No conversation yet", "Open this in a browser and say hello:\n\n{chat}"),
}
NOTHING_FOUND: Final = (
    "Nothing matches",
    "Only the conversations shown are searched.\nesc leaves the search.",
)
NO_DRAFTS: Final = (
    "No draft waits",
    "Replies the concierge is not sure of stop here for you to approve.\n"
    "How many do is set by answers.autonomy and answers.draft_below.",
)
NO_ESCALATIONS: Final = (
    "Nobody needs a person",
    "When a guest asks for someone, or the concierge cannot help,\nthe call appears here.",
)
NO_KNOWLEDGE: Final = (
    "The concierge has read nothing yet",
    "Give it your website or a file:\n\nconcierge ingest https://your-site.example",
)
NO_OPEN_GAPS: Final = (
    "No question waits",
    "What guests ask and nobody knows is gathered here,\nthe questions of most guests first.",
)
NO_DISPUTES: Final = (
    "Nothing to decide",
    "When two sources contradict each other, or one has ended,\nthe question appears here.",
)
NO_ANSWERS: Final = (
    "No house answer yet",
    "Answer a question once, and the concierge gives your words from then on.\nAdd one with a.",
)
NO_FACTS: Final = ("No facts yet", "Hours, prices and rules appear here once something was read.")
ANSWERED_ALREADY: Final = "This is answered already; change its house answer instead."
ANSWER_TITLE: Final = "Answer"
ANSWER_ASKS: Final = "What shall the concierge say to this from now on?"
GAP_ANSWERED: Final = "Answered: the concierge says so from now on."
DISMISS_TITLE: Final = "Set this question aside"
GAP_DISMISSED: Final = "Set aside."
DECIDE_TITLE: Final = "What is right?"
DECIDE_ASKS: Final = "Type a number, or the right words."
DECIDED: Final = "Decided: guests hear only that."
ADD_TITLE: Final = "A question"
ADD_ASKS: Final = "As a guest would ask it:"
ANSWER_ADDED: Final = "Kept: the concierge says so from now on."
ANSWER_REMOVED: Final = "Taken back: the pages answer again."
REMOVE_TITLE: Final = "Take this answer back"
NO_GAPS: Final = "None: every question so far found an answer."
SO_FAR: Final = "Today so far: the day has not ended."
NO_REPORT: Final = "There is no report for this day yet."

PLACE_TO_WRITE: Final = "Write to {name}…"
PLACE_TO_TAKE_OVER: Final = (
    "Write to {name}… sending takes the conversation over from the concierge"
)
WAITING_FOR_WORDS: Final = "The concierge is writing…"
DRAFT_HEAD: Final = "Draft · waits for you, the guest does not see it"
GUEST_VIEW: Final = "What the guest sees"
COLLEAGUE_SPEAKS: Final = "{name} has this conversation."
DECIDED_MEANWHILE: Final = (
    "{error} Your text is kept: ^s takes it to the conversation, where you can still send it."
)
CHANGED_MEANWHILE: Final = "A colleague changed this draft meanwhile; theirs is above, yours below."

ONLINE: Final = "● live"
CONNECTING: Final = "○ connecting…"
RETRYING: Final = "○ reconnecting"
RETRY_BANNER: Final = "{error} Again in {seconds} s; your text is kept."
WAIT_BANNER: Final = "{error} Try again in {seconds} s."
