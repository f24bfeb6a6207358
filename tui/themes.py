"""Themes of our own: two calm ones, dark and light, and one of high contrast; Textual's others are
in the palette."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

HARBOUR_NIGHT: Final = Theme(
    name="harbour-night",
    primary="#6fb7ab",
    secondary="#8aa4c8",
    accent="#e3b46c",
    warning="#e3b46c",
    error="#e5837c",
    success="#84c79a",
    foreground="#d7dfe0",
    background="#12171b",
    surface="#171d22",
    panel="#1f272d",
    dark=True,
    variables={
        "border": "#2c373e",
        "border-blurred": "#2c373e",
        "block-cursor-text-style": "none",
        "input-selection-background": "#6fb7ab 35%",
        "scrollbar": "#2c373e",
        "scrollbar-hover": "#3c4a52",
        "scrollbar-active": "#6fb7ab",
        "scrollbar-background": "#12171b",
        "scrollbar-background-hover": "#12171b",
        "scrollbar-background-active": "#12171b",
        "scrollbar-corner-color": "#12171b",
    },
)

HARBOUR_DAY: Final = Theme(
    name="harbour-day",
    primary="#1f6f66",
    secondary="#3d5f8f",
    accent="#96600d",
    warning="#96600d",
    error="#b23a32",
    success="#2b7a45",
    foreground="#22292d",
    background="#f6f4ef",
    surface="#fffdf8",
    panel="#e9e5dc",
    dark=False,
    variables={
        "border": "#d0cabd",
        "border-blurred": "#d0cabd",
        "block-cursor-text-style": "none",
        "scrollbar": "#d0cabd",
        "scrollbar-hover": "#b9b2a3",
        "scrollbar-active": "#1f6f66",
        "scrollbar-background": "#f6f4ef",
        "scrollbar-background-hover": "#f6f4ef",
        "scrollbar-background-active": "#f6f4ef",
        "scrollbar-corner-color": "#f6f4ef",
    },
)

# How much of the ink is in the two weaker ones, muted and faint, by theme; "" is all others.
INKS: Final = {"": (0.62, 0.36), "lighthouse": (0.85, 0.75)}

# Every ink on every ground of it has a contrast of 7 to 1 at least.
LIGHTHOUSE: Final = Theme(
    name="lighthouse",
    primary="#5ff0ff",
    secondary="#9ecbff",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ff9a94",
    success="#7dff9b",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c2a33",
    dark=True,
    variables={
        "border": "#ffffff",
        "border-blurred": "#ffffff",
        "block-cursor-text-style": "none",
        "scrollbar": "#ffffff",
        "scrollbar-active": "#5ff0ff",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)
