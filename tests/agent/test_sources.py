from __future__ import annotations

import pytest

from agent.composer import Citation
from agent.sources import citations_of, harmless, marks_of, of_citations, own_hosts, tidy

OWN = frozenset({"seaview.example"})


@pytest.mark.parametrize(
    ("foreign", "seen"),
    [
        ("See https://seaview.example/rooms now", "See https://seaview.example/rooms now"),
        ("See https://pay.example.net/x now", "See  now"),
        ("Pay at evil.com/pay or www.evil.org", "Pay at  or"),
        ("Write to ana@mail.example.com", "Write to ana@mail.example.com"),
        ("![x](https://collect.example/?q=1) Pool", "Pool"),
        ("[Book](https://evil.com) here", "Book here"),
        ("<b>Free</b> <script>x</script>", "Free   x"),
        ("hid\u200bden\u202e \x1b[31mred", "hidden [31mred"),
        ("As said [p12], [f3, p4] yes", "As said ,  yes"),
        ("[@click=app.quit]here[/]", "here"),
        ("5 < 6 km. Tel: +44 20 1234", "5 ‹ 6 km. Tel: +44 20 1234"),
    ],
)
def test_foreign_text_is_read_without_what_acts(foreign: str, seen: str) -> None:
    assert tidy(foreign, OWN) == seen


def test_a_model_s_sentence_keeps_its_words_and_the_space_around_it() -> None:
    assert harmless(" <i>Dogs</i> are\u202e welcome. ") == " Dogs are welcome. "
    assert harmless("Pool. ![x](https://collect.example/?q=<all>)") == "Pool. "
    assert harmless("[Go](javascript:alert(1)) javascript:x") == "Go "
    assert harmless("mailto:a@b.example?body=secret") == "a@b.example"


@pytest.mark.parametrize(
    ("said", "plain", "ids"),
    [
        ("Breakfast is at 7 [p12].", "Breakfast is at 7.", ["p12"]),
        ("It is [p1][f2] here [P3; p4].", "It is here.", ["p1", "f2", "p3", "p4"]),
        ("Room [12] is free [sic].", "Room [12] is free [sic].", []),
    ],
)
def test_marks_are_read_and_not_shown(said: str, plain: str, ids: list[str]) -> None:
    assert marks_of(said) == (plain, ids)


def test_an_id_leads_back_to_the_page_and_the_lines_that_were_used() -> None:
    lines = [f"Line {n} about something else entirely and at some length." for n in range(12)]
    lines[7] = "Dogs stay for €12 a night."
    page = Citation("Rooms", "https://seaview.example/rooms", 3, "\n".join(lines), 12)
    (source,) = of_citations("t", "tool", [page], OWN)

    (cited,) = citations_of(["p12", "p12", "p99"], {source.id: source}, "Dogs: €12 a night.")

    assert (cited.title, cited.url, cited.page, cited.passage_id) == (
        "Rooms",
        "https://seaview.example/rooms",
        3,
        12,
    )
    assert "Dogs stay for €12 a night." in cited.quote
    assert len(cited.quote) <= 400


def test_the_business_s_own_places_are_where_it_was_read_from() -> None:
    found = own_hosts(
        "https://www.seaview.example", ["https://shop.seaview.example/a", "/menu.pdf"]
    )

    assert found == {"seaview.example", "shop.seaview.example"}
