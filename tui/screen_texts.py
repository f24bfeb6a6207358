"""What the screens behind the desk say, in one place."""

from __future__ import annotations

from typing import Final

MENU: Final = "Every screen"
NO_CONVERSATION: Final = "Mark or open a conversation first."

# --- replay ---------------------------------------------------------------------------------

NO_STEPS: Final = (
    "Nothing has happened in it yet",
    "What guest, concierge and staff do comes here.",
)
STEP_NAMES: Final = {
    "guest": "Guest",
    "concierge": "Concierge",
    "staff": "Staff",
    "system": "House",
    "composed": "Model and guard",
    "tool": "Tool",
    "draft": "Draft",
    "call": "A person is needed",
    "gap": "Nobody knew",
    "sent": "Left the house",
    "rated": "Guest's rating",
    "conversation.started": "Began",
    "conversation.taken_over": "Taken over",
    "conversation.handed_back": "Handed back",
    "conversation.closed": "Closed",
    "conversation.reopened": "Opened again",
}
EARLIER_LEFT_OUT: Final = "Earlier messages are left out."
REPLAYED: Final = "Answered again, without a language model. Nothing was stored or sent."
AGAIN_HEAD: Final = "Answered today, it would be"
SAME_AGAIN: Final = "Answered today, it would be the same."
WEIGHED: Final = "What was weighed"
EXPORT_TITLE: Final = "Save these steps"
EXPORT_ASKS: Final = "Into which file, on this machine? It must not exist yet."
EXPORTED: Final = "Saved in {file}."

# --- insights -------------------------------------------------------------------------------

LAST_DAYS: Final = "The last {days} days"
DAYS_READ: Final = "reading… {read} of {days} days"
MOST_DAYS: Final = "Four weeks are the most that is shown here."
LEAST_DAYS: Final = "A week is the least that is shown here; the report (5) has single days."
CONVERSATIONS: Final = "conversations"
QUESTIONS: Final = "questions"
ALONE: Final = "answered alone"
WAITING: Final = "wait now"
OLDEST: Final = "the oldest for {age}"
BY_DAY: Final = "Conversations by day"
BY_HOUR: Final = "Guests' messages by hour"
PEAK: Final = "most {most:,}"
FIRST_REPLY: Final = "First reply, day by day"
CONCIERGE: Final = "Concierge"
PERSON: Final = "Person"
USUALLY: Final = "usually"
SLOWEST: Final = "slowest 5 % of the worst day"
NONE_YET: Final = "None."
OUTCOMES: Final = "What became of questions"
OUTCOME_NAMES: Final = {
    "alone": "answered alone",
    "clarified": "asked back",
    "handed_over": "handed to a person",
    "draft_unchanged": "draft sent unchanged",
    "draft_edited": "draft sent changed",
    "draft_rejected": "draft rejected",
    "draft_waiting": "draft waits",
    "staff": "a person's",
    "waiting": "nobody yet",
}
CHANNELS: Final = "Conversations by channel"
GAPS: Final = "What nobody knew"
CALLS: Final = "Why a person was called"
MODEL: Final = "The language model"
MODEL_FIGURES: Final = {
    "turns": "messages answered with it",
    "checked": "sentences checked by the guard",
    "repaired": "sentences mended",
    "withheld": "sentences withheld",
    "tokens": "tokens",
}

# --- contacts -------------------------------------------------------------------------------

NO_CONTACTS: Final = ("Nobody is found", "Guests appear here with their first message.")
SEARCH_CONTACTS: Final = "A name, an address, a number"
NO_NAME: Final = "Guest {id}"
ONE_TALK: Final = "1 conversation"
TALKS: Final = "{count} conversations"
KNOWN_SINCE: Final = "Known since {since}"
PROVED: Final = "proved to be {person} ({how})"
MERGED_WITH: Final = "{name} was merged into this contact by {by}; u splits it off"
NO_TALK: Final = "There is no conversation with this contact."
NOTHING_MERGED: Final = "Nothing was merged into this contact."
NOT_YOURS_TO_ERASE: Final = "Only an owner or a manager erases a guest."
MERGE_NEXT: Final = "{name} stays. Mark the one who is the same guest, and press m."
MERGE_TITLE: Final = "Merge two contacts"
MERGE_ASKS: Final = "{other} becomes part of {kept}. It can be undone."
MERGED: Final = "They are one contact now. u splits them again."
SPLIT: Final = "They are two contacts again."
EXPORT_CONTACT: Final = "Save everything that is kept of this guest"
ERASE_TITLE: Final = "Erase {name} for good"
ERASE_ASKS: Final = (
    "All words of {count} conversations, addresses, files and notes go, for good. Figures go on "
    "counting them; backups made before still hold them. Type {word} to do it."
)
ERASE_WORD: Final = "erase"
NOT_ERASED: Final = "Nothing was erased."
ERASED: Final = "Erased: {messages} messages, {files} files."

# --- settings -------------------------------------------------------------------------------

NO_SETTING: Final = (
    "No setting to show",
    "Owners and managers see the settings of the house here.\nesc leaves a search.",
)
SEARCH_SETTINGS: Final = "A word of the setting, or of what it is for"
FROM: Final = "from {origin}; without it {default}"
ONE_OF: Final = "one of: {options}"
EMPTY: Final = "(empty)"
NEEDS_RESTART: Final = "Taken up when the server starts again."
HERE_ONLY: Final = "Changed on the machine of the house: concierge config set {key} VALUE"
NOT_YOURS_TO_SET: Final = "Only an owner or a manager changes settings."
CHANGED: Final = "{key} is changed, from now on."
CHANGED_LATER: Final = "{key} is changed; the server takes it up when it starts again."
OVERRULED: Final = "Written, but the {origin} sets it too, and wins."

# --- team -----------------------------------------------------------------------------------

NO_TEAM: Final = ("Nobody to show", "Owners and managers see the team here.")
SECOND_STEP_ON: Final = "second step"
LINK: Final = "A link to choose a password, good once, until {until}. Hand it over:"
LINK_MADE: Final = "The link is made; it stands below until you leave."
SESSIONS: Final = "Signed in"
NO_SESSIONS: Final = "Signed in nowhere"
NOT_YOUR_TEAM: Final = "Only an owner or a manager looks after the team."
NOT_YOURS_TO_HANDLE: Final = "A manager does not handle accounts of the role {role}; ask the owner."
NO_SECOND_STEP: Final = "Their second step is not on."
INVITE_TITLE: Final = "Invite a colleague"
INVITE_ASKS: Final = "Their e-mail address:"
ROLE_OF: Final = "The role of {who}"
ROLES: Final = {
    "owner": "everything, also the audit log",
    "manager": "everything but owners and the audit log",
    "agent": "speaks to guests and adds to the knowledge",
    "viewer": "looks, and does not act",
}
DISABLE_TITLE: Final = "Close the account of {who}"
DISABLE_ASKS: Final = "They are signed out everywhere at once. The account can be opened again."
CHANGED_MEMBER: Final = "Changed."
ENDED: Final = "They are signed out everywhere."
STEP_TITLE: Final = "Take away the second step of {who}"
STEP_ASKS: Final = "They sign in with the password alone until they set it up again."
STEP_DROPPED: Final = "They sign in with the password alone now."

# --- notices --------------------------------------------------------------------------------

NO_NOTICES: Final = ("Nothing was told yet", "What happens and concerns you is listed here.")
IN_QUIET_HOURS: Final = "quiet hours"
NOTICES: Final = {
    "escalation": "A guest needs a person",
    "draft": "A reply waits for approval",
    "message": "A guest wrote in a conversation of yours",
    "mention": "A colleague mentions you",
    "assigned": "A conversation was given to you",
    "delivery": "Something could not be sent",
}
YOUR_CHOICE: Final = "What you are told of, and how"
NOTHING_AT_ALL: Final = "not at all"
NONE: Final = "none"
QUIET_HOURS: Final = "Quiet hours"
QUIET_ASKS: Final = (
    "By the business's clock, like 22:00-07:00. Empty for none. Urgent calls ring all the same."
)
WEBHOOK: Final = "Webhook"
WEBHOOK_ASKS: Final = "An https:// address on the internet; every call is signed. Empty for none."
WEBHOOK_SECRET: Final = "Its secret, told this once:"  # noqa: S105
ON_CALL: Final = "On call"
ON_CALL_ASKS: Final = "Addresses, in the order they are called; empty: everybody is told."
EVERYBODY: Final = "everybody at once"
NOT_YOURS_TO_CALL: Final = "Only an owner or a manager says who is on call."
CHOOSE_KIND: Final = "Told of what?"
CHOOSE_MEANS: Final = "Told how?"
MEANS_ASKS: Final = "Any of: bell title desktop mail webhook. Empty: not at all."
KEPT_CHOICE: Final = "Kept."
A_TRY: Final = "This is a try"
TRIED: Final = "Bell and desktop were tried here; on its way by {owed}."
TRIED_HERE: Final = "Bell and desktop were tried here. Neither mail nor a webhook is set up."

# --- evaluation -----------------------------------------------------------------------------

NOT_ASKED_YET: Final = (
    "Nothing was asked yet",
    "Press a to ask all cases as things stand. Every house answer is one; add others with\n"
    "concierge eval case add",
)
ASKING: Final = "Asking all cases…"
ASKED: Final = "{good} of {asked} are right or honest."
ASKED_SOME: Final = "{good} of {asked} are right or honest; {cases} there are."
SURE: Final = "sureness {sure:.2f}"
VERDICTS: Final = {
    "right": "Right: it says what it must.",
    "honest": "Honest: nobody can know, and a person is fetched.",
    "wrong": "Wrong: it does not say what it must, or says what it must not.",
    "invented": "Invented: nobody can know, and it answered.",
    "missed": "Missed: it could have been known.",
}
