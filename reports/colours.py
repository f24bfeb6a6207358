"""What the pages of reports share: the brand's colour where it must be read, and a policy."""

from __future__ import annotations

# A page's own policy: styles in it and nothing else, no script, no address to fetch from.
ALONE = "default-src 'none'; style-src 'unsafe-inline'"


def ink_on(colour: str) -> str:
    """White or near-black, whichever can be read on this colour."""
    return "#ffffff" if _contrast_with_white(colour) >= 4.5 else "#14191c"


def on_paper(colour: str) -> str:
    """The brand's colour, darkened as far as it must be to be seen in a bar on white."""
    while _contrast_with_white(colour) < 2.2:
        colour = "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.9):02x}" for i in (1, 3, 5))
    return colour


def in_the_dark(colour: str) -> str:
    """The brand's colour, lightened as far as it must be to be seen on a dark page."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 130:
        parts = [min(255, part + max(6, (255 - part) // 8)) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _contrast_with_white(colour: str) -> float:
    """WCAG's contrast ratio, from 1 (white itself) to 21 (black)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
