from __future__ import annotations

import csv
import io
from pathlib import Path

from store import conversations, turns
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside

GYM = "Yes, the gym is in the cellar, day and night."


def asked(inside: Inside, question: str) -> str:
    return str(inside("ask", question, "--json").json["answer"])


def test_an_answer_added_by_staff_is_given_however_it_is_asked(
    inside: Inside, founded: Path
) -> None:
    added = inside("answer", "add", "Is there a gym?", GYM, "--json")

    done = inside("ask", "Have you got a fitness room?", "--json").json
    assert added.code == 0, added.err
    assert (done["answer"], done["outcome"]) == (GYM, "answered")
    assert done["citations"] == [{"title": "House answer", "url": "", "page": None, "quote": GYM}]


def test_an_answer_is_listed_changed_and_removed(inside: Inside, founded: Path) -> None:
    inside("answer", "add", "Is there a gym?", GYM, "--also", "Can I work out?")
    assert inside("answer", "change", "1", "--answer", "Yes, by the pool.").code == 0
    assert inside("answer", "change", "1", "--from", "2020-01-01", "--to", "2020-02-01").code == 0

    row = inside("answer", "list", "--json").json[0]
    assert (row["answer"], row["from"], row["to"]) == (
        "Yes, by the pool.",
        "2020-01-01",
        "2020-02-01",
    )
    assert row["phrasings"] == ["Is there a gym?", "Can I work out?"]
    assert asked(inside, "Is there a gym?") != "Yes, by the pool."
    inside("answer", "change", "1", "--from", "", "--to", "")
    assert asked(inside, "can I work out?") == "Yes, by the pool."
    assert inside("answer", "remove", "1").code == 0
    assert inside("answer", "list", "--json").json == []
    assert inside("answer", "remove", "1").code == 4


def test_wrong_days_are_said_in_one_sentence(inside: Inside, founded: Path) -> None:
    first = inside("answer", "add", "Is there a gym?", GYM, "--from", "tomorrow")
    last = inside("answer", "add", "Gym?", GYM, "--from", "2026-12-01", "--to", "2026-11-01")

    assert (first.code, last.code) == (2, 2)
    assert "is not a day" in first.err
    assert "ends before it begins" in last.err


def test_a_viewer_may_not_write_answers(inside: Inside, founded: Path) -> None:
    inside(
        *("user", "add", "eva@seaview.example", "--role", "viewer", "--password-stdin"),
        typed="a long enough password\n",
    )

    assert inside("answer", "add", "Gym?", GYM, "--as", "eva@seaview.example").code == 3
    assert inside("gap", "dismiss", "1", "--as", "eva@seaview.example").code == 3


def test_answers_go_out_as_csv_without_formulas_and_come_back_as_they_were(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    inside("answer", "add", "=HYPERLINK(1)", "+44 1234 is our number")
    inside(
        *("answer", "add", "Is the terrace open?", 'It "sleeps", until April.', "--lang", "en"),
        *("--from", "2025-11-01", "--to", "2026-03-31", "--yearly"),
    )
    before = inside("answer", "list", "--json").json
    file = tmp_path / "answers.csv"
    inside("answer", "export", file)
    cells = [cell for row in csv.reader(io.StringIO(file.read_text())) for cell in row]
    for number in ("1", "2"):
        inside("answer", "remove", number)

    done = inside("answer", "import", file, "--json").json
    again = inside("answer", "import", file, "--json").json

    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert (done["added"], again["unchanged"]) == (2, 2)
    after = inside("answer", "list", "--json").json
    kept = ("question", "answer", "lang", "from", "to", "yearly")
    assert [[row[k] for k in kept] for row in after] == [[row[k] for k in kept] for row in before]


def test_an_import_says_what_it_would_do_and_what_it_refuses(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    inside("answer", "add", "Is there a gym?", GYM)
    file = tmp_path / "answers.csv"
    file.write_text(
        "question;answer;from\nIs there a gym?;Not any more.;\nSauna?;Yes.;\nPool?;;\n"
        "Spa?;Yes.;soon\n"
    )

    dry = inside("answer", "import", file, "--dry-run", "--json").json
    assert inside("answer", "list", "--json").json[0]["answer"] == GYM
    done = inside("answer", "import", file)

    assert (dry["added"], dry["changed"], len(dry["refused"])) == (1, 1, 2)
    assert "added 1, changed 1, unchanged 0, refused 2" in done.out
    assert "line 5" in done.out
    assert asked(inside, "Is there a gym?") == "Not any more."


def test_what_is_no_table_of_answers_is_refused(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "other.csv"
    file.write_text("name,age\nAna,4\n")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00question,answer")

    assert "no columns named" in inside("answer", "import", file).err
    assert inside("answer", "import", binary).code == 2
    assert inside("answer", "import", tmp_path / "none.csv").code in (2, 4)


def guest_asks(home: Path, *questions: str) -> None:
    store = open_store(Home(home))
    with store.writing() as tx:
        for question in questions:
            conversation = conversations.start(tx, channel="widget").conversation
            message = conversations.post(tx, conversation, question, "k", worker="t")
            turns.record_gap(tx, message, question)
    store.close()


def test_a_gap_is_listed_answered_and_then_known(inside: Inside, founded: Path) -> None:
    guest_asks(founded, "Gym?", "Do you have a fitness room?", "May I bring my own wine?")

    rows = inside("gap", "list", "--json").json
    shown = inside("gap", "show", str(rows[0]["id"]))
    done = inside("gap", "answer", str(rows[0]["id"]), GYM)

    assert [row["guests"] for row in rows] == [2, 1]
    assert "Gym?" in shown.out
    assert done.code == 0, done.err
    assert asked(inside, "is there a gym in the house?") == GYM
    assert [row["question"] for row in inside("gap", "list", "--json").json] == [
        "May I bring my own wine?"
    ]
    assert inside("gap", "answer", str(rows[0]["id"]), "No.").code == 5
    assert inside("gap", "list", "--state", "answered", "--json").json[0]["asked_since"] == 0


def test_a_gap_can_be_dismissed(inside: Inside, founded: Path) -> None:
    guest_asks(founded, "Will you marry me?")
    number = str(inside("gap", "list", "--json").json[0]["id"])

    assert inside("gap", "dismiss", number).code == 0
    assert inside("gap", "list", "--json").json == []
    assert inside("gap", "list", "--state", "gone").code == 2


def test_a_guests_question_cannot_command_the_terminal(inside: Inside, founded: Path) -> None:
    guest_asks(founded, "gym \x1b]0;owned\x07?")
    number = str(inside("gap", "list", "--json").json[0]["id"])

    assert "\x1b" not in inside("gap", "list").out + inside("gap", "show", number).out
