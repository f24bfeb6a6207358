"""The desk of one hotel in Madrid, with two of its staff."""

from __future__ import annotations

import pytest

from store.db import Store
from store.home import Home
from store.settings import Settings, read_settings
from store.tables import User
from tests.conftest import staff_member
from tests.reports.desk import Desk

CONFIG = """\
[business]
name = "Seaview"
timezone = "Europe/Madrid"
colour = "#1f5f5b"
"""
MAILED = """
[reports]
recipients = ["owner@seaview.example", "Manager@seaview.example"]

[mail]
host = "127.0.0.1"
sender = "desk@seaview.example"
"""


@pytest.fixture
def settings(home: Home) -> Settings:
    """No mail server is set."""
    home.config.write_text(CONFIG)
    return read_settings(home)


@pytest.fixture
def mailed(home: Home) -> Settings:
    """The same house with a mail server and two recipients."""
    home.config.write_text(CONFIG + MAILED)
    return read_settings(home)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def ana(store: Store) -> User:
    return staff_member(store, "ana@seaview.example", "Ana", "owner")


@pytest.fixture
def bruno(store: Store) -> User:
    return staff_member(store, "bruno@seaview.example", "Bruno", "agent")
