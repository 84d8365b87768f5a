"""A program with a token, and its calls."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from parley.api.actions.tokens import issue_token
from tests.conftest import Cast

BASE = "/api/v1"


@dataclass
class Program:
    """Calls the API with its token."""

    token: str
    client: Client

    def get(self, path: str, /, **query: Any) -> HttpResponse:
        return self.client.get(BASE + path, query, headers=self._headers())  # type: ignore[return-value]

    def post(self, path: str, body: Any = None, /, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = headers.pop("content_type", "application/json")
        return self.client.post(BASE + path, raw, content_type=kind, headers=self._headers() | headers)  # type: ignore[return-value]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """Makes a program with these scopes; moderating in Ben's name. Without scopes it has no token."""

    def make(*scopes: str, **options: Any) -> Program:
        if not scopes:
            return Program("", Client())
        _issued, token = issue_token(name="test", scopes=scopes, moderator="ben", **options)
        return Program(token, Client())

    return make


def code(response: HttpResponse, status: int) -> str:
    """The code of a problem, which must be one of that status and of the right form."""
    body = json.loads(response.content)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["detail"]
    return str(body["code"])
