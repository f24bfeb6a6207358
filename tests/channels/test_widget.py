from __future__ import annotations

import pytest

from channels.channel import Outbound, Request
from channels.registry import build_channels
from channels.widget import Widget
from store.errors import Invalid, Unauthorized
from store.settings import Mail, Settings


def test_a_reply_to_the_widget_has_nothing_to_be_sent() -> None:
    assert Widget().send(Outbound("k", "guest")).vendor_id == ""
    assert Widget.idempotent


def test_the_widget_takes_no_webhooks() -> None:
    with pytest.raises(Unauthorized):
        Widget().verify(Request("/hooks/widget", {}, b"{}"))
    with pytest.raises(Invalid):
        Widget().read(b"{}")


def test_mail_is_there_when_a_server_is_set() -> None:
    assert list(build_channels(Settings())) == ["widget"]
    assert list(build_channels(Settings(mail=Mail(host="mail.example")))) == ["widget", "mail"]
