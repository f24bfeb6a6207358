from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import read
from ingest.cut import cut
from ingest.nouns import Document, Fetched
from ingest.ocr import installed_languages
from store.errors import ConciergeError, Invalid, TooLarge, Unavailable
from tests.ingest.papers import packed

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"


def taken(body: bytes, name: str = "file") -> Document:
    return read.read(Fetched(f"file:///{name}", body))


def slide(*shapes: str) -> str:
    return (
        f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree>'
        + "".join(shapes)
        + "</p:spTree></p:cSld></p:sld>"
    )


def shape(text: str, kind: str = "") -> str:
    mark = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else ""
    return f"<p:sp>{mark}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def table(*rows: list[str]) -> str:
    cells = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:tc>" for c in row)
        + "</a:tr>" for row in rows
    )  # fmt: skip
    return f"<a:tbl>{cells}</a:tbl>"


def presentation(*slides: str) -> bytes:
    files = {"ppt/presentation.xml": "<x/>"}
    for number, one in enumerate(slides, 1):
        files[f"ppt/slides/slide{number}.xml"] = one
    return packed(files)


def test_slides_are_read_in_order_with_their_numbers_and_tables() -> None:
    document = taken(
        presentation(
            slide(shape("Conference rates", "title"), shape("Per person and day.")),
            slide(table(["Package", "Price"], ["Half day", "39 €"], ["Whole day", "59 €"])),
        )
    )

    assert [(b.kind, b.text, b.page, b.columns) for b in document.blocks] == [
        ("heading", "Conference rates", 1, ()),
        ("paragraph", "Per person and day.", 1, ()),
        ("row", "Half day | 39 €", 2, ("Package", "Price")),
        ("row", "Whole day | 59 €", 2, ("Package", "Price")),
    ]


def test_slides_with_entities_are_a_trap() -> None:
    body = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + slide(shape("&x;"))

    with pytest.raises(Invalid, match="trap"):
        taken(presentation(body))


LETTER = """From: Front Desk <desk@inn.example>
To: guest@example.org
Subject: =?utf-8?q?Sauna_f=C3=BCr_G=C3=A4ste?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

The sauna costs 12 =80 a day and is open from 16:00.
--y
Content-Type: text/html

<p>The sauna costs 12 euros.
--y--
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename=rates.pdf

abc
--x--
"""


def test_a_letter_gives_its_subject_its_plain_text_and_the_names_of_its_attachments() -> None:
    document = taken(LETTER.encode(), "sauna.eml")

    said = [b.text for b in document.blocks]
    assert document.title == "Sauna für Gäste"
    assert "open from 16:00" in said[1]
    assert said[-1] == "Attached: rates.pdf"
    assert not any("euros" in text or "desk@" in text for text in said)


def test_letters_within_letters_have_an_end() -> None:
    body = "From: a\nTo: b\nSubject: c\nDate: d\n"
    nested = body + "Content-Type: message/rfc822\n\n"

    with pytest.raises(TooLarge, match="deeply"):
        taken((nested * 40 + body + "\nhello").encode(), "deep.eml")


DIARY = """BEGIN:VCALENDAR
X-WR-CALNAME:Inn calendar
BEGIN:VEVENT
SUMMARY:Jazz in the
  courtyard\\, free entry
DTSTART;TZID="Europe/Berlin":20270305T180000
DTEND:20270305T220000
LOCATION:Courtyard
BEGIN:VALARM
SUMMARY:wake up
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Farmers' market
DTSTART;VALUE=DATE:20270103
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:Gone
DTSTART:20270104
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_one_line_an_event_in_the_order_of_days() -> None:
    document = taken(DIARY.replace("\n", "\r\n").encode())

    assert [b.text for b in document.blocks] == [
        "Inn calendar",
        "Farmers' market | Sunday 3 January 2027, every week",
        "Jazz in the courtyard, free entry | Friday 5 March 2027 18:00-22:00 | Courtyard",
    ]
    assert any("Friday 5 March" in p.text for p in cut(document))


def image(kind: str = "PNG", *, size: tuple[int, int] = (1200, 500)) -> bytes:
    picture = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(40)
    for n, (item, price) in enumerate([("Tomato soup", "6.50"), ("Garlic bread", "4.20")]):
        draw.text((60, 80 + 100 * n), item, 0, font)
        draw.text((800, 80 + 100 * n), f"$ {price}", 0, font)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_a_picture_of_a_menu_is_read_and_its_figures_are_marked_as_seen() -> None:
    document = taken(image("JPEG"))
    found = cut(document)

    assert document.pictured == [1]
    assert any("Tomato soup" in p.text and "6.50" in p.text for p in found)
    assert {p.read_by for p in found} == {"ocr"}


def test_a_picture_that_promises_too_much_is_not_unpacked() -> None:
    body = bytearray(image())
    body[16:24] = (60_000).to_bytes(4, "big") * 2

    with pytest.raises(ConciergeError, match=r"too large|cannot be opened|damaged"):
        taken(bytes(body))


def test_a_picture_that_holds_no_words_is_refused_with_the_reason() -> None:
    out = io.BytesIO()
    Image.new("L", (400, 300), 200).save(out, "PNG")

    with pytest.raises((Invalid, Unavailable), match=r"No words|tesseract"):
        taken(out.getvalue())
