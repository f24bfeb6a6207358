"""The printed sheets are what the script makes, and agree with the website."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from templates.demonstration.demo import demonstration

DEMO = demonstration()


def pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def priced_on(page: str) -> dict[str, str]:
    """Item and price as the website's lists and dish cards say them."""
    tree = LexborHTMLParser((DEMO.site / page).read_text(encoding="utf-8"))
    pairs = {}
    for row in chain(tree.css(".prices div"), tree.css(".card")):
        item, price = row.css_first("dt, h3"), row.css_first("dd, .price")
        if item and price:
            for remark in item.css("small"):
                remark.decompose()
            pairs[" ".join(item.text().split())] = price.text().strip()
    return pairs


def priced_in(pdf: str) -> dict[str, str]:
    """Item and price as they stand on one line of the sheet, dots between them or not."""
    lines = chain.from_iterable(page.splitlines() for page in pages(DEMO.site / "files" / pdf))
    found = (re.fullmatch(r"(.+?)[ .]*[ .](£[\d.,]+|free)", line.strip()) for line in lines)
    return {match[1]: match[2] for match in found if match}


def test_the_script_makes_the_sheets_that_are_shipped(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="the printed sheets are built with reportlab")
    from templates.demonstration.build_pdfs import build

    built = build(tmp_path)

    assert sorted(file.name for file in built) == [file.name for file in DEMO.documents]
    for file in built:
        assert pages(file) == pages(DEMO.site / "files" / file.name)


def test_the_script_makes_the_same_bytes_twice(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="the printed sheets are built with reportlab")
    from templates.demonstration.build_pdfs import build

    once, again = build(tmp_path / "once"), build(tmp_path / "again")

    assert [file.read_bytes() for file in once] == [file.read_bytes() for file in again]


def test_every_treatment_costs_the_same_on_page_and_paper() -> None:
    page, paper = priced_on("spa.html"), priced_in("spa-price-list.pdf")

    assert len(page) >= 14
    assert page.items() <= paper.items()


def test_every_dish_costs_the_same_on_page_and_paper() -> None:
    page, paper = priced_on("restaurant.html"), priced_in("dinner-menu.pdf")
    dishes = {item: price for item, price in page.items() if not item.startswith(("Sunday", "Chi"))}
    dishes |= {item: price for item, price in page.items() if item.startswith("Chocolate")}

    assert len(dishes) == 8
    assert dishes.items() <= paper.items()


@pytest.mark.parametrize("amount", ["£2,900", "£6,400", "£13,500", "£85", "£850", "£52", "£198"])
def test_every_package_costs_the_same_on_page_and_paper(amount: str) -> None:
    page = (DEMO.site / "weddings.html").read_text(encoding="utf-8")

    assert amount in page
    assert amount in "\n".join(pages(DEMO.site / "files" / "weddings-and-meetings.pdf"))


def test_the_policies_say_on_paper_what_the_page_says() -> None:
    paper = " ".join(" ".join(pages(DEMO.site / "files" / "house-policies.pdf")).split())
    tree = LexborHTMLParser((DEMO.site / "policies.html").read_text(encoding="utf-8"))
    amounts = {
        amount
        for paragraph in tree.css("main section p")
        for amount in re.findall(r"£\d+|\d{1,2}:\d{2}|\d+%", paragraph.text())
    }

    assert len(amounts) >= 12
    assert [amount for amount in sorted(amounts) if amount not in paper] == []
