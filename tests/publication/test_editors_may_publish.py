"""The role "editor" is enough to write and publish; the role "moderator" is not."""

from tests.conftest import Cast


def test_an_editor_may_publish_below_the_front_page(cast: Cast) -> None:
    assert cast.section.permissions_for_user(cast.ann).can_publish()


def test_a_moderator_may_not_change_articles(cast: Cast) -> None:
    assert not cast.article.permissions_for_user(cast.ben).can_edit()
