"""Small files made on the spot: a PDF from lines and places, a Word file, an Excel file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ingest.nouns import Fetched

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples"
HOSTILE = SHARED / "hostile"

DISHES = [("Onion soup", "6.85"), ("Walnut bread", "3.80"), ("Herring salad", "8.65")]

Placed = tuple[float, float, str] | tuple[float, float, str, float]


def page(html: str | bytes, url: str = "https://inn.example/page.html") -> Fetched:
    body = html if isinstance(html, bytes) else html.encode()
    return Fetched(url, body, "text/html")


def pdf(*pages: list[Placed], encrypt: str = "") -> bytes:
    """Text at (x, y) in Helvetica, size 11 unless given; y grows upwards."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for placed in pages:
        stream = b"".join(_shown(*entry) for entry in placed)
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {number + 1} 0 R"
            f"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
            f"/Encoding/WinAnsiEncoding>>>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _file(objects, encrypt)


def _shown(x: float, y: float, text: str, size: float = 11.0) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"BT /F1 %.1f Tf %.1f %.1f Td (%s) Tj ET\n" % (size, x, y, escaped.encode("cp1252"))


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n".encode())
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


LOCKED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/P -4/Length 40"
    f"/O<{'28' * 32}>/U<{'91' * 32}>>>/ID[<00><00>]"
)


def word(body: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    xml = f'<?xml version="1.0"?>{before}{document}'
    return packed({"word/document.xml": xml})


def packed(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def paragraph(text: str, style: str = "") -> str:
    marks = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{marks}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: list[str]) -> str:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def scan(dpi: int, pages: int = 1) -> bytes:
    """A menu as a scanner of so many points an inch leaves it, in a PDF."""
    image = Image.new("L", (6 * 300, 4 * 300), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(40)
    for number, (dish, price) in enumerate(DISHES):
        pen.text((150, 200 + 120 * number), dish, font=font, fill=0)
        pen.text((1_300, 200 + 120 * number), price, font=font, fill=0)
    image = image.resize((6 * dpi, 4 * dpi), Image.Resampling.BOX)
    out = io.BytesIO()
    sheet = image.convert("RGB")
    sheet.save(out, "PDF", resolution=dpi, save_all=True, append_images=[sheet] * (pages - 1))
    return out.getvalue()


def poster(*lines: str) -> bytes:
    """A picture as a small place posts it: some lines in large letters, over a photograph."""
    image = Image.new("L", (1_200, 900), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(44)
    for number, line in enumerate(lines):
        pen.text((80, 80 + 90 * number), line, font=font, fill=0)
    # As in a photograph, soft shapes that no line of text is made of.
    grain = Image.effect_noise((24, 6), 60).resize((1_200, 300), Image.Resampling.BICUBIC)
    image.paste(grain, (0, 600))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
