from __future__ import annotations

from ingest import webpage
from ingest.cut import MOST_WORDS, cut
from ingest.nouns import Passage
from tests.ingest.papers import page


def passages(html: str) -> list[Passage]:
    return cut(webpage.read(page(html)))


def test_a_passage_carries_the_path_of_its_headings() -> None:
    found = passages("<h1>Spa</h1><h2>Pool</h2><p>Heated to 30 degrees all winter.</p>")

    assert [(p.heading, p.text) for p in found] == [
        ("Spa > Pool", "Heated to 30 degrees all winter.")
    ]


def test_a_row_alone_says_its_columns_and_its_season() -> None:
    found = passages(
        "<h2>Rates</h2><table><tr><th>Room</th><th>Night</th><th>Week</th></tr>"
        "<tr><td colspan=3>Summer</td></tr>"
        "<tr><td>Double</td><td>90 €</td><td>560 €</td></tr></table>"
    )

    rows = [(p.heading, p.text) for p in found if p.kind == "row"]
    assert rows == [("Rates > Summer", "Double | Night: 90 € | Week: 560 €")]


def test_a_small_table_is_also_kept_whole() -> None:
    found = passages(
        "<h2>Hours</h2><table><tr><td>Monday</td><td>closed</td></tr>"
        "<tr><td>Tuesday</td><td>9:00-17:00</td></tr></table>"
    )

    assert [p.text for p in found if p.kind == "list"] == ["Monday | closed\nTuesday | 9:00-17:00"]
    assert len([p for p in found if p.kind == "row"]) == 2


def test_a_card_is_one_passage_that_starts_with_its_title() -> None:
    found = passages(
        "<h2>Starters</h2><div><div><div>€18</div><h3>Ceviche</h3></div><p>Raw fish.</p></div>"
    )

    assert [(p.heading, p.text, p.kind) for p in found] == [
        ("Starters", "Ceviche\n€18\nRaw fish.", "item")
    ]


def test_a_question_stays_with_its_answer() -> None:
    found = passages(
        "<h2>Are dogs welcome?</h2><p>Yes.</p><p>10 € a night.</p><h2>Garden</h2><p>Roses.</p>"
    )

    assert ("qa", "Are dogs welcome?\nYes.\n10 € a night.") in [(p.kind, p.text) for p in found]


def test_a_label_stays_with_the_prices_under_it() -> None:
    found = passages(
        "<p>Walking Rates</p><p>9 Holes $10, 18 Holes $15</p>"
        "<p>Rates With Cart</p><p>9 Holes $17, 18 holes $25</p>"
    )

    rows = [p.text for p in found if p.kind == "row"]
    assert rows == [
        "Walking Rates\n9 Holes $10, 18 Holes $15",
        "Rates With Cart\n9 Holes $17, 18 holes $25",
    ]


def test_the_same_words_under_different_headings_stay_apart() -> None:
    found = passages(
        "<h3>Powder</h3><ul><li>Full set $49</li></ul><h3>Gel</h3><ul><li>Full set $49</li></ul>"
    )

    assert [(p.heading, p.text) for p in found] == [
        ("Powder", "Full set $49"),
        ("Gel", "Full set $49"),
    ]


def test_prose_is_said_once_and_never_longer_than_the_limit() -> None:
    story = " ".join(f"The inn has {n} old rooms with a view of the river." for n in range(100))
    found = passages(f"<p>{story}</p><p>{story}</p>")

    assert all(len(p.text.split()) <= MOST_WORDS for p in found)
    assert len({p.text for p in found}) == len(found)


def test_words_without_an_end_are_cut_all_the_same() -> None:
    found = passages("<p>" + "word " * 5_000 + "</p>")

    assert all(len(p.text.split()) <= MOST_WORDS for p in found)


def test_navigation_is_left_out_and_the_footer_is_not() -> None:
    found = passages("<nav><a>Home</a></nav><p>Welcome.</p><footer>Tel 0123 456789</footer>")

    assert [p.text for p in found] == ["Welcome.", "Tel 0123 456789"]


def test_questions_of_structured_data_are_passages() -> None:
    found = passages(
        '<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question",'
        '"name":"Is there wifi?","acceptedAnswer":{"@type":"Answer","text":"<p>Yes, free.</p>"}}]}'
        "</script>"
    )

    assert [(p.kind, p.text) for p in found] == [("qa", "Is there wifi?\nYes, free.")]


def test_prose_that_nearly_repeats_itself_is_kept_once_unless_a_figure_differs() -> None:
    story = (
        "The old mill lies by the river and was turned into an inn by two sisters who still cook"
    )
    found = passages(
        f"<h2>One</h2><p>{story} every evening.</p><h2>Two</h2><p>{story} every night.</p>"
        f"<h2>Three</h2><p>{story} at 19:00.</p>"
    )

    assert [p.heading for p in found] == ["One", "Three"]


def test_a_table_is_also_kept_as_it_is_printed_under_its_heads() -> None:
    found = passages(
        "<h2>Rates</h2><table><tr><th rowspan=2>Room<th colspan=2>Summer<tr><th>Day<th>Week"
        "<tr><td>Double<td>90 €<td>560 €<tr><td>Suite<td colspan=2>990 €</table>"
    )

    assert [p.text for p in found] == [
        "Room | Summer Day | Summer Week\nDouble | 90 € | 560 €\nSuite | 990 €",
        "Double | Summer Day: 90 € | Summer Week: 560 €",
        "Suite | Summer Day / Week: 990 €",
    ]
