import time
def test_a(installation, cast):
    pass
def test_b(installation, cast):
    pass
def test_c(installation, cast, moderator):
    assert moderator.get("/moderation/").status_code == 200
