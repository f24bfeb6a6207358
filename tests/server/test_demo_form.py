"""What strangers send to have a demo made: read, and none of it believed."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from server.demos import form
from server.demos.form import File, Sent, Wrong
from server.demos.words import words_of

LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "he")
PDF = File("Menu.pdf", b"%PDF-1.5\n...")
HOSTILE = [
    "file:///etc/passwd",
    "/etc/passwd",
    "-",
    "..",
    "javascript:alert(1)",
    "ftp://inn.example/",
    "gopher://inn.example/",
    "https://",
    "https://user:secret@inn.example/",
    "https://inn example/",
    "https://[::1",
    "https://inn.example:99999/",
    "inn",
    "C:\\menu.pdf",
]


def word_of(sent: Sent, most: int = 1_000) -> str:
    with pytest.raises(Wrong) as refused:
        form.wish_of(sent, most)
    return refused.value.word


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_but_an_address_of_the_web_is_taken(typed: str) -> None:
    assert word_of(Sent({"website": typed})) == "bad_website"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("inn.example", "https://inn.example/"),
        ("HTTPS://Inn.Example/rooms?x=1#top", "https://inn.example/rooms?x=1"),
        ("http://inn.example:8080", "http://inn.example:8080/"),
        ("https://gasthof-müller.example", "https://gasthof-müller.example/"),
    ],
)
def test_a_website_is_understood_as_people_type_it(typed: str, taken: str) -> None:
    assert form.website_of(typed) == taken


def test_a_demo_is_called_what_its_maker_says_or_after_what_it_is_made_of() -> None:
    named = form.wish_of(Sent({"website": "www.inn.example", "name": " The\u202e  Inn "}), 0)
    after_site = form.wish_of(Sent({"website": "www.inn.example"}), 0)
    after_file = form.wish_of(Sent({}, [File("../../Menu.pdf", PDF.body)]), 100)

    assert [wish.label for wish in (named, after_site, after_file)] == [
        "The Inn",
        "inn.example",
        "Menu",
    ]


def test_only_pdfs_are_taken_and_not_too_many_and_not_too_large() -> None:
    assert word_of(Sent()) == "no_source"
    assert word_of(Sent({}, [PDF, File("x.pdf", b"MZ\x90")])) == "not_pdf"
    assert word_of(Sent({}, [PDF] * (form.MOST_FILES + 1))) == "too_many_files"
    assert word_of(Sent({}, [PDF]), most=5) == "too_large"


def test_a_form_is_read_as_browsers_send_it() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="website"\r\n\r\ninn.example\r\n'
        b'--b\r\nContent-Disposition: form-data; name="pdfs"; filename="M\xc3\xa4nu.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.5\r\n--x\r\n\r\n"
        b'\r\n--b\r\nContent-Disposition: form-data; name="pdfs"; filename=""\r\n\r\n\r\n--b--\r\n'
    )

    sent = form.parse("multipart/form-data; boundary=b", body)

    assert sent.fields == {"website": "inn.example"}
    assert sent.files == [File("Mänu.pdf", b"%PDF-1.5\r\n--x\r\n\r\n")]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", b""),
        ("application/json", b"{}"),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nno head\r\n--b--"),
        ("multipart/form-data; boundary=b", b'--b\r\nx; name="a"\r\n\r\ncut off'),
        ("multipart/form-data; boundary=b", b'--b\r\nx; name="a"\r\n\r\n1\r\n' * 40 + b"--b--"),
        ("application/x-www-form-urlencoded", b"a=1&" * 60),
    ],
    ids=["none", "json", "no-boundary", "empty", "no-head", "cut-off", "many", "many-fields"],
)
def test_what_no_browser_sends_is_refused(content_type: str, body: bytes) -> None:
    with pytest.raises(Wrong) as refused:
        form.parse(content_type, body)

    assert refused.value.word == "broken"


def test_a_mark_counts_for_two_hours_for_one_address_and_one_form() -> None:
    mark = form.mark("192.0.2.1", "demo", now=1_000_000)

    form.check_mark(mark, "192.0.2.1", "demo", now=1_000_000 + form.MARK_LASTS_S)
    for given, sender, purpose, now in [
        (mark, "192.0.2.1", "demo", 1_000_001 + form.MARK_LASTS_S),
        (mark, "192.0.2.2", "demo", 1_000_001),
        (mark, "192.0.2.1", "other", 1_000_001),
        (mark.replace(".", "1."), "192.0.2.1", "demo", 1_000_001),
        ("", "192.0.2.1", "demo", 1_000_001),
        ("²." + "é" * 64, "192.0.2.1", "demo", 1_000_001),
    ]:
        with pytest.raises(Wrong):
            form.check_mark(given, sender, purpose, now)


def test_details_need_a_way_to_be_reached_and_consent() -> None:
    def word(**fields: str) -> str:
        with pytest.raises(Wrong) as refused:
            form.details_of(Sent(fields))
        return refused.value.word

    assert word(consent="yes", name="Maria") == "no_way"
    assert word(consent="yes", email="maria") == "bad_email"
    assert word(consent="yes", email="a@b.example\nBcc: x@y.example") == "bad_email"
    assert word(consent="yes", phone="call me") == "bad_phone"
    assert word(email="maria@inn.example") == "no_consent"
    found = form.details_of(
        Sent({"consent": "yes", "email": "maria@inn.example", "note": " Hi\r\n"})
    )
    assert found == ("", "maria@inn.example", "", "Hi")


def test_every_language_has_every_sentence() -> None:
    said = json.loads((files("server") / "pages" / "demo_words.json").read_text("utf-8"))

    assert tuple(said) == LANGUAGES
    for words in said.values():
        assert set(words) == set(words_of("en"))
