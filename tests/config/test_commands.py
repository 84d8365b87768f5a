"""The command line, as an operator types it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from parley.accounts.models import User
from parley.config.cli.main import cli
from parley.conversation.models import Comment
from parley.materializer.actions import mark_dirty
from parley.materializer.files import remove_public_file
from parley.publication.models import ArticlePage
from tests.conftest import Cast
from tests.importers.wordpress.exports import ExportText, comment, item
from tests.public import page_stands, page_text


def parley(*arguments: str, given: str = "") -> Result:
    """Run a command in this process, on the tests' own installation."""
    (Path(settings.DATA) / "parley.toml").write_text('base_url = "http://testserver"\n')
    try:
        return CliRunner().invoke(cli, ["--data", str(settings.DATA), *arguments], input=given)
    finally:
        (Path(settings.DATA) / "parley.toml").unlink()


def run(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, on a data folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    source = str(Path(__file__).parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-m", "parley", "--data", str(data), *arguments],
        env=kept | {"PYTHONPATH": source} | environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_new_publication_stands_and_is_found_well(tmp_path: Path) -> None:
    answers = [
        "--name",
        "The River",
        "--base-url",
        "http://river.example",
        "--language",
        "de",
        "--email-url",
        "mailbox:",
    ]
    made = run(tmp_path, "init", *answers, "--editor", "ilse", "--password", "a long password")
    assert made.returncode == 0, made.stderr
    assert "The River stands in" in made.stdout
    assert (tmp_path / "public" / "index.html.gz").is_file()
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    again = run(tmp_path, "init", *answers, "--editor", "")
    assert (again.returncode, "holds a publication already" in again.stderr) == (1, True)
    checked = run(tmp_path, "check", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (0, True), checked.stdout


def test_a_wrong_answer_leaves_nothing_half_made(tmp_path: Path) -> None:
    made = run(tmp_path, "init", "--name", "X", "--base-url", "river", "--language", "en", "--email-url", "mailbox:",
               "--editor", "")  # fmt: skip
    assert made.returncode == 1
    assert "the setting 'base_url' is wrong" in made.stderr
    assert "Traceback" not in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_setting_is_refused_with_a_hint(tmp_path: Path) -> None:
    answer = run(tmp_path, "config", PARLEY_LISTN="x")
    assert answer.returncode == 1
    assert "PARLEY_LISTN: there is no setting 'listn'. Did you mean 'listen'?" in answer.stderr


def test_a_folder_without_a_publication_is_refused_in_words(tmp_path: Path) -> None:
    answer = run(tmp_path, "check")
    assert (answer.returncode, "Make one with `parley init`" in answer.stderr) == (1, True)


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(cli, [command, "--help"])
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) > 4


def test_wrong_usage_is_exit_code_2() -> None:
    assert CliRunner().invoke(cli, ["nonsense"]).exit_code == 2
    assert CliRunner().invoke(cli, ["import", "wordpress"]).exit_code == 2


def test_the_settings_are_explained_with_their_sources(cast: Cast) -> None:
    answer = parley("config", "--explain")
    assert "comments_per_page = 50  (default)" in answer.output
    assert "replies not counted" in answer.output


def test_the_settings_are_json_for_programs(cast: Cast) -> None:
    values = json.loads(parley("config", "--json").output)
    assert values["comments_per_page"] == {"value": 50, "source": "default"}
    assert values["base_url"]["value"] == "http://testserver"


def test_passwords_in_addresses_are_not_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://user:hunter2@mail.example")
    answer = parley("config", "--explain")
    assert answer.exit_code == 0
    assert "hunter2" not in answer.output


def test_a_user_is_made_with_a_password_from_standard_input(cast: Cast) -> None:
    answer = parley("createuser", "kim", "--role", "moderator", "--password-stdin", given="a long password\n")
    assert (answer.exit_code, answer.output) == (0, "kim may sign in as moderator.\n")
    kim = User.objects.get(username="kim")
    assert kim.check_password("a long password")
    assert kim.has_perm("accounts.moderate_conversation")


@pytest.mark.parametrize(
    ("username", "password"), [("ann", "a long password"), ("kim", "short"), ("kim", "password123")]
)
def test_a_user_that_cannot_be_is_refused_in_words(cast: Cast, username: str, password: str) -> None:
    answer = parley("createuser", username, "--password-stdin", given=f"{password}\n")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert User.objects.count() == 2


def test_an_installation_that_is_well_says_so(cast: Cast) -> None:
    findings = json.loads(parley("check", "--json").output)
    assert findings["ok"] is True


def test_a_missing_page_is_found_and_written(cast: Cast) -> None:
    remove_public_file(cast.thread.url)
    found = parley("check")
    assert (found.exit_code, cast.thread.url in found.output) == (1, True)
    assert parley("materialize").exit_code == 0
    assert page_stands(cast.thread.url)
    assert parley("check").exit_code == 0


def test_everything_can_be_made_anew(cast: Cast) -> None:
    answer = json.loads(parley("materialize", "--all", "--json").output)
    assert answer["looked_at"] > 8
    assert answer["left"] == 0


def test_it_says_why_a_file_is_as_it_is(cast: Cast) -> None:
    said = parley("materialize", "--why", cast.thread.url)
    assert said.exit_code == 0
    assert f"{cast.thread.url} is up to date; the file stands." in said.output
    assert f"article:{cast.article.pk}" in said.output
    mark_dirty([f"thread:{cast.thread.pk}"])
    found = json.loads(parley("materialize", "--why", cast.thread.url, "--json").output)
    assert (found["behind"], found["recipe"]) == (1, "article")
    assert f"thread:{cast.thread.pk}:1" in found["depends_on"]
    assert parley("materialize", "--why", "/nowhere/").exit_code == 1


def test_an_export_is_imported_and_reported(cast: Cast, tmp_path: Path) -> None:
    export = ExportText(items=[item(1, title="The old gauge", inside=comment(5))]).written_to(tmp_path)
    answer = parley("import", "wordpress", str(export), "--json")
    report = json.loads(answer.output)
    assert answer.exit_code == 0
    assert (report["made"]["article"], report["made"]["comment"]) == (1, 1)
    assert "The old gauge" in page_text("/1/")


def test_an_import_is_rehearsed_without_a_change(cast: Cast, tmp_path: Path) -> None:
    export = ExportText(items=[item(1, inside=comment(5))]).written_to(tmp_path)
    answer = parley("import", "wordpress", "--dry-run", str(export))
    assert (answer.exit_code, "nothing was changed" in answer.output) == (0, True)
    assert (ArticlePage.objects.count(), Comment.objects.count()) == (1, 0)


BROKEN: dict[str, tuple[Any, str]] = {
    "missing": (None, "There is no file at"),
    "empty": (b"", "The file is empty"),
    "truncated": (str(ExportText(items=[item(1), item(2)])).encode()[:-400], "ends too early"),
    "entity bomb": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
        "declares its own entities",
    ),
    "web page": (b"<!doctype html><html><body>Log in</body></html>", "web page"),
    "wrong encoding": (str(ExportText(items=[item(1, "<p>caf\xe9</p>")])).encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_whole_export_changes_nothing(cast: Cast, tmp_path: Path, kind: str) -> None:
    content, words = BROKEN[kind]
    path = tmp_path / "export.xml"
    if content is not None:
        path.write_bytes(content)
    answer = parley("import", "wordpress", str(path))
    assert answer.exit_code == 1
    assert words in answer.output
    assert "Traceback" not in answer.output
    assert (ArticlePage.objects.count(), Comment.objects.count()) == (1, 0)
