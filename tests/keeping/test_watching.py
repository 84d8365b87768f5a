"""What programs are told: whether Parley lives and is ready, and its figures."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from parley.config.gate import Gate
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.posting import send

TOKEN = "a-token-that-is-long-enough"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update={"metrics_token": TOKEN}))
    return TOKEN


def figures(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    answer = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, tuple(s.labels.values())): s.value for family in families for s in family.samples}


def test_it_says_that_it_lives_even_when_nothing_else_works(tmp_path: Path) -> None:
    def broken() -> None:
        raise RuntimeError("no Django today")

    said = []
    gate = Gate(tmp_path, {}, broken)
    answer = gate(
        {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"}, lambda status, headers: said.append((status, dict(headers)))
    )
    assert (b"".join(answer), said[0][0]) == (b"ok\n", "200 OK")
    assert said[0][1]["Cache-Control"] == "no-store"


def test_it_is_ready_while_the_database_answers(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (reader.get("/readyz").status_code, reader.get("/readyz").json()) == (200, {"ready": True})
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all")
    refused = reader.get("/readyz")
    connection.close()
    assert (refused.status_code, refused.json()) == (503, {"ready": False})


def test_without_a_token_in_the_settings_there_are_no_figures(reader: Client) -> None:
    assert reader.get("/metrics").status_code == 404


def test_figures_are_for_who_has_the_token(reader: Client, measured: str) -> None:
    for shown in ({}, {"HTTP_AUTHORIZATION": "Bearer wrong"}, {"HTTP_AUTHORIZATION": "Bearer ä"}):
        answer = reader.get("/metrics", **shown)
        assert (answer.status_code, b"parley_" in answer.content) == (401, False)
    assert reader.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {measured}").status_code == 200


def test_the_token_is_not_shown_with_the_settings(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_METRICS_TOKEN", TOKEN)
    answer = parley("config", "--explain")
    assert (answer.exit_code, TOKEN in answer.output) == (0, False)


def test_figures_follow_what_happens(cast: Cast, reader: Client, measured: str) -> None:
    before = figures(reader)
    send(reader, cast.thread)
    after = figures(reader)
    assert before["parley_comments", ("approved",)] + 1 == after["parley_comments", ("approved",)]
    assert after["parley_pages", ()] > 8
    decide(comments=[Comment.objects.get()], status=Comment.Status.SPAM, moderator=cast.ben)
    assert figures(reader)["parley_comments", ("spam",)] == 1
    posts = "parley_request_seconds_count", ("POST", "post_comment", "3xx")
    assert after[posts] == before.get(posts, 0) + 1


def test_no_figure_names_a_reader_or_a_path(cast: Cast, reader: Client, measured: str) -> None:
    send(reader, cast.thread)
    comment = Comment.objects.get()
    reader.get(f"/conversation/status/{comment.private_key}/")
    reader.get("/a-path-that-nobody-has/")
    text = reader.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {measured}").content.decode()
    assert comment.private_key not in text
    assert not re.search(r"cleo|example\.org|127\.0\.0\.1|nobody-has", text, re.IGNORECASE)
