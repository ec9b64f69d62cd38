"""The after-action report: one scorecard and its journal in, one self-contained HTML file out.

Nothing in it is loaded from elsewhere and nothing in it runs. The same scorecard and journal give
the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reports.charts import draw
from reports.plot import plot_of
from reports.view import view_of
from scoring.facts import embedded_policy, gather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

_TEMPLATES = Path(__file__).with_name("templates")


def render_report(card: Scorecard, entries: Sequence[Entry]) -> str:
    """The report as HTML.

    Args:
        card: what the scorer said of these entries.
        entries: the journal, header first.

    Raises:
        ValueError: the entries do not open with a header.
    """
    # Heavy, and only whoever renders a report needs them.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    facts, policy = gather(entries), embedded_policy(entries)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    chart = Markup(draw(plot_of(card, facts, policy)))  # noqa: S704 - our own drawing; matplotlib escapes its texts
    template = environment.get_template("after_action.html.j2")
    return template.render(report=view_of(card, entries, facts, policy), chart=chart)
