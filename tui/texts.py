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

TAGLINE: Final = "The front desk"
SIGN_IN_FIRST: Final = "Sign in to your desk"
SIGN_IN_AGAIN: Final = "Your session has ended. Sign in again; nothing you wrote is lost."
NEEDS_EMAIL: Final = "Give the e-mail address of your account."
NEEDS_PASSWORD: Final = "Give your password."  # noqa: S105
SIGNING_IN: Final = "Signing in…"
SECOND_STEP: Final = "The second step"
WHICH_CODE: Final = "Which code does your authenticator show? A backup code does as well."
LOADING: Final = "Reading…"

APPROVED: Final = "Approved: the guest has it."
APPROVED_EDITED: Final = "Your words were sent to the guest."
REJECTED: Final = "Rejected: nothing was sent. Answer the guest yourself if they still wait."
KEPT: Final = "Kept in the draft; it goes on waiting."
RESOLVED: Final = "Settled."
TAKEN_OVER: Final = "You speak now. The guest sees that you joined."
HANDED_BACK: Final = "The concierge speaks again."
CONVERSATION_CLOSED: Final = "Closed."
NOBODY_CAME: Final = "A guest still waits for a person, and nobody came. Press 3 to see who."
A_NOTE_NAMES_YOU: Final = "A colleague's note names you. Mine and the inbox show where."
A_GUEST_NEEDS_SOMEONE: Final = "A guest asks for a person. Press 3 to see who."

REJECT_TITLE: Final = "Reject this draft"
REJECT_ASKS: Final = "Why? The note helps to mend the answer. It may stay empty."
RESOLVE_TITLE: Final = "Settle this call"
RESOLVE_ASKS: Final = "What was done? The note is kept with the conversation. It may stay empty."
CLOSE_TITLE: Final = "Close this conversation"
CLOSE_ASKS: Final = "Why? The guest's next message opens it again."
CLOSE_REASONS: Final = (
    ("solved", "Solved", "the guest has what they came for"),
    ("no_reply", "No reply came", "the guest left it at that"),
    ("elsewhere", "Seen to elsewhere", "by telephone, at the desk"),
    ("spam", "Spam", "nobody to serve"),
)
QUIT_TITLE: Final = "Leave the desk"
QUIT_ASKS: Final = "You have unsent text. It is lost when you leave."

VIEWS: Final = (
    ("open", "Open"),
    ("escalated", "Escalated"),
    ("mine", "Mine"),
    ("unassigned", "Unassigned"),
    ("snoozed", "Snoozed"),
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
    "mine": (
        "You have no conversation",
        "Press t on a conversation in Open to take it over,\nor A to say that it is yours.",
    ),
    "unassigned": ("Everything is somebody's", "What nobody sees to yet appears here."),
    "snoozed": (
        "Nothing is snoozed",
        "Press z on a conversation to put it aside until a time.\n"
        "It comes back by itself, also when the guest writes.",
    ),
    "closed": (
        "Nothing is closed yet",
        "Conversations close after a quiet day, or when you press c.",
    ),
    "all": ("No conversation yet", "Open this in a browser and say hello:\n\n{chat}"),
}
NOTHING_FOUND: Final = (
    "Nothing matches",
    "Every word must stand in one message, or in the guest's name and\n"
    "addresses. from:maria, channel:mail and #tag narrow the search.\n"
    "esc leaves it.",
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
PAUSED: Final = "‖ automatic replies paused"

# --- words for words ------------------------------------------------------------------------

REWORD_TITLE: Final = "Other words"
COMPOSE_ANEW: Final = ("Compose it anew", "of all the guest has written until now")
SUGGEST: Final = ("Suggest a reply", "from what the house knows")
REWORD_TASKS: Final = (
    ("shorten", "Shorter", ""),
    ("warmer", "Warmer", ""),
)
TRANSLATE: Final = "In {language}"
GUESTS_LANGUAGE: Final = "the guest's"
MODEL_ONLY: Final = "needs a language model"
NEEDS_MODEL: Final = (
    "No language model is set, so words are not rewritten here. `concierge model use` sets one."
)
REWORDING: Final = "Looking for other words…"
REWORDED: Final = "Read it before you send it. ^z brings back the words before."
COMPOSED_ANEW: Final = "Composed anew; it waits for you."
LANGUAGES: Final = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "he": "Hebrew",
}
STALE: Final = "The guest has written again since: w composes it anew, with that."
STALE_MARK: Final = "↻ guest wrote again"

REMEMBER_TITLE: Final = "Send it, and answer so from now on"
REMEMBER_ASKS: Final = "To which question, as a guest would ask it?"
SCOPE_TITLE: Final = "From when to when does this hold?"
SCOPES: Final = (
    ("always", "Always", "until somebody changes it"),
    ("week", "For a week", "until {day}"),
    ("month", "For a month", "until {day}"),
    ("year", "Until the end of the year", "until {day}"),
)
SCOPE_TYPED: Final = "Until {}"
REMEMBERED: Final = "The guest has it, and the concierge says so from now on."
NO_DATE: Final = "{text} is no day to come. Type one like 2026-12-24."
EDITED_FIRST: Final = "You have changed this draft: e shows your text; ^s sends it."

# --- who sees to it -------------------------------------------------------------------------

SEARCH_ALL: Final = "Search all that was said, and the guests"
ONE_AT_A_TIME: Final = "One at a time: esc drops the selection."
SELECTED: Final = "{count} selected · c close  A assign  z snooze  # tag  esc none"
ASSIGN_TITLE: Final = "Whose work is it?"
NOBODY: Final = ("Nobody", "back to Unassigned")
ME: Final = "you"
ASSIGNED: Final = "{name} sees to it."
UNASSIGNED: Final = "Nobody sees to it now."
HAND_OVER_TITLE: Final = "Who speaks from now on?"
HANDED_OVER: Final = "{name} speaks now; the guest sees it."
NOBODY_ELSE: Final = "There is no colleague who could take it."
SNOOZE_TITLE: Final = "Put it aside until…"
SNOOZE_TYPED: Final = "2h, 14:30 or 2026-05-06 09:00: {}"
WAKE: Final = ("Now", "bring it back to the inbox")
SNOOZED: Final = "Put aside until {at}, or until the guest writes."
WOKEN: Final = "Back in the inbox."
NO_TIME: Final = "{text} is no time to come. Type 2h, 14:30 or 2026-05-06 09:00."
TAG_TITLE: Final = "Tags"
TAG_TYPED: Final = "New tag #{}"
TAG_ON: Final = "on it: take it away"
TAGGED: Final = "Tags changed."
NOTE_TITLE: Final = "A note for colleagues"
NOTE_ASKS: Final = "The guest does not see it. @name tells that colleague."
NOTED: Final = "Noted."
NOTE_HEAD: Final = "Note by {name} · the guest does not see it"
URGENCY_TITLE: Final = "How urgent is it?"
URGENCIES: Final = (("1", "Urgent", ""), ("2", "Usual", ""), ("3", "Can wait", ""))
CALLED_AGAIN: Final = "called again: nobody came"
URGENCY_SET: Final = "Changed."
PAUSE_TITLE: Final = "Stop all automatic replies"
PAUSE_ASKS: Final = "Every reply then waits for you, and guests are told so. P lets them go on."
RESUME_TITLE: Final = "Let automatic replies go on"
RESUME_ASKS: Final = "The concierge answers by itself again, from the next message on."
PAUSED_NOW: Final = "Automatic replies are paused."
RESUMED: Final = "The concierge answers again."

# --- what is at hand ------------------------------------------------------------------------

CANNED_TITLE: Final = "Texts at hand"
CANNED_TYPED: Final = "Keep what is in the box as “{}”"
CANNED_NONE: Final = "No text is kept yet. Write one, press ^t and type a name for it."
CANNED_KEPT: Final = "Kept as “{name}”. {{guest}} and {{me}} are filled in when it is put in."
NOTHING_TO_KEEP: Final = "Write the text first, then keep it."
FILES_TITLE: Final = "Files of this guest"
NO_FILES: Final = "This guest sent no file."
FILE_DO_TITLE: Final = "{name}"
FILE_SAVE: Final = ("save", "Save it in {folder}", "")
FILE_OPEN: Final = ("open", "Save and open it", "with this machine's program")
FILE_SAVED: Final = "Saved as {path}"
PROFILE_TITLE: Final = "The guest"
NO_EARLIER: Final = "This is their only conversation."
NO_PASSAGES: Final = "No reply here quotes a passage."
PASSAGES_TITLE: Final = "Passages quoted here"
OPEN_PAGE: Final = ("open", "Open the page", "")
NO_PAGE: Final = ("back", "It stands in a file of the house", "")
GUEST_TYPES: Final = "✎ is writing…"
READ_MARK: Final = "read"
