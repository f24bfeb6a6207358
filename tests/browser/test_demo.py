"""From the form to an answered question: a demo made, read and asked in real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import console_of
from tests.browser.guest import shows
from tests.server.demo_house import PATIENCE_S, demo_house, price_list

pytestmark = pytest.mark.browser


def test_a_stranger_makes_a_demo_of_a_menu_and_is_answered_from_it(
    tmp_path: Path, page: Page
) -> None:
    menu: FilePayload = {
        "name": "Menu.pdf",
        "mimeType": "application/pdf",
        "buffer": price_list("Grilled sole", "24.50"),
    }
    complaints = console_of(page)
    with demo_house(tmp_path / "home") as house:
        page.goto(f"{house.address}/demo")
        assert violations(page, "the form") == []
        page.get_by_label("Name of the business").fill("Harbour Kitchen")
        pdfs = page.get_by_label("PDFs")
        pdfs.evaluate("input => { input.dataset.most = 5 }")
        pdfs.set_input_files(menu)
        assert pdfs.evaluate("input => input.validationMessage") == "These PDFs are too large."
        pdfs.evaluate("input => { input.dataset.most = 1e7 }")
        pdfs.set_input_files(menu)
        page.get_by_role("button", name="Make the demo").click()

        ready = page.get_by_role("heading", name="The concierge of Harbour Kitchen is ready")
        expect(ready).to_be_visible(timeout=PATIENCE_S * 1_000)
        assert violations(page, "ready") == []
        page.get_by_role("link", name="How much is Grilled sole?").click()
        shows(page, "24.50")

        assert [text for text in complaints if "favicon" not in text] == []
        page.goto("about:blank")
