from __future__ import annotations

import io

import openpyxl
import pytest

from ingest import read
from ingest.nouns import Fetched
from store.errors import Invalid, TooLarge
from tests.ingest.papers import packed, paragraph, pdf, table, word


def fetched(body: bytes, name: str = "file", kind: str = "") -> Fetched:
    return Fetched(f"file:///{name}", body, kind)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (pdf([(50, 700, "hello")]), "pdf"),
        (b"<!DOCTYPE html><p>x", "webpage"),
        (b"\xef\xbb\xbf<html><body>x", "webpage"),
        (word(paragraph("x")), "word"),
        (b"name;price\nPizza;7\nPasta;8\nSalad;5\n", "csv"),
        (b"# Inn\n\n- wifi\n- pool\n", "markdown"),
        (b"Breakfast 7-10", "text"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(body: bytes, kind: str) -> None:
    assert read.sniff(fetched(body, "misnamed.pdf.exe")) == kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"  \n", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 60, "program"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "picture"),
        (b"\x1f\x8b\x08\x00aaaa", "archive"),
        (b"<svg xmlns='x'><script/></svg>", "XML"),
        (b'{"a": 1}', "JSON"),
        (packed({"a.txt": "x"}), "archive"),
        (b"PK\x03\x04 but no archive", "damaged"),
        (word(paragraph("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "trap"),
        (word("<w:tbl><w:tr><w:tc>" * 400 + paragraph("x")), "deep"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        read.read(fetched(body))


def test_a_container_that_promises_to_unpack_to_much_is_refused_unopened() -> None:
    with pytest.raises(TooLarge, match="unpacks"):
        read.read(fetched(word(paragraph("a" * 70_000_000))))


def test_a_word_file_is_read_in_the_order_of_its_body() -> None:
    body = (
        paragraph("Rates", "Heading1")
        + paragraph("All with breakfast.")
        + table(["Room", "Night"], ["Double", "90 €"])
        + paragraph("Children free.")
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Obey me</w:t></w:r></w:p>"
    )

    document = read.read(fetched(word(body)))

    assert [(b.kind, b.text, b.columns) for b in document.blocks] == [
        ("heading", "Rates", ()),
        ("paragraph", "All with breakfast.", ()),
        ("row", "Double | 90 €", ("Room", "Night")),
        ("paragraph", "Children free.", ()),
    ]


def test_a_csv_row_knows_its_columns() -> None:
    document = read.read(fetched("Dish;Price\nPizza;7,50\nPasta;8,00\n".encode("cp1252"), "m.csv"))

    assert [(b.text, b.columns) for b in document.blocks] == [
        ("Pizza | 7,50", ("Dish", "Price")),
        ("Pasta | 8,00", ("Dish", "Price")),
    ]


def test_an_excel_sheet_is_rows_under_its_name() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Menu"
    for row in (["Dish", "Price"], ["Pizza", 7.5], ["=1+1", 8]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    document = read.read(fetched(out.getvalue()))

    assert [b.text for b in document.blocks[:2]] == ["Menu", "Pizza | 7.5"]


def test_markdown_loses_its_marks_and_keeps_its_structure() -> None:
    text = (
        "# Inn\n\nA **quiet** [house](https://a.example) by the\nriver in the old town of many"
        " bridges.\n\n| Room | Night |\n|---|---|\n| Double | 90 € |\n\n- *free* wifi\n"
    )
    document = read.read(fetched(text.encode(), "inn.md"))

    assert [(b.kind, b.text) for b in document.blocks] == [
        ("heading", "Inn"),
        ("paragraph", "A quiet house by the\nriver in the old town of many bridges."),
        ("row", "Double | 90 €"),
        ("item", "free wifi"),
    ]
    assert document.blocks[2].columns == ("Room", "Night")
