"""The description says what the API does: schemathesis calls each operation as it allows, and as it does not."""

import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as bounds
from hypothesis.strategies import integers
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from parley.api.actions.tokens import issue_token
from tests.conftest import Cast
from tests.posting import write

OPERATIONS = [
    *("listThreads", "readThread", "listComments", "readComment", "postComment"),
    *("readQueue", "decide", "undo", "readLog"),
]
"""Every operation of the description; a test below says so."""


def description() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Client().get("/api/openapi.json").content)
    return body


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for path in schema["paths"].values() for operation in path.values()}


def test_it_is_openapi_3_1_and_names_every_operation(installation: Any) -> None:
    schema = description()
    assert schema["openapi"].startswith("3.1.")
    assert sorted(operations(schema)) == sorted(OPERATIONS)


def test_refusals_are_described_as_problems(installation: Any) -> None:
    for name, operation in operations(description()).items():
        refusals = {status: found for status, found in operation["responses"].items() if int(status) >= 400}
        assert {"401", "422", "429"} <= set(refusals), name
        assert {kind for found in refusals.values() for kind in found["content"]} == {"application/problem+json"}


def config() -> SchemathesisConfig:
    """Schemathesis' own rules, but for one: a well-formed call may still say what cannot be stored (422)."""
    found = SchemathesisConfig()
    found.projects.default.checks.positive_data_acceptance.expected_statuses = ["2xx", "403", "404", "409", "422"]
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.name)
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_keeps_to_its_description(cast: Cast, settings: Any, name: str, mode: GenerationMode) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"api_rate": 10**6})
    comment = write(cast.thread, parent=write(cast.thread))
    write(cast.thread, status="pending")
    _issued, token = issue_token(
        name="fuzz", scopes=["read", "write", "moderate"], moderator="ben", calls_a_minute=10**6
    )
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=config())
    operation = schema.find_operation_by_id(name)
    signed = {"Authorization": f"Bearer {token}"}
    known = {"thread_id": cast.thread.pk, "comment_id": comment.pk}

    @seed(20260503)
    @bounds(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode, headers=signed), meets=integers(0, 3))
    def call(case: Any, meets: int) -> None:
        if mode == GenerationMode.POSITIVE and meets:  # mostly where there is something
            case.path_parameters = {key: known.get(key, value) for key, value in (case.path_parameters or {}).items()}
        case.call_and_validate(headers=signed)

    call()
