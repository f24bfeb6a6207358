"""The demonstration hotel's printed matter: four PDFs, each laid out as real ones are.

    spa price list           two columns, dotted leaders between treatment and price
    dinner menu              one column, allergen letters under the dish, price at the right edge
    house policies           prose over two pages
    weddings and meetings    ruled tables

A developer's command: `python -m templates.demonstration.build_pdfs [FOLDER]`. It needs reportlab,
which the house itself does not. The output holds no date and no random id, so that the same words
give the same bytes and a change of one price is a small diff in review.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
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
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

HOUSE = "Gullimere Harbour House"
ADDRESS = "3 Lantern Quay, Porth Averill, QX1 4ZZ"
FOLDER = Path(__file__).parent / "harbour_house"
SITE_FILES = FOLDER / "site" / "files"

Words = dict[str, Any]

WIDTH, HEIGHT = A4
MARGIN = 20 * mm
DEEP = colors.HexColor("#12404f")
CORAL = colors.HexColor("#b5472f")
SOFT = colors.HexColor("#55666e")
LINE = colors.HexColor("#dccfba")


def _sheet(path: Path, title: str) -> Canvas:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(f"{title}, {HOUSE}")
    canvas.setAuthor(HOUSE)
    canvas.setFillColor(DEEP)
    canvas.setFont("Times-Bold", 26)
    canvas.drawString(MARGIN, HEIGHT - 30 * mm, title)
    canvas.setFont("Times-Roman", 12)
    canvas.setFillColor(SOFT)
    canvas.drawString(MARGIN, HEIGHT - 37 * mm, HOUSE)
    canvas.setStrokeColor(CORAL)
    canvas.setLineWidth(1.2)
    canvas.line(MARGIN, HEIGHT - 41 * mm, WIDTH - MARGIN, HEIGHT - 41 * mm)
    return canvas


def _foot(canvas: Canvas, lines: list[str]) -> None:
    canvas.setFont("Times-Roman", 9.5)
    canvas.setFillColor(SOFT)
    for above, line in enumerate(reversed(lines)):
        canvas.drawString(MARGIN, 14 * mm + above * 13, line)


def _leader(canvas: Canvas, left: float, right: float, y: float, item: str, price: str) -> None:
    """`item ........ price`, the dots as text, as price lists have them."""
    canvas.setFont("Times-Roman", 11)
    canvas.setFillColor(DEEP)
    dot = stringWidth(".", "Times-Roman", 11)
    used = stringWidth(item + "  ", "Times-Roman", 11) + stringWidth(price, "Times-Bold", 11)
    dots = "." * int((right - left - used) / dot)
    canvas.drawString(left, y, f"{item} {dots}")
    canvas.setFont("Times-Bold", 11)
    canvas.drawRightString(right, y, price)


def spa_price_list(path: Path, words: Words) -> None:
    canvas = _sheet(path, "The Salt Room: spa price list")
    column = (WIDTH - 2 * MARGIN - 12 * mm) / 2
    for number, sections in enumerate((words["spa"]["left"], words["spa"]["right"])):
        left, y = MARGIN + number * (column + 12 * mm), HEIGHT - 55 * mm
        for section in sections:
            canvas.setFont("Times-Bold", 14)
            canvas.setFillColor(CORAL)
            canvas.drawString(left, y, section["heading"])
            y -= 8 * mm
            for item, price in section["rows"]:
                _leader(canvas, left, left + column, y, item, price)
                y -= 7 * mm
            y -= 6 * mm
    _foot(canvas, words["notes"]["spa"])
    canvas.save()


def dinner_menu(path: Path, words: Words) -> None:
    canvas = _sheet(path, "Dinner in the Capstan Room")
    y = HEIGHT - 52 * mm
    for section in words["dinner"]["section"]:
        canvas.setFont("Times-Bold", 15)
        canvas.setFillColor(CORAL)
        canvas.drawString(MARGIN, y, section["heading"])
        y -= 7.5 * mm
        for dish, what, price in section["dishes"]:
            canvas.setFillColor(DEEP)
            canvas.setFont("Times-Bold", 11.5)
            canvas.drawString(MARGIN, y, dish)
            canvas.drawRightString(WIDTH - MARGIN, y, price)
            canvas.setFont("Times-Italic", 10)
            canvas.setFillColor(SOFT)
            canvas.drawString(MARGIN, y - 4.6 * mm, what)
            y -= 11 * mm
        y -= 2.5 * mm
    _foot(canvas, words["notes"]["dinner"])
    canvas.save()


def _style(name: str, **changes: object) -> ParagraphStyle:
    return ParagraphStyle(name, **{"fontName": "Times-Roman", "fontSize": 11, **changes})


TITLE = _style("title", fontName="Times-Bold", fontSize=26, leading=31, textColor=DEEP)
HEADING = _style(
    "heading", fontName="Times-Bold", fontSize=14, leading=18, textColor=CORAL, spaceBefore=14
)
BODY = _style("body", leading=16, spaceBefore=4, spaceAfter=4)
CELL = _style("cell", leading=14)
HEAD_CELL = _style("head cell", fontName="Times-Bold", leading=14, textColor=colors.white)


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    _foot(canvas, [f"{HOUSE}, {ADDRESS}"])
    canvas.drawRightString(WIDTH - MARGIN, 14 * mm, f"Page {document.page}")


def _flow(path: Path, title: str, story: list[object]) -> None:
    SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=26 * mm,
        title=f"{title}, {HOUSE}",
        author=HOUSE,
        invariant=1,
    ).build(
        [Paragraph(title, TITLE), Spacer(1, 6 * mm), *story],
        onFirstPage=_numbered,
        onLaterPages=_numbered,
    )


def house_policies(path: Path, words: Words) -> None:
    story: list[object] = [Paragraph(words["policies"]["opening"], BODY)]
    for section in words["policies"]["section"]:
        story.append(Paragraph(section["heading"], HEADING))
        story.extend(Paragraph(text, BODY) for text in section["text"])
    _flow(path, "House policies", story)


def _ruled(rows: list[list[str]], widths: list[float]) -> Table:
    cells = [
        [Paragraph(text, HEAD_CELL if number == 0 else CELL) for text in row]
        for number, row in enumerate(rows)
    ]
    ruling = [
        ("GRID", (0, 0), (-1, -1), 0.6, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), DEEP),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
    return Table(cells, colWidths=[width * mm for width in widths], style=TableStyle(ruling))


def weddings_and_meetings(path: Path, words: Words) -> None:
    story: list[object] = []
    for table in words["events"]["table"]:
        head = [Paragraph(table["heading"], HEADING), Paragraph(table["opening"], BODY)]
        ruled = _ruled(table["rows"], table["widths_mm"])
        story.append(KeepTogether([*head, Spacer(1, 2 * mm), ruled, Spacer(1, 3 * mm)]))
    story.extend(Paragraph(text, BODY) for text in words["events"]["closing"])
    _flow(path, "Weddings and meetings", story)


SHEETS: dict[str, Callable[[Path, Words], None]] = {
    "spa-price-list.pdf": spa_price_list,
    "dinner-menu.pdf": dinner_menu,
    "house-policies.pdf": house_policies,
    "weddings-and-meetings.pdf": weddings_and_meetings,
}


def build(folder: Path) -> list[Path]:
    """Write every sheet into `folder`, and say where each one is."""
    folder.mkdir(parents=True, exist_ok=True)
    words = tomllib.loads((FOLDER / "printed.toml").read_text(encoding="utf-8"))
    for name, draw in SHEETS.items():
        draw(folder / name, words)
    return [folder / name for name in SHEETS]


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else SITE_FILES):
        sys.stdout.write(f"{written}\n")
