"""What a log must never hold: keys, tokens, passwords, and addresses of the mail kind.

Lines are cleaned as they are written, tracebacks too, for a vendor's error may quote what it was
sent. What looks like a secret is taken for one.
"""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
_WHOLE = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{8,}|cst_[A-Za-z0-9_-]{8,}|SG\.[A-Za-z0-9_.-]{16,}|xox[a-z]-[A-Za-z0-9-]{8,}"
    r"|gh[a-z]_[A-Za-z0-9]{16,}|AKIA[A-Z0-9]{12,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]{8,})"
)
_NAMED = re.compile(
    r"(?i)((?:authorization|bearer|password|passwd|secret|token|api[_-]?key|x-api-key)"
    r"[\"']?\s*[:=]?\s*[\"']?(?:bearer\s+|basic\s+)?)([A-Za-z0-9+/_.~=-]{8,})"
)
_IN_ADDRESS = re.compile(r"(?i)([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(@)")
_MAIL = re.compile(r"\b[A-Za-z0-9._%+-]+@([A-Za-z0-9.-]+\.[A-Za-z]{2,})\b")


def redacted(line: str) -> str:
    """The line, with its secrets hidden. Of a mail address the domain stays."""
    line = _IN_ADDRESS.sub(rf"\1{HIDDEN}\2", line)
    line = _WHOLE.sub(HIDDEN, line)
    line = _NAMED.sub(_unless_word, line)
    return _MAIL.sub(rf"{HIDDEN}@\1", line)


def _unless_word(found: re.Match[str]) -> str:
    """A plain word after "token" or "password" is a sentence, not a secret."""
    name, value = found.groups()
    assigned = name.rstrip("\"' ")[-1:] in ":=" or "bearer" in name.lower()
    looks_plain = value.strip(".").isalpha() and value.islower()
    return found.group(0) if looks_plain and not assigned else f"{name}{HIDDEN}"
