"""Settings: one list, refused by name, from file and environment."""

import stat
from pathlib import Path

import pytest

from parley.config.configuration import (
    Configuration,
    ConfigurationError,
    all_settings,
    read_configuration,
    read_secret,
    setting_sources,
)
from parley.config.connections import database_settings, mail_settings


def configured(folder: Path, toml: str, **environment: str) -> Configuration:
    (folder / "parley.toml").write_text(toml, encoding="utf-8")
    return read_configuration(folder, environment)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_configuration(tmp_path, {}) == Configuration()


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    toml = 'comments_per_page = 20\nlanguage = "de"'
    configuration = configured(tmp_path, toml, PARLEY_COMMENTS_PER_PAGE="30")
    assert (configuration.comments_per_page, configuration.language) == (30, "de")


def test_other_programs_variables_are_none_of_ours(tmp_path: Path) -> None:
    assert read_configuration(tmp_path, {"HOME": "/root", "PARLEYS": "x", "PARLEY_DATA": "/data"}) == Configuration()


@pytest.mark.parametrize(
    ("toml", "environment", "words"),
    [
        ("base_ur = 'x'", {}, ["parley.toml", "'base_ur'", "Did you mean 'base_url'?"]),
        ("zzz = 1", {}, ["'zzz'", "parley config --explain"]),
        ("", {"PARLEY_LISTN": "x"}, ["PARLEY_LISTN", "Did you mean 'listen'?"]),
    ],
)
def test_an_unknown_setting_is_refused_by_name_with_a_hint(
    tmp_path: Path, toml: str, environment: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configured(tmp_path, toml, **environment)
    assert [word for word in words if word not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("base_url", "magazine.example"),
        ("base_url", "https://magazine.example/blog"),
        ("base_url", "ftp://magazine.example"),
        ("base_url", "https://magazine.example:port"),
        ("listen", "8000"),
        ("listen", "127.0.0.1:99999"),
        ("language", "klingon"),
        ("language", "xx"),
        ("time_zone", "Mars/Base"),
        ("time_zone", "../../etc/passwd"),
        ("theme", "nowhere"),
        ("database_url", "mysql://localhost/parley"),
        ("database_url", "postgresql://localhost:port/parley"),
        ("email_url", "sendmail:"),
        ("email_url", "smtp://"),
        ("email_url", "smtp://localhost:port"),
        ("comments_per_page", "4"),
        ("comments_per_page", "many"),
        ("comment_rate", "0"),
        ("network_days", "91"),
        ("trusted_proxies", "-1"),
        ("log_format", "xml"),
        ("demo", "perhaps"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_setting(tmp_path: Path, setting: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"PARLEY_{setting.upper()}: the setting '{setting}' is wrong"):
        configured(tmp_path, "", **{f"PARLEY_{setting.upper()}": value})


@pytest.mark.parametrize("language", ["en", "de", "pt-br", "zh-hans", "ar", "de-at"])
def test_languages_that_are_known_are_taken(tmp_path: Path, language: str) -> None:
    assert configured(tmp_path, f'language = "{language}"').language == language


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="this is not TOML"):
        configured(tmp_path, "base_url = ")


def test_a_secret_in_a_wrong_value_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configured(tmp_path, "", EMAIL_URL="sntp://user:hunter2@mail.example")
    assert "hunter2" not in str(refused.value)


def test_it_can_be_told_where_a_value_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parley.toml").write_text('language = "de"')
    for name in ("PARLEY_BASE_URL", "PARLEY_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EMAIL_URL", "smtp://localhost")
    sources = setting_sources(tmp_path)
    assert sources["language"] == str(tmp_path / "parley.toml")
    assert sources["email_url"] == "EMAIL_URL"
    assert "theme" not in sources


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///relative.sqlite3", {"NAME": "relative.sqlite3"}),
        ("sqlite:////srv/parley%20x.sqlite3", {"NAME": "/srv/parley x.sqlite3"}),
        (
            "postgresql://ann:p%40ss@db.example:5433/parley?sslmode=require",
            {"NAME": "parley", "USER": "ann", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"},
        ),
        ("postgres://postgres@/parley?host=/run/postgresql", {"NAME": "parley", "HOST": "/run/postgresql"}),
    ],
)
def test_a_database_is_named_by_its_address(tmp_path: Path, url: str, expected: dict[str, str]) -> None:
    made = database_settings(Configuration(database_url=url), tmp_path)
    assert {name: made[name] for name in expected} == expected


def test_options_of_the_database_reach_its_driver(tmp_path: Path) -> None:
    made = database_settings(Configuration(database_url="postgresql://db/parley?sslmode=require"), tmp_path)
    assert made["OPTIONS"] == {"sslmode": "require"}


def test_without_an_address_the_database_lies_in_the_data_folder_and_is_written_through(tmp_path: Path) -> None:
    made = database_settings(Configuration(), tmp_path)
    assert made["NAME"] == str(tmp_path / "parley.sqlite3")
    assert "synchronous=FULL" in made["OPTIONS"]["init_command"]
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mailbox:", {}),
        ("smtp://localhost", {"host": "localhost", "port": 25, "security": "", "username": "", "password": ""}),
        ("smtp+tls://a%40b:p%3Aq@mail.example", {"port": 587, "security": "starttls", "username": "a@b"}),
        ("smtp+tls://a%40b:p%3Aq@mail.example", {"password": "p:q"}),
        ("smtps://mail.example", {"port": 465, "security": "tls"}),
        ("smtps://mail.example:2465", {"port": 2465}),
    ],
)
def test_a_mail_server_is_named_by_its_address(url: str, expected: dict[str, object]) -> None:
    made = mail_settings(Configuration(email_url=url))
    assert {name: made[name] for name in expected} == expected
    assert bool(made) == bool(expected)


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "parley.toml").write_text("")
    secret = read_secret(tmp_path)
    assert len(secret) >= 50
    assert read_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_where_there_is_no_installation_no_secret_is_left_behind(tmp_path: Path) -> None:
    assert read_secret(tmp_path) != read_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in all_settings().items() if not field.description] == []


def test_the_rules_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    rules = configured(tmp_path, '[rules]\nbanned_words = ["casino*"]\nmost_links = 3').rules
    assert (rules.banned_words, rules.most_links, rules.hold_links_of_unknown_readers) == (("casino*",), 3, True)
    assert setting_sources(tmp_path)["rules.banned_words"] == str(tmp_path / "parley.toml")


def test_the_environment_holds_the_rules_as_json(tmp_path: Path) -> None:
    rules = configured(tmp_path, "[rules]\nmost_links = 3", PARLEY_RULES='{"most_links": 5}').rules
    assert rules.most_links == 5


@pytest.mark.parametrize(
    ("toml", "environment", "words"),
    [
        ("[rules]\nbaned_words = []", {}, ["parley.toml", "'rules.baned_words'", "Did you mean 'rules.banned_words'?"]),
        ("[rules]\nbanned_words = 'casino'", {}, ["parley.toml", "'rules.banned_words' is wrong", "tuple"]),
        ("[rules]\nbanned_words = [1]", {}, ["'rules.banned_words' is wrong", "string"]),
        ("[rules]\nmost_links = -1", {}, ["'rules.most_links' is wrong", "greater than or equal to 0"]),
        ("rules = 3", {}, ["'rules' is wrong"]),
        ("", {"PARLEY_RULES": "casino"}, ["PARLEY_RULES", "write it as JSON"]),
        (
            "",
            {"PARLEY_RULES": '{"baned_words": []}'},
            ["PARLEY_RULES", "'rules.baned_words' is wrong", "not permitted"],
        ),
    ],
)
def test_a_wrong_rule_is_refused_by_name(
    tmp_path: Path, toml: str, environment: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configured(tmp_path, toml, **environment)
    assert [word for word in words if word not in str(refused.value)] == []


PROVIDER = '{"id": "mock", "name": "Mock", "server_url": "https://a.example/", "client_id": "x", "secret": "hush"}'


def test_providers_stand_in_the_file_or_in_the_environment(tmp_path: Path) -> None:
    (read,) = read_configuration(tmp_path, {"PARLEY_SIGN_IN_WITH": f"[{PROVIDER}]"}).sign_in_with
    assert (read.id, read.server_url, read.secret) == ("mock", "https://a.example", "hush")
    assert "hush" not in repr(read)


def test_a_provider_without_an_address_is_refused_by_name(tmp_path: Path) -> None:
    wrong = PROVIDER.replace("https://a.example/", "a.example")
    with pytest.raises(ConfigurationError, match=r"sign_in_with.*https://accounts\.example"):
        read_configuration(tmp_path, {"PARLEY_SIGN_IN_WITH": f"[{wrong}]"})


def test_the_secret_of_a_provider_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from parley.config.cli.main import cli

    monkeypatch.setenv("PARLEY_SIGN_IN_WITH", f"[{PROVIDER}]")
    for options in ((), ("--json",), ("--explain",)):
        shown = CliRunner().invoke(cli, ["--data", str(tmp_path), "config", *options]).output
        assert "a.example" in shown
        assert "hush" not in shown
