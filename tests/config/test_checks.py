"""Settings that contradict each other are said at start."""

from typing import Any

import pytest

from parley.config.checks import proof_of_work_is_possible


@pytest.mark.parametrize(
    ("base_url", "asked", "is_warned"),
    [
        ("http://magazine.example", "unknown", True),
        ("http://magazine.example", "off", False),
        ("https://magazine.example", "all", False),
        ("http://localhost:8000", "unknown", False),
        ("http://127.0.0.1:8000", "unknown", False),
    ],
)
def test_a_proof_of_work_that_no_browser_can_do_is_said(
    settings: Any, base_url: str, asked: str, is_warned: bool
) -> None:
    settings.BASE_URL = base_url
    settings.PARLEY = settings.PARLEY.model_copy(update={"proof_of_work": asked})
    assert [warning.id for warning in proof_of_work_is_possible()] == (["parley.W002"] if is_warned else [])
