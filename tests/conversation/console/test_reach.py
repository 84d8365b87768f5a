"""A moderator of some sections: what is beyond them is neither shown, nor counted, nor decided."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.people import assign_sections, impose
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Appeal, Campaign, Comment, Notice, Sanction, Thread
from parley.conversation.queries.queues import queue_counts
from parley.kit import clock
from parley.kit.signing import new_token
from tests.conftest import Cast
from tests.posting import write


@dataclass
class Scene:
    """Ben moderates "opinion" only; a comment waits there, one in "sport", each by a reader of its own."""

    near: Comment
    far: Comment
    sport: Thread
    neighbour: Reader
    stranger: Reader


@pytest.fixture
def scene(cast: Cast) -> Scene:
    sport = open_thread(site=cast.thread.site, url="/sport/a/", title="The match", text="", section="sport")
    neighbour = record_reader(address="near@example.org", name="Near")
    stranger = record_reader(address="far@example.org", name="Far")
    near = write(cast.thread, "Words near.", status="pending", reader=neighbour, author_name="Near")
    far = write(sport, "Words far away.", status="pending", reader=stranger, author_name="Far")
    assign_sections(moderator=cast.ben, sections=[cast.thread.section])
    return Scene(near, far, sport, neighbour, stranger)


def notice_about(comment: Comment | None, url: str = "/somewhere/") -> Notice:
    return Notice.objects.create(
        comment=comment,
        url=url,
        category="other",
        explanation="It is.",
        private_key=new_token(),
        received_at=clock.now(),
    )


def test_counts_are_of_what_is_within_reach(cast: Cast, scene: Scene) -> None:
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    Comment.objects.filter(pk__in=[scene.near.pk, scene.far.pk]).update(campaign=campaign)
    notice_about(scene.near)
    notice_about(scene.far)
    notice_about(None)
    of_ben, of_ann = queue_counts(cast.ben), queue_counts(cast.ann)
    assert (of_ben["pending"], of_ben["campaigns"], of_ben["notices"]) == (1, 0, 1)
    assert (of_ann["pending"], of_ann["campaigns"], of_ann["notices"]) == (2, 1, 3)


def test_only_own_notices_are_shown_and_decided(scene: Scene, moderator: Client) -> None:
    near, far = notice_about(scene.near, "/near/"), notice_about(scene.far, "/far/")
    page = moderator.get("/moderation/notices/").content.decode()
    assert ("Words near." in page, "Words far away." in page) == (True, False)
    verdict = {"outcome": "kept", "statement": "It is lawful."}
    assert moderator.post(f"/moderation/notices/{far.pk}/decide/", verdict).status_code == 404
    assert moderator.post(f"/moderation/notices/{near.pk}/decide/", verdict).status_code == 303
    assert sorted(Notice.objects.values_list("outcome", flat=True)) == ["", "kept"]


def test_the_log_shows_own_lines_and_offers_no_undo_that_goes_further(
    cast: Cast, scene: Scene, moderator: Client
) -> None:
    both = decide(comments=[scene.near, scene.far], status="spam", moderator=cast.ann)
    page = moderator.get("/moderation/log/").content.decode()
    assert ("Words near." in page, "Words far away." in page) == (True, False)
    assert f"/moderation/undo/{both}/" not in page
    assert moderator.post(f"/moderation/undo/{both}/").status_code == 403
    own = decide(comments=[scene.near], status="trash", moderator=cast.ann)
    assert f"/moderation/undo/{own}/" in moderator.get("/moderation/log/").content.decode()
    assert moderator.post(f"/moderation/undo/{own}/").status_code == 303
    about_far = moderator.get("/moderation/log/", {"comment": scene.far.pk}).content.decode()
    assert "Words" not in about_far


def test_a_foreign_thread_is_not_shown_as_it_stood(cast: Cast, scene: Scene, moderator: Client) -> None:
    assert moderator.get(f"/moderation/thread/{scene.sport.pk}/").status_code == 404
    assert moderator.get(f"/moderation/thread/{cast.thread.pk}/").status_code == 200


def test_readers_of_other_sections_are_not_shown_and_no_ban_is_imposed(scene: Scene, moderator: Client) -> None:
    near, far = (f"/moderation/reader/{who.pk}/" for who in (scene.neighbour, scene.stranger))
    assert moderator.get(far).status_code == 404
    assert 'value="ban"' not in moderator.get(near).content.decode()
    ban = {"step": "impose", "kind": "ban", "reason": "Insults."}
    assert moderator.post(near, ban).status_code == 403
    assert moderator.post(f"{near}ban/", {"reason": "Insults."}).status_code == 403
    assert moderator.post(near, ban | {"kind": "warning"}).status_code == 303
    assert list(Sanction.objects.values_list("kind", flat=True)) == ["warning"]
    assert 'class="ban"' not in moderator.get("/moderation/").content.decode()


def test_a_sanction_removes_comments_within_reach_only(cast: Cast, scene: Scene) -> None:
    Comment.objects.filter(pk=scene.far.pk).update(reader=scene.neighbour)
    impose(reader=scene.neighbour, kind="warning", reason="Again.", moderator=cast.ben, remove_comments=True)
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == ["trash", "pending"]


def test_a_ban_by_others_is_not_lifted_by_undo_or_by_hand(cast: Cast, scene: Scene, moderator: Client) -> None:
    ban = impose(reader=scene.neighbour, kind="ban", reason="Insults.", moderator=cast.ann)
    assert moderator.post(f"/moderation/undo/{ban.batch}/").status_code == 403
    assert moderator.post(f"/moderation/sanction/{ban.pk}/lift/").status_code == 403
    ban.refresh_from_db()
    assert ban.lifted_at is None


@pytest.mark.parametrize(("scope", "status"), [("site", 403), ("section:sport", 403), ("section:opinion", 200)])
def test_policies_are_set_within_the_own_sections(scene: Scene, moderator: Client, scope: str, status: int) -> None:
    assert moderator.get(f"/moderation/policies/{scope}/").status_code == status


def test_the_policies_open_with_the_own_section(cast: Cast, scene: Scene, moderator: Client) -> None:
    assert moderator.get("/moderation/policies/").headers["Location"] == "/moderation/policies/section:opinion/"
    assert moderator.get(f"/moderation/policies/thread:{cast.thread.pk}/").status_code == 200
    assert moderator.get(f"/moderation/policies/thread:{scene.sport.pk}/").status_code == 403


def test_what_holds_everywhere_is_for_moderators_of_everything(scene: Scene, moderator: Client) -> None:
    assert moderator.get("/moderation/rules/").status_code == 403
    page = moderator.get("/moderation/").content.decode()
    assert ('href="/moderation/rules/"' in page, "Ben</a> (opinion)" in page) == (False, True)


def test_picks_appeals_and_replies_stay_within_reach(scene: Scene, moderator: Client) -> None:
    Comment.objects.filter(pk=scene.far.pk).update(status="approved")
    asked: list[tuple[str, dict[str, Any], int]] = [(f"/moderation/pick/{scene.far.pk}/", {"picked": "1"}, 404)]
    Comment.objects.filter(pk=scene.near.pk).update(status="spam")
    appeal = Appeal.objects.create(comment=scene.far, words="Please look.", made_at=clock.now())
    asked.append((f"/moderation/appeals/{appeal.pk}/", {"decision": "uphold"}, 403))
    asked.append((f"/moderation/reply/{scene.far.pk}/", {"text": "No.", "seen": "0"}, 403))
    for address, fields, status in asked:
        assert moderator.post(address, fields).status_code == status
    scene.far.refresh_from_db()
    assert (scene.far.picked_at, Comment.objects.count()) == (None, 2)


def test_an_administrator_reaches_everything_whatever_is_assigned(cast: Cast, scene: Scene) -> None:
    cast.ben.is_superuser = True
    assert queue_counts(cast.ben)["pending"] == 2
