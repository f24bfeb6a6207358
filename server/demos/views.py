"""The demos' pages: the form, what a demo has come to, and its end. Every word is escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from server import page_views
from server.demos.form import MOST_FILES, Sent
from server.demos.words import words_of
from store.settings import Settings
from store.tables import Demo

SHOWN_QUESTIONS = 5
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


@dataclass(frozen=True)
class View:
    """One house's pages in one language."""

    settings: Settings
    language: str

    def told(self, word: str, **filled: object) -> str:
        return words_of(self.language)[word].format(**filled)

    def said(self, word: str, **filled: object) -> str:
        """The same for a page."""
        return escape(self.told(word, **filled))

    def page(self, title: str, body: str) -> str:
        """`body` is escaped already."""
        head = '<script src="/demo/page.js" async></script>'
        return page_views.plain(self.settings, self.language, title, body, head)

    # --- making one ---------------------------------------------------------------------

    def form(self, mark: str, wrong: str = "", kept: Sent | None = None) -> str:
        """`wrong` names what is amiss; `kept` is what was sent, so that nobody types it twice."""
        limits, kept = self.settings.demos, kept or Sent()
        pdfs = ""
        if limits.upload_mb:
            hint = self.said("pdfs_hint", n=MOST_FILES, mb=limits.upload_mb)
            most = limits.upload_mb * 1_000_000
            pdfs = (
                f'<p><label for="pdfs">{self.said("pdfs")}</label>'
                '<input type="file" id="pdfs" name="pdfs" accept="application/pdf,.pdf" multiple '
                f'data-most="{most}" data-wrong="{self.said("too_large")}" '
                f'aria-describedby="pdfs-hint"><small id="pdfs-hint">{hint}</small></p>'
            )
        body = (
            f"<p>{self.said('lead')}</p>{self._alert(wrong)}"
            '<form method="post" action="/demo" enctype="multipart/form-data">'
            f'<input type="hidden" name="mark" value="{escape(mark)}">'
            + self._field("website", kept, "url", 'inputmode="url"', hint="website_hint")
            + pdfs
            + self._field("name", kept, "organization", optional=True)
            + f"<p><button>{self.said('make')}</button></p></form>"
            f"<p><small>{self.said('note', days=limits.days)}</small></p>"
        )
        return self.page(self.told("title"), body)

    # --- what it has come to ------------------------------------------------------------

    def reading(self, demo: Demo) -> str:
        body = (
            f'<p role="status" data-state="/demo/{demo.public_id}/state">{self.said("reading")}</p>'
            f'<p><a href="/demo/{demo.public_id}">{self.said("look")}</a></p>'
        )
        return self.page(self.told("reading_title", name=demo.label), body)

    def ready(
        self, demo: Demo, mark: str, wrong: str = "", kept: Sent | None = None, *, thanks: bool
    ) -> str:
        chat = f"/demo/{demo.public_id}/chat"
        questions = "".join(
            f'<li><a href="{chat}?q={quote(question)}" dir="auto">{escape(question)}</a></li>'
            for question in demo.questions[:SHOWN_QUESTIONS]
        )
        address = escape(f"{self.settings.public_url}/demo/{demo.public_id}")
        body = (
            f'<p><a class="button" href="{chat}">{self.said("open_chat")}</a></p>'
            + (f"<p>{self.said('ask_it')}</p><ul>{questions}</ul>" if questions else "")
            + f'<p>{self.said("share")}<br><bdi><a href="{address}">{address}</a></bdi></p>'
            f"<p>{self.said('until', date=f'{demo.expires_at:%Y-%m-%d}')}</p>"
            + self._details(demo, mark, wrong, kept, thanks)
        )
        return self.page(self.told("ready_title", name=demo.label), body)

    def _details(self, demo: Demo, mark: str, wrong: str, kept: Sent | None, thanks: bool) -> str:
        if thanks:
            return f'<p role="status" id="details"><strong>{self.said("thanks")}</strong></p>'
        if demo.contact_id is not None:
            return self._alert(wrong)
        kept = kept or Sent()
        note = escape(kept.fields.get("note", ""))
        return (
            f'<section id="details"><h2>{self.said("want_title")}</h2><p>{self.said("want")}</p>'
            f'{self._alert(wrong)}<form method="post" action="/demo/{demo.public_id}/details">'
            f'<input type="hidden" name="mark" value="{escape(mark)}">'
            + self._field("your_name", kept, "name", name="name")
            + self._field("email", kept, "email", 'type="email" inputmode="email"')
            + self._field("phone", kept, "tel", 'type="tel"')
            + f'<p><label for="note">{self.said("message")} ({self.said("optional")})</label>'
            f'<textarea id="note" name="note" rows="3" maxlength="1000">{note}</textarea></p>'
            '<p class="check"><input type="checkbox" id="consent" name="consent" value="yes" '
            f'required><label for="consent">{escape(self.consent())}</label></p>'
            f"<p><button>{self.said('send')}</button></p></form></section>"
        )

    def consent(self) -> str:
        """The sentence agreed to; the business's own, where it has one. Not escaped."""
        ours = self.told("consent", business=self.settings.business.name)
        return self.settings.demos.consent or ours

    def failed(self, demo: Demo) -> str:
        why = f"<p><bdi>{escape(demo.error)}</bdi></p>" if demo.error else ""
        return self.page(
            self.told("failed_title"), f"<p>{self.said('failed')}</p>{why}{self._again('again')}"
        )

    def ended(self) -> str:
        days = self.settings.demos.days
        body = f"<p>{self.said('ended', days=days)}</p>{self._again('another')}"
        return self.page(self.told("ended_title"), body)

    def busy(self) -> str:
        return self.page(self.told("busy"), "")

    def _again(self, word: str) -> str:
        if not self.settings.demos.enabled:
            return ""
        return f'<p><a class="button" href="/demo">{self.said(word)}</a></p>'

    def letter(self, demo: Demo, who: str) -> dict[str, str]:
        """The mail to whoever left their details. Plain text: nothing is escaped, nothing acts."""
        # What strangers typed must not become an address in a mail of ours.
        who, name = (re.sub(r"[:/@]+", " ", said)[:60] for said in (who, demo.label))
        link = f"{self.settings.public_url}/demo/{demo.public_id}"
        date, business = f"{demo.expires_at:%Y-%m-%d}", self.settings.business.name
        return {
            "subject": self.told("subject", name=name),
            "text": self.told(
                "letter", who=who, name=name, link=link, date=date, business=business
            ),
        }

    # --- their pieces -------------------------------------------------------------------

    def _alert(self, wrong: str) -> str:
        if not wrong:
            return ""
        return f'<p role="alert"><strong>{self.said(wrong)}</strong></p>'

    def _field(
        self,
        word: str,
        kept: Sent,
        fills: str,
        more: str = "",
        *,
        name: str = "",
        hint: str = "",
        optional: bool = False,
    ) -> str:
        """`fills` is what browsers fill it in with; `more` stands in the tag as it is."""
        name = name or word
        label = self.said(word) + (f" ({self.said('optional')})" if optional else "")
        told = f'<small id="{name}-hint">{self.said(hint)}</small>' if hint else ""
        described = f' aria-describedby="{name}-hint"' if hint else ""
        return (
            f'<p><label for="{name}">{label}</label><input id="{name}" name="{name}" '
            f'value="{escape(kept.of(name))}" autocomplete="{fills}" dir="auto" {more}{described}>'
            f"{told}</p>"
        )
