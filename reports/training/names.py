"""Names that people chose, made fit for a table and a chart: one line, no hidden direction, short.

A name is shown as it is, never read as markup; that is the forms' work. Here it only gets a length.
"""

from __future__ import annotations

from reports.forms.plain import one_line

MOST = 48
"""Characters of a name in a table; a longer one is cut and ends in `…`."""
NO_TEAM = "(no team)"
NOBODY = "nobody named"


def shown(name: str, most: int = MOST) -> str:
    """The name on one line, cut when it is long."""
    flat = one_line(name)
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def team_name(team: str) -> str:
    """A team's name, or that there is none."""
    return shown(team) or NO_TEAM


def people_names(people: tuple[str, ...]) -> str:
    """Several people in one cell."""
    return shown(", ".join(people), 2 * MOST) or NOBODY
