from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from channels.channel import Outbound, Uncertain
from channels.mail import Mail, compose
from store.errors import ConciergeError, Invalid, Unavailable
from store.settings import Mail as MailSettings
from tests.channels.smtp_double import STEPS, MailServer, certificate, running

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
NOON_MAIL = Outbound(
    "report:daily:2026-11-19:owner@seaview.example",
    "owner@seaview.example",
    {
        "subject": "Seaview: Thursday, nobody wrote",
        "text": "Nobody wrote.\n.\n..two dots\nCafé – 12 €",
        "html": "<h1>Nobody wrote — Café</h1>",
    },
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as double:
        yield double


def mail(
    server: MailServer,
    *,
    trust: ssl.SSLContext | None = None,
    timeout: float = 20,
    **changed: Any,
) -> Mail:
    told: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "sender": "desk@seaview.example",
        "security": "none",
        **changed,
    }
    return Mail(
        MailSettings(**told), "Seaview Hotel", trust=trust, timeout=timeout, clock=lambda: NOW
    )


def to(recipient: str, **payload: str) -> Outbound:
    return Outbound("k1", recipient, {"subject": "s", "text": "t", **payload})


def test_a_mail_arrives_whole_as_text_and_as_page(server: MailServer) -> None:
    sent = mail(server).send(NOON_MAIL)

    (taken,) = server.taken
    message = taken.message
    assert (taken.sender, taken.recipient) == ("desk@seaview.example", "owner@seaview.example")
    assert message["From"] == "Seaview Hotel <desk@seaview.example>"
    assert message["To"] == "owner@seaview.example"
    assert message["Subject"] == "Seaview: Thursday, nobody wrote"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"] == sent.vendor_id
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text
    assert html
    assert text.get_content().splitlines() == NOON_MAIL.payload["text"].splitlines()
    assert html.get_content().strip() == NOON_MAIL.payload["html"]
    assert server.commands[-1].upper() == "QUIT"


def test_every_line_is_ended_as_smtp_wants_and_short_enough(server: MailServer) -> None:
    mail(server).send(to("a@b.example", text="x" * 5_000 + "\r\nlone\rreturn\nand newline"))

    lines = server.taken[0].raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)


def test_another_attempt_carries_the_same_message_id_and_another_mail_another(
    server: MailServer,
) -> None:
    first, again = mail(server).send(NOON_MAIL), mail(server).send(NOON_MAIL)
    other = mail(server).send(to("owner@seaview.example"))

    assert first.vendor_id == again.vendor_id
    assert first.vendor_id != other.vendor_id
    assert "owner" not in first.vendor_id.split("@")[0]


def test_the_last_moment_is_told_before_anything_can_be_accepted(server: MailServer) -> None:
    noted: list[tuple[str, int]] = []

    sent = mail(server).send(
        NOON_MAIL, lambda message_id: noted.append((message_id, len(server.taken)))
    )

    assert noted == [(sent.vendor_id, 0)]
    assert len(server.taken) == 1


def test_a_caller_who_objects_at_the_last_moment_is_obeyed(server: MailServer) -> None:
    def object_to(_message_id: str) -> None:
        raise Invalid("Not mine any more.")

    with pytest.raises(Invalid, match="Not mine"):
        mail(server).send(NOON_MAIL, object_to)
    mail(server).send(to("next@seaview.example"))

    assert [taken.recipient for taken in server.taken] == ["next@seaview.example"]


@pytest.mark.parametrize("how", ["hang_up_at", "silent_at"])
@pytest.mark.parametrize("step", STEPS)
def test_a_mail_that_may_have_left_is_never_called_unsent(how: str, step: str) -> None:
    """While the body is sent, the system's buffers may swallow the last line too: then we cannot
    know, and say so, although this server took nothing.
    """
    with running(MailServer(**{how: step})) as server:  # type: ignore[arg-type]
        with pytest.raises(ConciergeError) as failed:
            mail(server, timeout=0.5 if how == "silent_at" else 20).send(NOON_MAIL)

        said = type(failed.value)
        assert said is Uncertain if server.taken else said in {Unavailable, Uncertain}
        assert bool(server.taken) == (step == "DOT")


@pytest.mark.parametrize("step", STEPS[:5])
def test_a_break_before_the_body_is_surely_no_delivery(step: str) -> None:
    with running(MailServer(hang_up_at=step)) as server:
        noted: list[str] = []
        with pytest.raises(Unavailable):
            mail(server).send(NOON_MAIL, noted.append)

        assert (noted, server.taken) == ([], [])


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("code", "expected"), [("451 busy", Unavailable), ("550 no such user", Invalid)]
)
def test_a_refusal_is_for_now_or_for_good_as_its_code_says(
    step: str, code: str, expected: type[ConciergeError]
) -> None:
    with running(MailServer(answers={step: code})) as server:
        with pytest.raises(expected) as refused:
            mail(server).send(NOON_MAIL)

        assert type(refused.value) is expected
        assert code in refused.value.message
        assert server.taken == []


def test_a_server_that_is_not_there_is_unavailable(server: MailServer) -> None:
    with running(MailServer()) as gone:
        pass

    with pytest.raises(Unavailable, match="does not answer as it should"):
        mail(gone).send(NOON_MAIL)


def test_a_server_that_does_not_want_us_now_is_unavailable() -> None:
    with (
        running(MailServer(answers={"CONNECT": "421 too many"})) as server,
        pytest.raises(Unavailable),
    ):
        mail(server).send(NOON_MAIL)


def test_a_wrong_password_is_the_owners_to_mend_and_no_fault_of_the_mail() -> None:
    with running(MailServer(password="right")) as server:
        wrong = mail(server, username="desk", password=SecretStr("wrong"))
        with pytest.raises(Unavailable, match="refuses the user name or the password") as refused:
            wrong.send(NOON_MAIL)
        assert "wrong" not in f"{refused.value.message} {refused.value.hint}"

        mail(server, username="desk", password=SecretStr("right")).send(NOON_MAIL)
        assert len(server.taken) == 1


def test_a_house_without_a_sender_says_so_and_keeps_the_mail(server: MailServer) -> None:
    with pytest.raises(Unavailable, match="no sender") as refused:
        mail(server, sender="").send(NOON_MAIL)

    assert "mail.sender" in refused.value.hint


@pytest.fixture
def encrypted(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side, and that of one who believes it."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate, and is not here")
    pem = certificate(tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(pem)
    return ours, ssl.create_default_context(cafile=str(tmp_path / "crt.pem"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_mail_arrives_where_the_certificate_is_believed(
    encrypted: tuple[ssl.SSLContext, ssl.SSLContext], security: str
) -> None:
    ours, believing = encrypted
    with running(MailServer(tls=ours), tls_at_once=security == "tls") as server:
        mail(server, trust=believing, security=security).send(NOON_MAIL)

        assert len(server.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_strangers_certificate_gets_neither_mail_nor_password(
    encrypted: tuple[ssl.SSLContext, ssl.SSLContext], security: str
) -> None:
    with running(MailServer(tls=encrypted[0]), tls_at_once=security == "tls") as server:
        doubting = mail(server, security=security, username="desk", password=SecretStr("secret"))
        with pytest.raises(Unavailable, match="is not to be trusted"):
            doubting.send(NOON_MAIL)

        assert server.taken == []
        assert not any(command.upper().startswith("AUTH") for command in server.commands)


def test_a_server_without_encryption_is_not_spoken_to_in_the_clear(server: MailServer) -> None:
    with pytest.raises(Unavailable, match="offers no encryption"):
        mail(server, security="starttls").send(NOON_MAIL)

    assert not any(command.upper().startswith("MAIL") for command in server.commands)


@pytest.mark.parametrize(
    "address",
    [
        *("", "owner", "owner@", "@seaview.example", "a b@seaview.example", "a@b@c.example"),
        *("a@b.example, c@d.example", "Owner <a@b.example>", "a@b.example\r\nBcc: x@y.example"),
        *("a@b.example\nRCPT TO:<x@y.example>", "a@b.exa\x00mple", "a\u2028@b.example"),
        *("a" * 250 + "@b.example", '"a@b"@c.example', "a@[127.0.0.1]", "a..b@"),
    ],
)
def test_what_is_not_one_plain_address_is_refused_before_anyone_is_called(
    server: MailServer, address: str
) -> None:
    with pytest.raises(Invalid):
        mail(server).send(to(address))

    assert server.commands == []


def test_no_subject_adds_a_header(server: MailServer) -> None:
    mail(server).send(to("a@b.example", subject="Hi\r\nBcc: x@y.example\n\n<b>\u2029body\x00"))

    message = server.taken[0].message
    assert message["Bcc"] is None
    assert message["Subject"].replace("  ", " ") == "Hi Bcc: x@y.example <b> body"
    assert len(server.taken) == 1


@settings(max_examples=50, deadline=None)
@given(subject=st.text(max_size=300), business=st.text(max_size=300), text=st.text(max_size=500))
def test_whatever_is_written_the_headers_stay_ours(subject: str, business: str, text: str) -> None:
    payload = {"subject": subject, "text": text, "html": text}
    letter = compose(
        Outbound("k", "a@b.example", payload), Address("", "desk", "b.example"), business, NOW
    )

    message = message_from_bytes(letter.content, policy=policy.default)
    assert set(message.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    assert len(message.keys()) == len(set(message.keys()))
    assert b"\r\n.\r\n" not in letter.content
    assert letter.content.isascii()


def test_letters_of_other_scripts_in_an_address_need_a_server_that_knows_them(
    server: MailServer,
) -> None:
    mail(server).send(to("josé@seaview.example"))
    assert server.taken[0].recipient == "josé@seaview.example"

    server.offers = ("8BITMIME",)
    with pytest.raises(Invalid, match="no such letters"):
        mail(server).send(to("josé@seaview.example"))
