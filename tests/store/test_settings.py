from __future__ import annotations

import json
import logging

import pytest

from store.errors import Invalid, NotFound
from store.home import Home
from store.settings import SECTIONS, Settings, read_settings

SECRET = "opensesame-4711"


def told(home: Home, config: str) -> Invalid:
    home.config.write_text(config)
    with pytest.raises(Invalid) as refused:
        read_settings(home)
    return refused.value


def test_an_unknown_key_is_refused_with_its_file_its_line_and_the_likely_one(home: Home) -> None:
    error = told(home, '[business]\nname = "Seaview"\n\n[server]\nprot = 8000\n')

    assert f"{home.config}, line 5: unknown key 'prot' in [server]" in error.message
    assert error.hint == "Did you mean 'port'?"


def test_an_unknown_section_is_refused_with_its_line(home: Home) -> None:
    error = told(home, '[business]\nname = "Seaview"\n[sever]\nport = 8000\n')

    assert "line 3: unknown section [sever]" in error.message
    assert error.hint == "Did you mean 'server'?"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[server]\nport = 99999\n", "line 2: server.port"),
        ('[business]\ntimezone = "Europe/Madird"\n', "did you mean Europe/Madrid?"),
        ('[business]\ncolour = "teal"\n', "line 2: business.colour"),
        ('[answers]\nautonomy = "wild"\n', "'wild' is not one of 'auto', 'draft'"),
        ('[server]\nport = "x"\n', "'x' is not a whole number"),
        ("[answers]\ndraft_below = 7\n", "7 is too large; it is 1 at most"),
        ('[business]\ncolour = "red"\n', "'red' is not a colour like #1f5f5b"),
        ('[business]\nwebsite = "javascript:alert(1)"\n', "is not a web address"),
        ('[business]\nlanguages = ["english"]\n', "'english' is not a language's two letters"),
        ('[server]\norigins = ["https://a.example/page"]\n', "names a page"),
        ('[server]\norigins = ["*"]\n', "'*' is not a web address"),
        ('[reports]\nrecipients = ["ana"]\n', "'ana' is not an e-mail address"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(home: Home, config: str, said: str) -> None:
    assert said in told(home, config).message


def test_a_wrong_value_is_told_with_what_the_setting_is_for(home: Home) -> None:
    assert told(home, '[server]\nport = "x"\n').hint == "server.port: Port to listen on."


def test_an_unknown_variable_is_not_blamed_on_the_file(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCIERGE_SERVER__PRT", "12")

    error = told(home, "")

    assert error.message == "environment: unknown key 'prt' in [server]."
    assert error.hint == "Did you mean 'port'?"


def test_what_is_no_toml_is_refused_in_words(home: Home) -> None:
    error = told(home, "[business\nname = ")

    assert "not valid TOML" in error.message


def test_a_home_that_is_not_there_says_how_to_make_one(home: Home) -> None:
    home.config.unlink()

    with pytest.raises(NotFound) as refused:
        read_settings(home)

    assert "concierge init" in refused.value.hint


def test_a_flag_wins_over_the_environment_over_secrets_over_the_file(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.config.write_text("[server]\nport = 1001\nmessages_per_minute = 1\n[logs]\nlevel = 'INFO'")
    home.secrets.write_text("CONCIERGE_SERVER__PORT=1002\nCONCIERGE_SERVER__HOST=10.0.0.2\n")
    monkeypatch.setenv("CONCIERGE_SERVER__PORT", "1003")

    by_environment = read_settings(home)
    by_flag = read_settings(home, {"server.port": 1004})

    assert (by_environment.server.port, by_flag.server.port) == (1003, 1004)
    assert by_flag.origins == {
        "server.port": "flag",
        "server.host": "secrets.env",
        "server.messages_per_minute": "concierge.toml",
        "logs.level": "concierge.toml",
    }


def test_a_secret_is_never_printed(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.secrets.write_text(f"CONCIERGE_MAIL__PASSWORD={SECRET}\n")
    settings = read_settings(home)

    with caplog.at_level(logging.DEBUG):
        logging.getLogger().info("%s %r", settings, settings.mail)
    printed = [str(settings), repr(settings), settings.model_dump_json(), caplog.text]
    printed.append(json.dumps(settings.model_dump(mode="json")))

    assert not any(SECRET in text for text in printed)
    assert settings.mail.password.get_secret_value() == SECRET


def test_a_wrong_secret_is_refused_without_being_told(home: Home) -> None:
    home.secrets.write_text(f"CONCIERGE_MAIL__PORT={SECRET}\n")

    with pytest.raises(Invalid) as refused:
        read_settings(home)

    assert SECRET not in refused.value.message
    assert "secrets.env" in refused.value.message


def test_settings_cannot_be_changed_once_read(settings: Settings) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.server.port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    for name, section in SECTIONS.items():
        for key, field in section.model_fields.items():
            assert field.description, f"{name}.{key}"


def test_guests_are_given_the_public_address_where_there_is_one(home: Home) -> None:
    home.config.write_text("[server]\nport = 8000\n")
    assert read_settings(home).public_url == "http://127.0.0.1:8000"

    home.config.write_text("[server]\npublic_url = 'https://seaview.example/'\n")
    assert read_settings(home).public_url == "https://seaview.example"
