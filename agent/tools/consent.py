"""Whether a guest said yes or no to what was read back, and to nothing else.

Only a whole message counts: "yes", "yes please", "ja, bitte". "Yes, but on Friday" is neither, and
the question is put anew. So is anything that was not said right after the question.
"""

from __future__ import annotations

import re

from agent.composer import Turn
from agent.words import fold

_YES = (
    r"yes|yeah|yep|yup|sure|ok|okay|please do|do it|go ahead|confirm|confirmed|i confirm|of course"
    r"|ja|jawohl|gern|gerne|genau|einverstanden|machen sie das|mach das"
    r"|si|claro|vale|de acuerdo|adelante|confirmo"
    r"|oui|d'accord|bien sur|allez-y|je confirme|volontiers"
    r"|certo|va bene|d'accordo|confermo|faccia pure"
    r"|sim|claro que sim|pode ser|esta bem"
    r"|prima|akkoord|doe maar|graag|is goed"
    r"|כן|בטח|אישור|מאשר|מאשרת|בסדר"
)
_POLITE = (
    r"please|pls|thanks|thank you|bitte|danke|por favor|gracias|s'il vous plait|svp|merci"
    r"|per favore|grazie|obrigad[oa]|alstublieft|graag|dank u|בבקשה|תודה"
)
_NO = (
    r"no|nope|nah|don't|do not|cancel|stop|no thanks|no thank you|rather not|not now"
    r"|nein|nicht|lieber nicht|abbrechen|lass es|nee|niet|liever niet|laat maar"
    r"|mejor no|cancelar|non|pas maintenant|annuler|meglio di no|annulla|nao|melhor nao"
    r"|לא|בטל"
)
_SAYS_YES = re.compile(rf"(?:{_YES})(?: (?:{_YES}|{_POLITE}))*")
_SAYS_NO = re.compile(rf"(?:{_NO})(?: (?:{_NO}|{_POLITE}))*")
_BETWEEN = re.compile(r"[\s.,!;:🙂👍🙏✅]+")


def says_yes(text: str) -> bool:
    return _SAYS_YES.fullmatch(_bare(text)) is not None or text.strip() in ("👍", "✅")


def says_no(text: str) -> bool:
    return _SAYS_NO.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return _BETWEEN.sub(" ", fold(text)).strip()


def follows(turn: Turn, read_back: str) -> bool:
    """Whether the guest has this very question before them: it is the last thing that was said."""
    last = turn.said[-1] if turn.said else None
    return (
        bool(read_back) and last is not None and last.author != "guest" and read_back in last.text
    )
