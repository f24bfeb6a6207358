"""Addresses of a site in one spelling, and which of them no visitor would call a page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

LONGEST = 2_000
MOST_PARAMETERS = 3
_TRACKING = re.compile(
    r"^(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|ref|referrer|source|sessionid|session_id"
    r"|phpsessid|jsessionid|sid|sess(?:id)?|s_id|session|cfid|cftoken|aspsessionid\w*|oscsid|zenid|xtsid"
    r"|replytocom|share|print|v|ver|cachebuster|_|nocache)$",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|sid|phpsessid|sessionid)=[^/;?]*|/\([A-Z]\([a-z0-9]{20,}\)\)(?=/)",
    re.IGNORECASE,
)
_PAGINATION = re.compile(
    r"(?<![a-z])(page|seite|pagina|página|pag|p|paged|offset|start)[/=_-]?\d{1,6}(?=[/?&.]|$)",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_DIRECTORY_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_NOT_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|map|json|xml|rss|atom|woff2?|ttf|otf"
    r"|eot|mp[34]|m4[av]|mov|avi|webm|ogg|wav|zip|gz|tgz|rar|7z|exe|dmg|apk|msi|iso|vcf|eps|psd)$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:^|/)(?:log-?(?:in|out|off)|sign-?(?:in|out|up)|register|wp-login\.php|wp-admin|wp-json|admin"
    r"|xmlrpc\.php|cart|checkout|basket|warenkorb|kasse|add-to-cart|wishlist|unsubscribe|feed|rss"
    r"|trackback|cdn-cgi|my-account|password|search|suche|buscar|cerca|recherche)(?:/|$)",
    re.IGNORECASE,
)
_ACTION_QUERY = re.compile(
    r"(?:^|[&?])(?:action|do|add-to-cart|logout|login|redirect_to|orderby|order|sort|filter\w*|s|q"
    r"|search|replytocom|ical|outlook-ical)(?:\[\])?=",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:^|/)(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?/?(?=[?]|$)"
    r"|(?:^|/)(?:calendar|kalender|calendario|calendrier|events?|veranstaltungen)/.*\d{4}-\d\d"
    r"|[?&](?:date|month|year|day|week|tribe-bar-date|cal_month|cal_year|monat|jahr|eventdate"
    r"|yyyy|mm)=",
    re.IGNORECASE,
)


def normal(url: str) -> str:
    """One spelling for one page; "" when it is no web address."""
    if len(url) > LONGEST:
        return ""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host or parts.username:
        return ""
    scheme = parts.scheme.lower()
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _DEFAULT_PORTS[scheme]) else f"{shown}:{port}"
    path = _SESSION_IN_PATH.sub("", parts.path or "/")
    path = quote(unquote(_without_dots(path or "/")), safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _without_dots(path: str) -> str:
    out: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if len(out) > 1:
                out.pop()
        elif part != ".":
            out.append(part)
    if path.endswith(("/.", "/..")):
        out.append("")
    return re.sub(r"/{2,}", "/", "/".join(out)) or "/"


def _query(query: str) -> str:
    kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(k)]
    return urlencode(sorted(kept))


def key(url: str) -> str:
    """What two spellings of one page share: scheme, "www." and a folder's index page aside."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    path = _DIRECTORY_PAGE.sub("/", parts.path)
    return f"{host}{path.rstrip('/') or '/'}?{parts.query}"


def site(url: str) -> str:
    """The host by which two addresses belong to one site."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.")
        port = parts.port
    except ValueError:
        return ""
    default = port is None or port == _DEFAULT_PORTS.get(parts.scheme.lower())
    return host if default else f"{host}:{port}"


def why_not(url: str) -> str:
    """Why an address is not worth a visit, or "" when it is."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _NOT_A_PAGE.search(path):
        return "not a page"
    if _ACTION.search(path) or _ACTION_QUERY.search(parts.query):
        return "a form or an action, not a page"
    if _CALENDAR.search(f"{path}?{parts.query}"):
        return "one of a calendar's endless pages"
    if len(parse_qsl(parts.query)) > MOST_PARAMETERS:
        return "too many parameters"
    return "a path that repeats itself" if _goes_round(path) else ""


def pagination_of(url: str) -> str:
    """The list whose pages are numbered, one name for all of them; "" for what is no such page."""
    parts = urlsplit(url)
    shown = f"{parts.path}?{parts.query}"
    return _PAGINATION.sub(r"\1#", shown) if _PAGINATION.search(shown) else ""


def _goes_round(path: str) -> bool:
    names = [name for name in path.split("/") if name]
    return len(names) > 12 or any(names.count(name) > 2 for name in set(names))
