"""What a guest does and sees in the widget, in the words tests use."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")


def shows(page: Page, text: str) -> Locator:
    """Waits until a finished message with this text is there, once."""
    bubble = page.locator(".message:not(.live) .bubble", has_text=text)
    expect(bubble).to_have_count(1)
    return bubble


def said(page: Page, who: str = "guest") -> list[str]:
    """The texts of one author's messages, in the order shown."""
    return page.locator(f".message.{who} .bubble").all_inner_texts()


def all_sent(page: Page, count: int) -> None:
    """Waits until `count` messages of the guest are shown, each acknowledged by the house."""
    expect(page.locator(".message.guest")).to_have_count(count)
    expect(page.locator(".fate:is(.sending, .waiting, .failed)")).to_have_count(0)
