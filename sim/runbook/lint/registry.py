"""Every rule there is, by code. A new one stands in its group's file and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.lint.rule import Rule
from sim.runbook.lint.rules import (
    checks,
    coverage,
    fields,
    gaps,
    jq,
    people,
    requests,
    shell,
    waits,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.reading import Reading
    from sim.runbook.lint.rule import Found

UNUSED, UNKNOWN = "RB901", "RB902"


def _by_the_linter(_: Reading) -> Iterator[Found]:
    """The linter itself finds these, when all other rules have been heard."""
    return iter(())


_OWN = (
    Rule(
        UNUSED,
        "unused-suppression",
        "hint",
        "A comment ignores a rule that finds nothing there.",
        "The finding it suppressed is gone, or the comment is in the wrong place.",
        "# tabletop: ignore=RB408\necho done",
        "echo done",
        _by_the_linter,
    ),
    Rule(
        UNKNOWN,
        "unknown-code",
        "hint",
        "A comment ignores a rule that does not exist.",
        "Codes are separated by commas: `# tabletop: ignore=RB103,RB504`.",
        "# tabletop: ignore=RB999\necho done",
        "echo done",
        _by_the_linter,
    ),
)

GROUPS: dict[str, str] = {
    "RB1": "Requests",
    "RB2": "jq",
    "RB3": "The shell",
    "RB4": "Checks and waits",
    "RB5": "Gaps and samples",
    "RB6": "People and care",
    "RB8": "What a run tries",
    "RB9": "The linter",
}
"""What the codes that begin so are about."""

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *requests.RULES,
            *fields.RULES,
            *jq.RULES,
            *shell.RULES,
            *checks.RULES,
            *waits.RULES,
            *gaps.RULES,
            *people.RULES,
            *coverage.RULES,
            *_OWN,
        ),
        key=lambda rule: rule.code,
    )
)
"""All rules, by code."""

BY_CODE = {rule.code: rule for rule in RULES}
