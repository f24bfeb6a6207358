"""Shares: one count out of another, each with its denominator."""

from __future__ import annotations

from reports.definitions import Better, Share


def _share(
    id_: str, title: str, definition: str, part: str, whole: str, better: Better = "more"
) -> Share:
    return Share(id_, title, definition, unit="share", better=better, part=part, whole=whole)


SHARES: tuple[Share, ...] = (
    _share("alone_share", "Resolved alone", "Resolved alone, of all inquiries.",
           "alone", "inquiries"),
    _share("assisted_share", "Resolved with a person", "Resolved with a person, of all inquiries.",
           "assisted", "inquiries", ""),
    _share("abandoned_share", "Ended without an answer", "Ended without an answer, of all "
           "inquiries.", "abandoned", "inquiries", "less"),
    _share("reopened_share", "Reopened", "Reopened within 72 hours, of all inquiries.",
           "reopened", "inquiries", "less"),
    _share("waiting_share", "Still owed", "Still owed an answer after 72 hours, of all inquiries.",
           "left_waiting", "inquiries", "less"),
    _share("answered_share", "Questions answered alone", "Questions the concierge answered alone, "
           "of all questions.", "questions_alone", "questions"),
    _share("unchanged_share", "Drafts approved unchanged", "Drafts approved as they were, of all "
           "that were decided.", "questions_draft_unchanged", "drafts_decided"),
    _share("changed_share", "Replies changed or taken over", "Questions whose reply staff changed, "
           "rejected or gave themselves, of all questions.", "replies_changed", "questions",
           "less"),
    _share("satisfaction", "Satisfaction", "Rated 4 or 5, of all conversations that were rated.",
           "satisfied", "rated"),
    _share("rated_share", "Rated", "Conversations rated, of all inquiries.", "rated", "inquiries"),
    _share("returning_share", "Returning guests", "Conversations of guests who had written on an "
           "earlier day, of all conversations.", "returning", "conversations", "more"),
    _share("after_hours_share", "After hours", "Begun after hours, of all inquiries.",
           "after_hours", "inquiries", ""),
    _share("kept_share", "Answers given again", "Kept answers given again, of all turns of a "
           "model.", "kept_answers", "model_turns"),
    _share("withheld_share", "Sentences withheld", "Sentences withheld, of all that were checked.",
           "sentences_withheld", "sentences_checked", "less"),
    _share("tools_share", "Calls of tools that worked", "Calls of tools that worked, of all that "
           "ended.", "tool_calls_done", "tool_calls"),
)  # fmt: skip
