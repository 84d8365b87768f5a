"""Who may call, and how often."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from parley.api.actions.tokens import issue_token, revoke_token
from parley.api.errors import NotAModerator, TokenUnknown
from parley.api.models import ApiToken
from tests.api.conftest import BASE, Program, code
from tests.conftest import Cast

Make = Callable[..., Program]
CASES = [("get", "/moderation/queue"), ("get", "/moderation/log")]


def test_only_a_hash_of_the_token_is_kept(cast: Cast) -> None:
    issued, token = issue_token(name="App", scopes=["read"])
    assert token not in str(ApiToken.objects.values().get(pk=issued.pk))


def test_a_call_without_a_token_is_refused_where_one_is_needed(program: Make) -> None:
    response = program().get("/moderation/queue")
    assert code(response, 401) == "token_missing"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer parley_wrong", "Bearer", "Bearer \x00", "bearer é", "Basic eDp5", "x"])
def test_a_wrong_token_is_refused_even_for_public_reads(cast: Cast, header: str) -> None:
    response = Client().get(f"{BASE}/threads", headers={"Authorization": header})
    assert code(response, 401) in {"token_unknown", "token_missing"}  # type: ignore[arg-type]


def test_a_token_in_the_address_is_no_token(program: Make, cast: Cast) -> None:
    _issued, token = issue_token(name="App", scopes=["moderate"], moderator="ben")
    response = program().get("/moderation/queue", token=token, access_token=token)
    assert code(response, 401) == "token_missing"


def test_a_session_is_no_token(moderator: Client) -> None:
    assert code(moderator.get(f"{BASE}/moderation/queue"), 401) == "token_missing"  # type: ignore[arg-type]


def test_a_revoked_token_is_refused_at_once(program: Make) -> None:
    caller = program("read")
    assert caller.get("/threads").status_code == 200
    revoke_token(number=ApiToken.objects.get().pk)
    assert code(caller.get("/threads"), 401) == "token_revoked"
    with pytest.raises(TokenUnknown):
        revoke_token(number=ApiToken.objects.get().pk)


def test_a_token_ends_when_its_days_are_over(program: Make) -> None:
    with time_machine.travel("2026-05-03T10:00:00Z") as clock:
        caller = program("read", days=1)
        assert caller.get("/threads").status_code == 200
        clock.shift(86_401)
        assert code(caller.get("/threads"), 401) == "token_expired"


def test_a_scope_opens_nothing_else(program: Make, cast: Cast) -> None:
    assert code(program("read", "write").get("/moderation/queue"), 403) == "scope_missing"
    body = {"text": "Words.", "name": "Cleo", "email": "cleo@example.org"}
    assert code(program("read", "moderate").post(f"/threads/{cast.thread.pk}/comments", body), 403) == "scope_missing"


def test_a_moderator_who_may_no_more_has_no_token_any_more(program: Make, cast: Cast) -> None:
    caller = program("moderate")
    assert caller.get("/moderation/queue").status_code == 200
    cast.ben.is_active = False
    cast.ben.save()
    assert code(caller.get("/moderation/queue"), 403) == "token_may_not_moderate"


@pytest.mark.parametrize("name", ["", "nobody"])
def test_a_token_moderates_in_the_name_of_a_moderator_only(cast: Cast, name: str) -> None:
    with pytest.raises(NotAModerator):
        issue_token(name="App", scopes=["moderate"], moderator=name)


def test_a_token_has_so_many_calls_a_minute(program: Make) -> None:
    with time_machine.travel("2026-05-03T10:00:40Z", tick=False) as clock:
        caller = program("read", calls_a_minute=2)
        assert [caller.get("/threads").status_code for _ in range(3)] == [200, 200, 429]
        assert caller.get("/threads")["Retry-After"] == "20"
        clock.shift(20)
        assert caller.get("/threads").status_code == 200
