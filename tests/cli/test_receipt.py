from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent.composer import Answer, Citation, Turn, no_preview
from agent.turn import take_turn
from store.answer_settings import Answers
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside
from tests.store.talk import NOON, opened, said


class Quoting:
    def compose(self, turn: Turn, preview: object = no_preview) -> Answer:
        cited = Citation("Parking", "https://seaview.example", None, "Parking £12")
        return Answer("Parking is £12.", citations=(cited,))


@pytest.fixture
def replied(founded: Path) -> Path:
    store = open_store(Home(founded))
    try:
        conversation = opened(store).conversation
        for number in range(2):
            question = said(store, conversation, f"Parking {number}?", f"c{number}")
            take_turn(store, Quoting(), question.id, answers=Answers.model_validate({}), now=NOON)
    finally:
        store.close()
    return founded


def test_a_receipt_shows_what_was_said_and_that_it_is_unchanged(
    inside: Inside, replied: Path
) -> None:
    done = inside("receipt", "show", "1")
    told = inside("receipt", "show", "1", "--json").json

    assert "The words are as they were." in done.out + done.err
    assert (told["words"]["question"], told["words"]["text"]) == ("Parking 0?", "Parking is £12.")
    assert inside("receipt", "list", "--json").json[0]["n"] == 2


def test_an_exported_file_is_proved_without_any_home(
    inside: Inside, replied: Path, tmp_path: Path
) -> None:
    file = tmp_path / "receipts.jsonl"
    assert inside("receipt", "export", file).code == 0
    shutil.rmtree(replied)

    proof = inside("receipt", "verify", file, "--json").json

    assert (proof["ok"], proof["receipts"], proof["business"]) == (True, 2, "Seaview")
    pinned = proof["fingerprints"][0]
    assert inside("receipt", "verify", file, "--fingerprint", pinned).code == 0
    assert inside("receipt", "verify", file, "--fingerprint", "0000").code == 2


def test_a_changed_file_is_refused_and_says_which_receipt(
    inside: Inside, replied: Path, tmp_path: Path
) -> None:
    file = tmp_path / "receipts.jsonl"
    inside("receipt", "export", file)
    file.write_text(file.read_text().replace("seaview.example", "seaside.example", 1))

    done = inside("receipt", "verify", file)

    assert (done.code, "Receipt 1 was changed" in done.err) == (2, True)


def test_an_existing_file_is_not_written_over(
    inside: Inside, replied: Path, tmp_path: Path
) -> None:
    file = tmp_path / "receipts.jsonl"
    file.write_text("mine")

    assert inside("receipt", "export", file).code == 5
    assert file.read_text() == "mine"
    assert inside("receipt", "show", "99").code == 4
    assert inside("receipt", "verify", tmp_path / "none.jsonl").code == 4
