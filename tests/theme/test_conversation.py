"""The conversation and its form, as readers get them."""

import gzip
from typing import Any

import pytest

from parley.conversation.rendering import comment_html, form_html, section_html
from parley.conversation.scripts import (
    CONVERSATION,
    FORM,
    SOLVER,
    conversation_script,
    script_path,
    script_text,
    scripts_in_use,
)
from tests.theme.samples import comment, form, only, parsed, thread, words


def test_a_heading_says_who_and_when_and_the_date_is_the_permanent_link() -> None:
    heading = only(parsed(comment_html(comment(5, badge="Staff"))), ".//h3")
    assert words(heading) == "Cleo Staff 2 March 2026, 08:00"
    assert only(heading, ".//a[@class='permalink']").get("href") == "#c5"


def test_a_name_cannot_turn_the_line_around() -> None:
    html = comment_html(comment(author_name="\u202egnp.exe", in_reply_to="\u202eannA", parent_anchor="c1"))
    assert [bdi.text for bdi in parsed(html).iter("bdi")] == ["\u202egnp.exe", "\u202eannA"]


def test_a_writers_link_earns_nothing() -> None:
    html = comment_html(comment(author_url="https://example.org/"))
    link = only(parsed(html), ".//a[@href='https://example.org/']")
    assert str(link.get("rel")).split() == ["ugc", "nofollow", "noopener"]


def test_the_stub_of_a_removed_comment_has_no_name_and_no_reply() -> None:
    tree = parsed(comment_html(comment(author_name="Sam", html="<p>Secret.</p>", is_stub=True)))
    assert words(tree) == "This comment was removed."
    assert not tree.findall(".//a")


def test_replies_stand_in_a_thread_that_folds() -> None:
    answer = comment(2, depth=1, in_reply_to="Cleo", parent_anchor="c1")
    tree = parsed(section_html(thread(comment(1, replies=(answer,)))))
    folded = only(tree, ".//li[@id='c1']/details[@open]")
    assert words(only(folded, "summary")) == "1 reply"
    assert only(folded, ".//li[@id='c2']//p[@class='answers']/a").get("href") == "#c1"


def test_an_empty_conversation_invites_the_first_comment() -> None:
    tree = parsed(section_html(thread()))
    assert "first comment" in words(only(tree, ".//p[@class='empty']"))
    heading = only(tree, ".//section/header/h2")
    assert only(tree, ".//section").get("aria-labelledby") == heading.get("id")


def test_a_closed_conversation_says_so_and_has_no_form() -> None:
    tree = parsed(section_html(thread(comment(), is_open=False)))
    assert "closed" in words(only(tree, ".//p[@class='closed']"))
    assert not tree.findall(".//form[@id='comment-form']")


@pytest.mark.parametrize(
    ("page", "earlier", "later"),
    [
        (1, None, "/opinion/river/conversation/2/#conversation"),
        (2, "/opinion/river/#conversation", "/opinion/river/conversation/3/#conversation"),
        (3, "/opinion/river/conversation/2/#conversation", None),
    ],
)
def test_pages_of_a_conversation_are_links(page: int, earlier: str | None, later: str | None) -> None:
    ways = {"previous": earlier or "", "following": later or ""}
    tree = parsed(section_html(thread(comment(), page=page, pages=3, **ways)))
    links = {link.get("rel"): link.get("href") for link in tree.findall(".//nav[@class='pages']/a")}
    assert (links.get("prev"), links.get("next")) == (earlier, later)


def test_the_form_asks_for_the_comment_first_and_promises_privacy() -> None:
    tree = parsed(form_html(form()))
    names = [e.get("name") for e in tree.iter() if e.tag in {"textarea", "input"} and e.get("type") != "hidden"]
    assert names[:4] == ["text", "name", "email", "website"]
    assert "Your email address will not be published. Required fields are marked *" in words(tree)
    assert [radio.get("value") for radio in tree.findall(".//input[@type='radio'][@checked]")] == [""]


def test_every_field_has_a_label() -> None:
    tree = parsed(form_html(form()))
    labelled = {label.get("for") for label in tree.iter("label")}
    within = {id(e) for label in tree.iter("label") for e in label.iter()}
    fields = [e for e in tree.iter() if e.tag in {"textarea", "input"} and e.get("type") != "hidden"]
    assert fields
    assert not [e.get("name") for e in fields if e.get("id") not in labelled and id(e) not in within]


def test_the_trap_is_invisible_to_assistive_technology() -> None:
    trap = only(parsed(form_html(form())), ".//div[@aria-hidden='true']")
    field = only(trap, ".//input[@name='subject']")
    assert (field.get("tabindex"), field.get("autocomplete")) == ("-1", "off")
    assert "inert" in trap.attrib
    assert words(trap) == "Leave this empty"


def test_a_form_that_asks_nothing_of_the_browser_has_only_the_script_of_comforts() -> None:
    tree = parsed(form_html(form()))
    assert only(tree, ".//script").get("src") == conversation_script()
    assert "data-solver" not in only(tree, ".//form").attrib


def test_a_form_that_asks_for_a_proof_of_work_names_its_scripts(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"proof_of_work": "all"})
    tree = parsed(form_html(form()))
    scripts, asking = tree.findall(".//script"), only(tree, ".//form")
    assert {(script.get("type"), script.text) for script in scripts} == {("module", None)}
    sources = {script.get("src") for script in scripts}
    assert sources | {asking.get("data-solver")} == set(scripts_in_use().values())
    assert script_path(FORM) in sources
    assert asking.get("data-challenge") == "/conversation/challenge/"


def test_all_scripts_together_are_small() -> None:
    sent = sum(len(gzip.compress(script_text(name).encode())) for name in (FORM, SOLVER, CONVERSATION))
    assert sent <= 6_000
    assert len(gzip.compress(script_text(CONVERSATION).encode())) <= 3_000


def test_an_error_is_tied_to_its_field_and_every_word_is_kept() -> None:
    refused = form(
        text="\nMy words & <more>", name="Cleo", email="cleo@", notify="thread", errors={"email": "Not an address."}
    )
    tree = parsed(form_html(refused))
    field = only(tree, ".//input[@name='email']")
    assert (field.get("value"), field.get("aria-invalid")) == ("cleo@", "true")
    assert words(only(tree, f".//*[@id='{field.get('aria-describedby')}']")) == "Not an address."
    assert only(tree, f".//div[@role='alert']//a[@href='#{field.get('id')}']").text == "Not an address."
    assert only(tree, ".//textarea").text == "\nMy words & <more>"
    assert [radio.get("value") for radio in tree.findall(".//input[@type='radio'][@checked]")] == ["thread"]


def test_a_reply_names_whom_it_answers() -> None:
    tree = parsed(form_html(form(parent_id=3, parent_name="Ann")))
    assert words(only(tree, ".//h2")) == "Reply to Ann"
    assert only(tree, ".//input[@name='parent']").get("value") == "3"
