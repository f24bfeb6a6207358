"""A mail to the owner about what language models cost: a subject and a few short lines."""

from __future__ import annotations


def owner_mail(subject: str, *lines: str) -> dict[str, str]:
    """The lines follow the subject, which is said again as the first of them."""
    said = (f"{subject}.", *lines)
    html = "".join(f"<p>{line}</p>" for line in said)
    return {
        "subject": subject,
        "text": "\n\n".join(said) + "\n",
        "html": f"<!doctype html><html><body>{html}</body></html>",
    }
