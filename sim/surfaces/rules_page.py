"""The page of the runbook linter's rules, made from the registry: docs/reference/runbook-rules.md.

`python -m sim.surfaces.rules_page` writes it; a test holds the file against the registry.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.runbook.lint.registry import GROUPS, RULES

if TYPE_CHECKING:
    from sim.runbook.lint.rule import Rule

NAME = "docs/reference/runbook-rules.md"
PAGE = Path(__file__).parents[2] / NAME
HEAD = """# What the runbook linter finds

Made from the rules by `python -m sim.surfaces.rules_page`; do not edit.

`tabletop lint` reads a runbook and runs none of it; [how to lint a
runbook](../how-to/lint-a-runbook.md) shows how. An **error** fails in a real incident,
a **warning** may mislead or do harm, a **hint** is advice. A **limit** is the simulation's own:
what it cannot try, and the document is not to blame. Errors and warnings make the check
fail, hints and limits do not. A code is never given to another rule.
`# tabletop: ignore=RB103` keeps a finding back. No rule speaks about what only a run can know.

"""


def anchor(rule: Rule) -> str:
    """Where a rule stands on the page."""
    return f"{NAME}#{rule.code.lower()}-{rule.name}"


def page() -> str:
    """The whole page."""
    rows = "\n".join(
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.level} "
        f"| {rule.says} |"
        for rule in RULES
    )
    parts = [f"{HEAD}| code | name | level | |\n|---|---|---|---|\n{rows}\n"]
    for start, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_rule(rule) for rule in RULES if rule.code.startswith(start)]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    better = "" if rule.informs else f"\nBetter:\n\n```bash\n{rule.good}\n```\n"
    return (
        f"### {rule.code} {rule.name}\n\n*{rule.level}* · {rule.says}\n\n{rule.about}\n\n"
        f"```bash\n{rule.bad}\n```\n{better}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
