from __future__ import annotations

import pytest
from textual.color import Color

from tui.themes import INKS, LIGHTHOUSE

NAMES = ("primary", "secondary", "accent", "warning", "error", "success", "foreground")


def luminance(colour: Color) -> float:
    """As WCAG 2 reckons it."""
    parts = (part / 255 for part in colour.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_every_ink_of_the_high_contrast_theme_can_be_read(ground: str) -> None:
    paper = Color.parse(getattr(LIGHTHOUSE, ground))
    inks = [Color.parse(getattr(LIGHTHOUSE, name)) for name in NAMES]
    ink, black = Color.parse(str(LIGHTHOUSE.foreground)), Color.parse(str(LIGHTHOUSE.background))
    weaker = [black.blend(ink, share) for share in INKS[LIGHTHOUSE.name]]

    assert [one.hex for one in (*inks, *weaker) if contrast(one, paper) < 7] == []
