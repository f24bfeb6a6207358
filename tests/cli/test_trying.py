"""`concierge try` as a real process, on small sources."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli import trying
from cli.demonstrating import ask
from ingest.gathering import NOT_YET
from ingest.ocr import installed_languages
from ingest.summary import Skipped, SourceSummary, Summary, Unread
from tests.cli.words import command, environment
from tests.ingest.papers import poster, scan
from tests.websites import Website, seaview, served


@contextmanager
def tried(source: str, typed: bytes = b"") -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """The open address, the summary, and the list that stderr is read into when it has ended."""
    process = subprocess.Popen(
        command("try", source, "--allow-private", "--no-open", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(typed)
    process.stdin.close()
    process.stdin = None
    summary, address = "", ""
    for line in process.stdout:
        if line.startswith(b'{"address"'):
            address = json.loads(line)["address"]
            break
        summary += line.decode()
    remarks: list[str] = []
    try:
        assert address, process.communicate()
        yield address, json.loads(summary), remarks
    finally:
        process.terminate()
        remarks.append(process.communicate(timeout=30)[1].decode())


def source_of(**met: Any) -> Summary:
    return Summary(sources=[SourceSummary(1, "https://inn.example/", "inn", "website", **met)])


def test_a_website_is_answered_from_once_the_page_is_open_and_nothing_is_kept(
    tmp_path: Path,
) -> None:
    with served(Website(seaview())) as site, tried(site.address) as (address, summary, remarks):
        reply = ask(address, "How much is a double room?")

        assert "£120.00" in reply["text"]
        assert summary["documents"] == 3

    assert "Traceback" not in remarks[0]


def test_words_given_by_hand_are_cited_by_the_business_and_not_asked_for_again() -> None:
    words = b"# Opening hours\n\nWe are open daily from 9 am to 5 pm.\n\nDogs are welcome.\n"

    with tried("-", words) as (address, summary, remarks):
        reply = ask(address, "Are dogs welcome?")

        assert summary["documents"] == 1
        assert all("stdin" not in c["title"] + c["url"] for c in reply["citations"])

    assert "could not be read" not in remarks[0]


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_a_scan_is_answered_from_though_it_holds_nothing_but_pictures(tmp_path: Path) -> None:
    (tmp_path / "menu.pdf").write_bytes(scan(150))

    with tried(str(tmp_path / "menu.pdf")) as (address, summary, _):
        reply = ask(address, "How much is the onion soup?")

        assert summary["sources"][0]["unread"] == []
        assert "6.85" in reply["text"]


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_a_photograph_of_a_menu_is_answered_from(tmp_path: Path) -> None:
    (tmp_path / "menu.png").write_bytes(poster("Herring salad     8.65", "Walnut bread     3.80"))

    with tried(str(tmp_path / "menu.png")) as (address, _, _):
        assert "8.65" in ask(address, "How much is the herring salad?")["text"]


def test_what_is_left_for_later_is_gone_on_with() -> None:
    left = Skipped("https://inn.example/b", NOT_YET)
    picture = Unread("https://inn.example/menu.pdf", 1, "The page has no text, only a picture.")

    assert trying.is_whole(source_of())
    assert trying.is_whole(source_of(skipped=[Skipped("https://inn.example/x", "Gone.")]))
    assert not trying.is_whole(source_of(skipped=[left]))
    assert not trying.is_whole(source_of(unread=[picture]))


def test_standard_input_has_no_rest() -> None:
    told = source_of(unread=[Unread("stdin:", 1, "The page has no text, only a picture.")])
    told.sources[0].kind = "text"

    assert trying.is_whole(told)
