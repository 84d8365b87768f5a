"""Who moderates what, from the command line."""

import json

from parley.accounts.models import User
from parley.conversation.queries.reach import sections_of
from tests.config.test_commands import parley
from tests.conftest import Cast


def test_a_moderator_is_made_for_a_section(cast: Cast) -> None:
    answer = parley("createuser", "kim", "--section", "opinion", "--password-stdin", given="a long password\n")
    assert (answer.exit_code, answer.output) == (0, "kim may sign in as moderator and moderates opinion only.\n")
    assert sections_of(User.objects.get(username="kim")) == ["opinion"]


def test_a_section_that_does_not_exist_makes_no_user(cast: Cast) -> None:
    answer = parley("createuser", "kim", "--section", "opinon", "--password-stdin", given="a long password\n")
    assert (answer.exit_code, "There are: opinion." in answer.output) == (1, True)
    assert not User.objects.filter(username="kim").exists()


def test_sections_are_shown_set_and_taken_back(cast: Cast) -> None:
    assert json.loads(parley("moderator", "sections", "ben", "--json").output)["sections"] == []
    assert parley("moderator", "sections", "ben", "--section", "opinion").output == "ben moderates opinion only.\n"
    assert parley("moderator", "sections", "ben").output == "ben moderates opinion only.\n"
    assert parley("moderator", "sections", "ben", "--all").output == "ben moderates everything.\n"
    assert sections_of(cast.ben) == []


def test_who_may_not_moderate_gets_no_sections(cast: Cast) -> None:
    User.objects.create_user("zoe")
    assert "zoe may not moderate." in parley("moderator", "sections", "zoe", "--section", "opinion").output
    assert "no user named 'nobody'" in parley("moderator", "sections", "nobody").output
