"""Whether somebody sits before a screen, and showing them a page."""

from __future__ import annotations

import os
import sys


def there_is_a_screen() -> bool:
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(address: str) -> bool:
    """Open it in the person's browser; False where there is no screen."""
    if not there_is_a_screen():
        return False
    import webbrowser

    return webbrowser.open(address)
