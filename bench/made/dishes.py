"""What the made menus offer."""

from __future__ import annotations

from collections.abc import Sequence

STARTERS = [
    ("Tomato soup with basil", "6.50"),
    ("Smoked trout", "9.80"),
    ("Goat cheese salad", "8.90"),
    ("Garlic bread", "4.20"),
    ("Prawn cocktail", "11.40"),
    ("Melon with ham", "9.10"),
]
MAINS = [
    ("Grilled sea bass", "21.50"),
    ("Veal schnitzel", "18.90"),
    ("Mushroom risotto", "15.20"),
    ("Rack of lamb", "26.80"),
    ("Beef burger", "14.60"),
    ("Vegetable lasagne", "13.70"),
]
SWEETS = [
    ("Apple strudel", "5.90"),
    ("Chocolate mousse", "6.30"),
    ("Lemon sorbet", "4.70"),
    ("Cheese board", "10.50"),
    ("Crema catalana", "5.60"),
    ("Ice cream, three scoops", "5.10"),
]
CARE = [
    ("Classic facial", "55"),
    ("Deep tissue massage", "82"),
    ("Hot stone massage", "95"),
    ("Foot reflexology", "48"),
    ("Body scrub", "64"),
    ("Aroma bath", "39"),
    ("Express manicure", "28"),
    ("Full manicure", "41"),
    ("Pedicure", "46"),
    ("Brow shaping", "19"),
]

Items = Sequence[tuple[str, str]]
