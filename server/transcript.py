"""A conversation to take home: as the words of a mail."""

from __future__ import annotations

from collections.abc import Sequence

from store.settings import Settings
from store.tables import Conversation, Message

SUBJECTS = {
    "en": "Your conversation with {name}",
    "es": "Tu conversación con {name}",
    "fr": "Votre conversation avec {name}",
    "de": "Ihr Gespräch mit {name}",
    "it": "La tua conversazione con {name}",
    "pt": "A sua conversa com {name}",
    "nl": "Uw gesprek met {name}",
    "he": "השיחה שלך עם {name}",
}
GUEST = {
    "en": "You",
    "es": "Tú",
    "fr": "Vous",
    "de": "Sie",
    "it": "Tu",
    "pt": "Você",
    "nl": "U",
    "he": "את/ה",
}


def letter(
    settings: Settings, conversation: Conversation, said: Sequence[Message]
) -> dict[str, str]:
    """Subject and text. Plain text alone: what guests and models wrote is no markup."""
    name = settings.business.name
    language = conversation.locale.lower().replace("_", "-").split("-")[0]
    language = language if language in SUBJECTS else "en"
    return {
        "subject": SUBJECTS[language].format(name=name),
        "text": "\n\n".join(_told(settings, message, GUEST[language]) for message in said) + "\n",
    }


def _told(settings: Settings, message: Message, guest: str) -> str:
    at = message.created_at.astimezone(settings.business.zone).strftime("%Y-%m-%d %H:%M")
    names = {"guest": guest, "staff": message.author_name}
    who = names.get(message.author) or settings.business.name
    return f"{at}  {who}\n{message.text}"
