"""`parley filter rehearse`: what rules would have done, before they are switched on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parley.config.cli.progress import Progress
from parley.config.cli.start import Refused, json_option, report, start_django

if TYPE_CHECKING:
    from spamfilter import Policy

LISTS = {
    "banned_words": ("--ban", "WORD", "A word or phrase that makes a comment spam; a star at the end: any ending."),
    "suspect_words": ("--suspect", "WORD", "A word or phrase that holds a comment."),
    "banned_hosts": ("--ban-host", "HOST", "A host that makes a comment spam that leads there."),
    "suspect_hosts": ("--suspect-host", "HOST", "A host that holds a comment that leads there."),
    "allowed_hosts": ("--allow-host", "HOST", "A host to which links do not count."),
    "banned_addresses": ("--ban-address", "ADDRESS", "An e-mail address, or @host, whose comments are spam."),
    "suspect_addresses": ("--suspect-address", "ADDRESS", "An e-mail address, or @host, whose comments are held."),
    "languages": ("--language", "CODE", "A language of the conversation; comments in others are held."),
}
NUMBERS = {
    "most_links": ("--most-links", "Hold comments with more links than this."),
    "hold_newcomers_after_days": ("--newcomers-after", "Hold newcomers under articles of this many days."),
    "hold_everyone_after_days": ("--everyone-after", "Hold all comments under articles of this many days."),
}
SWITCHES = {
    "hold_first_comment": ("--first-comment", "Hold the first comments of each reader."),
    "hold_links_of_unknown_readers": ("--unknown-links", "Hold links of readers whom no moderator has approved."),
}


def rule_options(command: Any) -> Any:
    """One option for each rule, named in the command by the rule's name."""
    for name, (option, words) in reversed(SWITCHES.items()):
        command = click.option(option, name, is_flag=True, help=words)(command)
    for name, (option, words) in reversed(NUMBERS.items()):
        command = click.option(option, name, type=click.IntRange(min=0), help=words)(command)
    for name, (option, metavar, words) in reversed(LISTS.items()):
        command = click.option(option, name, metavar=metavar, multiple=True, help=f"{words} Repeatable.")(command)
    return command


@click.command()
@rule_options
@click.option(
    "--disallowed-list",
    "disallowed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list of disallowed comment keys from WordPress: its lines become banned words, hosts and addresses.",
)
@click.option(
    "--hold-rate",
    type=click.FloatRange(0.001, 0.1),
    help="Share of the honest comments that may wait, 0.01 for one in a hundred, instead of the one in force.",
)
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True, help="How far to look back.")
@json_option
def rehearse(disallowed: Path | None, hold_rate: float | None, months: int, as_json: bool, **rules: Any) -> None:
    """Say what rules, or another threshold, would have done to past comments. Nothing is changed.

    The rules given here are tried beside those in force. The answer ends with what to write in parley.toml.
    """
    start_django()
    left_out: list[str] = []
    asked = _asked(rules)
    if disallowed is not None:
        left_out = _add_disallowed(disallowed, asked)
    if not asked and hold_rate is None:
        raise click.UsageError("Name at least one rule to try, such as --suspect loan, or --hold-rate 0.01.")
    result, lines = _rehearsed(asked, months, hold_rate, quiet=as_json)
    report(result | {"left_out": left_out}, as_json=as_json, lines=[*left_out, *lines])


def _asked(rules: dict[str, Any]) -> dict[str, list[Any]]:
    """The rules that were named: name → lines, [number] or [true]."""
    lists = {name: list(rules[name]) for name in LISTS if rules[name]}
    numbers = {name: [rules[name]] for name in NUMBERS if rules[name] is not None}
    return lists | numbers | {name: [True] for name in SWITCHES if rules[name]}


def _add_disallowed(path: Path, asked: dict[str, list[Any]]) -> list[str]:
    """Sort the lines of a WordPress list into the rules. Returns what cannot be a rule, in words."""
    from spamfilter import read_disallowed_list  # noqa: PLC0415 - `parley --help` must not wait for NumPy

    found = read_disallowed_list(path.read_text(encoding="utf-8", errors="replace").splitlines())
    sorted_lines = (("banned_words", found.words), ("banned_hosts", found.hosts), ("banned_addresses", found.addresses))
    for name, lines in sorted_lines:
        if lines:
            asked[name] = [*asked.get(name, []), *lines]
    return [f"{path}, line {number} is left out: {why}." for number, why in found.left_out]


def _rehearsed(
    asked: dict[str, list[Any]], months: int, hold_rate: float | None, *, quiet: bool
) -> tuple[dict[str, Any], list[str]]:
    """The answer for a program and for a person."""
    from parley.conversation.policy import policy_in_force, policy_of_settings  # noqa: PLC0415
    from parley.conversation.rehearsing import (  # noqa: PLC0415
        past_comments,
        rehearsal_in_words,
        rehearse_here,
        threshold_in_words,
    )
    from parley.conversation.rule_texts import rules_of, toml_of  # noqa: PLC0415

    more, before = _policy(asked), policy_in_force()
    total, bar = past_comments(months=months).count(), Progress()
    progress = None if quiet else lambda done: bar("Rehearsing", done, total)
    rehearsal = rehearse_here(before, before.merged(more), months=months, progress=progress, hold_rate=hold_rate)
    if progress is not None and bar.done < total:
        progress(total)
    by_rule = {rule: {str(d): n for d, n in counts.items()} for rule, counts in rehearsal.counts_by_rule().items()}
    in_file = rules_of(policy_of_settings().merged(more))
    toml = toml_of({name: in_file[name] for name in asked}) if asked else ""
    if hold_rate is not None:
        toml = f"hold_rate = {hold_rate:g}\n\n{toml}".rstrip()  # a table would swallow it
    result = {
        "looked_at": rehearsal.looked_at,
        "by_rule": by_rule,
        "changes": [
            {"comment": int(c.id), "before": c.before, "after": c.after, "decided": c.decided, "rules": c.rules}
            for c in rehearsal.changes
        ],
        "toml": toml,
    }
    counted = [f"  {rule}: {', '.join(f'{n} {d}' for d, n in counts.items())}" for rule, counts in by_rule.items()]
    sentences = rehearsal_in_words(rehearsal, months=months)
    if hold_rate is not None:
        sentences.insert(0, threshold_in_words(hold_rate))
    return result, [*sentences, *counted, "", "To switch it on, write in parley.toml:", "", toml]


def _policy(asked: dict[str, list[Any]]) -> "Policy":
    from parley.conversation.errors import RuleRefused  # noqa: PLC0415
    from parley.conversation.policy import policy_of  # noqa: PLC0415

    policy = policy_of({})
    for name, values in asked.items():
        try:
            policy = policy.merged(policy_of({name: values}))
        except RuleRefused as error:
            raise Refused(f"{name}: {error.problem}.") from error
    return policy
