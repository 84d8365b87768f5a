"""What stands around every page changes: by settings, by theme, by menu."""

from typing import Any

import pytest

from parley.conversation import scripts
from parley.materializer.actions import materialize_dirty, reconcile, show_changed_shell
from parley.materializer.files import remove_public_file
from parley.materializer.models import Output
from parley.publication.queries import live_sections
from tests.conftest import Cast
from tests.public import page_stands, page_text


@pytest.fixture(autouse=True)
def shown(cast: Cast) -> None:
    """Every page shows the shell of now."""
    show_changed_shell()
    materialize_dirty()


@pytest.fixture
def proof_of_work(settings: Any) -> Any:
    """Switches the setting, as a publisher does who starts Parley again."""

    def switch(to: str) -> None:
        settings.PARLEY = settings.PARLEY.model_copy(update={"proof_of_work": to})

    return switch


def test_a_second_look_finds_the_same_shell(cast: Cast) -> None:
    assert not show_changed_shell()
    assert materialize_dirty() == 0


def test_a_setting_that_pages_show_makes_them_anew(cast: Cast, proof_of_work: Any) -> None:
    assert "/assets/comment-form-" not in page_text(cast.thread.url)
    proof_of_work("unknown")
    reconcile()
    show_changed_shell()
    materialize_dirty()
    form, solver, _writing = scripts.scripts_in_use().values()
    assert f'<script type="module" src="{form}"></script>' in page_text(cast.thread.url)
    assert f'data-solver="{solver}"' in page_text(cast.thread.url)
    assert page_text(form) == scripts.script_text(scripts.FORM)


def test_an_asset_goes_only_when_no_page_names_it_any_more(cast: Cast, proof_of_work: Any) -> None:
    proof_of_work("unknown")
    (form, _solver, _writing) = scripts.scripts_in_use().values()
    reconcile()
    show_changed_shell()
    materialize_dirty()
    proof_of_work("off")
    for step in (reconcile, show_changed_shell, reconcile):
        step()
        assert page_stands(form)
        assert form in page_text(cast.thread.url)
    materialize_dirty()
    reconcile()
    assert "/assets/comment-form-" not in page_text(cast.thread.url)
    assert not page_stands(form)
    assert not Output.objects.filter(path=form).exists()


def test_a_lost_asset_heals_while_pages_are_made_anew(cast: Cast, proof_of_work: Any) -> None:
    proof_of_work("unknown")
    (form, _solver, _writing) = scripts.scripts_in_use().values()
    reconcile()
    materialize_dirty()
    show_changed_shell()
    remove_public_file(form)
    reconcile()
    materialize_dirty()
    assert page_stands(form)


def test_a_menu_that_no_signal_told_of_is_shown(cast: Cast) -> None:
    live_sections().update(title="Rivers and opinions")
    assert show_changed_shell()
    materialize_dirty()
    assert "Rivers and opinions" in page_text(cast.thread.url)
