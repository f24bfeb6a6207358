"""Printed matter of a demonstration business, out of its `printed.toml`: one PDF for each sheet.

    [[sheet]]              file, title, foot (lines)
    [[sheet.section]]      heading, text (paragraphs), rows (item and price, on dotted lines),
                           table (ruled; its first row is the head), widths_mm

A developer's command: `python -m templates.demonstration.sheets BUSINESS`. It needs reportlab,
which the house itself does not. The output holds no date and no random id, so that the same words
give the same bytes.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from reportlab.lib import colors  # type: ignore[import-untyped, import-not-found, unused-ignore]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped, import-not-found, unused-ignore]
from reportlab.lib.styles import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
    ParagraphStyle,
)
from reportlab.lib.units import mm  # type: ignore[import-untyped, import-not-found, unused-ignore]
from reportlab.pdfbase.pdfmetrics import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
    stringWidth,
)
from reportlab.pdfgen.canvas import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
    Canvas,
)
from reportlab.platypus import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from templates.demonstration.demo import Business, demonstration

Words = dict[str, Any]

WIDTH = A4[0]
MARGIN = 20 * mm
ROOM = WIDTH - 2 * MARGIN


class Printer:
    """Draws in the colours of one business."""

    def __init__(self, business: Business) -> None:
        self._name = business.name
        self._deep = colors.HexColor(business.colours.primary)
        self._accent = colors.HexColor(business.colours.accent)

    def draw(self, path: Path, sheet: Words) -> None:
        story: list[Any] = [Paragraph(sheet["title"], self._style("title", 24, bold=True))]
        story.append(Spacer(1, 6 * mm))
        for section in sheet.get("section", []):
            story += self._section(section)
        foot = [*sheet.get("foot", []), self._name]
        SimpleDocTemplate(
            str(path),
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=(18 + 5 * len(foot)) * mm,
            title=f"{sheet['title']}, {self._name}",
            author=self._name,
            invariant=1,
        ).build(
            story,
            onFirstPage=lambda canvas, _document: self._foot(canvas, foot),
            onLaterPages=lambda canvas, _document: self._foot(canvas, foot),
        )

    def _section(self, section: Words) -> list[Any]:
        drawn: list[Any] = []
        if section.get("heading"):
            drawn.append(Paragraph(section["heading"], self._style("heading", 14, bold=True)))
        drawn += [Paragraph(text, self._style("text", 11)) for text in section.get("text", [])]
        drawn += [self._leader(item, price) for item, price in section.get("rows", [])]
        if section.get("table"):
            drawn += [Spacer(1, 2 * mm), self._ruled(section), Spacer(1, 3 * mm)]
        return drawn

    def _leader(self, item: str, price: str) -> Paragraph:
        """`item ........ price`, the dots as text, as price lists have them."""
        used = stringWidth(f"{item}  {price}", "Times-Roman", 11)
        dots = "." * max(3, int((ROOM - used) / stringWidth(".", "Times-Roman", 11)) - 6)
        return Paragraph(f"{item} {dots} {price}", self._style("row", 11))

    def _ruled(self, section: Words) -> Table:
        rows = section["table"]
        head, cell = self._style("head", 11, bold=True), self._style("cell", 11)
        cells = [
            [Paragraph(text, head if number == 0 else cell) for text in row]
            for number, row in enumerate(rows)
        ]
        widths = section.get("widths_mm") or [ROOM / mm / len(rows[0])] * len(rows[0])
        ruling = [
            ("GRID", (0, 0), (-1, -1), 0.6, self._accent),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        return Table(cells, colWidths=[width * mm for width in widths], style=TableStyle(ruling))

    def _style(self, name: str, size: int, *, bold: bool = False) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            fontName="Times-Bold" if bold else "Times-Roman",
            fontSize=size,
            leading=size * 1.4,
            spaceBefore=size * 0.8 if bold else 2,
            textColor=self._deep if bold else colors.black,
        )

    def _foot(self, canvas: Canvas, lines: list[str]) -> None:
        canvas.setFont("Times-Roman", 9.5)
        for above, line in enumerate(reversed(lines)):
            canvas.drawString(MARGIN, 14 * mm + above * 13, line)


def build(name: str, folder: Path | None = None) -> list[Path]:
    """Draw every sheet of a business, into its site unless `folder` says where."""
    demo = demonstration(name)
    target = folder or demo.site / "files"
    target.mkdir(parents=True, exist_ok=True)
    words = tomllib.loads((demo.site.parent / "printed.toml").read_text(encoding="utf-8"))
    printer = Printer(demo.business)
    for sheet in words["sheet"]:
        printer.draw(target / sheet["file"], sheet)
    return [target / sheet["file"] for sheet in words["sheet"]]


if __name__ == "__main__":
    for written in build(sys.argv[1]):
        sys.stdout.write(f"{written}\n")
