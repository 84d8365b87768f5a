"""What editors choose about the look, and what is refused."""

import gzip

import pytest
from django.test import Client

from parley.kit.colour import contrast
from parley.kit.shipped import shipped
from parley.materializer.actions import materialize_all_dirty, reconcile, show_changed_shell
from parley.materializer.files import file_of, stands
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.appearance.actions import choose_appearance
from parley.publication.appearance.models import Appearance
from parley.publication.appearance.palette import whole_palette
from parley.publication.errors import ColourUnreadable
from parley.publication.theme_checks import faults_of_theme
from parley.publication.theme_files import read_theme
from parley.publication.themes import stylesheet, stylesheet_path, templates_digest, theme
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("installation")


def test_nothing_chosen_leaves_everything_to_the_theme() -> None:
    assert stylesheet() == theme().stylesheet()


def test_a_chosen_colour_reaches_every_page(editor: Client) -> None:
    before = stylesheet_path()
    assert editor.post("/editors/appearance/", {"accent": "#0b5394"}).status_code == 302
    deal_with_waiting_events(limit=100)
    show_changed_shell()
    reconcile()
    materialize_all_dirty()
    assert stylesheet_path() != before
    assert "--accent:#0b5394" in gzip.decompress(file_of(stylesheet_path()).read_bytes()).decode()
    assert stylesheet_path() in gzip.decompress(file_of("/").read_bytes()).decode()
    reconcile()  # once nothing points to it any more
    materialize_all_dirty()
    assert not stands(before)


def test_fragments_are_kept_when_colours_change() -> None:
    before = templates_digest()
    choose_appearance(appearance=Appearance(accent="#0b5394"), theme=theme())
    assert templates_digest() == before


def test_an_unreadable_pair_is_refused_and_the_nearest_readable_named(editor: Client) -> None:
    answer = editor.post("/editors/appearance/", {"accent": "#ffcc00"})
    assert answer.status_code == 200
    error = answer.context["form"].errors["accent"][0]
    proposal = error.rpartition("#")[2].rstrip(".")
    assert contrast(f"#{proposal}", "#fffdf9") >= 4.5
    assert not Appearance.objects.exists()


def test_the_action_refuses_it_too() -> None:
    with pytest.raises(ColourUnreadable) as refused:
        choose_appearance(appearance=Appearance(dark_ink="#333333"), theme=theme())
    assert "#" in str(refused.value)
    assert not Appearance.objects.exists()


def test_a_chosen_light_ground_does_not_light_up_the_dark() -> None:
    choose_appearance(appearance=Appearance(paper="#ffffff", ink="#111111"), theme=theme())
    dark = stylesheet().rpartition("prefers-color-scheme:dark")[2]
    assert "--paper:#171512" in dark
    assert "--ink:#ece5d9" in dark


@pytest.mark.parametrize(("paper", "ink", "accent"), [("#fff", "#000", "#06c"), ("#101820", "#f2f2f2", "#7fd1ff")])
def test_all_that_follows_from_three_colours_can_be_read(paper: str, ink: str, accent: str) -> None:
    found = whole_palette(theme().palette(dark=False), {"paper": paper, "ink": ink, "accent": accent})
    for ground in (found["paper"], found["raised"]):
        assert contrast(found["soft"], ground) >= 7
        assert contrast(found["edge"], ground) >= 3
        assert contrast(found["good"], ground) >= 4.5
    assert contrast(found["on-accent"], found["accent"]) >= 4.5
    assert contrast(found["ink"], found["mark"]) >= 4.5


def test_a_preview_shows_what_is_not_kept(editor: Client) -> None:
    page = editor.get("/editors/appearance/try/", {"accent": "#0b5394", "lists": "headlines"}).content.decode()
    assert "<style>" in page
    assert "--accent:#0b5394" in page
    assert 'rel="stylesheet"' not in page
    assert "--accent:#0b5394" not in stylesheet()


def test_a_preview_says_what_cannot_be_read(editor: Client) -> None:
    answer = editor.get("/editors/appearance/try/", {"ink": "#dddddd"}, headers={"Accept": "application/json"})
    assert list(answer.json()) == ["ink"]


def test_a_colour_cannot_smuggle_in_css(editor: Client) -> None:
    answer = editor.post("/editors/appearance/", {"paper": "#f}*{}"})
    assert "paper" in answer.context["form"].errors


def test_it_is_for_those_who_may(client: Client, cast: Cast) -> None:
    client.force_login(cast.ben)
    assert client.get("/editors/appearance/").status_code == 302
    assert client.get("/editors/appearance/try/").status_code == 302


@pytest.mark.parametrize("lists", ["rows", "headlines"])
@pytest.mark.parametrize("density", ["compact", "airy"])
def test_every_choice_has_its_style_and_stays_light(lists: str, density: str) -> None:
    choose_appearance(
        appearance=Appearance(lists=lists, density=density, paper="#ffffff", text_type="sans", heading_type="serif"),
        theme=theme(),
    )
    assert len(gzip.compress(stylesheet().encode())) <= 10_000


@pytest.mark.parametrize("name", ["default", "longread", "desk"])
def test_our_themes_are_sound(name: str) -> None:
    assert list(faults_of_theme(read_theme(shipped("themes") / name))) == []
