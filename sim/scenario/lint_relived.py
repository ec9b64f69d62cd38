"""What can be said about a re-enacted incident: that it has sources, and what dates nothing.

Pure; part of `lint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.lint_policy import HINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.left_open import Said
    from sim.scenario.model import Scenario

_LOOKS_LIKE_A_PAGE = "."
"""A page has a host, and that has a dot: `blog.example.com/the-outage`, `https://…`."""


def lint_relived(scenario: Scenario, *, expected: bool) -> Iterator[Said]:
    """Findings about the facts of a scenario.

    Args:
        scenario: the scenario.
        expected: it lies among the re-enacted ones, so it must say what it re-enacts.
    """
    relived = scenario.relived
    if relived is None:
        if expected:
            yield (
                ("relived",),
                "is missing: say which incident this re-enacts, and every fact with its source",
            )
        return
    used = {fact.source for fact in relived.facts}
    for name, page in relived.sources.items():
        place = ("relived", "sources", name)
        if _LOOKS_LIKE_A_PAGE not in page or " " in page.strip():
            yield place, f"names no page: {page!r}; write it like blog.example.com/the-outage"
        if name not in used:
            yield place, f"{HINT}no fact cites this source; remove it, or add the fact it supports"
    for index, fact in enumerate(relived.facts):
        if fact.after is not None and fact.after // relived.scale >= scenario.horizon:
            yield (
                ("relived", "facts", index, "after"),
                "comes after the horizon, so nobody can be compared with it; raise `scale`",
            )
    if all(fact.mark is None for fact in relived.facts):
        yield (
            ("relived", "facts"),
            f"{HINT}none has a `mark`, so the report compares nothing with the original incident",
        )
