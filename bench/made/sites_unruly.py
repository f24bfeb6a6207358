"""Websites whose makers kept to no form: no headings, old tables, wrong charsets, facts in pictures."""

# ruff: noqa: E501

from __future__ import annotations

from bench.made.pages import Site, framed


def yoga() -> Site:
    """Headings in no order, bold lines that stand for headings, empty headings."""
    site = Site("made-yoga")
    body = (
        "<h4>Welcome to the loft</h4><h1></h1><p>Mats are here for you.</p><h2>Timetable</h2><h6>Monday</h6>"
        "<p>Vinyasa 18:00 - 19:15 with Ines</p><h6>Thursday</h6><p>Yin 20:00 - 21:00 with Tom</p>"
        "<p><strong>Prices</strong></p><p>Single class ..... 16 €</p><p>Ten classes ..... 130 €</p>"
        "<p><b>Students</b></p><p>Ten classes ..... 99 €</p><h3>House rules</h3><p>Please come ten minutes early.</p>"
    )
    site.page("index.html", framed("The Loft", body))
    site.price("index.html", "Single class", "16 €", "Single class 16 €")
    site.price("index.html", "Ten classes", "130 €", "Ten classes 130 €")
    site.price("index.html", "Students", "99 €", "Ten classes 99 €")
    site.said(
        "index.html",
        "Vinyasa 18:00 - 19:15 with Ines",
        "Yin 20:00 - 21:00 with Tom",
        "Please come ten minutes early",
    )
    return site


def winery() -> Site:
    """Three languages, linked by hreflang; the same layout in each."""
    site = Site("made-winery")
    said = {
        "en": (
            "Tastings",
            "Tasting of five wines",
            "24 €",
            "Dogs are welcome in the courtyard.",
            "Please book the day before.",
        ),
        "de": (
            "Weinproben",
            "Probe mit fünf Weinen",
            "24 €",
            "Hunde sind im Hof willkommen und bekommen Wasser.",
            "Bitte melden Sie sich am Tag zuvor an.",
        ),
        "it": (
            "Degustazioni",
            "Degustazione di cinque vini",
            "24 €",
            "I cani sono benvenuti nel cortile della cantina.",
            "Prenotate il giorno prima, per favore.",
        ),
    }
    links = "".join(
        f'<link rel="alternate" hreflang="{code}" href="https://business.example/{code}.html">'
        for code in said
    )
    for code, (title, item, price, dogs, book) in said.items():
        body = f'<h1>{title}</h1><div class="row"><div class="col">{item}</div><div class="col">{price}</div></div><p>{dogs}</p><p>{book}</p>'
        site.page(f"{code}.html", framed(title, body, lang=code, head=links))
        site.price(f"{code}.html", item, price)
        site.said(f"{code}.html", dogs, book)
    return site


def kebab() -> Site:
    """Divs all the way down: no heading, no paragraph, no list; rows made of spans."""
    site = Site("made-kebab")
    rows = [
        ("1", "Döner in bread", "6,50 €"),
        ("2", "Dürüm with feta", "7,50 €"),
        ("3", "Falafel plate", "9,00 €"),
        ("4", "Lahmacun", "5,00 €"),
        ("5", "Lentil soup", "4,50 €"),
    ]
    body = '<div class="big">Menu</div>' + "".join(
        f'<div class="r"><span class="no">{no}</span><span class="n">{name}</span><span class="p">{price}</span></div>'
        f'<div class="sub">with salad and sauce</div>'
        for no, name, price in rows
    )
    body += '<div><div><div class="big">Hours</div><div>Mon-Sat 11-23</div><div>Sun closed</div></div></div>'
    html = f"<html><head><title>Bosporus Grill</title></head><body><div><div>{body}</div></div></body></html>"
    site.page("index.html", html)
    for _, name, price in rows:
        site.price("index.html", name, price, f"{name} {price}")
    site.said("index.html", "Mon-Sat 11-23", "Sun closed")
    return site


def old_inn() -> Site:
    """A page of 1998: tables place everything, fonts make headings, nothing is closed."""
    site = Site("made-old-inn")
    html = (
        "<HTML><HEAD><TITLE>Ye Olde Inn</TITLE></HEAD><BODY BGCOLOR=#ffffcc><CENTER><FONT SIZE=6>Ye Olde Inn</FONT></CENTER>"
        "<TABLE WIDTH=100% BORDER=0><TR><TD WIDTH=150 VALIGN=top><A HREF=index.html>Home</A><BR><A HREF=rooms.html>Rooms</A></TD>"
        "<TD><FONT SIZE=5><B>Our rooms</B></FONT><P>All rooms have a fireplace.<P><TABLE BORDER=1><TR><TD><B>Room</B><TD><B>Price</B>"
        "<TR><TD>Oak room<TD>$85<TR><TD>River room<TD>$99<TR><TD>Tower room<TD>$140</TABLE>"
        "<P><FONT COLOR=red>Checkout is at 10:30 am!</FONT><HR>Call 555-212-8899 for a room</TD></TR></TABLE></BODY></HTML>"
    )
    site.page("index.html", html, "cp1252")
    for item, price in (("Oak room", "$85"), ("River room", "$99"), ("Tower room", "$140")):
        site.price("index.html", item, price, f"{item} {price}")
    site.said(
        "index.html", "All rooms have a fireplace", "Checkout is at 10:30 am!", "555-212-8899"
    )
    return site


def encodings() -> Site:
    """Pages whose declared charset is missing, wrong, or old."""
    site = Site("made-encodings")
    table = "<table><tr><td>Käsespätzle</td><td>9,80 €</td></tr><tr><td>Räucherforelle</td><td>14,20 €</td></tr></table>"
    site.page(
        "none.html", f"<html><body><h1>Mittagstisch für Gäste</h1>{table}</body></html>", "cp1252"
    )
    site.page(
        "lies.html",
        f'<html><head><meta charset="utf-8"></head><body><h1>Abendkarte für Gäste</h1>{table}</body></html>',
        "cp1252",
    )
    site.page(
        "iso.html",
        "<html><head><meta http-equiv=content-type content='text/html; charset=iso-8859-2'></head><body>"
        "<h1>Ceník</h1><p>Svíčková na smetaně 189 Kč</p><p>Žlutý čaj 45 Kč</p></body></html>",
        "iso-8859-2",
    )
    site.page(
        "wide.html", "\ufeff<html><body><p>Crème brûlée 6,50 €</p></body></html>", "utf-16-le"
    )
    for file in ("none.html", "lies.html"):
        site.price(file, "Käsespätzle", "9,80 €", "Käsespätzle 9,80 €")
        site.price(file, "Räucherforelle", "14,20 €", "Räucherforelle 14,20 €")
    site.price("iso.html", "Svíčková", "189 Kč", "Svíčková na smetaně 189 Kč")
    site.price("wide.html", "Crème brûlée", "6,50 €", "Crème brûlée 6,50 €")
    return site


def spa() -> Site:
    """Price lists as lists: nested items, items with durations, prices in strong tags."""
    site = Site("made-spa")
    body = (
        "<h1>Treatments</h1><ul><li>Massage<ul><li>30 minutes <strong>45 €</strong></li><li>60 minutes <strong>79 €</strong></li></ul></li>"
        "<li>Sauna<ul><li>Day pass <strong>22 €</strong></li><li>Evening pass <strong>15 €</strong></li></ul></li></ul>"
        '<h2>Gift cards</h2><p>Any amount from <span style="white-space:nowrap">20 €</span>; valid three years.</p>'
        '<section><h2>Couples</h2><ul class="price-list"><li><h3>Candle evening</h3><span>for two</span><span>149 €</span></li>'
        "<li><h3>Rose bath</h3><span>for two</span><span>98 €</span></li></ul></section>"
    )
    site.page("index.html", framed("Quiet Water", body, foot="Quiet Water, 3 Canal Side"))
    site.page(
        "about.html",
        framed(
            "About",
            "<h1>About us</h1><p>Two sisters opened it in 2011.</p>",
            foot="Quiet Water, 3 Canal Side",
        ),
    )
    site.price("index.html", "Massage", "79 €", "60 minutes 79 €")
    site.price("index.html", "Sauna", "22 €", "Day pass 22 €")
    site.price("index.html", "Evening pass", "15 €", "Evening pass 15 €")
    site.price("index.html", "Candle evening", "149 €")
    site.price("index.html", "Rose bath", "98 €")
    site.said("index.html", "Any amount from 20 €; valid three years", "3 Canal Side")
    return site


def museum() -> Site:
    """Facts in alt texts and captions, tickets as rows of divs with ARIA table roles."""
    site = Site("made-museum")
    body = (
        '<h1>Visit</h1><img src="map.png" alt="Map: entrance on Mill Street, opposite the station"><figure>'
        '<img src="o.png" alt="Opening hours: Tuesday to Sunday 10:00-17:00"><figcaption>Last entry at 16:15</figcaption></figure>'
        '<h2>Tickets</h2><div role="table"><div role="row"><span role="columnheader">Ticket</span><span role="columnheader">Price</span></div>'
        '<div role="row"><span role="cell">Adult</span><span role="cell">£9</span></div>'
        '<div role="row"><span role="cell">Child under 16</span><span role="cell">£4</span></div>'
        '<div role="row"><span role="cell">Family ticket</span><span role="cell">£22</span></div></div>'
        '<img src="logo.png" alt="logo"><p>Guide dogs only. <abbr title="Induction loops">Loops</abbr> at the desk.</p>'
    )
    site.page("index.html", framed("Mill Museum", body))
    for item, price in (("Adult", "£9"), ("Child under 16", "£4"), ("Family ticket", "£22")):
        site.price("index.html", item, price, f"{item} {price}")
    site.said(
        "index.html",
        "entrance on Mill Street, opposite the station",
        "Tuesday to Sunday 10:00-17:00",
        "Last entry at 16:15",
        "Guide dogs only",
    )
    return site


def driving_range() -> Site:
    """One price table transposed: items over the columns, conditions down the side."""
    site = Site("made-driving-range")
    body = (
        "<h1>Rates</h1><table class='rates'><tr><td></td><td>Small bucket</td><td>Large bucket</td></tr>"
        "<tr><td>Members</td><td>$4</td><td>$8</td></tr><tr><td>Visitors</td><td>$6</td><td>$11</td></tr>"
        "<tr><td colspan=3>After 6 pm</td></tr><tr><td>Members</td><td>$3</td><td>$6</td></tr>"
        "<tr><td>Visitors</td><td>$5</td><td>$9</td></tr></table>"
        '<div class="pricing"><div class="plan"><h3>Monthly</h3><div class="num"><sup>$</sup>59</div><ul><li>Unlimited balls</li>'
        '<li>One guest pass</li></ul></div><div class="plan"><h3>Yearly</h3><div class="num"><sup>$</sup>590</div>'
        "<ul><li>Unlimited balls</li><li>Locker included</li></ul></div></div>"
    )
    site.page("index.html", framed("Long Drive", body, foot="Open 8 am to 10 pm"))
    site.page(
        "lessons.html",
        framed(
            "Lessons",
            "<h1>Lessons</h1><p>30 minutes with a professional: $45.</p>",
            foot="Open 8 am to 10 pm",
        ),
    )
    site.price("index.html", "Members", "$4", "Members $4 $8", "Small bucket")
    site.price("index.html", "Visitors", "$11", head="Large bucket")
    site.price("index.html", "Visitors", "$9", "Visitors $5 $9", "After 6 pm")
    site.price("index.html", "Monthly", "59")
    site.price("index.html", "Yearly", "590")
    site.price("lessons.html", "30 minutes with a professional", "$45")
    site.said("index.html", "Locker included", "One guest pass", "Open 8 am to 10 pm")
    return site
