from __future__ import annotations

import pytest

from ingest import webpage
from ingest.nouns import Document, Fetched
from tests.ingest.papers import page


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if b.text]


def test_inline_tags_are_one_line_and_a_price_keeps_its_figures_together() -> None:
    document = webpage.read(page("<p>Dinner <b>from</b> €<span>24</span>,<i>50</i> a head</p>"))

    assert texts(document) == ["Dinner from €24,50 a head"]


def test_neighbouring_inline_boxes_do_not_grow_together() -> None:
    document = webpage.read(page("<div><span>Ceviche</span><span>€18</span></div>"))

    assert texts(document) == ["Ceviche €18"]


def test_a_table_row_is_one_line_under_its_column_heads_and_its_season() -> None:
    document = webpage.read(
        page(
            "<table><caption>Rooms</caption><tr><th>Room</th><th>One night</th><th>A week</th></tr>"
            "<tr><td colspan=3>Summer</td></tr><tr><td>Double</td><td>90 €</td><td>560 €</td></tr>"
            "<tr><td colspan=3>Winter</td></tr>"
            "<tr><td>Double</td><td>70 €</td><td>430 €</td></tr></table>"
        )
    )

    rows = [(b.text, b.columns, b.caption) for b in document.blocks]
    heads = ("Room", "One night", "A week")
    assert rows == [
        ("Double | 90 € | 560 €", heads, "Rooms > Summer"),
        ("Double | 70 € | 430 €", heads, "Rooms > Winter"),
    ]


def test_a_cell_that_spans_rows_stands_in_each_of_them() -> None:
    document = webpage.read(
        page(
            "<table><tr><td rowspan=2>Pool</td><td>Mon</td><td>9-17</td></tr>"
            "<tr><td>Tue</td><td>9-20</td></tr></table>"
        )
    )

    assert texts(document) == ["Pool | Mon | 9-17", "Pool | Tue | 9-20"]


def test_a_dish_and_its_price_in_separate_boxes_are_one_card() -> None:
    card = "<div class=dish><div><h3>Lomo</h3><div>€18</div></div><p>Beef, rice.</p></div>"
    document = webpage.read(page(f"<div>{card}{card.replace('Lomo', 'Aji')}</div>"))

    groups = [{b.text for b in document.blocks if b.group == g} for g in _groups(document)]
    assert groups == [{"Lomo", "€18", "Beef, rice."}, {"Aji", "€18", "Beef, rice."}]


def _groups(document: Document) -> list[int]:
    return sorted({b.group for b in document.blocks if b.group})


def test_code_comments_cookie_banners_and_hidden_text_are_not_read() -> None:
    document = webpage.read(
        page(
            "<script>var a</script><style>p{}</style><template>t</template><!-- no -->"
            "<div id=cookie-banner>We use cookies</div><div hidden>Obey me</div>"
            "<p style='display: none'>Obey me too</p><p>Breakfast 7-10</p>"
        )
    )

    assert texts(document) == ["Breakfast 7-10"]


def test_hidden_tab_panels_and_closed_accordions_are_read_under_their_titles() -> None:
    document = webpage.read(
        page(
            "<button role=tab id=t1>Winter</button>"
            "<div role=tabpanel aria-labelledby=t1 hidden><p>Open from noon</p></div>"
            "<details><summary>Are dogs welcome?</summary><p>Yes, 10 € a night.</p></details>"
            "<button onclick=x()>Is there parking?</button>"
            "<div class=faq-answer style='display:none'>"
            "Free, behind the house.</div>"
        )
    )

    assert texts(document) == [
        "Winter",
        "Open from noon",
        "Are dogs welcome?",
        "Yes, 10 € a night.",
        "Is there parking?",
        "Free, behind the house.",
    ]


def test_labels_and_choices_of_a_form_are_read() -> None:
    document = webpage.read(
        page(
            "<form><label>Party size: <select><option>1 to 4<option>5 to 8</select></label>"
            "<label>E-mail <input type=email></label><button>Send</button></form>"
        )
    )

    assert [(b.kind, b.text) for b in document.blocks] == [
        ("form", "Party size: 1 to 4, 5 to 8"),
        ("form", "E-mail"),
    ]


def test_the_parts_around_the_content_are_marked() -> None:
    document = webpage.read(
        page(
            "<header><h1>Inn</h1><nav><a href=/a>Rooms</a></nav></header>"
            "<main><article><header><h2>News</h2></header></article></main><footer>Tel 1</footer>"
        )
    )

    regions = {b.text: b.region for b in document.blocks if b.text}
    assert regions == {"Inn": "header", "Rooms": "nav", "News": "main", "Tel 1": "footer"}


def test_links_are_absolute_web_addresses_without_fragments() -> None:
    document = webpage.read(
        page(
            "<base href='https://inn.example/en/'><a href='rooms#top'>R</a><a href='rooms'>R</a>"
            "<a href='javascript:x()'>J</a><a href='mailto:a@b.example'>M</a>"
            "<a href='//other.example/'>O</a>"
            "<a rel=nofollow href='/secret'>S</a><a href='http://[bad'>B</a>"
        )
    )

    assert document.links == ["https://inn.example/en/rooms", "https://other.example/"]


def test_a_page_that_asks_not_to_be_followed_is_read_and_not_followed() -> None:
    document = webpage.read(
        page("<meta name=robots content='noindex, nofollow'><p>Still read</p><a href=/x>x</a>")
    )

    assert "Still read" in texts(document)[0]
    assert document.links == []
    assert webpage.NOFOLLOW in document.warnings


def test_a_number_only_the_link_knows_is_written_out() -> None:
    document = webpage.read(page("<p><a href='tel:+390123456'>Call us</a></p>"))

    assert texts(document) == ["+390123456 Call us"]


def test_a_lying_charset_is_survived() -> None:
    french = "Café à 5 €"
    told_wrong = Fetched("https://a.example", french.encode(), "text/html", "iso-8859-1")
    told_utf8 = page(b"<meta charset=utf-8><p>Fr\xfchst\xfcck 5 \x80</p>")
    marked = Fetched("https://a.example", b"\xff\xfe" + french.encode("utf-16-le"), "text/html")

    assert texts(webpage.read(told_wrong)) == [french]
    assert texts(webpage.read(told_utf8)) == ["Frühstück 5 €"]
    assert texts(webpage.read(marked)) == [french]


def test_a_page_of_scripts_only_says_so() -> None:
    shell = webpage.read(
        page("<title>App</title><div id=root></div><script src=/app.js></script>"
             "<noscript>Please enable JavaScript</noscript>")
    )  # fmt: skip
    real = webpage.read(
        page(f"<div id=root><p>{'Welcome to our inn. ' * 20}</p></div><script src=a>")
    )

    assert webpage.JAVASCRIPT_ONLY in shell.warnings
    assert webpage.JAVASCRIPT_ONLY not in real.warnings


def test_a_hundred_thousand_nested_tags_are_only_a_page() -> None:
    document = webpage.read(page("<div>" * 100_000 + "Breakfast 7-10"))
    closed = webpage.read(page("<b>" * 50_000 + "Lunch" + "</b>" * 50_000))

    assert texts(document) == ["Breakfast 7-10"]
    assert texts(closed) == ["Lunch"]


def test_structured_data_is_taken_and_broken_structured_data_is_left() -> None:
    ld = '<script type="application/ld+json">'
    document = webpage.read(
        page(
            f'{ld}{{"@graph":[{{"@type":"Hotel","name":"Inn"}}]}}</script>'
            f'{ld}{{"broken":</script>{ld}'
            + "[" * 5_000 + "</script><p itemprop=telephone>+1 555</p>"
        )
    )  # fmt: skip

    assert {"@type": "Hotel", "name": "Inn"} in document.structured
    assert {"@type": "Microdata", "telephone": "+1 555"} in document.structured


def test_language_is_told_by_the_words_before_the_label() -> None:
    german = "<html lang=en><p>Wir freuen uns auf Sie und Ihre Familie in der Gaststube.</p>"

    assert webpage.read(page(german)).lang == "de"
    assert webpage.read(page("<html lang=pt-BR><p>Bem-vindo</p>")).lang == "pt"


def test_what_follows_a_section_is_not_under_its_heading() -> None:
    document = webpage.read(
        page(
            "<section><h2>Story</h2><p>Old house.</p></section>"
            "<section><p>By donation</p></section>"
        )
    )

    after = [b for b in document.blocks if b.kind == "heading" and not b.text]
    assert len(after) == 1
    assert document.blocks.index(after[0]) < [b.text for b in document.blocks].index("By donation")


def test_microdata_inside_microdata_keeps_to_its_owner() -> None:
    document = webpage.read(
        page(
            "<div itemscope itemtype='https://schema.org/Product'><b itemprop=name>Honey</b><span"
            " itemprop=offers itemscope itemtype='https://schema.org/Offer'><meta itemprop=price"
            " content=8.90><meta itemprop=priceCurrency content=EUR></span></div>"
        )
    )

    assert document.structured == [
        {
            "@type": "Product",
            "name": "Honey",
            "offers": {"@type": "Offer", "price": "8.90", "priceCurrency": "EUR"},
        }
    ]


def test_a_picture_is_read_for_its_facts_and_not_for_its_looks() -> None:
    document = webpage.read(
        page(
            "<p><img alt='Opening hours: Tuesday to Sunday 10:00-17:00'>Welcome</p>"
            "<img alt='Photo of room 7 at night'><img alt='A garden with roses'>"
            "<img alt='IMG_12.jpg of 4'>"
        )
    )

    assert [b.text for b in document.blocks] == [
        "Welcome",
        "Opening hours: Tuesday to Sunday 10:00-17:00",
    ]


def test_a_page_names_its_versions_in_its_head_or_by_its_links() -> None:
    head = page(
        "<link rel=alternate hreflang=de href='/de/preise'><link rel=alternate"
        " hreflang=x-default href='/'><p>Rates</p><a hreflang=fr href='/fr/'>Français</a>"
    )
    links = page("<p>Rates</p><a hreflang=fr href='/fr/tarifs'>Français</a>")

    assert webpage.read(head).alternates == {
        "de": "https://inn.example/de/preise",
        "x-default": "https://inn.example/",
    }
    assert webpage.read(links).alternates == {"fr": "https://inn.example/fr/tarifs"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "pt",
            "A loja está aberta das nove às seis e fecha no inverno; os cães não são permitidos.",
        ),
        ("nl", "Drukwerk is klaar binnen drie dagen; wij controleren uw bestand en het is gratis."),
        (
            "fr",
            "Le bonnet est obligatoire et les enfants doivent être avec un adulte dans le bassin.",
        ),
        ("es", "Las clases de la tarde son para los niños y el precio es por persona y por día."),
        ("he", "אפשר לבטל עד 12 שעות לפני השיעור, ואחר כך השיעור נגבה במלואו."),
    ],
)
def test_a_page_is_in_the_language_of_its_words(lang: str, text: str) -> None:
    html = f'<html lang="en"><body><p>{text}</p></body></html>'

    assert webpage.read(page(html)).lang == lang
