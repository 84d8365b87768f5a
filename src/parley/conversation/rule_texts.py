"""The publisher's rules in words: for the console, for `parley.toml`, and for a writer whose comment waits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from parley.conversation.models import Judgement
from parley.conversation.moderation import POLICY, Policy


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule: its name in `parley.toml`, what it takes, and its words."""

    name: str
    takes: Literal["lines", "number", "switch"]
    meaning: Any
    """For moderators; what follows it are the lines or the number."""
    for_writer: Any = ""
    """For a writer whose comment waits because of it. It gives no list away."""


_WORDS = later("It has a word that this site looks at first.")
_LINKS = later("It has a link, and this site looks at links before they appear.")
_ADDRESS = later("This site looks at comments from your e-mail address first.")
_AGE = later("The article is not new any more, and this site looks at late comments first.")

RULE_TEXTS = {
    text.name: text
    for text in (
        RuleText("banned_words", "lines", later("Spam: comments with one of these words")),
        RuleText("suspect_words", "lines", later("Held: comments with one of these words"), _WORDS),
        RuleText("banned_hosts", "lines", later("Spam: comments that lead to one of these hosts")),
        RuleText("suspect_hosts", "lines", later("Held: comments that lead to one of these hosts"), _LINKS),
        RuleText("allowed_hosts", "lines", later("Links to these hosts are always allowed")),
        RuleText("banned_addresses", "lines", later("Spam: comments from one of these e-mail addresses")),
        RuleText("suspect_addresses", "lines", later("Held: comments from one of these e-mail addresses"), _ADDRESS),
        RuleText(
            "languages",
            "lines",
            later("Held: comments that are in none of these languages"),
            later("It does not seem to be in a language of this conversation."),
        ),
        RuleText("most_links", "number", later("Held: comments with more links than"), _LINKS),
        RuleText(
            "hold_links_of_unknown_readers",
            "switch",
            later("Held: comments with a link, until a moderator has approved one of the same reader's"),
            later("It has a link, and this site looks at a reader's first links before they appear."),
        ),
        RuleText(
            "hold_first_comment",
            "switch",
            later("Held: comments of readers of whom none stands in public"),
            later("This site looks at the first comment of each reader before it appears."),
        ),
        RuleText(
            "hold_newcomers_after_days",
            "number",
            later("Held: comments of newcomers under articles of this many days"),
            _AGE,
        ),
        RuleText(
            "hold_everyone_after_days", "number", later("Held: all comments under articles of this many days"), _AGE
        ),
    )
}


def why_rules_hold_it(judgement: Judgement | None) -> str:
    """The sentence for the writer of a comment that waits because of a rule; "" when no rule holds it."""
    reasons = judgement.reasons if judgement is not None else []
    told = (RULE_TEXTS[r["rule"]].for_writer for r in reasons if r["stage"] == POLICY and r["rule"] in RULE_TEXTS)
    return next((str(sentence) for sentence in told if sentence), "")


def rule_in_words(name: str, values: list[Any]) -> str:
    """A rule with its lines or its number, as one sentence."""
    text = RULE_TEXTS[name]
    if text.takes == "switch":
        return str(text.meaning)
    return _("%(meaning)s: %(values)s") % {"meaning": text.meaning, "values": ", ".join(map(str, values))}


def rules_of(policy: Policy) -> dict[str, list[Any]]:
    """The rules that a policy sets: name → lines, [number] or [true]."""
    found = {name: getattr(policy, name) for name in RULE_TEXTS}
    return {
        name: list(value) if isinstance(value, tuple) else [value]
        for name, value in found.items()
        if value not in ((), None, False)
    }


def toml_of(rules: Mapping[str, list[Any]]) -> str:
    """Rules as they are written in `parley.toml`."""
    lines = []
    for name, values in rules.items():
        value = values if RULE_TEXTS[name].takes == "lines" else values[0]
        lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(["[rules]", *lines])
