"""What the widget's build leaves out changes nothing of what the program does."""

from __future__ import annotations

import pytest

from server.pages.tighten import tighten

CASES = {
    "spaces": ("const a = 1 + b ;", "const a=1 + b;"),
    "words": ("return typeof x === y", "return typeof x===y"),
    "strings": ("say(\"a  =  b\", 'c , d')", "say(\"a  =  b\",'c , d')"),
    "quotes in strings": (r'say("\" , ")', r'say("\" , ")'),
    "templates": ("say(`a  =  ${b + `c , ${d}`}  e`)", "say(`a  =  ${b + `c , ${d}`}  e`)"),
    "patterns": ("x = /a , b/g.test(y) ;", "x=/a , b/g.test(y);"),
    "a slash in a class": ("f(/[/ ,]/)", "f(/[/ ,]/)"),
    "division": ("x = a / b / c", "x=a / b / c"),
    "comments behind code": ("a() // why, and what for\nb()", "a()\nb()"),
    "addresses": ('a("https://x") ;', 'a("https://x");'),
    "line ends": ("a\n\n\nb", "a\nb"),
    "signs": ("a + +b - -c", "a + +b - -c"),
}


@pytest.mark.parametrize("what", sorted(CASES))
def test_only_what_no_browser_needs_is_left_out(what: str) -> None:
    code, wanted = CASES[what]

    assert tighten(code) == wanted


def test_tightening_twice_changes_nothing_more() -> None:
    for code, _ in CASES.values():
        assert tighten(tighten(code)) == tighten(code)
