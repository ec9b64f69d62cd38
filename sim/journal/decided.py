"""What a decision would have done, in words: `page Technical lead at 14:22 · severity 1`.

The boards and the reports tell it alike; each has its own way to name roles and instants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.journal.conduct import Decision


def _deeds(body: Decision, called: Callable[[str], str]) -> Iterator[str]:
    if body.told:
        yield f"page {', '.join(called(role) for role in body.told)}"
    if body.severity is not None:
        yield f"severity {body.severity}"
    if body.says:
        yield f"tell {called(body.audience)}"


def deeds(body: Decision, called: Callable[[str], str], when: Callable[[int], str]) -> str:
    """What it would have done; "" when it is words about the matter only.

    Args:
        body: the decision.
        called: the name of a role, a group or an audience.
        when: an instant as the reader counts it.
    """
    found = list(_deeds(body, called))
    if found and body.done_at is not None:
        found[0] += f" at {when(body.done_at)}"
    return " · ".join(found)
