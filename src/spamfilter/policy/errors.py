"""What a rule can be refused for."""

from spamfilter.errors import SpamFilterError


class PolicyError(SpamFilterError):
    """A line of a rule cannot be used. `rule` names the list, `line` counts from 1."""

    code = "policy"

    def __init__(self, rule: str, line: int, problem: str) -> None:
        super().__init__(f"{rule}, line {line}: {problem}")
        self.rule = rule
        self.line = line
        self.problem = problem
