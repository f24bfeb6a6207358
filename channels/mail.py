"""Outgoing mail, over SMTP.

SMTP has no idempotency key. What it has is one instant at which the server takes a mail: when it
has read the line with the single dot. So a mail is handed over in two steps: everything up to that
dot, which can be broken off and tried again without harm, then, after `leaving` was told, the dot.
Only when the answer to the dot is lost is it uncertain whether the mail left.

The Message-ID is derived from the delivery's key, so an attempt that follows carries the same one;
many mail programs show such a pair as one mail. We do not rely on it.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from channels.channel import Outbound, Sent, Uncertain, nothing_to_note
from store.errors import ConciergeError, Invalid, Unavailable
from store.settings import Mail as MailSettings
from store.settings import Settings
from store.tables import utcnow

TIMEOUT_S = 20.0
GO_AHEAD, ACCEPTED = 354, 250
CHECK = "Check the [mail] settings with `concierge doctor`."


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as SMTP carries it: envelope, and content with dots doubled and lines ended."""

    message_id: str
    sender: str
    recipient: str
    content: bytes
    international: bool


class Mail:
    """Sends, and does not receive yet."""

    name = "mail"
    idempotent = False

    def __init__(
        self,
        settings: MailSettings,
        business: str,
        *,
        trust: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT_S,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        """`trust` is whose certificates are believed; the system's when it is not given."""
        self._settings = settings
        self._business = business
        self._trust = trust
        self._timeout = timeout
        self._clock = clock

    @classmethod
    def of(cls, settings: Settings) -> Mail:
        return cls(settings.mail, settings.business.name)

    def send(self, outbound: Outbound, leaving: Callable[[str], None] = nothing_to_note) -> Sent:
        own = self._sender()
        letter = compose(outbound, own, self._business, self._clock())
        try:
            with _Talk(self._connect(own.domain)) as talk:
                talk.introduce(self._settings, self._tls())
                talk.address(letter)
                talk.hand_over(letter, leaving)
        except ConciergeError:
            raise
        except ssl.SSLCertVerificationError as error:
            raise Unavailable(
                f"The certificate of {self._settings.host} is not to be trusted: "
                f"{error.verify_message}.",
                CHECK,
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(
                f"The mail server {self._settings.host} does not answer as it should: {error}",
                CHECK,
            ) from error
        return Sent(letter.message_id)

    def _sender(self) -> Address:
        """Not `Invalid` when it is wrong: the mail is right, and the owner mends the settings."""
        try:
            return _address(self._settings.sender or self._settings.username)
        except Invalid as error:
            raise Unavailable(
                "The mail has no sender.", "Set mail.sender to the address it comes from."
            ) from error

    def _tls(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()

    def _connect(self, own_name: str) -> smtplib.SMTP:
        """`own_name` is given so that nobody asks the name service for it, which may hang."""
        host, port = self._settings.host, self._settings.port
        if self._settings.security == "tls":
            return smtplib.SMTP_SSL(
                host, port, own_name, timeout=self._timeout, context=self._tls()
            )
        return smtplib.SMTP(host, port, own_name, timeout=self._timeout)


class _Talk:
    """One conversation with a mail server. Every refusal becomes one of our errors."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def __enter__(self) -> _Talk:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """The mail is taken or it is not; how the goodbye goes changes nothing."""
        if failed is None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._smtp.close()

    def introduce(self, settings: MailSettings, tls: ssl.SSLContext) -> None:
        self._smtp.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            if not self._smtp.has_extn("starttls"):
                raise Unavailable(
                    f"The mail server {settings.host} offers no encryption.",
                    'Set mail.security to "tls", or to "none" inside your own network.',
                )
            self._smtp.starttls(context=tls)
            self._smtp.ehlo()
        if settings.username:
            try:
                self._smtp.login(settings.username, settings.password.get_secret_value())
            except smtplib.SMTPAuthenticationError as error:
                # Not `Invalid`: the mail is right, and the owner mends the password.
                raise Unavailable(
                    f"The mail server {settings.host} refuses the user name or the password.",
                    "Set mail.username and CONCIERGE_MAIL__PASSWORD in secrets.env.",
                ) from error

    def address(self, letter: Letter) -> None:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if letter.international else []
        if letter.international and not self._smtp.has_extn("smtputf8"):
            raise Invalid(
                f"The mail server cannot write to {letter.recipient}: it knows no such letters.",
                "Use an address of plain letters.",
            )
        self._must(self._smtp.mail(letter.sender, options), letter.sender)
        self._must(self._smtp.rcpt(letter.recipient), letter.recipient)

    def hand_over(self, letter: Letter, leaving: Callable[[str], None]) -> None:
        self._must(self._smtp.docmd("DATA"), letter.recipient, GO_AHEAD)
        self._smtp.send(letter.content)
        leaving(letter.message_id)
        try:
            self._smtp.send(b".\r\n")
            answer = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain(
                f"The mail to {letter.recipient} may have left: the mail server broke off before "
                "it confirmed.",
                "Ask whether it arrived before it is sent again.",
            ) from error
        self._must(answer, letter.recipient)

    def _must(self, answer: tuple[int, bytes], about: str, wanted: int = ACCEPTED) -> None:
        code, words = answer
        if code == wanted or (wanted == ACCEPTED and 200 <= code < 300):
            return
        said = f"{code} {_printable(words)}".strip()
        if 500 <= code < 600:
            raise Invalid(
                f"The mail server refuses the mail to or from {about}: {said}",
                "Correct the address, or ask whoever runs the mail server.",
            )
        raise Unavailable(f"The mail server cannot take the mail now: {said}", CHECK)


def _printable(words: bytes) -> str:
    text = words.decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)[:200]


def compose(outbound: Outbound, own: Address, business: str, now: datetime) -> Letter:
    """The mail of a delivery: `payload` holds subject, text and, if wanted, html."""
    to = _address(outbound.recipient)
    message_id = _message_id(outbound.key, own)
    international = not (str(to).isascii() and str(own).isascii())
    try:
        message = EmailMessage(policy=SMTPUTF8 if international else SMTP)
        message["From"] = Address(_one_line(business), own.username, own.domain)
        message["To"] = to
        message["Subject"] = _one_line(str(outbound.payload.get("subject", "")))
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message_id
        # Says to out-of-office robots that nobody reads their answer (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(str(outbound.payload.get("text", "")), cte="quoted-printable")
        if html := outbound.payload.get("html"):
            message.add_alternative(str(html), subtype="html", cte="quoted-printable")
        raw = message.as_bytes()
    except (ValueError, MessageError, UnicodeError) as error:
        raise Invalid(f"The mail to {outbound.recipient!r} cannot be written: {error}") from error
    return Letter(message_id, str(own), str(to), _dotted(raw), international)


def _address(text: str) -> Address:
    """One bare address. Refuses all that could add a header, a command or a second recipient."""
    wrong = Invalid(
        f"{text!r} is not an e-mail address.", "Write it as name@example.com, one at a time."
    )
    if not re.fullmatch(r"[^\s<>(),;:\\\"\[\]@]+@[^\s<>(),;:\\\"\[\]@]+", text) or len(text) > 254:
        raise wrong
    if not text.isprintable():
        raise wrong
    name, _, domain = text.rpartition("@")
    try:
        return Address(username=name, domain=domain)
    except (ValueError, MessageError, IndexError) as error:
        raise wrong from error


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def _message_id(key: str, own: Address) -> str:
    """The same for every attempt of one delivery, and telling nothing of it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    domain = own.domain if own.domain.isascii() else "concierge.invalid"
    return f"<{digest}@{domain}>"


def _dotted(raw: bytes) -> bytes:
    """Lines end as SMTP wants them, and one that begins with a dot gets another."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)
