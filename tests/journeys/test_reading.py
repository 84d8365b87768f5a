"""The program is down; the magazine is not."""

import pytest

from tests.journeys.conftest import Open
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]


def test_pages_are_read_and_a_post_is_answered_kindly_while_the_program_cannot_start(visit: Open, house: House) -> None:
    with house.without_program() as address:
        window = visit(base_url=address)
        assert window.open("/").status == 200
        assert window.open("/2024/05/the-ferry-that-waits/").status == 200
        assert window.page.get_by_text("one lane at the quarry").count() == 1
        window.comment("The quarry road is mended in autumn.", name="Pia")
        with window.page.expect_navigation() as answer:
            window.post()
        assert answer.value is not None
        assert answer.value.status == 503
        assert answer.value.headers["retry-after"] == "60"
        assert window.page.get_by_role("heading", level=1).inner_text()
        window.page.go_back(wait_until="commit")
        assert window.page.get_by_label("Comment *").input_value() == "The quarry road is mended in autumn."
