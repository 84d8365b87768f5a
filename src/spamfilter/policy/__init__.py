"""The publisher's own rules: orders, not evidence.

A rule does not weigh: it sets a floor under the outcome that the score gave, so that the weights of the reasons still
add up to the score. `Policy` holds the rules, `rule_on` applies them, `rehearse` says what they would have done.
"""

from spamfilter.policy.circumstances import Circumstances
from spamfilter.policy.disallowed import DisallowedList, read_disallowed_list
from spamfilter.policy.errors import PolicyError
from spamfilter.policy.policy import Policy
from spamfilter.policy.rehearsal import Change, Decided, PastCase, Rehearsal, rehearse
from spamfilter.policy.rulings import Ruling, raise_to_floor, rule_on

__all__ = [
    "Change",
    "Circumstances",
    "Decided",
    "DisallowedList",
    "PastCase",
    "Policy",
    "PolicyError",
    "Rehearsal",
    "Ruling",
    "raise_to_floor",
    "read_disallowed_list",
    "rehearse",
    "rule_on",
]
