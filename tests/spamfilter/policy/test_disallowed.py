"""Reading WordPress' list of disallowed comment keys."""

from spamfilter.policy import read_disallowed_list

LIST = """\
# from an old site
casino
online poker   # two words
bad.example
https://worse.example/
sam@spam.example
@mail.example
192.0.2.17
203.0.113.
2001:db8::1
casino
-cas[i1]no-

.ru
"""


def test_lines_are_sorted_by_what_they_are() -> None:
    found = read_disallowed_list(LIST.splitlines())
    assert found.words == ("casino", "online poker")
    assert found.hosts == ("bad.example", "https://worse.example/", ".ru")
    assert found.addresses == ("sam@spam.example", "@mail.example")


def test_what_cannot_be_a_rule_is_named_with_its_line() -> None:
    found = read_disallowed_list(LIST.splitlines())
    assert [number for number, _why in found.left_out] == [8, 9, 10, 12]
    assert "regular expression" in found.left_out[-1][1]
