"""The shape of the house: what imports cannot say."""

from pathlib import Path

import pytest
from django.apps import apps

ROOMS = [
    "kit",
    "database",
    "outbox",
    "accounts",
    "conversation",
    "publication",
    "materializer",
    "notifications",
    "search",
    "embed",
    "readers",
    "importers",
    "api",
    "keeping",
    "config",
]
LEVEL = {
    "outbox": 1, "accounts": 2, "conversation": 3, "publication": 4, "materializer": 5, "notifications": 5, "search": 5,
    "embed": 6, "readers": 6, "importers": 6, "api": 6, "keeping": 7,
    "config": 8,
}  # fmt: skip
SOURCE = Path(__file__).parent.parent / "src" / "parley"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_of_the_plan_exists_and_says_what_it_is_for(room: str) -> None:
    text = (SOURCE / room / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""')


def test_no_room_is_missing_from_the_plan() -> None:
    assert {p.name for p in SOURCE.iterdir() if (p / "__init__.py").is_file()} == set(ROOMS)


def test_foreign_keys_point_to_the_same_or_a_lower_room() -> None:
    upwards = [
        f"{model._meta.label} → {field.related_model._meta.label}"
        for room in LEVEL
        if room in apps.app_configs
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model._meta.app_label in LEVEL
        and LEVEL[field.related_model._meta.app_label] > LEVEL[room]
    ]  # fmt: skip
    assert upwards == []


def test_the_same_file_names_stand_for_the_same_things() -> None:
    vague = {"utils.py", "helpers.py", "manager.py", "managers.py", "misc.py", "common.py", "data.py", "process.py"}
    assert [p for p in SOURCE.rglob("*.py") if p.name in vague] == []


def test_no_file_grows_into_a_hall() -> None:
    long = {
        p.name: n
        for p in SOURCE.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text().splitlines())) > 400
    }
    assert long == {}


def test_the_life_of_a_comment_in_the_architecture_names_files_that_exist() -> None:
    picture = (SOURCE.parent.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = {
        word.rstrip(".,;:)").strip("`")
        for word in picture.split()
        if word.startswith("`src/") and word.rstrip(".,;:)").endswith(".py`")
    }
    assert len(named) >= 8
    assert [name for name in named if not (SOURCE.parent.parent / name).is_file()] == []
