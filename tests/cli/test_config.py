from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.config_file import all_keys, write_secret
from store.home import Home
from store.settings import read_settings
from tests.cli.conftest import Inside


def test_every_setting_is_listed_with_where_it_comes_from(
    inside: Inside, founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCIERGE_SERVER__HOST", "127.0.0.2")

    rows = {row["key"]: row for row in inside("config", "get", "--json").json}

    assert list(rows) == all_keys()
    assert rows["business.name"]["origin"] == "concierge.toml"
    assert rows["server.host"] == {
        "key": "server.host",
        "value": "127.0.0.2",
        "origin": "environment",
    }
    assert rows["server.port"]["origin"] == "default"


def test_a_setting_is_changed_in_its_place_and_comments_stay(inside: Inside, founded: Path) -> None:
    file = founded / "concierge.toml"
    file.write_text(file.read_text().replace("[server]", "[server]  # behind the proxy of Ana"))

    done = inside("config", "set", "server.port", "9002")

    text = file.read_text()
    assert done.code == 0, done.err
    assert "# behind the proxy of Ana" in text
    assert "\n# Port to listen on.\nport = 9002\n" in text
    assert "# port = " not in text.partition("[server]")[2].partition("[model]")[0]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("business.name", "8377", "8377"),
        ("business.languages", "de, en", ["de", "en"]),
        ("business.languages", '["de", "en"]', ["de", "en"]),
        ("answers.channels", '{widget = "draft"}', {"widget": "draft"}),
        ("ingest.allow_private", "true", True),
        ("answers.draft_below", "0.4", 0.4),
        ("business.name", 'O"Hara\\ # [x]', 'O"Hara\\ # [x]'),
    ],
)
def test_what_a_person_types_is_understood(
    inside: Inside, founded: Path, key: str, typed: str, value: object
) -> None:
    assert inside("config", "set", key, typed).code == 0

    assert inside("config", "get", key, "--json").json["value"] == value


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("server.port", "ninety", "server.port"),
        ("business.timezone", "Europe/Madird", "Europe/Madrid"),
        ("server.prot", "1", "server.port"),
        ("answers.autonomy", "maybe", "answers.autonomy"),
        ("nothing", "1", "config get"),
    ],
)
def test_a_wrong_value_changes_nothing(
    inside: Inside, founded: Path, key: str, typed: str, said: str
) -> None:
    before = (founded / "concierge.toml").read_bytes()

    done = inside("config", "set", key, typed)

    assert done.code == 2
    assert said in done.err
    assert (founded / "concierge.toml").read_bytes() == before


def test_a_secret_goes_to_its_own_file_and_is_never_shown(inside: Inside, founded: Path) -> None:
    done = inside("config", "set", "mail.password", "open sesame")

    secrets = founded / "secrets.env"
    shown = inside("config", "get").out + inside("config", "get", "mail.password", "--json").out
    assert done.code == 0
    assert secrets.stat().st_mode & 0o077 == 0
    assert "sesame" not in done.out + shown + (founded / "concierge.toml").read_text()
    assert read_settings(Home(founded)).mail.password.get_secret_value() == "open sesame"


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(secret="${HOME}")
@example(secret="$HOME 'and' \\' \"this\" # that")
@given(secret=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1))
def test_every_secret_comes_back_as_it_was_given(
    secret: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    home.config.write_text("")

    write_secret(home, "mail.password", secret)
    write_secret(home, "mail.username", "ana")
    write_secret(home, "mail.username", "ben")

    assert read_settings(home).mail.username == "ben"
    assert read_settings(home).mail.password.get_secret_value() == secret


def test_the_check_names_file_line_and_key(inside: Inside, founded: Path) -> None:
    file = founded / "concierge.toml"
    file.write_text("[server]\nprot = 9000\n")

    done = inside("config", "check")

    assert done.code == 2
    assert f"{file}, line 2: unknown key 'prot'" in done.err
    assert "'port'" in done.err


def test_an_editor_changes_the_settings_only_to_right_ones(founded: Path, tmp_path: Path) -> None:
    from server.config_file import check_text
    from store.errors import Invalid

    with pytest.raises(Invalid, match=r"concierge\.toml, line 2"):
        check_text("[server]\nport = 'x'\n", Home(founded))


def test_without_a_terminal_there_is_nothing_to_edit_in(inside: Inside, founded: Path) -> None:
    assert inside("config", "edit").code == 2


def test_the_path_is_told(inside: Inside, founded: Path) -> None:
    assert inside("config", "path").out.strip() == str(founded / "concierge.toml")


@pytest.mark.parametrize(
    ("key", "typed", "word"),
    [("reports.daily", "at seven", "cron line"), ("business.template", "castle", "castle")],
)
def test_a_value_that_means_nothing_changes_nothing(
    inside: Inside, founded: Path, key: str, typed: str, word: str
) -> None:
    before = (founded / "concierge.toml").read_text()

    done = inside("config", "set", key, typed)

    assert done.code == 2
    assert word in done.err
    assert (founded / "concierge.toml").read_text() == before
    assert inside("config", "check").code == 0


def test_a_file_with_two_mistakes_is_put_right_one_after_the_other(
    inside: Inside, founded: Path
) -> None:
    config = founded / "concierge.toml"
    config.write_text('[business]\nname = "Seaview"\nwebsite = "nowhere"\n[server]\nport = "x"\n')

    still_wrong = inside("config", "set", "server.port", "y")
    first = inside("config", "set", "server.port", "8400")
    second = inside("config", "set", "business.website", "https://seaview.example")

    assert (still_wrong.code, first.code, second.code) == (2, 0, 0), (first.err, second.err)
    assert inside("config", "check").code == 0
