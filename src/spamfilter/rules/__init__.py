"""Stage 2: rules, each with an id, a score, a group and a sentence."""

from spamfilter.rules.author import AUTHOR_RULES
from spamfilter.rules.disguise import DISGUISE_RULES
from spamfilter.rules.honest import HONEST_RULES
from spamfilter.rules.links import LINK_RULES
from spamfilter.rules.machine import MACHINE_RULES
from spamfilter.rules.offers import OFFER_RULES
from spamfilter.rules.rule import STAGE, Rule, apply_rules
from spamfilter.rules.templates import TEMPLATE_RULES

RULES: tuple[Rule, ...] = (
    *DISGUISE_RULES,
    *LINK_RULES,
    *OFFER_RULES,
    *TEMPLATE_RULES,
    *MACHINE_RULES,
    *AUTHOR_RULES,
    *HONEST_RULES,
)

__all__ = ["RULES", "STAGE", "Rule", "apply_rules"]
