"""Fifteen websites of small businesses, each built in another of the ways the web is built."""

# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Callable

from bench.made.pages import Site, framed
from bench.made.sites_unruly import (
    driving_range,
    encodings,
    kebab,
    museum,
    old_inn,
    spa,
    winery,
    yoga,
)


def dentist() -> Site:
    """Tabs whose panels are hidden, and an accordion of buttons."""
    site = Site("made-dentist")
    foot = "<p>Dr. Marta Lind, Harbour Row 4, 20457 Hamburg</p><p>Tel. +49 40 5550 1188</p>"
    tabs = (
        '<h1>Our treatments</h1><div class="tabs"><div role="tablist">'
        '<button role="tab" id="t1" aria-controls="p1" aria-selected="true">Check-up</button>'
        '<button role="tab" id="t2" aria-controls="p2">Whitening</button></div>'
        '<div role="tabpanel" id="p1" aria-labelledby="t1"><p>A check-up with X-ray takes 40 minutes.</p>'
        "<ul><li>Check-up with cleaning: 95 €</li><li>X-ray: 35 €</li></ul></div>"
        '<div role="tabpanel" id="p2" aria-labelledby="t2" hidden><p>Whitening lasts about two years.</p>'
        "<ul><li>Home kit: 180 €</li><li>In the practice: 390 €</li></ul></div></div>"
        '<ul class="nav-tabs"><li><a href="#ins">Insurance</a></li></ul><div class="tab-content">'
        '<div class="tab-pane" id="ins" style="display:none">We bill all public insurers directly.</div></div>'
    )
    accordion = (
        "<h1>Questions</h1>"
        '<h3><button aria-expanded="false" aria-controls="a1">Do you treat children?</button></h3>'
        '<div id="a1" hidden class="accordion-panel"><p>Yes, from the age of three, on Wednesdays.</p></div>'
        '<div class="faq-item"><div class="faq-q" role="button" aria-expanded="false">Is there parking?</div>'
        '<div class="faq-a" style="display:none">Twelve free places behind the house.</div></div>'
        "<details><summary>What if I am late?</summary>Please call; after 15 minutes we must move your visit."
        "</details>"
    )
    site.page(
        "index.html",
        framed(
            "Dental practice Lind", "<h1>Welcome</h1><p>Calm dentistry since 1998.</p>", foot=foot
        ),
    )
    site.page("prices.html", framed("Treatments", tabs, foot=foot))
    site.page("questions.html", framed("Questions", accordion, foot=foot))
    site.price("prices.html", "Check-up with cleaning", "95 €", "Check-up with cleaning: 95 €")
    site.price("prices.html", "Home kit", "180 €", "Home kit: 180 €", "Whitening")
    site.price("prices.html", "In the practice", "390 €", head="Whitening")
    site.said(
        "prices.html", "Whitening lasts about two years", "We bill all public insurers directly"
    )
    site.said(
        "questions.html",
        "from the age of three, on Wednesdays",
        "Twelve free places behind the house",
        "after 15 minutes we must move your visit",
        "+49 40 5550 1188",
    )
    return site


def florist() -> Site:
    """Cards from a shop system: picture, name, price and button, all of them divs."""
    site = Site("made-florist")
    goods = [
        ("Bridal bouquet", "120.00"),
        ("Funeral wreath", "95.00"),
        ("Dozen red roses", "48.00"),
        ("Seasonal bouquet, small", "25.00"),
        ("Seasonal bouquet, large", "45.00"),
        ("Orchid in a pot", "32.00"),
    ]
    cards = "".join(
        f'<div class="card"><a href="#"><img src="x.jpg" alt="{name}"></a><div class="card-body">'
        f'<div class="card-title">{name}</div><div class="price"><span class="cur">£</span><span>{price}</span>'
        '</div><p class="txt">Bound fresh on the day.</p><button>Add to basket</button></div></div>'
        for name, price in goods
    )
    old = (
        '<div class="product"><h4>Dried wreath</h4><del>£40.00</del> <ins>£29.00</ins></div>'
        '<div class="product"><h4>Vase, hand blown</h4><span class="amount">£55.00</span></div>'
    )
    body = (
        f'<h1>Shop</h1><div class="grid">{cards}</div><h2>Offers</h2><div class="grid">{old}</div>'
    )
    site.page(
        "index.html",
        framed(
            "Petal and Stem",
            "<h1>Flowers for every day</h1><p>Delivery within the town is free above £40.</p>",
        ),
    )
    site.page("prices.html", framed("Shop", body))
    for name, price in goods:
        site.price("prices.html", name, f"£{price}")
    site.price("prices.html", "Dried wreath", "£29.00")
    site.price("prices.html", "Vase, hand blown", "£55.00", "Vase, hand blown £55.00")
    site.said("index.html", "Delivery within the town is free above £40")
    return site


def guesthouse() -> Site:
    """Price columns by season, heads over two rows, cells that span, and notes under the table."""
    site = Site("made-guesthouse")
    table = (
        "<h1>Room rates</h1><p>Per room and night, breakfast included.</p><table><thead>"
        '<tr><th rowspan="2">Room</th><th colspan="2">Summer</th><th colspan="2">Winter</th></tr>'
        "<tr><th>Weekday</th><th>Weekend</th><th>Weekday</th><th>Weekend</th></tr></thead><tbody>"
        "<tr><td>Single</td><td>70 €</td><td>80 €</td><td>60 €</td><td>65 €</td></tr>"
        "<tr><td>Double</td><td>110 €</td><td>125 €</td><td>90 €</td><td>99 €</td></tr>"
        '<tr><td>Attic studio</td><td colspan="2">140 €</td><td colspan="2">115 €</td></tr></tbody>'
        "<tfoot><tr><td colspan=5>Cot on request: 12 € a night</td></tr></tfoot></table>"
        "<h2>Half board</h2><table><tr><td>Adults</td><td>28 €</td></tr><tr><td>Children to 12</td><td>16 €</td></tr></table>"
    )
    site.page(
        "index.html",
        framed(
            "Guesthouse Adler", "<h1>Adler</h1><p>Nine rooms by the lake. Check-in from 15:00.</p>"
        ),
    )
    site.page("prices.html", framed("Rates", table))
    site.price("prices.html", "Single", "70 €", "Single 70 € 80 € 60 € 65 €", "Summer")
    site.price("prices.html", "Single", "60 €", head="Winter")
    site.price("prices.html", "Double", "125 €", "Double 110 € 125 €", "Weekend")
    site.price("prices.html", "Double", "99 €", head="Winter")
    site.price("prices.html", "Attic studio", "140 €", head="Summer")
    site.price("prices.html", "Adults", "28 €", "Adults 28 €", "Half board")
    site.price("prices.html", "Children to 12", "16 €", "Children to 12 16 €", "Half board")
    site.said("prices.html", "Cot on request: 12 € a night")
    site.said("index.html", "Check-in from 15:00")
    return site


def physio() -> Site:
    """Definition lists, pairs wrapped in divs, and several meanings to one term."""
    site = Site("made-physio")
    body = (
        "<h1>Fees</h1><dl><dt>First visit</dt><dd>£65</dd><dt>Follow-up</dt><dd>£48</dd>"
        "<dt>Sports massage</dt><dd>30 minutes £38</dd><dd>60 minutes £60</dd></dl>"
        "<h2>Good to know</h2><dl><div><dt>Cancellation</dt><dd>Free until 24 hours before; later we charge half."
        "</dd></div><div><dt>Payment</dt><dd>Card or cash; no cheques.</dd></div>"
        "<div><dt>What to wear</dt><dd>Loose clothes.</dd></div></dl>"
    )
    site.page(
        "index.html",
        framed("Harbour Physio", "<h1>Harbour Physio</h1><p>We open at 7:30 on weekdays.</p>"),
    )
    site.page("prices.html", framed("Fees", body))
    site.price("prices.html", "First visit", "£65", "First visit £65")
    site.price("prices.html", "Follow-up", "£48")
    site.price("prices.html", "Sports massage", "£38", "30 minutes £38")
    site.price("prices.html", "Sports massage", "£60", "60 minutes £60")
    site.said(
        "prices.html",
        "Free until 24 hours before; later we charge half",
        "Card or cash; no cheques",
        "Loose clothes",
    )
    return site


def barber() -> Site:
    """Nothing on the page but pictures; all facts stand in JSON-LD."""
    site = Site("made-barber")
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "HairSalon",
                "name": "Sharp Corner",
                "telephone": "+44 161 555 0142",
                "priceRange": "££",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "18 Tib Lane",
                    "postalCode": "M2 4JA",
                    "addressLocality": "Manchester",
                },
                "openingHoursSpecification": [
                    {
                        "@type": "OpeningHoursSpecification",
                        "dayOfWeek": ["Tuesday", "Saturday"],
                        "opens": "09:30",
                        "closes": "18:30",
                    }
                ],
                "amenityFeature": [
                    {
                        "@type": "LocationFeatureSpecification",
                        "name": "Step-free entrance",
                        "value": True,
                    }
                ],
                "hasOfferCatalog": {
                    "@type": "OfferCatalog",
                    "name": "Services",
                    "itemListElement": [
                        {
                            "@type": "Offer",
                            "itemOffered": {
                                "@type": "Service",
                                "name": "Skin fade",
                                "description": "With hot towel",
                            },
                            "price": "27.00",
                            "priceCurrency": "GBP",
                        },
                        {
                            "@type": "Offer",
                            "itemOffered": {"@type": "Service", "name": "Beard trim"},
                            "priceSpecification": {"price": 15, "priceCurrency": "GBP"},
                        },
                    ],
                },
            },
            {
                "@type": "Menu",
                "hasMenuSection": [
                    {
                        "@type": "MenuSection",
                        "name": "Drinks",
                        "hasMenuItem": [
                            {
                                "@type": "MenuItem",
                                "name": "Flat white",
                                "description": "Double shot",
                                "offers": {
                                    "@type": "Offer",
                                    "price": "3.10",
                                    "priceCurrency": "GBP",
                                },
                            }
                        ],
                    }
                ],
            },
            {
                "@type": "Event",
                "name": "Open chair night",
                "startDate": "2027-03-04T18:00",
                "description": "Free cuts by our apprentices",
            },
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    product = {
        "@type": "Product",
        "name": "Clay pomade",
        "offers": {
            "@type": "AggregateOffer",
            "lowPrice": 12,
            "highPrice": 19,
            "priceCurrency": "GBP",
        },
    }
    shop = f'<script type="application/ld+json">{json.dumps(product)}</script>'
    site.page("index.html", framed("Sharp Corner", '<img src="front.jpg" alt="">', head=script))
    site.page("shop.html", framed("Shop", '<img src="shelf.jpg" alt="">', head=shop))
    site.price("index.html", "Skin fade", "27.00")
    site.price("index.html", "Beard trim", "15")
    site.price("index.html", "Flat white", "3.10", head="Drinks")
    site.price("shop.html", "Clay pomade", "12")
    site.said(
        "index.html", "18 Tib Lane", "+44 161 555 0142", "Step-free entrance", "Open chair night"
    )
    return site


def farm_shop() -> Site:
    """Microdata; what it marks in meta tags is on no line a reader sees."""
    site = Site("made-farm-shop")
    goods = [("Goat cheese", "7.20"), ("Raw honey", "8.90"), ("Apple juice", "3.40")]
    items = "".join(
        f'<li itemscope itemtype="https://schema.org/Product"><span itemprop="name">{name}</span>'
        '<span itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR">'
        f'<meta itemprop="price" content="{price}"></span></li>'
        for name, price in goods
    )
    body = (
        '<div itemscope itemtype="https://schema.org/Store"><h1 itemprop="name">Hill Farm Shop</h1>'
        '<meta itemprop="telephone" content="+353 21 555 0199"><p>Vegetables pulled the same morning.</p>'
        '<meta itemprop="paymentAccepted" content="Cash, card, meal vouchers">'
        '<time itemprop="openingHours" datetime="Th-Sa 10:00-17:00">Thursday to Saturday</time>'
        '<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="streetAddress">'
        'Boreen Road 7</span>, <span itemprop="addressLocality">Midleton</span></div></div>'
        f"<h2>This week</h2><ul>{items}</ul>"
    )
    site.page("index.html", framed("Hill Farm Shop", body))
    for name, price in goods:
        site.price("index.html", name, price)
    site.said("index.html", "Boreen Road 7", "+353 21 555 0199", "Cash, card, meal vouchers")
    return site


def bike_rental() -> Site:
    """A booking form: prices in options, in labels of choices, and in a table inside the form."""
    site = Site("made-bike-rental")
    body = (
        '<h1>Book a bike</h1><form><fieldset><legend>Your bike</legend><label for="b">Bike</label>'
        '<select id="b"><option value="">Please choose</option><option>City bike - 14 € a day</option>'
        "<option>Electric bike - 32 € a day</option><option>Tandem - 40 € a day</option></select></fieldset>"
        "<fieldset><legend>Extras</legend>"
        '<label><input type="checkbox" name="h"> Helmet (3 € a day)</label><br>'
        '<label><input type="checkbox" name="c"> Child seat (5 € a day)</label>'
        '<input type="radio" id="r1" name="i"><label for="r1">Insurance, 4 € a day</label></fieldset>'
        "<table><tr><th>Duration</th><th>Discount</th></tr><tr><td>3 days</td><td>10 %</td></tr>"
        "<tr><td>7 days</td><td>20 %</td></tr></table>"
        '<label>Phone <input type="tel" placeholder="with country code"></label>'
        "<small>A deposit of 100 € per bike is returned the same day.</small>"
        '<input type="submit" value="Book now"></form>'
    )
    site.page(
        "index.html",
        framed("Coast Bikes", "<h1>Coast Bikes</h1><p>By the ferry pier, daily 8:30 to 19:00.</p>"),
    )
    site.page("book.html", framed("Book", body))
    for item, price in (
        ("City bike", "14 €"),
        ("Electric bike", "32 €"),
        ("Tandem", "40 €"),
        ("Helmet", "3 €"),
        ("Child seat", "5 €"),
    ):
        site.price("book.html", item, price)
    site.said(
        "book.html",
        "City bike - 14 € a day",
        "Helmet (3 € a day)",
        "Insurance, 4 € a day",
        "7 days 20 %",
        "A deposit of 100 € per bike is returned the same day",
    )
    return site


SITES: tuple[Callable[[], Site], ...] = (
    dentist,
    florist,
    guesthouse,
    physio,
    barber,
    farm_shop,
    bike_rental,
    yoga,
    winery,
    kebab,
    old_inn,
    encodings,
    spa,
    museum,
    driving_range,
)
