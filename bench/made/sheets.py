"""What the made price lists are drawn with: a sheet that remembers what is true of it.

Every price said to be `true` becomes a question of the shape of `questions.jsonl`, so that what is
asked stands beside what is printed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.made.asked import Fact, question

FONT, BOLD = "Helvetica", "Helvetica-Bold"


@dataclass
class Sheet:
    """One PDF in the making. Measures are points from the lower left corner."""

    name: str
    size: tuple[float, float] = A4
    encrypt: Any = None
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(
            self._out, pagesize=self.size, invariant=True, encrypt=self.encrypt, pageCompression=1
        )

    def text(self, x: float, y: float, text: str, size: float = 10, font: str = FONT) -> float:
        """Draws from the left; answers where the text ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)
        return x + self.canvas.stringWidth(text, font, size)

    def right(self, x: float, y: float, text: str, size: float = 10, font: str = FONT) -> float:
        """Draws up to the right; answers where the text begins."""
        self.canvas.setFont(font, size)
        self.canvas.drawRightString(x, y, text)
        return x - self.canvas.stringWidth(text, font, size)

    def centred(self, x: float, y: float, text: str, size: float = 10, font: str = FONT) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(x, y, text)

    def title(self, x: float, y: float, text: str, size: float = 16) -> None:
        self.text(x, y, text, size, BOLD)

    def line(self, left: float, right: float, y: float, item: str, price: str) -> None:
        """An item and its price at the end of the line."""
        self.text(left, y, item)
        self.right(right, y, price)
        self.true(item, price)

    def true(self, item: str, price: str, evidence: str = "", head: str = "") -> None:
        self.facts.append(Fact(item, price, evidence or f"{item} {price}", head))

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()

    def questions(self, file: str) -> list[dict[str, Any]]:
        return [
            question(self.name, number, file, fact) for number, fact in enumerate(self.facts, 1)
        ]
